import { installN8n } from '../installed/installed';
import { NEWEST_N8N } from '../installed/versions';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { createSubscriptionsSandbox, type SentEvent, type SubscriptionsSandbox } from '../sandbox/subscriptions';
import { onceThere } from './n8n';
import { allEnded, listed, waitUntil } from './parts';
import { startQueue, type Queue } from './queue';
import { isChosen } from './scenarios';
import { ABROAD, HOME, NUMBER, triggerContent, WORKFLOW } from './triggerWorkflow';

const describeIfChosen = isChosen(NEWEST_N8N) ? describe : describe.skip;

describeIfChosen(`n8n ${NEWEST_N8N}`, () => {
	let api: SubscriptionsSandbox;
	let sandbox: Sandbox;
	let queue: Queue;
	let webhookProcess: string;

	beforeAll(async () => {
		api = createSubscriptionsSandbox({ access: () => ({}), send: () => undefined });
		sandbox = await startSandbox({ override: (request) => api(request) });
		queue = await startQueue(await installN8n(NEWEST_N8N), {
			workers: 1,
			content: triggerContent(sandbox.baseUrl, NUMBER),
		});
		webhookProcess = await queue.addWebhookProcess();
		await queue.main.publish(WORKFLOW);
		await waitUntil(() => api.live().length === 1, 'the number is subscribed');
	});
	afterAll(async () => {
		await queue.end();
		await sandbox.close();
	});

	/** To the same path at another process of this n8n; 0 where no answer came in time. */
	const sendTo = async (baseUrl: string, { sink, headers, body }: SentEvent, waitMs = 30_000) => {
		const url = `${baseUrl}${new URL(sink).pathname}`;
		const signal = AbortSignal.timeout(waitMs);
		return fetch(url, { method: 'POST', headers, body, signal }).then(
			({ status }) => status,
			() => 0,
		);
	};

	test('The trigger in queue mode: an event by a webhook process runs once at the worker, and so does its copy', async () => {
		const [event] = api.move(NUMBER, ABROAD);
		await onceThere(() => fetch(`${webhookProcess}${new URL(event!.sink).pathname}`, { method: 'POST' }));
		expect(await sendTo(webhookProcess, event!)).toBe(204);
		expect(await sendTo(webhookProcess, event!)).toBe(204);
		expect(await allEnded(queue.main, WORKFLOW, 1)).toMatchObject([{ status: 'success' }]);
	});

	test('The trigger in queue mode: a copy at another process runs again: each knows only what it took', async () => {
		const [event] = api.move(NUMBER, HOME);
		expect([await sendTo(webhookProcess, event!), await sendTo(queue.main.baseUrl, event!)]).toEqual([204, 204]);
		expect(await allEnded(queue.main, WORKFLOW, 3)).toHaveLength(3);
	});

	test('The trigger in queue mode: without a worker, an event has no answer until one is there; it runs once, also when it is sent again', async () => {
		await Promise.all(queue.workers.map((worker) => worker.end()));
		const [event] = api.move(NUMBER, ABROAD);
		expect(await sendTo(webhookProcess, event!, 3000)).toBe(0);
		expect(await sendTo(webhookProcess, event!)).toBe(503);
		await queue.addWorker();
		await waitUntil(async () => (await sendTo(webhookProcess, event!)) === 204, 'the event is answered');
		await allEnded(queue.main, WORKFLOW, 4);
		expect(await listed(queue.main, WORKFLOW)).toHaveLength(4);
	});

	test('The trigger in queue mode: a wrong token gets 401 at each process', async () => {
		const [event] = api.move(NUMBER, HOME);
		const wrong = { ...event!, headers: { ...event!.headers, authorization: 'Bearer wrong' } };
		expect([await sendTo(webhookProcess, wrong), await sendTo(queue.main.baseUrl, wrong)]).toEqual([401, 401]);
	});
});
