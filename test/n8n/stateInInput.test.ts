import './capturedLog';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { itemsOf, type NodeRun } from './runNode';
import {
	AT_HOME,
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
	stateOf,
	UNKNOWN,
} from './simulatorRuns';

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
