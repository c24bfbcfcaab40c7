/* eslint-disable no-console -- says what was measured; not published */
import type { INode } from 'n8n-workflow';
import { phoneNumbers } from '../../bench/phoneNumbers';
import { createHiddenLimit } from '../../bench/server/hiddenLimit';
import { installN8n } from '../installed/installed';
import { NEWEST_N8N } from '../installed/versions';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { StoredWorkflow } from './n8n';
import { createNumberTally, type NumberTally } from './numberTally';
import {
	allEnded,
	callParts,
	callWebhook,
	inParts,
	listed,
	partWorkflow,
	waitUntil,
	WEBHOOK,
	webhookStep,
} from './parts';
import { executionsOf, startQueue, type Queue } from './queue';
import { isChosen, sandboxCredential } from './scenarios';
import { chain, itemsOf, NODE, step } from './workflows';

const SIZE = 500;
const REQUESTS_PER_SECOND = 400;
/** Short, so that the test need not wait for minutes until a worker counts as dead. */
const QUICK_TO_NOTICE = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};
const NUMBERS = phoneNumbers('plain', 30 * SIZE);
const AT_ONCE = NUMBERS.slice(0, 20 * SIZE);
const DISPATCHED = NUMBERS.slice(20 * SIZE);
const DISPATCHER = 'dispatcher';

const describeIfChosen = isChosen(NEWEST_N8N) ? describe : describe.skip;

