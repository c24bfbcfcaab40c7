import './capturedLog';
import * as fc from 'fast-check';
import type { IDataObject, INode, INodeExecutionData, IPairedItemData, ITaskData } from 'n8n-workflow';
import { itemsOf, runNode, type NodeRun } from './runNode';

const OUTCOMES = ['roaming', 'home', 'unknown', 'consentPending', 'notCovered', 'failed'] as const;

const ROAMING = '+34666555001';
const HOME = '+34666555002';
const NEVER_CONSENTS = '+34666900105';
const UNKNOWN = '+34666555009';
const NOT_KNOWN = '+34666550107';
const FORBIDDEN = '+34666550403';
const ONE_OF_EACH = [ROAMING, HOME, UNKNOWN, NEVER_CONSENTS, NOT_KNOWN, FORBIDDEN];

/** The node against the simulator, which is asked once and not waited for. */
const run = (inputs: IDataObject[], { parameters = {}, ...rest }: Partial<NodeRun> = {}) =>
	runNode({
		inputs,
		credential: { aggregator: 'simulator' },
		...rest,
		parameters: {
			...parameters,
			options: { maxConsentWait: 0, maxAttempts: 1, ...(parameters.options as IDataObject | undefined) },
		},
	});
const numbered = (...phoneNumbers: unknown[]) => phoneNumbers.map((phoneNumber) => ({ phoneNumber }) as IDataObject);
const outputs = (taskData: ITaskData): INodeExecutionData[][] =>
	(taskData.data?.main ?? []).map((items) => items ?? []);
const continued = { onError: 'continueRegularOutput' } as const;

describe('one output for each outcome', () => {
	const parameters = { outputMode: 'byOutcome' };

	test('each number leaves by its own', async () => {
		const taskData = await run(numbered(...ONE_OF_EACH, HOME), { parameters, settings: continued });
		expect(outputs(taskData).map((items) => items.map(({ json }) => json.phoneNumber))).toEqual([
			[ROAMING],
			[HOME, HOME],
			[UNKNOWN],
			[NEVER_CONSENTS],
			[NOT_KNOWN],
			[FORBIDDEN],
		]);
		expect(itemsOf(taskData, 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 6 }]);
	});

	test('what failed goes to the error output, where there is one', async () => {
		const settings = { onError: 'continueErrorOutput' } as const;
		const taskData = await run(numbered(...ONE_OF_EACH), { parameters, settings });
		expect(outputs(taskData).map((items) => items.length)).toEqual([1, 1, 1, 1, 1, 0, 1]);
		expect(itemsOf(taskData, 6)[0]?.json).toMatchObject({ phoneNumber: FORBIDDEN, details: { outcome: 'failed' } });
	});

	test('"Stop Workflow" stops at what failed, and at nothing else', async () => {
		const stopped = await run(numbered(...ONE_OF_EACH), { parameters });
		expect(stopped.error?.message).toMatch(/\[item 5\]$/);
		const through = await run(numbered(...ONE_OF_EACH.slice(0, 5)), { parameters });
		expect(outputs(through).map((items) => items.length)).toEqual([1, 1, 1, 1, 1, 0]);
	});
});

describe('numbers without an answer that are no error', () => {
	test.each([
		[NEVER_CONSENTS, 'consentPending'],
		[NOT_KNOWN, 'notCovered'],
		['+34666550404', 'notCovered'],
		['+34666550422', 'notCovered'],
	])('%s is an item with the outcome %s', async (phoneNumber, outcome) => {
		const [item] = itemsOf(await run(numbered(phoneNumber)));
		expect(item?.json).toMatchObject({ phoneNumber, outcome, roaming: null, countryLabel: null });
	});

	test.each([
		[NEVER_CONSENTS, { consentPendingIsError: true }],
		[NOT_KNOWN, { notCoveredIsError: true }],
	])('%s is one where that is wanted: %j', async (phoneNumber, options) => {
		expect((await run(numbered(phoneNumber), { parameters: { options } })).error).toMatchObject({
			name: 'NodeApiError',
		});
	});
});

