/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits for another process; not published */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import type { Engine } from '../n8n/engine';
import {
	exampleNames,
	loadExampleEngine,
	NODE_TYPE,
	readExample,
	runExample,
	type Example,
	type Outcome,
} from '../n8n/examples';
import { startChatModel, type ChatModel } from './chatModel';
import { onceThere, type Execution, type StoredCredential } from './n8n';
import { describeInN8n, SIMULATOR_CREDENTIAL, type World } from './scenarios';
import { itemsOf } from './workflows';

/** Nodes whose items are their own affair: the moment of a trigger, a page, an answer on the wire, a loop's turns. */
const NOT_COMPARED = /(Trigger|stickyNote|webhook|respondToWebhook|form|splitInBatches|agent|lmChatOpenAi)$/i;
const OUTPUTS = [0, 1, 2, 3, 4, 5, 6];
const NUMBER = '+34666555001';

/** How an example is started, by the type of the node that starts it. */
const starts: Record<string, (world: World, example: StoredExample) => Promise<Execution>> = {
	'n8n-nodes-base.manualTrigger': byHand,
	'n8n-nodes-base.webhook': async (world, example) => {
		await world.n8n.publish(example.id);
		const url = `${world.n8n.baseUrl}/webhook/${String(triggerOf(example).parameters.path)}`;
		// n8n 2.41 registers the trigger of a published workflow some moments later.
		const answer = await onceThere(() =>
			fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ phoneNumber: NUMBER }),
			}),
		);
		expect([answer.status, await answer.json()]).toEqual([
			200,
			{ decision: 'stepUp', outcome: 'roaming', country: 'DE' },
		]);
		return lastExecution(world, example);
	},
	'n8n-nodes-base.formTrigger': async (world, example) => {
		await world.n8n.publish(example.id);
		const page = `${world.n8n.baseUrl}/form/check-one-number`;
		expect(await (await onceThere(() => fetch(page))).text()).toContain('Phone number');
		const form = new FormData();
		form.set('field-0', NUMBER);
		const submitted = await fetch(page, { method: 'POST', body: form });
		const { formWaitingUrl } = (await submitted.json()) as { formWaitingUrl: string };
		expect(await completionPage(formWaitingUrl)).toContain(`${NUMBER} is roaming. Country: Germany.`);
		return lastExecution(world, example);
	},
};

/** An example as n8n stored it when it was imported. */
type StoredExample = Example & { id: string; file: string };

let chatModel: ChatModel;
let engine: Engine;

/**
 * What an example gives in the tests, once for all versions: the node keeps its tokens from one example to the next, here
 * as in each n8n, but not from one n8n to the next.
 */
const expectedByFile = new Map<string, Promise<Outcome>>();
function expectedOf(file: string): Promise<Outcome> {
	const { name: trigger, type } = triggerOf(readExample(file));
	const triggered = type.endsWith('.manualTrigger') ? {} : { body: { phoneNumber: NUMBER }, 'Phone number': NUMBER };
	const expected = expectedByFile.get(file) ?? runExample(engine, file, { trigger, triggered });
	expectedByFile.set(file, expected);
	return expected;
}
beforeAll(async () => {
	chatModel = await startChatModel({ phone_number: NUMBER });
	engine = await loadExampleEngine({
		query: () => [],
		upsert: () => undefined,
		readTable: () => [],
		upsertTable: () => ({}),
	});
});
afterAll(() => chatModel.close());

