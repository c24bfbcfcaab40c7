import type { IDataObject, INode, IRunExecutionData } from 'n8n-workflow';
import { inGroups } from '../n8n/inGroups';
import type { StoredCredential, StoredWorkflow } from './n8n';

export const NODE = 'Device Status Roaming';
export const MANUAL_TRIGGER = 'Manual Trigger';

/** A node at its place in a row of nodes. */
export function step(name: string, type: string, typeVersion: number, parameters: INode['parameters'] = {}): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

/** One node after the other, each handing on by its first output. */
export function chain(id: string, steps: INode[], rest: Partial<StoredWorkflow> = {}): StoredWorkflow {
	const connections = Object.fromEntries(
		steps
			.slice(1)
			.map((target, index) => [
				steps[index]?.name ?? '',
				{ main: [[{ node: target.name, type: 'main' as const, index: 0 }]] },
			]),
	);
	const nodes = steps.map((node, index) => ({ ...node, position: [index * 220, 0] as [number, number] }));
	return { id, name: id, nodes, connections, ...rest };
}

/** The node of this package with a credential. Options may stand on one level. */
export function roamingStep(
	credential: StoredCredential,
	parameters: INode['parameters'] = {},
	settings: Partial<INode> = {},
): INode {
	return {
		...step(NODE, 'n8n-nodes-open-gateway.deviceStatusRoaming', 1, inGroups(parameters)),
		credentials: { openGatewayApi: { id: credential.id, name: credential.name } },
		...settings,
	};
}

/** Gives the numbers as items, without the task runner that a Code node needs. */
export function numbersSteps(numbers: string[]): INode[] {
	return [
		step('List', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ phoneNumber: numbers }),
			options: {},
		}),
		step('Numbers', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'phoneNumber', options: {} }),
	];
}

/** "Manual Trigger -> numbers -> Device Status Roaming". */
export function checkWorkflow(
	id: string,
	numbers: string[],
	credential: StoredCredential,
	parameters?: INode['parameters'],
	settings?: Partial<INode>,
): StoredWorkflow {
	return chain(id, [
		step(MANUAL_TRIGGER, 'n8n-nodes-base.manualTrigger', 1),
		...numbersSteps(numbers),
		roamingStep(credential, parameters, settings),
	]);
}

/** json of what a node gave by one of its outputs, in all its runs. */
export function itemsOf(data: IRunExecutionData, node: string, output = 0): IDataObject[] {
	const runs = data.resultData.runData[node] ?? [];
	return runs.flatMap((run) => (run.data?.main ?? run.data?.ai_tool)?.[output] ?? []).map(({ json }) => json);
}