describe('country facts', () => {
	test.each([
		[ROAMING, { countryLabel: 'Germany', isEea: true }],
		['+34666550901', { countryLabel: 'International network', isEea: null }],
		['+34666555003', { countryLabel: null, isEea: null }],
		[HOME, { countryLabel: null, isEea: null }],
	])('%s: %j', async (phoneNumber, expected) => {
		expect(itemsOf(await run(numbered(phoneNumber)))[0]?.json).toMatchObject(expected);
	});
});

describe('freshness', () => {
	const OLD = '+34666550124';
	const UNDATED = '+34666550199';
	const stale = {
		outcome: 'unknown',
		roaming: null,
		country: null,
		stale: true,
		staleRoaming: true,
		staleCountry: 'DE',
	};
	const fresh = { outcome: 'roaming', country: 'DE', stale: false, staleRoaming: null, clockSkew: false };
	const freshnessOf = async (options: Record<string, string | number>) =>
		itemsOf(await run(numbered(ROAMING, OLD, UNDATED), { parameters: { options } })).map(({ json }) => json);

	test('an older answer is unknown, and what it said is kept', async () => {
		expect(await freshnessOf({ maxStatusAge: 6 })).toMatchObject([fresh, stale, fresh]);
		expect(await freshnessOf({ maxStatusAge: 4 })).toMatchObject([stale, stale, fresh]);
		expect(await freshnessOf({ maxStatusAge: 25 * 60 })).toMatchObject([fresh, fresh, fresh]);
	});

	test('an answer without a time is unknown where that is wanted', async () => {
		expect(await freshnessOf({ maxStatusAge: 6, undatedStatus: 'stale' })).toMatchObject([fresh, stale, stale]);
	});

	test('a number that failed has no age', async () => {
		const parameters = { options: { maxStatusAge: 1 } };
		const [failed] = itemsOf(await run(numbered(FORBIDDEN), { parameters, settings: continued }));
		expect(failed?.json).toMatchObject({ outcome: 'failed', stale: false, staleRoaming: null, staleCountry: null });
	});
});

describe('changes, with the state in a field of the input', () => {
	const parameters = { operation: 'detectChanges' };

	test('a first run, a second, and one after the phone went home', async () => {
		const [first] = itemsOf(await run(numbered(ROAMING), { parameters }));
		expect(first?.json).toMatchObject({ change: 'firstSeen', previousRoaming: null });
		const { state } = first?.json ?? {};

		const [second] = itemsOf(await run([{ phoneNumber: ROAMING, state: JSON.stringify(state) }], { parameters }));
		expect(second?.json).toMatchObject({ change: 'unchanged', previousRoaming: true, previousCountry: 'DE' });

		const [third] = itemsOf(await run([{ phoneNumber: HOME, state: state as IDataObject }], { parameters }));
		expect(third?.json).toMatchObject({ change: 'returnedHome', previousCountry: 'DE', state: { roaming: false } });
	});

	test('a number that failed keeps its state', async () => {
		const state = { roaming: false, checkedAt: '2026-11-23T03:00:00.000Z' };
		const [item] = itemsOf(await run([{ phoneNumber: FORBIDDEN, state }], { parameters, settings: continued }));
		expect(item?.json).toMatchObject({ outcome: 'failed', change: 'undetermined', state });
	});

	test('a state that is none is told for its row, and not written over', async () => {
		const inputs = [
			{ phoneNumber: ROAMING, state: 'abroad' },
			{ phoneNumber: HOME, state: '' },
		];
		const [first, second] = itemsOf(await run(inputs, { parameters, settings: continued }));
		expect(first?.json).toMatchObject({ code: 'INVALID_CONFIGURATION', state: null });
		expect(second?.json).toMatchObject({ outcome: 'home', change: 'firstSeen' });
	});

	test('only changes leaves out what did not change, and never what failed', async () => {
		const state = { roaming: false, checkedAt: '2026-11-23T03:00:00.000Z' };
		const inputs = [HOME, ROAMING, UNKNOWN, NOT_KNOWN, FORBIDDEN].map((phoneNumber) => ({ phoneNumber, state }));
		const items = itemsOf(await run(inputs, { parameters: { ...parameters, emit: 'changes' }, settings: continued }));
		expect(items.map(({ json, pairedItem }) => [json.phoneNumber, json.change, pairedItem])).toEqual([
			[ROAMING, 'enteredRoaming', { item: 1 }],
			[FORBIDDEN, 'undetermined', { item: 4 }],
		]);
	});
});

