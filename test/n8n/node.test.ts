/* eslint-disable @n8n/community-nodes/no-restricted-globals -- looks for a request to arrive; not published */
import { logged } from './capturedLog';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf, runNode, sandboxCredential, startWorkflow, type NodeRun } from './runNode';

const ROAMING = '+34666555001';
const HOME = '+34666555002';
const NOT_KNOWN = '+34666550107';
const PENDING = '+34666900105';

const OUTPUT_KEYS = [
	'phoneNumber',
	'roaming',
	'outcome',
	'countryCode',
	'countryName',
	'country',
	'countryLabel',
	'isEea',
	'lastStatusTime',
	'statusAgeSeconds',
	'checkedAt',
	'warning',
	'correlator',
	'simulated',
].sort();
const FAILURE_KEYS = [
	...OUTPUT_KEYS,
	'code',
	'stage',
	'httpStatus',
	'message',
	'hint',
	'retryable',
	'attempted',
].sort();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const run = (phoneNumbers: unknown[], rest: Partial<NodeRun> = {}) =>
	runNode({
		inputs: phoneNumbers.map((phoneNumber) => ({ phoneNumber })) as NodeRun['inputs'],
		credential: sandboxCredential(sandbox),
		...rest,
	});
/** A number that is not covered counts as an error then. */
const strict: Partial<NodeRun> = { parameters: { options: { notCoveredIsError: true } } };
const requestsTo = (path: string) => sandbox.requests.filter((request) => request.path === path);

test('a number that roams, over real HTTP', async () => {
	const [item] = itemsOf(await run([ROAMING]));
	expect(item?.json).toMatchObject({
		phoneNumber: ROAMING,
		roaming: true,
		outcome: 'roaming',
		countryCode: 262,
		countryName: ['DE'],
		country: 'DE',
		simulated: false,
	});
	expect(Object.keys(item?.json ?? {}).sort()).toEqual(OUTPUT_KEYS);
	expect(item?.json.correlator).toMatch(UUID);
	expect(item?.json.correlator).toBe(sandbox.requests[2]?.headers['x-correlator']);
	expect(item?.json.statusAgeSeconds).toBe(300);
	expect(item?.pairedItem).toEqual({ item: 0 });
});

test('200 numbers come back in order, each paired with its own', async () => {
	const numbers = Array.from(
		{ length: 200 },
		(_, index) => `+3466${String(index).padStart(3, '0')}555${(index % 3) + 1}`,
	);
	const items = itemsOf(await run(numbers));
	expect(items.map(({ json }) => json.phoneNumber)).toEqual(numbers);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(numbers.map((_, item) => ({ item })));
	expect(items.map(({ json }) => json.outcome)).toEqual(
		numbers.map((number) => (number.endsWith('2') ? 'home' : 'roaming')),
	);
	expect(sandbox.requests).toHaveLength(600);
}, 30_000);

