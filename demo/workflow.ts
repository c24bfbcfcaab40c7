import { NodeConnectionTypes, type INode, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import type { WorkflowToRun } from '../test/n8n/engine';
import type { NumberToCheck } from './numbers';

const node = (name: string, type: string, rest: Partial<INode> = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...rest,
});
const to = (name: string) => ({ main: [[{ node: name, type: NodeConnectionTypes.Main, index: 0 }]] });

/** Trigger -> Numbers -> Device Status Roaming -> Branch: roaming numbers, and the others. */
export const demoWorkflow: WorkflowToRun = {
	nodes: [
		node('Trigger', 'trigger'),
		node('Numbers', 'numbers'),
		node('Device Status Roaming', 'n8n-nodes-open-gateway.deviceStatusRoaming', {
			onError: 'continueRegularOutput',
			parameters: { simple: false, options: { maxConsentWait: 8 } },
			credentials: { openGatewayApi: { id: '1', name: 'Open Gateway account' } },
		}),
		node('Branch', 'branch'),
	],
	connections: {
		Trigger: to('Numbers'),
		Numbers: to('Device Status Roaming'),
		'Device Status Roaming': to('Branch'),
	},
};

/** In n8n these would be Schedule Trigger, Google Sheets and If; those come with n8n itself, of which only the engine is here. */
export function demoNodes(numbers: NumberToCheck[]): Record<string, INodeType> {
	const description = (name: string, outputs: number): INodeTypeDescription => ({
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: name,
		defaults: { name },
		inputs: name === 'trigger' ? [] : [NodeConnectionTypes.Main],
		outputs: Array.from({ length: outputs }, () => NodeConnectionTypes.Main),
		properties: [],
	});
	return {
		trigger: {
			description: description('trigger', 1),
			async execute() {
				return [[{ json: {} }]];
			},
		},
		numbers: {
			description: description('numbers', 1),
			async execute() {
				return [numbers.map((json) => ({ json: { ...json }, pairedItem: { item: 0 } }))];
			},
		},
		branch: {
			description: description('branch', 2),
			async execute() {
				const items = this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }));
				return [items.filter(({ json }) => json.roaming === true), items.filter(({ json }) => json.roaming !== true)];
			},
		},
	};
}
