import { Workflow, type IDataObject, type INode, type INodeType, type INodeTypes } from 'n8n-workflow';

export interface LoadedTrigger {
	/** The node as the process has it at the moment. */
	node: () => INodeType;
	parameters: INode['parameters'];
	/** What n8n has stored. */
	staticData: string;
}

/** A workflow of the trigger only, with a copy of the stored static data. */
export function loadWorkflow({ node, parameters, staticData }: LoadedTrigger): Workflow {
	const nodeTypes: INodeTypes = {
		getByName: node,
		getByNameAndVersion: node,
		getKnownTypes: () => ({}),
	};
	return new Workflow({
		id: 'workflow-1',
		name: 'Workflow',
		active: true,
		nodes: [
			{
				id: 'node-1',
				webhookId: '6a3bc2b1-8d9e-4f55-9d9a-0a4d4d1e2f30',
				name: 'Trigger',
				type: 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: { purpose: 'FraudPreventionAndDetection', ...parameters },
				credentials: { openGatewayApi: { id: '1', name: 'Open Gateway account' } },
			},
		],
		connections: {},
		nodeTypes,
		staticData: JSON.parse(staticData) as IDataObject,
	});
}

export function triggerOf(workflow: Workflow): INode {
	const trigger = workflow.getNode('Trigger');
	if (trigger === null) throw new Error('The workflow has no trigger.');
	return trigger;
}
