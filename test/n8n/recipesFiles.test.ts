import './capturedLog';
import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { draw } from '../../docs/pictures';
import type { Engine } from './engine';
import {
	exampleNames,
	loadExampleEngine,
	NODE_TYPE,
	readDocument,
	readExample,
	STICKY_NOTE,
	TOOL_TYPE,
} from './examples';
import { database, NUMBER } from './recipesTable';

/** A service that the examples of recipes reach, which needs an account of its own. */
const SERVICES = ['n8n-nodes-base.slack', 'n8n-nodes-base.postgres', 'n8n-nodes-base.dataTable'];
const TRIGGER = /Trigger$|\.webhook$/;
const OWN_TRIGGER = 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger';

let engine: Engine;
beforeAll(async () => {
	engine = await loadExampleEngine(database);
});

describe.each(exampleNames())('%s', (name) => {
	const { nodes, connections } = readExample(name);
	const steps = nodes.filter(({ type }) => type !== STICKY_NOTE);
	const isConfirmation = ({ parameters }: INode) => parameters.operation === 'confirmChanges';
	const checks = nodes.filter((node) => [NODE_TYPE, TOOL_TYPE].includes(node.type) && !isConfirmation(node));

	test('starts with a trigger, and reaches each node from it', () => {
		expect(nodes[0]?.type).toMatch(TRIGGER);
		const targets = Object.values(connections).flatMap((byType) => Object.values(byType).flat(2));
		const reached = new Set([...targets.map((target) => target?.node), ...Object.keys(connections)]);
		expect([...reached].sort()).toEqual(steps.map((node) => node.name).sort());
	});

	test('can be started by hand where it starts on a schedule', () => {
		const first = (type: string) => connections[nodes.find((node) => node.type === type)?.name ?? '']?.main;
		const scheduled = first('n8n-nodes-base.scheduleTrigger');
		if (scheduled !== undefined) expect(first('n8n-nodes-base.manualTrigger')).toEqual(scheduled);
	});

	test('is small, and each node has its own id and place', () => {
		expect(steps.length).toBeGreaterThanOrEqual(4);
		expect(steps.length).toBeLessThanOrEqual(9);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ position }) => position.join())).size).toBe(nodes.length);
	});

	test.each(nodes)('$name: fills in parameters that its node type has, with values that it takes', (node) => {
		const { description } = engine.nodeType(node.type);
		const { properties } = description;
		const parameters = NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ?? {};
		expect(parameters).toMatchObject(node.parameters);
		const switchedOn = { ...node, parameters, disabled: false };
		expect(NodeHelpers.getNodeParametersIssues(properties, switchedOn, description)).toBeNull();
	});

	test('needs the Open Gateway credential alone, by its name: steps for other services are off', () => {
		const named = { openGatewayApi: { id: null, name: 'Open Gateway account' } };
		const asking = [...checks, ...nodes.filter(({ type }) => type === OWN_TRIGGER)];
		expect(asking.map(({ credentials }) => credentials)).toEqual(asking.map(() => named));
		const services = nodes.filter(({ type }) => SERVICES.includes(type));
		expect(services.every(({ disabled }) => disabled === true)).toBe(true);
		expect(nodes.filter((node) => node.disabled === true)).toEqual(services);
		expect(nodes.filter((node) => node.credentials !== undefined && !asking.includes(node))).toEqual([]);
	});

	test('holds no phone numbers but British ones for fiction', () => {
		const numbers = JSON.stringify(nodes).match(NUMBER) ?? [];
		expect(numbers.filter((number) => !/^\+447700900\d{3}$/.test(number))).toEqual([]);
	});

	test('does without Always Output Data, which would put an empty item into the output Roaming', () => {
		expect(nodes.filter(({ alwaysOutputData }) => alwaysOutputData === true)).toEqual([]);
	});

	test('does not stop at a number without an answer', () => {
		expect(checks.map(({ onError }) => onError)).toEqual(checks.map(() => 'continueRegularOutput'));
	});
});

describe('docs/cookbook.md', () => {
	const cookbook = readDocument('cookbook.md');
	const headings = cookbook.match(/^## .*$/gm) ?? [];

	test('has sixteen recipes, with a picture, settings, a way to adapt it and a file each', () => {
		const recipes = cookbook.split(/^## /m).slice(1);
		expect(recipes).toHaveLength(16);
		for (const recipe of recipes) {
			expect(recipe).toMatch(/!\[.+\]\(images\/[\w-]+\.svg\)/);
			expect(recipe).toMatch(/^\| Setting /m);
			expect(recipe).toContain('**To adapt it**');
			expect(recipe).toMatch(/^Files?: .*\(\.\.\/examples\/[\w-]+\.json\)/m);
		}
	});

	test('names settings as the form of the node or of the trigger does', () => {
		const labels = [NODE_TYPE, OWN_TRIGGER].flatMap((type) => labelsOf(engine.nodeType(type).description.properties));
		const settings = cookbook
			.split(/^## /m)
			.slice(1)
			.flatMap((recipe) => {
				const table = /^\| Setting [^]*?\n\n/m.exec(recipe)?.[0] ?? '';
				return table
					.trim()
					.split('\n')
					.slice(2)
					.map((row) => row.split('|')[1]?.trim() ?? '');
			});
		expect(settings.length).toBeGreaterThan(30);
		expect(settings.filter((setting) => !labels.includes(setting))).toEqual([]);
	});

	test('links each example and its picture, and nothing that is not there', () => {
		const linked = (pattern: RegExp) => [...new Set([...cookbook.matchAll(pattern)].map(([, name]) => name))].sort();
		expect(linked(/\(\.\.\/examples\/([\w-]+)\.json\)/g)).toEqual(exampleNames());
		expect(linked(/\(images\/([\w-]+)\.svg\)/g)).toEqual(exampleNames());
	});

	test('links headings of its own that are there', () => {
		const anchors = headings.map((heading) =>
			heading
				.slice(3)
				.toLowerCase()
				.replace(/[^\w -]/g, '')
				.replaceAll(' ', '-'),
		);
		const linked = [...cookbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
		expect(linked.filter((anchor) => !anchors.includes(String(anchor)))).toEqual([]);
	});

	test.each(exampleNames())('the picture of %s is what npm run docs:pictures draws', (name) => {
		expect(readDocument(`images/${name}.svg`)).toBe(draw(readExample(name)));
	});
});

/** Labels of the form, without units, those in groups too. */
function labelsOf(fields: Array<INodeProperties | INodePropertyOptions | INodePropertyCollection>): string[] {
	return fields.flatMap((field) => [
		...('displayName' in field ? [field.displayName.replace(/ \(\w+\)$/, '')] : []),
		...labelsOf('options' in field ? (field.options ?? []) : []),
		...labelsOf('values' in field ? field.values : []),
	]);
}
