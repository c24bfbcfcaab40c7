import './capturedLog';
import type { IDataObject } from 'n8n-workflow';
import { itemsOf, type NodeRun } from './runNode';
import {
	AT_HOME,
	continued,
	FORBIDDEN,
	HOME,
	hintsOf,
	IN_ITALY,
	numbered,
	outputs,
	ROAMING,
	run,
	UNKNOWN,
} from './simulatorRuns';

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
