/* eslint-disable @n8n/community-nodes/no-restricted-globals -- looks for a request to arrive; not published */
import './capturedLog';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf, sandboxCredential, startWorkflow } from './runNode';
import { HOME, NOT_KNOWN, PENDING, ROAMING, runsOn, strict } from './sandboxRuns';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.close());
const { run, requestsTo } = runsOn(() => sandbox);

test('a redirect is not followed', async () => {
	await sandbox.close();
	sandbox = await startSandbox({
		override: ({ path }) =>
			path === '/token' ? { status: 307, headers: { location: '/elsewhere' }, body: '' } : undefined,
	});
	const [item] = itemsOf(await run([ROAMING], { settings: { onError: 'continueRegularOutput' } }));
	expect(item?.json).toMatchObject({ code: 'REDIRECTED', httpStatus: 307, stage: 'token' });
	expect(requestsTo('/elsewhere')).toEqual([]);
});

/** Resolves once it holds; where it never does, the test times out. */
const until = (holds: () => boolean) =>
	new Promise<void>((resolve) => {
		const look = () => (holds() ? resolve() : setImmediate(look));
		look();
	});

test('"Stop Workflow" cancels the running checks', async () => {
	await sandbox.close();
	const hanging = new URLSearchParams({ login_hint: `tel:${ROAMING}` }).toString();
	sandbox = await startSandbox({ override: ({ body }) => (body.startsWith(hanging) ? 'hang' : undefined) });
	const { error } = await run([ROAMING, NOT_KNOWN], strict);
	expect(error?.message).toContain('[item 1]');
	await until(() => sandbox.openConnections() === 0);
}, 5000);

test('Stop cancels a wait for consent', async () => {
	const workflow = await startWorkflow({ inputs: [{ phoneNumber: PENDING }], credential: sandboxCredential(sandbox) });
	await until(() => requestsTo('/token').length > 0);
	workflow.stop();
	const { data } = await workflow.finished;
	expect(data.resultData.error?.message).toMatch(/stopped before it finished/);
	expect(requestsTo('/token')).toHaveLength(1);
}, 3000);

describe('access tokens', () => {
	const settings = { onError: 'continueRegularOutput' as const };

	test('are used by a second run before they expire: one request for each number', async () => {
		await run([ROAMING, HOME]);
		const items = itemsOf(await run([ROAMING, HOME], { settings }));
		expect(items.map(({ json }) => json.outcome)).toEqual(['roaming', 'home']);
		expect(sandbox.requests.slice(6).map(({ path }) => path)).toEqual(
			Array(2).fill('/device-roaming-status/v1/retrieve'),
		);
	});

	test('are not reused where the option is off', async () => {
		const parameters = { options: { reuseTokens: false } };
		await run([ROAMING], { parameters });
		await run([ROAMING], { parameters });
		expect(sandbox.requests).toHaveLength(6);
	});

	test('are not used by a credential with another secret', async () => {
		await run([ROAMING]);
		const credential = { ...sandboxCredential(sandbox), clientSecret: 'wrong' };
		const [item] = itemsOf(await run([ROAMING], { credential, settings }));
		expect(item?.json).toMatchObject({ code: 'invalid_client' });
	});
});

test('subscribers who do not consent do not delay other numbers', async () => {
	const pending = Array.from({ length: 40 }, (_, index) => `+34${600 + index}900105`);
	const workflow = await startWorkflow({
		inputs: [...pending, ROAMING].map((phoneNumber) => ({ phoneNumber })),
		credential: sandboxCredential(sandbox),
	});
	await until(() => requestsTo('/device-roaming-status/v1/retrieve').length === 1);
	expect(requestsTo('/bc-authorize')).toHaveLength(41);
	workflow.stop();
	await workflow.finished;
}, 4000);

test('the option limits how many subscribers are asked for consent at the same time', async () => {
	const pending = Array.from({ length: 20 }, (_, index) => `+34${600 + index}900105`);
	const workflow = await startWorkflow({
		inputs: pending.map((phoneNumber) => ({ phoneNumber })),
		credential: sandboxCredential(sandbox),
		parameters: { options: { maxConsentPending: 6 } },
	});
	// Each polls a second time after two seconds; by then every check that may start has started.
	await until(() => requestsTo('/token').length > 6);
	expect(requestsTo('/bc-authorize')).toHaveLength(6);
	workflow.stop();
	await workflow.finished;
}, 6000);

describe.each(['n8n', 'keepAlive'])('with the connection %s', (connection) => {
	const numbers = Array.from({ length: 60 }, (_, index) => `+3466${String(index).padStart(3, '0')}5551`);
	let atOnce = 0;
	let mostAtOnce = 0;
	beforeEach(async () => {
		await sandbox.close();
		atOnce = 0;
		mostAtOnce = 0;
		sandbox = await startSandbox({
			latencyMs: 20,
			observe: () => {
				atOnce += 1;
				mostAtOnce = Math.max(mostAtOnce, atOnce);
				return () => (atOnce -= 1);
			},
		});
	});

	test('each number gets its answer, and no more checks run at the same time than the option allows', async () => {
		const parameters = { options: { connection, concurrency: 7 } };
		const items = itemsOf(await run(numbers, { parameters }));
		expect(items.map(({ json }) => [json.phoneNumber, json.country])).toEqual(numbers.map((number) => [number, 'DE']));
		expect(sandbox.requests).toHaveLength(180);
		expect(mostAtOnce).toBeGreaterThan(4);
		expect(mostAtOnce).toBeLessThanOrEqual(7);
		const connections = sandbox.acceptedConnections();
		if (connection === 'n8n') expect(connections).toBe(180);
		// A connection is free again one turn of the event loop after its response (undici 6, client-h1.js).
		else expect(connections).toBeLessThanOrEqual(2 * mostAtOnce);
	});

	test('Stop ends the run within a second, and no further request is sent', async () => {
		await sandbox.close();
		sandbox = await startSandbox({ override: ({ path }) => (path === '/token' ? 'hang' : undefined) });
		// Both running requests hang then, so that no other is being sent when Stop is pressed.
		const parameters = { options: { connection, concurrency: 2 } };
		const workflow = await startWorkflow({
			inputs: numbers.map((phoneNumber) => ({ phoneNumber })),
			credential: sandboxCredential(sandbox),
			parameters,
			settings: { onError: 'continueRegularOutput' },
		});
		await until(() => requestsTo('/token').length >= 2);
		const stoppedAtMs = Date.now();
		workflow.stop();
		await workflow.finished;
		expect(Date.now() - stoppedAtMs).toBeLessThan(1000);
		const sent = sandbox.requests.length;
		await until(() => sandbox.requests.length > sent || Date.now() - stoppedAtMs > 1000);
		expect(sandbox.requests.length).toBe(sent);
	}, 10_000);
});