describe('changes, with the state in the workflow', () => {
	const parameters = { operation: 'detectChanges', stateSource: 'staticData' };

	test('are found from run to run, and no number is kept', async () => {
		const staticData: IDataObject = {};
		const changes = async (...phoneNumbers: string[]) =>
			itemsOf(await run(numbered(...phoneNumbers), { parameters, staticData })).map(({ json }) => json.change);
		expect(await changes(ROAMING, HOME)).toEqual(['firstSeen', 'firstSeen']);
		expect(await changes(ROAMING, HOME, ROAMING)).toEqual(['unchanged', 'unchanged', 'unchanged']);
		const kept = JSON.stringify(staticData);
		expect(kept).toContain('checkedAt');
		for (const number of [ROAMING, HOME]) expect(kept).not.toContain(number.slice(4));
	});

	test('a run that stops changes nothing', async () => {
		const staticData: IDataObject = {};
		await run(numbered(ROAMING, FORBIDDEN), { parameters, staticData });
		const [item] = itemsOf(await run(numbered(ROAMING), { parameters, staticData }));
		expect(item?.json.change).toBe('firstSeen');
	});

	test('more than 5,000 numbers are refused, with the other way', async () => {
		const inputs = Array.from({ length: 5001 }, () => ({ phoneNumber: ROAMING }));
		const { error } = await run(inputs, { parameters });
		expect(error?.message).toContain('5000');
		expect((error as { description?: string }).description).toContain('Input Field');
	});
});

describe('consent kept in mind', () => {
	const options = { consentHold: 24, report: true };

	test('a second night sends no prompt to those who have not consented', async () => {
		const inputs = Array.from({ length: 50 }, (_, index) => ({
			phoneNumber: `+34${600 + index}${index % 10 === 0 ? '900105' : '900001'}`,
		}));
		const first = await run(inputs, { parameters: { options } });
		expect(itemsOf(first, 1)[0]?.json).toMatchObject({
			byOutcome: { consentPending: 5, roaming: 45 },
			promptsSent: 50,
		});

		const stored = itemsOf(first).map(
			({ json }) => ({ phoneNumber: json.phoneNumber, state: json.state }) as IDataObject,
		);
		const second = await run(stored, { parameters: { options: { ...options, reuseTokens: false } } });
		expect(itemsOf(second, 1)[0]?.json).toMatchObject({ byOutcome: { consentPending: 5 }, promptsSent: 45 });
		const held = itemsOf(second)[0]?.json;
		expect(held).toMatchObject({
			outcome: 'consentPending',
			attempted: false,
			heldUntil: itemsOf(first)[0]?.json.heldUntil,
		});
		expect(itemsOf(second)[1]?.json).toMatchObject({ outcome: 'roaming', heldUntil: null });
	});

	test('in the workflow, too', async () => {
		const staticData: IDataObject = {};
		const parameters = { options: { ...options, stateSource: 'staticData' } };
		await run(numbered(NEVER_CONSENTS), { parameters, staticData });
		const second = await run(numbered(NEVER_CONSENTS), { parameters, staticData });
		expect(itemsOf(second, 1)[0]?.json).toMatchObject({ byOutcome: { consentPending: 1 }, promptsSent: 0 });
	});
});

test('the result under one key leaves the input fields alone', async () => {
	const inputs = [{ phoneNumber: 'of a customer', roaming: 'our own field', number: ROAMING }];
	const parameters = {
		phoneNumber: '={{ $json.number }}',
		options: { outputField: 'network', includeInputFields: 'all' },
	};
	const [item] = itemsOf(await run(inputs, { parameters }));
	expect(item?.json).toMatchObject({
		phoneNumber: 'of a customer',
		roaming: 'our own field',
		network: { phoneNumber: ROAMING, roaming: true, country: 'DE' },
	});
});

test('the report is one item on the last output', async () => {
	const parameters = { outputMode: 'byOutcome', options: { report: true } };
	const taskData = await run(numbered(...ONE_OF_EACH), { parameters, settings: { onError: 'continueErrorOutput' } });
	expect(outputs(taskData)).toHaveLength(8);
	const [report, ...more] = itemsOf(taskData, 6);
	expect(more).toEqual([]);
	expect(report?.json).toMatchObject({
		rows: 6,
		uniqueNumbers: 6,
		failures: [{ code: 'PERMISSION_DENIED', count: 1 }],
	});
	expect(String(report?.json.text).split('\n')).toHaveLength(5);
});

