import './capturedLog';
import * as fc from 'fast-check';
import type { IDataObject, INode, INodeExecutionData, IPairedItemData, ITaskData } from 'n8n-workflow';
import { amount } from '../long';
import { builtPackage, itemsOf, runNode, type NodeRun } from './runNode';

const OUTCOMES = ['roaming', 'home', 'unknown', 'consentPending', 'notCovered', 'failed'] as const;

const ROAMING = '+34666555001';
const HOME = '+34666555002';
const NEVER_CONSENTS = '+34666900105';
const UNKNOWN = '+34666555009';
const NOT_KNOWN = '+34666550107';
const FORBIDDEN = '+34666550403';
const ONE_OF_EACH = [ROAMING, HOME, UNKNOWN, NEVER_CONSENTS, NOT_KNOWN, FORBIDDEN];

/** Runs the node with the simulator: one attempt, no wait for consent. */
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

/** A state as the simulator's answers give it. */
const stateOf = (place: IDataObject): IDataObject => ({
	version: 1,
	origin: 'simulator',
	checkedAt: '2026-11-23T03:00:00.000Z',
	...place,
});
const AT_HOME = stateOf({ roaming: false });
const IN_ITALY = stateOf({ roaming: true, countryCode: 222, countryName: ['IT'] });
const hintsOf = (taskData: ITaskData) => (taskData.hints ?? []).map(({ message }) => message);

const SIMULATOR = { aggregator: 'simulator' };

