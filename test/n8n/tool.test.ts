import './capturedLog';
import { NodeHelpers, type IDataObject, type INode, type INodeProperties } from 'n8n-workflow';
import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import type { Engine } from './engine';
import { loadExampleEngine, TOOL_TYPE } from './examples';

let engine: Engine;
beforeAll(async () => {
	engine = await loadExampleEngine({
		query: () => [],
		upsert: () => undefined,
		readTable: () => [],
		upsertTable: () => ({}),
	});
});

const NAME = 'Device Status Roaming';
const toolNode = (parameters: INode['parameters'] = {}, settings: Partial<INode> = {}): INode => ({
	id: '2',
	name: NAME,
	type: TOOL_TYPE,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	credentials: { openGatewayApi: { id: '1', name: 'Open Gateway account' } },
	...settings,
});

/** The node with the defaults of its form, as a workflow holds it once it is loaded. */
function withDefaults(node: INode): INode {
	const { description } = engine.nodeType(node.type);
	const parameters = NodeHelpers.getNodeParameters(
		description.properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	return { ...node, parameters: parameters ?? {} };
}

/** A model calls the tool with the number that is in the chat. Returns what the tool answers. */
async function ask(chatInput: string, tool: INode, credential: IDataObject = { aggregator: 'simulator' }) {
	const step = (name: string, type: string, typeVersion: number): INode => ({
		id: name,
		name,
		type: `@n8n/n8n-nodes-langchain.${type}`,
		typeVersion,
		position: [0, 0],
		parameters: { options: {} },
	});
	const { data } = await engine.run({
		nodes: [step('Chat', 'chatTrigger', 1.1), step('Agent', 'agent', 2.2), tool],
		connections: {
			Chat: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			[NAME]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		credentials: { openGatewayApi: credential as never },
		items: [{ json: { chatInput } }],
	}).finished;
	expect(data.resultData.error).toBeUndefined();
	return data.resultData.runData.Agent?.at(-1)?.data?.main?.[0]?.[0]?.json.output as IDataObject[] | undefined;
}

test('a new tool offers the model one parameter, the phone number, with a description', () => {
	const node = withDefaults(toolNode());
	const nodeType = engine.nodeType(node.type);
	const { response } = createNodeAsTool({ node, nodeType, handleToolInvocation: async () => '' });
	const { shape } = (response as { schema: unknown }).schema as { shape: Record<string, { description: string }> };
	expect(Object.keys(shape)).toEqual(['phone_number']);
	expect(shape.phone_number?.description).toContain('international format');
});

test('a new tool answers with the fields of Simplify', async () => {
	const answer = await ask('Is +447700900001 abroad?', toolNode());
	expect(answer).toMatchObject([{ phoneNumber: '+447700900001', outcome: 'roaming', country: 'DE', simulated: true }]);
	expect(Object.keys(answer?.[0] ?? {})).toHaveLength(10);
});

test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput', undefined] as const)(
	'a number that is refused reaches the model as text with the hint, with On Error %s',
	async (onError) => {
		const answer = await ask('Is +4477 abroad?', toolNode({}, onError === undefined ? {} : { onError }));
		expect(answer).toMatchObject([
			{
				outcome: 'failed',
				code: 'INVALID_PHONE_NUMBER',
				message: expect.stringMatching(/\w/),
				hint: expect.stringMatching(/\w/),
			},
		]);
		expect(answer?.[0]).not.toHaveProperty('error');
	},
);

test('a subscriber who refuses and a credential that cannot be used reach the model as text', async () => {
	expect(await ask('Is +447700900403 abroad?', toolNode())).toMatchObject([
		{ outcome: 'failed', hint: expect.any(String) },
	]);
	expect(await ask('Is +447700900001 abroad?', toolNode(), { aggregator: 'camara' })).toMatchObject([
		{ code: 'INVALID_CONFIGURATION', hint: expect.any(String) },
	]);
});

test("'Output' has n8n's three modes", async () => {
	const raw = await ask('Is +447700900001 abroad?', toolNode({ output: 'raw' }));
	expect(raw?.[0]).toMatchObject({ countryCode: 262, correlator: expect.any(String) });
	const selected = toolNode({ output: 'selected', outputFields: ['outcome', 'country'] });
	expect(await ask('Is +447700900001 abroad?', selected)).toEqual([{ outcome: 'roaming', country: 'DE' }]);
	expect(await ask('Is +4477 abroad?', selected)).toMatchObject([{ outcome: 'failed', message: expect.any(String) }]);
});

/** The labels of the form that are shown, with those of the options that can be added. */
function shown(node: INode): string[] {
	const { description } = engine.nodeType(node.type);
	const { parameters } = withDefaults(node);
	const isShown = (field: INodeProperties, values: INode['parameters']) =>
		NodeHelpers.displayParameter(values, field, node, description, parameters);
	const fields = description.properties.filter((field) => isShown(field, parameters));
	const options = (fields.find(({ name }) => name === 'options')?.options ?? []) as INodeProperties[];
	return [...fields, ...options.filter((field) => isShown(field, {}))].map(({ displayName }) => displayName);
}

test('options for lists are hidden in a tool, and shown otherwise', () => {
	const forLists = [
		'Simplify',
		'Output Mode',
		'Report',
		'Include Input Fields',
		'Output Field',
		'Max Duration (Minutes)',
	];
	const forTools = ['Tool Description', 'Output'];
	const asTool = shown(toolNode());
	const asNode = shown(toolNode({}, { type: TOOL_TYPE.replace(/Tool$/, '') }));
	for (const label of forLists)
		expect([label, asTool.includes(label), asNode.includes(label)]).toEqual([label, false, true]);
	for (const label of forTools)
		expect([label, asTool.includes(label), asNode.includes(label)]).toEqual([label, true, false]);
	expect(asTool.filter((label) => label === 'Phone Number')).toHaveLength(1);
	expect(asNode.filter((label) => label === 'Phone Number')).toHaveLength(1);
});
