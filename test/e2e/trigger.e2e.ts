/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- waits for another process, and tells what it measured; not published */
import { setTimeout as sleep } from 'node:timers/promises';
import { createHome, onceThere, signInOwner, startN8n, type N8nHome, type RunningN8n } from './n8n';
import { freePort } from './n8nProcess';
import { installN8n } from '../installed/installed';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { createSubscriptionsSandbox, type SentEvent, type SubscriptionsSandbox } from '../sandbox/subscriptions';
import { E2E_VERSIONS } from './scenarios';
import { allEnded, listed, waitUntil } from './parts';
import { ABROAD, API_KEY, HOME, NUMBER, TRIGGER, triggerContent, WORKFLOW } from './triggerWorkflow';
import { itemsOf } from './workflows';

const OTHER_NUMBER = '+447700900002';
/** In which n8n 2.41 has long looked for what is to be published (every 10 s). */
const QUIET_MS = 25_000;

describe.each(E2E_VERSIONS)('n8n %s', (version) => {
	let api: SubscriptionsSandbox;
	let sandbox: Sandbox;
	let home: N8nHome;
	let n8n: RunningN8n;
	let port: number;
	let refuses = false;
	let refused = 0;
	let madeBefore = 0;
	const isPublishedByService = !version.startsWith('1.') && !version.startsWith('2.8.');

	beforeAll(async () => {
		api = createSubscriptionsSandbox({
			access: ({ headers }) => (headers['x-rapidapi-key'] === API_KEY ? {} : undefined),
			send: () => undefined,
			override: ({ method, body }) => {
				if (!refuses || method !== 'POST' || !body.includes(OTHER_NUMBER)) return undefined;
				refused += 1;
				return { status: 403, headers: { 'content-type': 'application/json' }, body: '{"code":"PERMISSION_DENIED"}' };
			},
		});
		sandbox = await startSandbox({ override: (request) => api(request) });
		// Without it, n8n runs 1,000 executions at the same time, and SQLite makes all of them wait.
		home = await createHome(await installN8n(version), { N8N_CONCURRENCY_PRODUCTION_LIMIT: '10' });
		await home.load(triggerContent(sandbox.baseUrl, `${NUMBER}, ${OTHER_NUMBER}`));
		port = await freePort();
		n8n = await startN8n(home, { port });
	});
	afterAll(async () => {
		await n8n.end();
		await home.remove();
		await sandbox.close();
	});

	/** As the aggregator does: to the sink, or where this n8n is now. */
	const send = ({ sink, headers, body }: SentEvent) => onceThere(() => fetch(sink, { method: 'POST', headers, body }));
	/** As a sender does that waits for 30 s. */
	const sendOnce = ({ sink, headers, body }: SentEvent) =>
		fetch(sink, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) }).then(
			({ status }) => String(status),
			(thrown: Error) => thrown.name,
		);
	const restart = async (signal: NodeJS.Signals, newPort = port) => {
		await n8n.end(signal);
		port = newPort;
		n8n = await startN8n(home, { signUp: signInOwner, port });
	};
	async function unpublish(): Promise<void> {
		if (version.startsWith('1.')) await n8n.rest('PATCH', `/workflows/${WORKFLOW}`, { active: false });
		else await n8n.rest('POST', `/workflows/${WORKFLOW}/deactivate`, {});
	}
	const isServed = async (event: SentEvent) => (await send(event)).status !== 404;

	test('The trigger: an activation that fails half-way leaves no subscription behind', async () => {
		refuses = true;
		// n8n 1.123 and 2.8 answer with the error; 2.41 answers at once and activates afterwards.
		const refusal = await n8n.publish(WORKFLOW).then(
			() => '',
			(thrown: unknown) => String(thrown),
		);
		await waitUntil(() => refused > 0 && api.live().length === 0, 'what was made is removed');
		await unpublish();
		refuses = false;
		if (refusal !== '') expect(refusal).toMatch(/does not let this client subscribe.*Ask the aggregator/);
		expect([api.made(), api.live()]).toEqual([refused, []]);
	});

	test('The trigger: an active workflow runs once for an event, and once for the same event twice', async () => {
		madeBefore = api.made();
		await n8n.publish(WORKFLOW);
		await waitUntil(() => api.live().length === 2, 'both numbers are subscribed');
		const [event] = api.move(NUMBER, ABROAD);
		expect((await send(event!)).status).toBe(204);
		expect((await send(event!)).status).toBe(204);
		const [execution] = await allEnded(n8n, WORKFLOW, 1);
		expect(execution!.status).toBe('success');
		const { data } = await n8n.execution(execution!.id);
		expect(itemsOf(data, TRIGGER)).toMatchObject([
			{ phoneNumber: NUMBER, roaming: true, country: 'HU', event: 'roamingStatusChanged', isChange: true },
		]);
		expect(await listed(n8n, WORKFLOW)).toHaveLength(1);
	});

	test('The trigger: a wrong token gets 401, and nothing is run', async () => {
		const [event] = api.move(NUMBER, HOME);
		const answer = await send({ ...event!, headers: { ...event!.headers, authorization: 'Bearer wrong' } });
		expect(answer.status).toBe(401);
		expect(await listed(n8n, WORKFLOW)).toHaveLength(1);
	});

	test('The trigger: a restart makes no second subscription, and events go on', async () => {
		await restart('SIGTERM');
		const [event] = api.move(NUMBER, ABROAD);
		await waitUntil(() => isServed(event!), 'the webhook is served');
		await allEnded(n8n, WORKFLOW, 2);
		expect([api.made() - madeBefore, api.live().length]).toEqual([2, 2]);
	});

	test('The trigger: an n8n that was killed finds its subscriptions again', async () => {
		await restart('SIGKILL');
		const [event] = api.move(NUMBER, HOME);
		await waitUntil(() => isServed(event!), 'the webhook is served');
		await allEnded(n8n, WORKFLOW, 3);
		expect([api.made() - madeBefore, api.live().length]).toEqual([2, 2]);
	});

	test('The trigger: subscriptions that ended at the aggregator are renewed', async () => {
		const [first] = api.live();
		const [ended] = api.end(first!.id, 'SUBSCRIPTION_EXPIRED');
		expect((await send(ended!)).status).toBe(204);
		await waitUntil(() => api.live().length === 2, 'the subscription is made anew');
		const [event] = api.move(first!.phoneNumber, ABROAD);
		expect((await send(event!)).status).toBe(204);
		await allEnded(n8n, WORKFLOW, 4);
	});

	// n8n 2.41 publishes webhooks by its publication service, which calls nothing of a webhook at start: its reconciler looks
	// for triggers that are missing in memory alone (workflow-publication-reconciler.service).
	test('The trigger: a new address of the webhook gets new subscriptions, and the old ones are removed', async () => {
		await restart('SIGTERM', await freePort());
		if (isPublishedByService) {
			await sleep(QUIET_MS);
			expect(api.live().some(({ sink }) => sink.includes(`:${port}/`))).toBe(false);
			await unpublish();
			await waitUntil(() => api.live().length === 0, 'the subscriptions of the old address are removed');
			await n8n.publish(WORKFLOW);
		}
		await waitUntil(
			() => api.live().length === 2 && api.live().every(({ sink }) => sink.includes(`:${port}/`)),
			'the subscriptions have the new address',
		);
	});

	// How fast they are run is n8n's to say: SQLite on two busy cores takes longer than 10 s.
	test('The trigger: 1,000 events in 10 s, sent again until they are answered with 2xx, are each executed once', async () => {
		const newest = async () => Math.max(...(await listed(n8n, WORKFLOW)).map(({ id }) => Number(id)));
		const lastBefore = await newest();
		const firstMs = Date.parse('2026-01-01T00:00:00Z');
		const moves = Array.from({ length: 1001 }, (_, count) => api.move(OTHER_NUMBER, count % 2 === 0 ? ABROAD : HOME));
		// The first is no move where the phone was abroad before. Each has a time of its own, by which its item is known.
		const events = moves
			.flat()
			.slice(0, 1000)
			.map((event, count): SentEvent => {
				const time = new Date(firstMs + count * 1000).toISOString();
				return { ...event, body: JSON.stringify({ ...(JSON.parse(event.body) as object), time }) };
			});
		expect(events).toHaveLength(1000);

		const startedAt = Date.now();
		const answers = new Map<string, number>();
		await Promise.all(
			events.map(async (event, count) => {
				await sleep(count * 10);
				for (let waitMs = 1000; ; waitMs = Math.min(2 * waitMs, 64_000)) {
					const answer = await sendOnce(event);
					answers.set(answer, (answers.get(answer) ?? 0) + 1);
					if (answer.startsWith('2')) return;
					await sleep(waitMs);
				}
			}),
		);
		console.log(`1,000 events were answered within ${Date.now() - startedAt} ms: ${JSON.stringify([...answers])}.`);

		const isIdle = async () => (await listed(n8n, WORKFLOW)).every(({ status }) => status !== 'running');
		await waitUntil(isIdle, 'all are executed');
		console.log(`They were executed within ${Date.now() - startedAt} ms.`);
		// No other workflow runs, so the IDs follow each other.
		const lastAfter = await newest();
		const times: string[] = [];
		const statuses = new Map<string, number>();
		for (let id = lastBefore + 1; id <= lastAfter; id += 1) {
			const { status, data } = await n8n.execution(String(id));
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
			if (status === 'success') times.push(...itemsOf(data, TRIGGER).map(({ eventTime }) => String(eventTime)));
		}
		console.log(`Their executions: ${JSON.stringify([...statuses])}.`);
		expect(times.sort()).toEqual(events.map((_, count) => new Date(firstMs + count * 1000).toISOString()));
	}, 1_800_000);

	test('The trigger: deactivation leaves no subscription behind', async () => {
		await unpublish();
		await waitUntil(() => api.live().length === 0, 'the subscriptions are gone');
	});

	test('The trigger: nothing secret and no whole number is in what n8n writes', () => {
		for (const secret of [API_KEY, NUMBER.slice(1), OTHER_NUMBER.slice(1)]) expect(n8n.log()).not.toContain(secret);
	});
});