describe('a number without an answer', () => {
	test('stops the workflow with a message, a hint and the item', async () => {
		const { error, data } = await run([ROAMING, NOT_KNOWN], strict);
		expect(data).toBeUndefined();
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '400', context: { itemIndex: 1 } });
		expect(error?.message).toMatch(/^The operator does not know this phone number \(status 400\).*\[item 1\]$/);
		expect((error as { description?: string }).description).toMatch(/notCovered/);
	});

	test('keeps its message where n8n would take a word in it for a system error', async () => {
		await sandbox.close();
		const body = JSON.stringify({ error: 'invalid_scope', error_description: 'Call approvePermissions, ENOENT' });
		sandbox = await startSandbox({ override: () => ({ status: 400, headers: {}, body }) });
		const { error } = await run([ROAMING]);
		expect(error?.message).toMatch(/does not know this combination.*approvePermissions, ENOENT \[item 0\]$/);
		expect((error as { description?: string }).description).toMatch(/Scope Style/);
	});

	test('is refused as an operation error where nothing was sent', async () => {
		const { error } = await run(['abc']);
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
		expect(error?.message).toContain('[item 0]');
		expect(sandbox.requests).toEqual([]);
	});

	test('is one flat item with "Continue", and the others go through', async () => {
		const taskData = await run([NOT_KNOWN, ROAMING], { settings: { onError: 'continueRegularOutput' } });
		const [first, second] = itemsOf(taskData);
		expect(Object.keys(first?.json ?? {}).sort()).toEqual(FAILURE_KEYS);
		expect(first?.json).toMatchObject({
			phoneNumber: NOT_KNOWN,
			roaming: null,
			outcome: 'notCovered',
			countryCode: null,
			countryName: [],
			country: null,
			code: 'unknown_user_id',
			stage: 'authorize',
			httpStatus: 400,
			retryable: false,
		});
		expect(first?.pairedItem).toEqual({ item: 0 });
		expect(second?.json).toMatchObject({ phoneNumber: ROAMING, outcome: 'roaming' });
	});

	test('goes to the error output with all its details and the input, and the others do not', async () => {
		const settings = { onError: 'continueErrorOutput' } as const;
		const taskData = await run([ROAMING, NOT_KNOWN, HOME], { ...strict, settings });
		expect(itemsOf(taskData).map(({ json, pairedItem }) => [json.phoneNumber, pairedItem])).toEqual([
			[ROAMING, { item: 0 }],
			[HOME, { item: 2 }],
		]);
		const [failed, ...more] = itemsOf(taskData, 1);
		expect(more).toEqual([]);
		expect(failed?.pairedItem).toEqual({ item: 1 });
		expect(failed?.json).toMatchObject({ phoneNumber: NOT_KNOWN, error: expect.stringMatching(/does not know/) });
		expect(Object.keys(failed?.json.details as object).sort()).toEqual(FAILURE_KEYS);
	});

	test("waits for consent no longer than 'Max Consent Wait'", async () => {
		const parameters = { options: { maxConsentWait: 0 } };
		const [item] = itemsOf(await run([PENDING], { parameters, settings: { onError: 'continueRegularOutput' } }));
		expect(item?.json).toMatchObject({
			outcome: 'consentPending',
			code: 'CONSENT_PENDING',
			stage: 'token',
			retryable: true,
		});
		expect(requestsTo('/token')).toHaveLength(1);
	});
});

describe('with "Retry On Fail", which replays the whole node where the first item has json.error', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	test.each([
		['continueRegularOutput', [NOT_KNOWN, ROAMING]],
		['continueErrorOutput', [NOT_KNOWN, ROAMING]],
		['continueErrorOutput', [NOT_KNOWN]],
		['continueErrorOutput', [NOT_KNOWN, '+34667550107']],
		['continueRegularOutput', [NOT_KNOWN]],
	] as const)('%s: a first number that failed causes no second run (%j)', async (onError, numbers) => {
		const taskData = await run([...numbers], { ...strict, settings: { ...retry, onError } });
		expect(requestsTo('/bc-authorize')).toHaveLength(numbers.length);
		const failed = numbers.filter((number) => number.endsWith('7')).length;
		const items = itemsOf(taskData, onError === 'continueErrorOutput' ? 1 : 0);
		expect(
			items
				.map(({ json }) => json.details ?? json)
				.filter((json) => (json as { code?: string }).code === 'unknown_user_id'),
		).toHaveLength(failed);
	});

	test('"Stop Workflow" is retried, as asked for', async () => {
		await run([NOT_KNOWN], { ...strict, settings: retry });
		expect(requestsTo('/bc-authorize')).toHaveLength(3);
	});

	test('an included input field "error" causes no second run', async () => {
		const inputs = [{ phoneNumber: ROAMING, error: 'from the node before', customer: 7 }];
		const parameters = { options: { includeInputFields: 'all' } };
		const [item] = itemsOf(
			await run([], { inputs, parameters, settings: { ...retry, onError: 'continueRegularOutput' } }),
		);
		expect(requestsTo('/bc-authorize')).toHaveLength(1);
		expect(item?.json).toMatchObject({ customer: 7, outcome: 'roaming' });
		expect(item?.json).not.toHaveProperty('error');
	});
});

describe('input fields', () => {
	const inputs = [{ phoneNumber: ROAMING, customer: 7, name: 'Ada', roaming: 'from the input' }];
	test.each([
		[{}, {}],
		[{ includeInputFields: 'none' }, {}],
		[{ includeInputFields: 'all' }, { customer: 7, name: 'Ada' }],
		[{ includeInputFields: 'selected', inputFields: 'name , missing' }, { name: 'Ada' }],
	])('%j takes along %j', async (options, expected) => {
		const [item] = itemsOf(await run([], { inputs, parameters: { options } }));
		const { customer, name, roaming } = item?.json ?? {};
		expect({ customer, name }).toEqual({ customer: undefined, name: undefined, ...expected });
		expect(roaming).toBe(true);
	});
});

