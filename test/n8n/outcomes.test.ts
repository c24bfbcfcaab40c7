import './capturedLog';
import * as fc from 'fast-check';
import type { IDataObject, INode, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { amount } from '../long';
import { builtPackage, itemsOf } from './runNode';
import {
	continued,
	FORBIDDEN,
	HOME,
	hintsOf,
	NEVER_CONSENTS,
	NOT_KNOWN,
	numbered,
	outputs,
	ROAMING,
	run,
	UNKNOWN,
} from './simulatorRuns';

const OUTCOMES = ['roaming', 'home', 'unknown', 'consentPending', 'notCovered', 'failed'] as const;
const ONE_OF_EACH = [ROAMING, HOME, UNKNOWN, NEVER_CONSENTS, NOT_KNOWN, FORBIDDEN];

describe('one output for each outcome', () => {
	const parameters = { outputMode: 'byOutcome' };

	test('each number leaves by the output of its outcome', async () => {
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

	test('a failed number goes to the error output, where there is one', async () => {
		const settings = { onError: 'continueErrorOutput' } as const;
		const taskData = await run(numbered(...ONE_OF_EACH), { parameters, settings });
		expect(outputs(taskData).map((items) => items.length)).toEqual([1, 1, 1, 1, 1, 0, 1]);
		expect(itemsOf(taskData, 6)[0]?.json).toMatchObject({ phoneNumber: FORBIDDEN, details: { outcome: 'failed' } });
	});

	test('"Stop Workflow" stops at a failed number only', async () => {
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
	])('%s is an error where an option says so: %j', async (phoneNumber, options) => {
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

	test('an older answer has the outcome unknown, and keeps its fields', async () => {
		expect(await freshnessOf({ maxStatusAge: 6 })).toMatchObject([fresh, stale, fresh]);
		expect(await freshnessOf({ maxStatusAge: 4 })).toMatchObject([stale, stale, fresh]);
		expect(await freshnessOf({ maxStatusAge: 25 * 60 })).toMatchObject([fresh, fresh, fresh]);
	});

	test('an answer without a time has the outcome unknown where the option says so', async () => {
		expect(await freshnessOf({ maxStatusAge: 6, undatedStatus: 'stale' })).toMatchObject([fresh, stale, stale]);
	});

	test('a number that failed has no age', async () => {
		const parameters = { options: { maxStatusAge: 1 } };
		const [failed] = itemsOf(await run(numbered(FORBIDDEN), { parameters, settings: continued }));
		expect(failed?.json).toMatchObject({ outcome: 'failed', stale: false, staleRoaming: null, staleCountry: null });
	});
});

describe('the first output means that a phone is roaming', () => {
	const parameters = { outputMode: 'byOutcome' };
	test('a hint warns of Always Output Data', async () => {
		const settings = { alwaysOutputData: true };
		expect(hintsOf(await run(numbered(HOME), { parameters, settings })).join()).toContain("'Always Output Data'");
		expect(hintsOf(await run(numbered(HOME), { settings })).join()).not.toContain("'Always Output Data'");
		expect(hintsOf(await run(numbered(HOME), { parameters })).join()).not.toContain("'Always Output Data'");
	});

	test('the form says what a deactivated node does', async () => {
		const { description } = (await builtPackage()).nodeType('n8n-nodes-open-gateway.deviceStatusRoaming');
		const hint = description.hints?.find(({ message }) => message.includes('deactivated'));
		expect(hint?.displayCondition).toContain('byOutcome');
	});
});

test.each(['error', '__proto__', 'constructor', 'prototype', 'toString', ' error '])(
	'%j is refused as Output Field, and each row still has an item',
	async (outputField) => {
		const settings = { onError: 'continueRegularOutput', retryOnFail: true, waitBetweenTries: 0 } as const;
		const items = itemsOf(await run(numbered(ROAMING, HOME), { parameters: { options: { outputField } }, settings }));
		expect(items.map(({ json }) => json.code)).toEqual(['INVALID_CONFIGURATION', 'INVALID_CONFIGURATION']);
		expect(items[0]?.json.message).toContain("'Output Field'");
		for (const { json } of items) expect(json.error).toBeUndefined();
	},
);

test('a result under one key changes no input field', async () => {
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
	/** No row is lost where it cannot be used. */
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
		// No item makes n8n run the node again.
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
	const numRuns = amount({ short: 100, long: 300 });
	await fc.assert(fc.asyncProperty(rows, settings, check), { numRuns, seed: 4 });
	expect(left).toBeGreaterThan((800 / 300) * numRuns);
}, 120_000);