describe('changes, with the state in a field of the input', () => {
	const parameters = { operation: 'detectChanges' };

	test('are firstSeen, unchanged and returnedHome in three runs', async () => {
		const [first] = itemsOf(await run(numbered(ROAMING), { parameters }));
		expect(first?.json).toMatchObject({ change: 'firstSeen', changeRepeated: false, previousRoaming: null });
		const { roamingState } = first?.json ?? {};
		expect(roamingState).toMatchObject({ version: 1, origin: 'simulator', roaming: true, countryName: ['DE'] });

		const asText = JSON.stringify(roamingState);
		const [second] = itemsOf(await run([{ phoneNumber: ROAMING, roamingState: asText }], { parameters }));
		expect(second?.json).toMatchObject({ change: 'unchanged', previousRoaming: true, previousCountry: 'DE' });

		const [third] = itemsOf(
			await run([{ phoneNumber: HOME, roamingState: roamingState as IDataObject }], { parameters }),
		);
		expect(third?.json).toMatchObject({
			change: 'returnedHome',
			previousCountry: 'DE',
			roamingState: { roaming: false },
			warning: null,
		});
	});

	test('a column "state" of an address list is not the state of a number', async () => {
		const [item] = itemsOf(await run([{ phoneNumber: HOME, state: 'California' }], { parameters }));
		expect(item?.json).toMatchObject({ outcome: 'home', change: 'firstSeen' });
	});

	test.each<[string, NonNullable<NodeRun['parameters']>]>([
		['the field', { ...parameters, lastState: '={{ $json.row.state }}' }],
		['the option', { options: { consentHold: 1, lastState: '={{ $json.row.state }}' } }],
	])("%s for 'Last State' that gives nothing means no state", async (_name, withOwnField) => {
		const inputs = [{ phoneNumber: ROAMING, roamingState: 'not this field', row: {} }];
		const [item] = itemsOf(await run(inputs, { parameters: withOwnField }));
		expect(item?.json).toMatchObject({ outcome: 'roaming' });
	});

	describe.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'the state stays the same where a number fails: %s',
		(onError) => {
			const held = stateOf({
				roaming: false,
				consent: { FraudPreventionAndDetection: { code: 'access_denied', askedAt: '2026-11-23T03:00:00.000Z' } },
			});
			const resultOf = ({ json }: INodeExecutionData) => (json.details ?? json) as IDataObject;
			const failures: Array<[string, unknown, NonNullable<NodeRun['parameters']>, NodeRun['credential']]> = [
				['a number that failed', FORBIDDEN, parameters, SIMULATOR],
				['no phone number', 'abc', parameters, SIMULATOR],
				['an empty number', '', parameters, SIMULATOR],
				['an option that cannot be used', HOME, { ...parameters, options: { maxDuration: -1 } }, SIMULATOR],
				['an Output Field that cannot be used', HOME, { ...parameters, options: { outputField: 'error' } }, SIMULATOR],
				['a purpose that cannot be used', HOME, { ...parameters, purpose: 'other', customPurpose: '1 2' }, SIMULATOR],
				['an expression that cannot be evaluated', HOME, { ...parameters, purpose: '={{ nonsense( }}' }, SIMULATOR],
				['a credential that cannot be used', HOME, parameters, { aggregator: 'nobody' }],
				['Check Status with a hold', FORBIDDEN, { options: { consentHold: 0.001 } }, SIMULATOR],
				['Check Status with a hold and an option', HOME, { options: { consentHold: 1, maxDuration: -1 } }, SIMULATOR],
			];
			test.each(failures)('%s', async (_name, phoneNumber, failing, credential) => {
				for (const [given, expected] of [
					[held, held],
					[JSON.stringify(held), held],
					['California', 'California'],
					['', null],
				]) {
					const inputs = [{ phoneNumber, roamingState: given }] as IDataObject[];
					const taskData = await run(inputs, {
						parameters: failing,
						settings: { onError },
						credential,
					});
					const [item] = outputs(taskData).flat();
					expect(item && resultOf(item)).toMatchObject({ outcome: 'failed', roamingState: expected });
				}
			});
		},
	);

	test('an invalid state is the error of its row, and the others are checked', async () => {
		const inputs = [
			{ phoneNumber: ROAMING, roamingState: '[object Object]' },
			{ phoneNumber: HOME, roamingState: 'null' },
		];
		const [first, second] = itemsOf(await run(inputs, { parameters, settings: continued }));
		expect(first?.json).toMatchObject({ code: 'INVALID_CONFIGURATION', roamingState: '[object Object]' });
		expect(first?.json.message).toContain('JSON.stringify');
		expect(second?.json).toMatchObject({ outcome: 'home', change: 'firstSeen' });
	});

	test('the state of a real number is not compared with the simulator, and not overwritten', async () => {
		const real = { ...AT_HOME, origin: 'network' };
		const [item] = itemsOf(await run([{ phoneNumber: ROAMING, roamingState: real }], { parameters }));
		expect(item?.json).toMatchObject({ change: 'undetermined', outcome: 'roaming', roamingState: real });
		expect(item?.json.warning).toContain('simulator');
	});

	test('Only Changes leaves out unchanged numbers, and never failed ones', async () => {
		const inputs = [HOME, ROAMING, UNKNOWN, NOT_KNOWN, FORBIDDEN].map((phoneNumber) => ({
			phoneNumber,
			roamingState: AT_HOME,
		}));
		const taskData = await run(inputs, { parameters: { ...parameters, emit: 'changes' }, settings: continued });
		expect(itemsOf(taskData).map(({ json, pairedItem }) => [json.phoneNumber, json.change, pairedItem])).toEqual([
			[ROAMING, 'enteredRoaming', { item: 1 }],
			[FORBIDDEN, 'undetermined', { item: 4 }],
		]);
		expect(hintsOf(taskData).join()).toContain("choose 'All Numbers'");
	});

	test('Only Changes also gives an item where the state is to be stored', async () => {
		const inputs = [
			{ phoneNumber: HOME },
			{ phoneNumber: ROAMING, roamingState: stateOf({ roaming: true, countryCode: null, countryName: [] }) },
		];
		const items = itemsOf(await run(inputs, { parameters: { ...parameters, emit: 'changes' } }));
		expect(items.map(({ json }) => json.change)).toEqual(['firstSeen', 'unchanged']);
	});

	test('the same number in two rows is one change, and the second row names the first', async () => {
		const inputs = [HOME, ROAMING, ROAMING, '+34 666 555 001'].map((phoneNumber) => ({
			phoneNumber,
			roamingState: AT_HOME,
		}));
		const items = itemsOf(await run(inputs, { parameters }));
		expect(items.map(({ json }) => [json.change, json.duplicateOf])).toEqual([
			['unchanged', null],
			['enteredRoaming', null],
			['unchanged', 1],
			['unchanged', 1],
		]);
		for (const { json } of items.slice(1))
			expect(json.roamingState).toMatchObject({ roaming: true, countryName: ['DE'] });
	});
});