describe('the purpose', () => {
	test.each([
		[{ purpose: 'ServiceProvision' }, 'ServiceProvision'],
		[{ purpose: 'other', customPurpose: 'dpv:ServicePersonalisation' }, 'ServicePersonalisation'],
	])('%j is sent', async (parameters, purpose) => {
		await run([ROAMING], { parameters });
		const scope = new URLSearchParams(requestsTo('/bc-authorize')[0]?.body).get('scope');
		expect(scope).toBe(`openid dpv:${purpose} device-roaming-status:read`);
	});

	test('is refused where its name is unknown', async () => {
		const { error } = await run([ROAMING], { parameters: { purpose: 'other', customPurpose: 'a b' } });
		expect(error?.message).toMatch(/purpose/);
		expect(sandbox.requests).toEqual([]);
	});
});

test('an expression that cannot be evaluated is the error of its item', async () => {
	const inputs = [
		{ phoneNumber: ROAMING, wait: 'soon' },
		{ phoneNumber: HOME, wait: 5 },
	];
	const parameters = { options: { maxConsentWait: '={{ $json.wait }}' } };
	const items = itemsOf(await run([], { inputs, parameters, settings: { onError: 'continueRegularOutput' } }));
	expect(items.map(({ json }) => json.outcome)).toEqual(['failed', 'home']);
	expect(items[0]?.json.message).toContain('Max Consent Wait');
});

test('the default country code completes a number', async () => {
	const [item] = itemsOf(await run(['666 555 001'], { parameters: { options: { defaultCountryCode: '34' } } }));
	expect(item?.json).toMatchObject({ phoneNumber: ROAMING, outcome: 'roaming' });
});

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

test("an unknown choice of 'Connection' is the error of each number", async () => {
	const parameters = { options: { connection: 'carrier pigeon' } };
	const settings = { onError: 'continueRegularOutput' as const };
	const items = itemsOf(await run([ROAMING, 'abc'], { parameters, settings }));
	expect(items.map(({ json }) => json.code)).toEqual(['INVALID_CONFIGURATION', 'INVALID_PHONE_NUMBER']);
	expect(items[0]?.json.message).toContain('Connection');
});

test('a run gives a summary as a hint of the node and in the log, without any number', async () => {
	logged.length = 0;
	const numbers = [ROAMING, HOME, NOT_KNOWN, ...Array<string>(7).fill(ROAMING)];
	const taskData = await run(numbers, { settings: { onError: 'continueRegularOutput' } });
	expect(taskData.hints).toMatchObject([
		{
			message: '10 rows, 3 numbers checked: 8 roaming (Germany), 1 home, 1 not covered.',
			type: 'info',
		},
	]);
	expect(logged.filter((line) => line.includes('Device Status Roaming: 100 %'))).toHaveLength(1);
	const shown = JSON.stringify([taskData.hints, logged]);
	for (const number of [ROAMING, HOME, NOT_KNOWN]) expect(shown).not.toContain(number.slice(4));
});

test('a run of one number logs nothing', async () => {
	logged.length = 0;
	await run([ROAMING]);
	expect(logged.filter((line) => line.includes('Device Status Roaming'))).toEqual([]);
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

describe('the simulator preset', () => {
	test('answers without a network, and marks the answer as simulated', async () => {
		const items = itemsOf(await run([ROAMING, HOME], { credential: { aggregator: 'simulator' } }));
		expect(items.map(({ json }) => [json.outcome, json.simulated])).toEqual([
			['roaming', true],
			['home', true],
		]);
		expect(sandbox.requests).toEqual([]);
	});

	test('marks a number without an answer, too', async () => {
		const settings = { onError: 'continueRegularOutput' as const };
		const [item] = itemsOf(await run([NOT_KNOWN], { credential: { aggregator: 'simulator' }, settings }));
		expect(item?.json).toMatchObject({ simulated: true, outcome: 'notCovered' });
	});
});