describeIfChosen(`n8n ${NEWEST_N8N}`, () => {
	let sandbox: Sandbox;
	let queue: Queue;
	let tally: NumberTally;
	let limit: ReturnType<typeof createHiddenLimit> | undefined;

	beforeAll(async () => {
		const installation = await installN8n(NEWEST_N8N);
		sandbox = await startSandbox({
			latencyMs: 20,
			recordRequests: false,
			observe: (request) => tally.observe(request),
			override: () => limit?.override(),
		});
		const credential = sandboxCredential(sandbox);
		const answering = {
			webhook: { responseMode: 'responseNode' },
			then: [step('Answer', 'n8n-nodes-base.respondToWebhook', 1.1, { respondWith: 'noData', options: {} })],
		};
		queue = await startQueue(installation, {
			workers: 2,
			environment: QUICK_TO_NOTICE,
			content: {
				credentials: [credential],
				workflows: [
					partWorkflow('part', credential),
					partWorkflow('answering', credential, answering),
					dispatcherWorkflow(),
				],
			},
		});
		for (const workflow of ['part', 'answering', DISPATCHER]) await queue.main.publish(workflow);
	});
	beforeEach(() => {
		tally = createNumberTally();
		limit = undefined;
	});
	afterAll(async () => {
		await queue?.end();
		await sandbox?.close();
	});

	test('Queue mode: 20 parts of 500 numbers, handed in at once, spread over two workers; each number is checked once, and few requests go beyond a limit', async () => {
		limit = createHiddenLimit({ requestsPerSecond: REQUESTS_PER_SECOND, burst: 40, retryAfterSeconds: 1 });
		const parts = inParts(AT_ONCE, SIZE);
		const beganAt = Date.now();
		await callParts(queue.main, 'part', parts);
		const executions = await allEnded(queue.main, 'part', parts.length);
		const seconds = (Date.now() - beganAt) / 1000;

		expect(executions.map(({ status }) => status)).toEqual(parts.map(() => 'success'));
		expect(tally.checks).toEqual(onceEach(AT_ONCE));
		expect(tally.authorizations).toEqual(onceEach(AT_ONCE));
		const outcomes = new Map<unknown, number>();
		for (const { id } of executions) {
			const { data } = await queue.main.execution(id);
			for (const { outcome } of itemsOf(data, NODE)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
		}
		expect(outcomes).toEqual(new Map([['roaming', AT_ONCE.length]]));

		const shares = queue.workers.map((worker) => executionsOf(worker).length);
		expect(shares[0] ?? 0).toBeGreaterThanOrEqual(5);
		expect(shares[1] ?? 0).toBeGreaterThanOrEqual(5);
		expect(sum(shares)).toBe(parts.length);
		const refused = tally.refused() / tally.requests();
		console.log(
			`${AT_ONCE.length} numbers in ${seconds.toFixed(0)} s, ${shares.join(' and ')} parts a worker; of ${tally.requests()} ` +
				`requests ${(refused * 100).toFixed(1)} % were refused, at a limit of ${REQUESTS_PER_SECOND} a second.`,
		);
		expect(refused).toBeLessThan(0.05);
	});

	test('Queue mode: a worker is killed in mid-batch; its parts end as errors, the calling workflow sends them again, and no number is left out or checked more than twice', async () => {
		const parts = inParts(DISPATCHED, SIZE);
		const url = `${queue.main.baseUrl}/webhook/answering`;
		const handedIn = { url, parts: parts.map((numbers) => ({ numbers })) };
		expect((await callWebhook(queue.main, DISPATCHER, handedIn)).status).toBe(200);
		await waitUntil(() => tally.checks.size >= DISPATCHED.length / 5, 'A fifth of the numbers is checked');

		const dispatcher = (await listed(queue.main, DISPATCHER))[0]?.id ?? '';
		const victim = queue.workers.find((worker) => !executionsOf(worker).includes(dispatcher));
		if (victim === undefined) throw new Error('Both workers run the dispatcher.');
		await victim.end('SIGKILL');
		const killedAt = Date.now();

		const { status } = await queue.main.ended(dispatcher, { timeoutMs: 240_000 });
		expect(status).toBe('success');
		const ended = new Map((await allEnded(queue.main, 'answering', parts.length)).map((one) => [one.id, one.status]));
		const lost = executionsOf(victim).filter((id) => ended.has(id) && ended.get(id) !== 'success');
		expect(lost.length).toBeGreaterThan(0);
		expect(lost.map((id) => ended.get(id))).toEqual(lost.map(() => 'error'));
		expect([...ended.values()].filter((one) => one === 'success')).toHaveLength(parts.length);
		expect(ended.size).toBe(parts.length + lost.length);
		for (const id of lost) {
			const { data } = await queue.main.execution(id);
			expect(data.resultData.error?.message).toContain('failed to be processed too many times');
		}

		expect(new Set(tally.checks.keys())).toEqual(new Set(DISPATCHED));
		const twice = (counts: Map<string, number>) => [...counts.values()].filter((count) => count > 1);
		for (const counts of [tally.checks, tally.authorizations]) {
			expect(Math.max(...counts.values())).toBeLessThanOrEqual(2);
			expect(twice(counts).length).toBeLessThanOrEqual(lost.length * SIZE);
		}
		console.log(
			`${lost.length} of ${parts.length} parts were cut off, and all was done ${((Date.now() - killedAt) / 1000).toFixed(0)} s ` +
				`later; ${twice(tally.authorizations).length} of ${DISPATCHED.length} numbers were authorized twice.`,
		);
	});
});

/**
 * The workflow of docs/scaling.md: hands parts in, waits for all answers, and hands in again what was answered with an
 * error, up to three times.
 */
function dispatcherWorkflow(): StoredWorkflow {
	const handIn: INode = {
		...step('Hand in', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `={{ $('${WEBHOOK}').first().json.body.url }}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify({ numbers: $json.part.numbers }) }}',
			options: { timeout: 600_000 },
		}),
		onError: 'continueErrorOutput',
	};
	const wait = step('Wait', 'n8n-nodes-base.wait', 1.1, { amount: 1, unit: 'seconds' });
	const fewTimes = step('If', 'n8n-nodes-base.if', 2.2, {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [
				{
					id: 'fewTimes',
					leftValue: '={{ $runIndex < 3 }}',
					rightValue: '',
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
		},
		options: {},
	});
	const workflow = chain(DISPATCHER, [
		webhookStep(DISPATCHER),
		step('Parts', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'body.parts',
			options: { destinationFieldName: 'part' },
		}),
		handIn,
	]);
	const to = ({ name }: INode) => [{ node: name, type: 'main' as const, index: 0 }];
	return {
		...workflow,
		nodes: [...workflow.nodes, wait, fewTimes],
		connections: {
			...workflow.connections,
			[handIn.name]: { main: [[], to(wait)] },
			[wait.name]: { main: [to(fewTimes)] },
			[fewTimes.name]: { main: [to(handIn)] },
		},
	};
}

function onceEach(numbers: string[]): Map<string, number> {
	return new Map(numbers.map((number) => [number, 1]));
}

function sum(values: number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