describe('changes, with the state in the workflow', () => {
	const parameters = { operation: 'detectChanges', stateSource: 'staticData' };
	const statesIn = (staticData: IDataObject) =>
		((staticData.global as IDataObject).deviceStatusRoaming as { numbers: Record<string, IDataObject> }).numbers;
	const changes = async (
		staticData: IDataObject,
		phoneNumbers: string[],
		more: IDataObject = {},
		options: Partial<NodeRun> = {},
	) =>
		itemsOf(
			await run(numbered(...phoneNumbers), { parameters: { ...parameters, ...more }, staticData, ...options }),
		).map(({ json }) => json.change);
	const wereIn = (staticData: IDataObject, place: IDataObject) => {
		const states = statesIn(staticData);
		for (const key of Object.keys(states)) states[key] = { ...place };
	};

	test('are detected from run to run, also for another purpose, and no number is stored', async () => {
		const staticData: IDataObject = {};
		expect(await changes(staticData, [ROAMING, HOME])).toEqual(['firstSeen', 'firstSeen']);
		expect(await changes(staticData, [ROAMING, HOME, ROAMING])).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(await changes(staticData, [ROAMING], { purpose: 'ServiceProvision' })).toEqual(['unchanged']);
		const kept = JSON.stringify(staticData);
		expect(kept).toContain('checkedAt');
		for (const number of [ROAMING, HOME]) expect(kept).not.toContain(number.slice(4));
	});

	test('a change is given again until it is confirmed, and says so', async () => {
		const staticData: IDataObject = {};
		await changes(staticData, [ROAMING]);
		wereIn(staticData, IN_ITALY);
		const [first] = itemsOf(await run(numbered(ROAMING), { parameters, staticData }));
		expect(first?.json).toMatchObject({
			change: 'changedCountry',
			changeRepeated: false,
			previousCountry: 'IT',
			changeCountry: 'DE',
		});
		const execution = { staticData, executionId: 'the second' };
		const again = await run(numbered(ROAMING), { parameters: { ...parameters, emit: 'changes' }, ...execution });
		expect(itemsOf(again)[0]?.json).toMatchObject({
			change: 'changedCountry',
			changeRepeated: true,
			previousCountry: 'IT',
		});
		expect(hintsOf(again).join()).toContain("No active node 'Confirm Changes'");

		const confirmed = await run(numbered(ROAMING, HOME), { parameters: { operation: 'confirmChanges' }, ...execution });
		expect(itemsOf(confirmed).map(({ json }) => json)).toEqual([
			{ phoneNumber: ROAMING, confirmed: 1 },
			{ phoneNumber: HOME, confirmed: 0 },
		]);
		expect(await changes(staticData, [ROAMING])).toEqual(['unchanged']);
	});

	test('all changes of an execution are confirmed at once where the option says so', async () => {
		const staticData: IDataObject = {};
		await changes(staticData, [ROAMING, HOME]);
		wereIn(staticData, IN_ITALY);
		const execution = { staticData, executionId: 'the second' };
		expect(await changes(staticData, [ROAMING, HOME], {}, execution)).toEqual(['changedCountry', 'returnedHome']);
		const confirm = { operation: 'confirmChanges', confirm: 'execution' };
		const confirmed = await run([{ ok: true }, { ok: true }], { parameters: confirm, ...execution });
		expect(itemsOf(confirmed).map(({ json }) => json)).toEqual([{ confirmed: 2 }]);
		expect(await changes(staticData, [ROAMING, HOME])).toEqual(['unchanged', 'unchanged']);
	});

	test('At Most Once gives a change once', async () => {
		const staticData: IDataObject = {};
		await changes(staticData, [ROAMING]);
		wereIn(staticData, IN_ITALY);
		const once = { delivery: 'atMostOnce' };
		expect(await changes(staticData, [ROAMING], once)).toEqual(['changedCountry']);
		expect(await changes(staticData, [ROAMING], once)).toEqual(['unchanged']);
	});

	test.each<[string, unknown]>([
		['none', undefined],
		['none that can be read', 'abc'],
	])('confirming an item that has a phone number of %s is an error of that item', async (_name, phoneNumber) => {
		const inputs = [{ phoneNumber }, { phoneNumber: ROAMING }] as IDataObject[];
		const confirm = { operation: 'confirmChanges' };
		const items = itemsOf(await run(inputs, { parameters: confirm, settings: continued }));
		expect(items.map(({ json }) => json.confirmed)).toEqual([0, 0]);
		expect(items[0]?.json.hint).toEqual(expect.any(String));
		expect((await run(inputs, { parameters: confirm })).error).toMatchObject({ name: 'NodeOperationError' });
		const toErrors = await run(inputs, { parameters: confirm, settings: { onError: 'continueErrorOutput' } });
		expect(outputs(toErrors).map((list) => list.length)).toEqual([1, 1]);
	});

	test('Only Changes leaves out those seen for the first time, and the report counts them', async () => {
		const staticData: IDataObject = {};
		const withReport = { ...parameters, emit: 'changes', options: { report: true } };
		const night = () => run(numbered(ROAMING, HOME, UNKNOWN), { parameters: withReport, staticData });
		const first = await night();
		expect(itemsOf(first)).toEqual([]);
		expect(itemsOf(first, 1)[0]?.json).toMatchObject({ byChange: { firstSeen: 2, undetermined: 1 } });
		expect(itemsOf(first, 1)[0]?.json.text).toContain('Changes: 2 first seen, 1 undetermined.');
		wereIn(staticData, IN_ITALY);
		expect(itemsOf(await night()).map(({ json }) => json.change)).toEqual(['changedCountry', 'returnedHome']);
	});

	test('Changes and First Seen gives both', async () => {
		expect(await changes({}, [ROAMING, UNKNOWN], { emit: 'changesAndFirstSeen' })).toEqual(['firstSeen']);
	});

	test('a summary item is given where nothing has changed, so that a loop continues', async () => {
		const staticData: IDataObject = {};
		const withSummary = { ...parameters, emit: 'changes', options: { summaryIfEmpty: true } };
		const night = () => run(numbered(ROAMING, HOME), { parameters: withSummary, staticData });
		const [summary, ...more] = itemsOf(await night());
		expect(more).toEqual([]);
		expect(summary?.json).toMatchObject({ rows: 2, byChange: { firstSeen: 2 } });
		expect(summary?.json.change).toBeUndefined();
		wereIn(staticData, IN_ITALY);
		expect(itemsOf(await night()).map(({ json }) => json.change)).toEqual(['changedCountry', 'returnedHome']);
		// By outcome, the first output means that a phone is roaming.
		const byOutcome = await run(numbered(HOME), { parameters: { ...withSummary, outputMode: 'byOutcome' } });
		expect(outputs(byOutcome).flat()).toEqual([]);
	});

	test('a damaged entry counts as absent, with a warning', async () => {
		const staticData: IDataObject = {};
		await changes(staticData, [ROAMING]);
		const states = statesIn(staticData);
		for (const key of Object.keys(states)) states[key] = 'abroad' as unknown as IDataObject;
		const [item] = itemsOf(await run(numbered(ROAMING), { parameters, staticData }));
		expect(item?.json).toMatchObject({ outcome: 'roaming', change: 'firstSeen' });
		expect(item?.json.warning).toContain('damaged');
	});

	test('a run that stops with an error changes no state', async () => {
		const staticData: IDataObject = {};
		await run(numbered(ROAMING, FORBIDDEN), { parameters, staticData });
		expect(await changes(staticData, [ROAMING])).toEqual(['firstSeen']);
	});

	test('a number beyond the limit is refused with the alternative in the hint, and the others are checked', async () => {
		const staticData: IDataObject = {};
		await changes(staticData, [ROAMING]);
		const states = statesIn(staticData);
		for (let index = 0; index < 4999; index += 1) states[`number ${index}`] = AT_HOME;
		const items = itemsOf(await run(numbered(ROAMING, HOME), { parameters, staticData, settings: continued }));
		expect(items.map(({ json }) => [json.outcome, json.change])).toEqual([
			['roaming', 'unchanged'],
			['failed', 'undetermined'],
		]);
		expect(items[1]?.json.message).toContain('5,000');
		expect(items[1]?.json.hint).toContain('States in a Data Table');
		expect(Object.keys(statesIn(staticData))).toHaveLength(5000);
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

describe('hold of consent prompts', () => {
	const options = { consentHold: 24, report: true };

	test('a second run sends no prompt to subscribers who have not consented', async () => {
		const inputs = Array.from({ length: 50 }, (_, index) => ({
			phoneNumber: `+34${600 + index}${index % 10 === 0 ? '900105' : '900001'}`,
		}));
		const first = await run(inputs, { parameters: { options } });
		expect(itemsOf(first, 1)[0]?.json).toMatchObject({
			byOutcome: { consentPending: 5, roaming: 45 },
			promptsSent: 50,
		});

		const stored = itemsOf(first).map(
			({ json }) => ({ phoneNumber: json.phoneNumber, roamingState: json.roamingState }) as IDataObject,
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

	test('also holds with the state in the workflow', async () => {
		const staticData: IDataObject = {};
		const parameters = { options: { ...options, stateSource: 'staticData' } };
		await run(numbered(NEVER_CONSENTS), { parameters, staticData });
		const second = await run(numbered(NEVER_CONSENTS), { parameters, staticData });
		expect(itemsOf(second, 1)[0]?.json).toMatchObject({ byOutcome: { consentPending: 1 }, promptsSent: 0 });
	});

	test('lasts no longer than the option says, and is off where the option is 0', async () => {
		const asked = (askedAt: string) =>
			stateOf({ roaming: false, consent: { FraudPreventionAndDetection: { code: 'access_denied', askedAt } } });
		const attempted = async (roamingState: IDataObject, consentHold: number) => {
			const parameters = { operation: 'detectChanges', options: { consentHold } };
			const inputs = [{ phoneNumber: NEVER_CONSENTS, roamingState }];
			const [item] = itemsOf(await run(inputs, { parameters, settings: continued }));
			return item?.json.attempted;
		};
		const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
		expect(await attempted(asked(anHourAgo), 2)).toBe(false);
		expect(await attempted(asked(anHourAgo), 0)).toBe(true);
		expect(await attempted(asked(anHourAgo), 0.5)).toBe(true);
		expect(await attempted(asked('2099-01-01T00:00:00.000Z'), 24)).toBe(true);
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