/** Scenarios of the simulator that need no wait when each request is sent once, in numbers of six further digits. */
const DIGITS = [
	['550000', '550001', '550002', '550003', '550009', '550124', '550199', '550340', '550901'],
	['550106', '550107', '550403', '550404', '550422', '550500', '550520', '900105'],
].flat();
const rows = fc.array(
	fc.oneof(
		{ weight: 9, arbitrary: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...DIGITS)) },
		{ weight: 1, arbitrary: fc.constantFrom(undefined, null, '', 'abc', 5, [], '+1') },
	),
	{ minLength: 1, maxLength: 12 },
);
const settings = fc.record({
	onError: fc.constantFrom<NonNullable<INode['onError']>>(
		'continueRegularOutput',
		'continueErrorOutput',
		'stopWorkflow',
	),
	outputMode: fc.constantFrom('single', 'byOutcome'),
	operation: fc.constantFrom('checkStatus', 'detectChanges'),
	report: fc.boolean(),
	notCoveredIsError: fc.boolean(),
	consentPendingIsError: fc.boolean(),
	maxStatusAge: fc.constantFrom(0, 5),
	undatedStatus: fc.constantFrom('fresh', 'stale'),
	consentHold: fc.constantFrom(0, 2),
	outputField: fc.constantFrom('', 'network'),
	includeInputFields: fc.constantFrom('none', 'all'),
	concurrency: fc.constantFrom(1, 3, 32),
	/** One that cannot be used is no reason to lose a row either. */
	requestsPerSecond: fc.constantFrom(0, 0, 0, 0, -1),
});

test('every row leaves exactly once, by one output, paired with its input, and the report adds up', async () => {
	let left = 0;
	const check = async (list: unknown[], { onError, outputMode, operation, ...options }: IDataObject) => {
		const inputs = list.map((row) => ({
			phoneNumber: Array.isArray(row) && row.length === 2 ? `+3466${String(row[0])}${String(row[1])}` : row,
			error: 'of a step before',
		})) as IDataObject[];
		const taskData = await run(inputs, {
			parameters: { outputMode, operation, options } as INode['parameters'],
			settings: { onError: onError as INode['onError'] },
		});
		if (taskData.error !== undefined) {
			expect(onError).toBe('stopWorkflow');
			return;
		}
		const all = outputs(taskData);
		const places = outputMode === 'byOutcome' ? 6 : 1;
		const reports = options.report === true ? (all[places] ?? []) : [];
		expect(reports).toHaveLength(options.report === true ? 1 : 0);
		const errors = onError === 'continueErrorOutput' ? (all.at(-1) ?? []) : [];
		const items = [...all.slice(0, places).flat(), ...errors];

		const pairs = items.map(({ pairedItem }) => (pairedItem as IPairedItemData).item);
		expect([...pairs].sort((one, other) => one - other)).toEqual(inputs.map((_, row) => row));
		left += pairs.length;

		const resultOf = ({ json }: INodeExecutionData) => (json.details ?? json.network ?? json) as IDataObject;
		if (outputMode === 'byOutcome') {
			all
				.slice(0, places)
				.forEach((ofOutcome, place) =>
					ofOutcome.forEach((item) => expect(resultOf(item).outcome).toBe(OUTCOMES[place])),
				);
		} else if (onError === 'continueRegularOutput') {
			expect(pairs).toEqual(inputs.map((_, row) => row));
		}
		// Nothing that n8n would run the node again for.
		if (onError !== 'continueErrorOutput') for (const { json } of items) expect(json.error).toBeUndefined();

		if (reports.length > 0) {
			const { byOutcome, rows: counted } = reports[0]?.json as unknown as {
				byOutcome: Record<string, number>;
				rows: number;
			};
			expect(counted).toBe(inputs.length);
			const counts = OUTCOMES.map((outcome) => items.filter((item) => resultOf(item).outcome === outcome).length);
			expect(OUTCOMES.map((outcome) => byOutcome[outcome])).toEqual(counts);
		}
	};
	await fc.assert(fc.asyncProperty(rows, settings, check), { numRuns: 300, seed: 4 });
	expect(left).toBeGreaterThan(800);
}, 120_000);
