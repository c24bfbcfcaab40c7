import { logged } from './capturedLog';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf } from './runNode';
import { HOME, NOT_KNOWN, PENDING, ROAMING, runsOn, strict } from './sandboxRuns';

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
const { run, requestsTo } = runsOn(() => sandbox);

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
