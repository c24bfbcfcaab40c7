import './capturedLog';
import { NodeHelpers, Workflow, type IDataObject, type INode } from 'n8n-workflow';
import { builtPackage, runNode, type NodeRun } from './runNode';

const run = (inputs: IDataObject[], rest: Partial<NodeRun> = {}) =>
	runNode({ inputs, credential: { aggregator: 'simulator' }, ...rest });
const HOME = '+34666555002';
const FORBIDDEN = '+34666550403';

test("with the simulator, the hint of a run begins with 'Simulated answers'", async () => {
	const { hints } = await run([{ phoneNumber: '+34666555001' }, { phoneNumber: HOME }]);
	expect(hints).toMatchObject([
		{ message: 'Simulated answers. 2 numbers checked: 1 roaming (Germany), 1 home.', type: 'info' },
	]);
});

test('an included input field that the result replaced is named, and no other', async () => {
	const inputs = [
		{ phoneNumber: HOME, name: 'Ann', country: 'Spain', warning: null },
		{ phoneNumber: HOME, name: 'Bo', country: null, roamingState: null },
	];
	const options = { includeInputFields: 'all' };
	const { hints } = await run(inputs, { parameters: { options } });
	expect(hints?.[1]).toMatchObject({ type: 'warning', message: expect.stringContaining("input fields: 'country'. ") });
	expect((await run(inputs, { parameters: { options: { ...options, outputField: 'result' } } })).hints).toHaveLength(1);
	expect((await run(inputs, { parameters: { options: { outputField: '' } } })).hints).toHaveLength(1);
	const changes = await run([{ phoneNumber: HOME, roamingState: null }], {
		parameters: { operation: 'detectChanges', options },
	});
	expect(changes.hints).toHaveLength(1);
});

test('"Stop Workflow" says how to keep the other answers, where there are others', async () => {
	const description = async (inputs: IDataObject[], credential: IDataObject = { aggregator: 'simulator' }) => {
		const { error } = await run(inputs, { credential: credential as NodeRun['credential'] });
		return (error as { description?: string }).description;
	};
	const advice = /To keep the answers of the other numbers, choose 'Continue'.*Settings > On Error/;
	expect(await description([{ phoneNumber: HOME }, { phoneNumber: FORBIDDEN }])).toMatch(advice);
	expect(await description([{ phoneNumber: FORBIDDEN }])).not.toMatch(advice);
	expect(await description([{ phoneNumber: HOME }, { phoneNumber: HOME }], { aggregator: 'camara' })).not.toMatch(
		advice,
	);
});

test.each<[INode['parameters'], INode['onError'], string[]]>([
	[{}, undefined, ['']],
	[{ options: { report: true } }, undefined, ['Results', 'Report']],
	[{ options: { report: true } }, 'continueErrorOutput', ['Results', 'Report', 'Error']],
	[{}, 'continueErrorOutput', ['Success', 'Error']],
	[
		{ outputMode: 'byOutcome', options: { report: true } },
		undefined,
		['Roaming', 'Home', 'Unknown', 'Consent Pending', 'Not Covered', 'Failed', 'Report'],
	],
	[{ operation: 'confirmChanges', outputMode: 'byOutcome', options: { report: true } }, undefined, ['']],
])('with %j and On Error %s, the outputs are called %j', async (parameters, onError, names) => {
	const engine = await builtPackage();
	const nodeType = engine.nodeType('n8n-nodes-open-gateway.deviceStatusRoaming');
	const node = { id: '1', name: 'Node', type: nodeType.description.name, typeVersion: 1, position: [0, 0], parameters };
	const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
	const nodes = [{ ...node, ...(onError === undefined ? {} : { onError }) }] as INode[];
	const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes });
	const outputs = NodeHelpers.getNodeOutputs(workflow, workflow.getNode('Node') as INode, nodeType.description);
	expect(outputs.map((output) => (typeof output === 'string' ? '' : (output.displayName ?? '')))).toEqual(names);
});