describeInN8n({ content: () => ({ credentials: [SIMULATOR_CREDENTIAL] }), examples: true }, (world) => {
	let stored: Array<{ id: string; name: string }>;
	beforeAll(async () => {
		stored = await world.n8n.rest('GET', '/workflows');
	});

	async function storedExample(file: string): Promise<StoredExample> {
		const example = readExample(file);
		const { id } = stored.find(({ name }) => name === example.name) ?? { id: '' };
		return { ...(await world.n8n.rest<Example>('GET', `/workflows/${id}`)), id, file };
	}

	const standalone = exampleNames().filter((name) => starts[triggerOf(readExample(name)).type] !== undefined);
	test.each(standalone)('The example %s, as imported: the same items as in the tests', async (file) => {
		const example = await storedExample(file);
		const { status, data } = await (starts[triggerOf(example).type] ?? byHand)(world, example);
		expect(['success', 'waiting']).toContain(status);
		const expected = await expectedOf(file);
		const ran = example.nodes.filter(
			({ name, type }) => !NOT_COMPARED.test(type) && data.resultData.runData[name] !== undefined,
		);
		expect(ran.some(({ type }) => type === NODE_TYPE || type.endsWith('executeWorkflow'))).toBe(true);
		for (const { name } of ran) {
			for (const output of OUTPUTS) {
				expect([name, output, comparable(itemsOf(data, name, output))]).toEqual([
					name,
					output,
					comparable(expected(name, output)),
				]);
			}
		}
	});

	test("The example roaming-as-agent-tool: n8n's AI agent offers the node to a model and hands its answer on", async () => {
		const example = await storedExample('roaming-as-agent-tool');
		const openAi: StoredCredential = {
			id: 'openAi',
			name: 'OpenAI account',
			type: 'openAiApi',
			data: { apiKey: 'not-a-key', url: chatModel.baseUrl },
		};
		const { id } = await world.n8n.rest<{ id: string }>('POST', '/credentials', openAi);
		const nodes = example.nodes.map((node) =>
			node.type.endsWith('lmChatOpenAi') ? { ...node, credentials: { openAiApi: { id, name: openAi.name } } } : node,
		);
		await world.n8n.rest('PATCH', `/workflows/${example.id}`, { ...example, nodes });

		const begun = chatModel.requests.length;
		const { status, data } = await world.n8n.execute(example.id, triggerOf(example).name, {
			sessionId: 'session',
			action: 'sendMessage',
			chatInput: `Is ${NUMBER} abroad?`,
		});
		expect([status, data.resultData.error]).toEqual(['success', undefined]);
		const [offer, answered] = chatModel.requests.slice(begun);
		expect(offer?.tools?.map(({ function: { name } }) => name)).toEqual(['Device_Status_Roaming']);
		expect(offer?.tools?.[0]?.function.description).toContain('"unknown"');
		expect(Object.keys((offer?.tools?.[0]?.function.parameters.properties ?? {}) as object)).toEqual(['phone_number']);
		const told = JSON.stringify(answered?.messages.find(({ role }) => role === 'tool')?.content);
		expect(told).toContain('Germany');
		expect(told).not.toContain('correlator');
		expect(JSON.stringify(itemsOf(data, 'AI Agent'))).toContain('Germany');
	});

	/** A model asks a fresh tool, with nothing filled in but the credential; the workflow's outcome and what the model was told. */
	async function askFreshTool(
		name: string,
		model: ChatModel,
	): Promise<{ status: string; offered: string[]; told: string }> {
		const example = readExample('roaming-as-agent-tool');
		const openAi = { name, type: 'openAiApi', data: { apiKey: 'not-a-key', url: model.baseUrl } };
		const { id } = await world.n8n.rest<{ id: string }>('POST', '/credentials', openAi);
		const nodes = example.nodes.map((node) => {
			if (node.type.endsWith('lmChatOpenAi')) return { ...node, credentials: { openAiApi: { id, name } } };
			if (!node.type.endsWith('deviceStatusRoamingTool')) return node;
			const { id: credentialId = '', name: credentialName = '' } = SIMULATOR_CREDENTIAL;
			const credentials = { openGatewayApi: { id: credentialId, name: credentialName } };
			return { ...node, parameters: {}, onError: undefined, credentials };
		});
		const workflow = await world.n8n.rest<{ id: string }>('POST', '/workflows', {
			...example,
			id: undefined,
			active: false,
			name,
			nodes,
		});
		const { status } = await world.n8n.execute(workflow.id, triggerOf(example).name, {
			sessionId: name,
			action: 'sendMessage',
			chatInput: 'Is this phone abroad?',
		});
		const [offer, answered] = model.requests;
		return {
			status,
			offered: Object.keys((offer?.tools?.[0]?.function.parameters.properties ?? {}) as object),
			told: JSON.stringify(answered?.messages.find(({ role }) => role === 'tool')?.content),
		};
	}

	test("A fresh tool answers a model's question", async () => {
		const model = await startChatModel({ phone_number: NUMBER });
		const { status, offered, told } = await askFreshTool('Fresh tool', model);
		await model.close();
		expect([status, offered]).toEqual(['success', ['phone_number']]);
		expect(told).toContain('Germany');
	});

	test('A number that is refused reaches the model as text, with On Error "Stop Workflow"', async () => {
		const model = await startChatModel({ phone_number: '+4477' });
		const { status, told } = await askFreshTool('Refused number', model);
		await model.close();
		expect(status).toBe('success');
		expect(told).toContain('INVALID_PHONE_NUMBER');
		expect(told).toContain('hint');
	});
});

function triggerOf({ nodes }: Example) {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger') ?? nodes[0];
	if (trigger === undefined) throw new Error('The example has no node.');
	return trigger;
}

/** Ends at the latest where the workflow waits for longer than anybody looks on. */
async function byHand({ n8n }: World, example: StoredExample): Promise<Execution> {
	const id = await n8n.start(example.id, triggerOf(example).name);
	const execution = await n8n.ended(id);
	if (execution.status === 'waiting') await n8n.rest('POST', `/executions/${id}/stop`);
	return execution;
}

async function lastExecution({ n8n }: World, { id }: StoredExample): Promise<Execution> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	for (let attempt = 0; attempt < 50; attempt++) {
		const { results } = await n8n.rest<{ results: Array<{ id: string }> }>('GET', `/executions?filter=${filter}`);
		if (results[0] !== undefined) return n8n.ended(results[0].id);
		await sleep(200);
	}
	throw new Error('n8n stored no execution of the workflow.');
}

/** As the script of n8n's page does: it asks for the state of the execution, and goes on once that waits with the next page. */
async function completionPage(formWaitingUrl: string): Promise<string> {
	const state = new URL(formWaitingUrl);
	state.pathname += '/n8n-execution-status';
	for (let attempt = 0; attempt < 50; attempt++) {
		if ((await (await fetch(state)).text()).includes('form-waiting')) return (await fetch(formWaitingUrl)).text();
		await sleep(200);
	}
	throw new Error('The form did not come to its last page.');
}

/** Items without what differs from one run to the next: times, durations and random names. */
function comparable(items: IDataObject[]): unknown {
	return JSON.parse(JSON.stringify(items), (key, value: unknown) => {
		if (VARIABLE_FIELDS.has(key)) return 'varies';
		return typeof value === 'string'
			? value.replace(TIME, 'a time').replace(PACE, 'a pace').replace(UUID, 'an ID')
			: value;
	});
}

const VARIABLE_FIELDS = new Set([
	'correlator',
	'durationMs',
	'statusAgeSeconds',
	'oldestStatusAgeSeconds',
	'p50Ms',
	'p95Ms',
	'checksPerSecond',
	'seconds',
	'executionId',
]);
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const PACE = /[\d.]+ (s|ms|per second)\b/g;