test('a Retry-After delays all numbers, not just the one whose answer had it', async () => {
	await sandbox.close();
	let answeredAt: number | undefined;
	const arrivals: number[] = [];
	sandbox = await startSandbox({
		override: ({ path }) => {
			if (path !== '/bc-authorize') return undefined;
			if (answeredAt !== undefined) arrivals.push(Date.now() - answeredAt);
			if (answeredAt !== undefined) return undefined;
			answeredAt = Date.now();
			return { status: 503, headers: { 'retry-after': '1' }, body: '' };
		},
	});
	const numbers = Array.from({ length: 30 }, (_, index) => `+3466${String(index).padStart(3, '0')}5551`);
	const items = itemsOf(await run(numbers));
	expect(items).toHaveLength(30);
	// Nine others were sent before that answer: the concurrency limit starts at ten.
	expect(arrivals.filter((milliseconds) => milliseconds < 990).length).toBeLessThanOrEqual(9);
});

describe('a run that ends before its list', () => {
	const settings = { onError: 'continueRegularOutput' as const };
	const others = Array.from({ length: 30 }, (_, index) => `+3466${String(index).padStart(3, '0')}5551`);

	test('because the quota is used up: the rest is returned unchecked, and no further request is sent', async () => {
		const parameters = { options: { concurrency: 10 } };
		const items = itemsOf(await run(['+34666900430', ...others], { settings, parameters }));
		expect(items[0]?.json).toMatchObject({ code: 'QUOTA_EXCEEDED', httpStatus: 429, attempted: true });
		expect(items[30]?.json).toMatchObject({
			phoneNumber: others[29],
			outcome: 'failed',
			code: 'QUOTA_EXCEEDED',
			attempted: false,
			retryable: false,
		});
		expect(requestsTo('/bc-authorize').length).toBeLessThan(30);
		const attempted = items.filter(({ json }) => json.attempted !== false);
		expect(requestsTo('/bc-authorize')).toHaveLength(attempted.length);
	});

	test('because its time is over: the rest is returned unchecked', async () => {
		// A ten-thousandth of a minute is over when the first ten requests have been sent.
		const parameters = { options: { maxDuration: 0.0001, concurrency: 10 } };
		const items = itemsOf(await run(others, { settings, parameters }));
		expect(items[29]?.json).toMatchObject({
			phoneNumber: others[29],
			code: 'NOT_ATTEMPTED',
			attempted: false,
			retryable: true,
		});
		expect(requestsTo('/bc-authorize').length).toBeLessThan(30);
	});
});

test('"Stop Workflow" does not stop at a number that was not started, since that would lose the finished answers', async () => {
	const numbers = Array.from({ length: 30 }, (_, index) => `+346665551${String(index).padStart(2, '0')}`);
	const parameters = { options: { maxDuration: 0.0001, concurrency: 10 } };
	const { executionStatus, ...taskData } = await run(numbers, { settings: {}, parameters });
	const codes = itemsOf({ ...taskData, executionStatus }).map(({ json }) => json.code);
	expect(executionStatus).toBe('success');
	expect(codes.filter((code) => code === undefined || code === null).length).toBeGreaterThan(0);
	expect(codes).toContain('NOT_ATTEMPTED');
});

describe('the same number in several rows', () => {
	test('is checked once, and each row gets its own item', async () => {
		const items = itemsOf(
			await run([ROAMING, '0034 666 555 001', HOME, ROAMING], { parameters: { options: { reuseTokens: false } } }),
		);
		expect(items.map(({ json }) => json.phoneNumber)).toEqual([ROAMING, ROAMING, HOME, ROAMING]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
		expect(sandbox.requests).toHaveLength(6);
	});

	test('is checked once for each purpose', async () => {
		const inputs = ['ServiceProvision', 'EnforceSecurity', 'ServiceProvision'].map((purpose) => ({
			phoneNumber: ROAMING,
			purpose,
		}));
		await run([], { inputs, parameters: { purpose: '={{ $json.purpose }}' } });
		expect(requestsTo('/bc-authorize')).toHaveLength(2);
	});

	test('fails in each row where it fails', async () => {
		const items = itemsOf(await run([NOT_KNOWN, NOT_KNOWN], { settings: { onError: 'continueRegularOutput' } }));
		expect(items.map(({ json }) => json.code)).toEqual(['unknown_user_id', 'unknown_user_id']);
		expect(requestsTo('/bc-authorize')).toHaveLength(1);
	});
});
