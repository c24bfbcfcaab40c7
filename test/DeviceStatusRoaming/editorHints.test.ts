import { NodeHelpers, Workflow, type INode, type INodeProperties } from 'n8n-workflow';
import { DeviceStatusRoaming } from '../../nodes/DeviceStatusRoaming/DeviceStatusRoaming.node';
import { OUTCOME_OUTPUTS } from '../../nodes/DeviceStatusRoaming/description/outputs';
import { RESULT_FIELDS } from '../../nodes/DeviceStatusRoaming/resultFields';

const { description } = new DeviceStatusRoaming();
const { properties, hints = [], builderHint } = description;

/** Names of fields, and values of the choices in them. */
function namesOf(fields: INodeProperties[]): string[] {
	return fields.flatMap(({ name, options = [] }) => [
		name,
		...options.flatMap((option) => ('value' in option ? [String(option.value)] : [])),
	]);
}

test('the hint for AI workflow builders names only what the form, the settings and the results have', () => {
	const text = builderHint?.searchHint ?? '';
	const known = [
		...namesOf(properties),
		...RESULT_FIELDS,
		...OUTCOME_OUTPUTS.map(({ outcome }) => outcome as string),
		// A setting of each node in n8n, and the field of a state.
		'continueRegularOutput',
		'roamingState',
	];
	const named = [...text.matchAll(/'(\w+)'/g)].map(([, name]) => String(name));
	expect(named.length).toBeGreaterThan(5);
	expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

/** The beginnings of the hints that the editor shows before anything runs, with the defaults of the form. */
async function shown(parameters: INode['parameters']): Promise<string[]> {
	const filled = NodeHelpers.getNodeParameters(properties, parameters, true, false, null, description) ?? {};
	const node: INode = { id: '1', name: 'Node', type: 'x', typeVersion: 1, position: [0, 0], parameters: filled };
	const nodeType = new DeviceStatusRoaming();
	const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	await workflow.expression.acquireIsolate();
	const isShown = (condition: string | undefined) =>
		workflow.expression.getSimpleParameterValue(node, condition, 'internal', {}) === true;
	return hints.filter(({ displayCondition }) => isShown(displayCondition)).map(({ message }) => message.slice(0, 33));
}

const DEACTIVATED = 'While this node is deactivated, n';
const STATIC_DATA = "With 'Workflow Static Data', n8n ";
const CONFIRM = "Add a node with the operation 'Co";

test.each<[INode['parameters'], string[]]>([
	[{}, []],
	[{ outputMode: 'byOutcome' }, [DEACTIVATED]],
	[{ operation: 'detectChanges' }, []],
	[{ operation: 'detectChanges', stateSource: 'staticData' }, [STATIC_DATA, CONFIRM]],
	[{ operation: 'detectChanges', stateSource: 'staticData', delivery: 'atMostOnce' }, [STATIC_DATA]],
	[{ options: { consent: { values: { consentHold: 24 } } } }, []],
	[{ options: { consent: { values: { consentHold: 24, stateSource: 'staticData' } } } }, [STATIC_DATA]],
	[{ operation: 'confirmChanges', outputMode: 'byOutcome', stateSource: 'staticData' }, []],
])('with %j the editor shows the hints %j before a run', async (parameters, beginnings) => {
	expect(await shown(parameters)).toEqual(beginnings);
});
