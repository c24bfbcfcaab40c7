import './capturedLog';
import type { IDataObject } from 'n8n-workflow';
import { all, IN_ITALY, NUMBER, reads, rows, runsOnTable } from './recipesTable';

const run = runsOnTable();

describe('alert-on-country-change', () => {
	const runAgain = (staticData: IDataObject) => run('alert-on-country-change', { servicesOn: true, staticData });

	test('says nothing where a phone is seen for the first time, or stays where it is', async () => {
		const staticData = {};
		const first = await runAgain(staticData);
		expect(first('Device Status Roaming')).toEqual([]);
		expect(first('Tell the team')).toEqual([]);
		expect((await runAgain(staticData))('Device Status Roaming')).toEqual([]);
	});

	test('tells who has gone abroad, changed country and come home, by customer and not by number', async () => {
		const staticData: IDataObject = {};
		await runAgain(staticData);
		wereInItaly(staticData);
		const given = await runAgain(staticData);
		const messages = all(given('Tell the team'), 'text');
		expect(messages).toEqual([
			expect.stringMatching(/^Customer C-1001: IT -> .*Germany/),
			'Customer C-1002: IT -> home',
			expect.stringMatching(/^Customer C-1004: IT -> /),
		]);
		expect(messages.join()).not.toMatch(NUMBER);
		expect(all(given('Confirm the changes'), 'confirmed')).toEqual([1, 1, 1]);
		expect((await runAgain(staticData))('Device Status Roaming')).toEqual([]);
	});

	test('tells in the next run what a failing alert did not tell, and then no more', async () => {
		const staticData: IDataObject = {};
		await runAgain(staticData);
		wereInItaly(staticData);
		const failing = { servicesOn: true, staticData, failing: 'Tell the team' };
		await expect(run('alert-on-country-change', failing)).rejects.toMatchObject({ message: 'The service is down.' });
		const messages = all((await runAgain(staticData))('Tell the team'), 'text');
		expect(messages).toEqual([
			expect.stringMatching(/^Customer C-1001: IT -> .*Germany \(again/),
			expect.stringMatching(/^Customer C-1002: IT -> home \(again/),
			expect.stringMatching(/^Customer C-1004: IT -> .*\(again/),
		]);
		expect((await runAgain(staticData))('Tell the team')).toEqual([]);
	});

	/** As if the run before had found each phone in Italy. */
	function wereInItaly(staticData: IDataObject): void {
		const { deviceStatusRoaming } = staticData.global as IDataObject;
		const { numbers } = deviceStatusRoaming as { numbers: Record<string, IDataObject> };
		for (const state of Object.values(numbers)) Object.assign(state, IN_ITALY);
	}
});

describe('states-in-postgres', () => {
	test('stores a row for each number and knows it in the next run', async () => {
		await run('states-in-postgres', { servicesOn: true });
		expect([...rows.values()]).toMatchObject([
			{ phone_number: '+447700900001', roaming: true, country: 'DE', change: 'firstSeen' },
			{ phone_number: '+447700900002', roaming: false, country: null, change: 'firstSeen' },
			{ phone_number: '+447700900009', roaming: null, country: null, change: 'undetermined' },
			{ phone_number: '+447700900107', roaming: null, country: null, change: 'undetermined' },
		]);
		const again = await run('states-in-postgres', { servicesOn: true });
		expect(all(again('Device Status Roaming'), 'change').slice(0, 2)).toEqual(['unchanged', 'unchanged']);
	});

	test('after a failing alert the state is as it was, and the next run tells', async () => {
		await run('states-in-postgres', { servicesOn: true });
		for (const row of rows.values()) {
			const state = JSON.parse(String(row.roaming_state)) as IDataObject | null;
			if (state !== null) row.roaming_state = JSON.stringify({ ...state, ...IN_ITALY });
		}
		const before = JSON.stringify([...rows.values()]);
		const failing = { servicesOn: true, failing: 'Tell the team' };
		await expect(run('states-in-postgres', failing)).rejects.toMatchObject({ message: 'The service is down.' });
		expect(JSON.stringify([...rows.values()])).toBe(before);
		const given = await run('states-in-postgres', { servicesOn: true });
		expect(all(given('Tell the team'), 'text')).toEqual(['+44…001: changedCountry, Germany', '+44…002: returnedHome']);
		expect((await run('states-in-postgres', { servicesOn: true }))('Tell the team')).toEqual([]);
	});

	test('runs without a database', async () => {
		const given = await run('states-in-postgres');
		expect(all(given('Store the state'), 'change').slice(0, 2)).toEqual(['firstSeen', 'firstSeen']);
		expect(rows.size).toBe(0);
	});
});

describe('states-in-data-table', () => {
	const FIRST_RUN = [
		['+447700900001', 'firstSeen'],
		['+447700900002', 'firstSeen'],
		['+447700900009', 'undetermined'],
		['+447700900107', 'undetermined'],
	];
	const changes = (outcome: Awaited<ReturnType<typeof run>>) =>
		outcome('Device Status Roaming').map(({ phoneNumber, change }) => [phoneNumber, change]);
	const runAgain = () => run('states-in-data-table', { servicesOn: true });

	test('an empty table: each number is checked, and its state is stored as text', async () => {
		expect(changes(await runAgain())).toEqual(FIRST_RUN);
		expect([...rows.keys()]).toEqual(all([...rows.values()], 'phoneNumber'));
		expect(JSON.parse(String(rows.get('+447700900001')?.roamingState))).toMatchObject({ roaming: true });
		expect(rows.size).toBe(4);
	});

	test('reads the table once for all numbers, and knows each number in the next run', async () => {
		await runAgain();
		reads.table = 0;
		expect(all((await runAgain())('Device Status Roaming'), 'change')).toEqual([
			'unchanged',
			'unchanged',
			'undetermined',
			'undetermined',
		]);
		expect(reads.table).toBe(1);
	});

	test('a number that is not in the table yet is checked with the others', async () => {
		await runAgain();
		rows.delete('+447700900001');
		const given = await runAgain();
		expect(changes(given)).toContainEqual(['+447700900001', 'firstSeen']);
		expect(changes(given)).toContainEqual(['+447700900002', 'unchanged']);
		expect(given('Device Status Roaming')).toHaveLength(4);
	});

	test('finds the state of a number that the list writes in another way', async () => {
		await runAgain();
		const jsCode = "return [{ json: { phoneNumber: '+44 7700-900002', roamingState: 'old' } }];";
		const given = await run('states-in-data-table', { servicesOn: true, changes: { Numbers: { jsCode } } });
		expect(changes(given)).toEqual([['+447700900002', 'unchanged']]);
	});

	test('stores a state after its alert: a failing alert is told again in the next run, and then no more', async () => {
		await runAgain();
		for (const row of rows.values()) {
			const state = JSON.parse(String(row.roamingState)) as IDataObject | null;
			if (state !== null) row.roamingState = JSON.stringify({ ...state, ...IN_ITALY });
		}
		const before = JSON.stringify([...rows.values()]);
		const failing = { servicesOn: true, failing: 'Tell the team' };
		await expect(run('states-in-data-table', failing)).rejects.toMatchObject({ message: 'The service is down.' });
		expect(JSON.stringify([...rows.values()])).toBe(before);
		expect(all((await runAgain())('Tell the team'), 'text')).toEqual([
			'+44…001: changedCountry, Germany',
			'+44…002: returnedHome',
		]);
		expect((await runAgain())('Tell the team')).toEqual([]);
	});

	test('runs without the table', async () => {
		expect(changes(await run('states-in-data-table'))).toEqual(FIRST_RUN);
		expect(rows.size).toBe(0);
	});
});

describe('trigger-with-nightly-check', () => {
	test('an event makes the node ask, and the change is told once', async () => {
		const staticData: IDataObject = {};
		const runAgain = () =>
			run('trigger-with-nightly-check', {
				staticData,
				servicesOn: true,
				triggered: { phoneNumber: '+447700900002', event: 'roamingStatusChanged' },
			});
		// The first look has nothing to compare with.
		expect((await runAgain())('Tell the team')).toEqual([]);
		const { numbers } = (staticData.global as IDataObject).deviceStatusRoaming as {
			numbers: Record<string, IDataObject>;
		};
		for (const state of Object.values(numbers)) Object.assign(state, IN_ITALY);
		const given = await runAgain();
		expect(all(given('Tell the team'), 'text')).toEqual(['returnedHome: no country (number ending in 002)']);
		expect(given('Confirm changes')).not.toEqual([]);
		expect((await runAgain())('Tell the team')).toEqual([]);
	});
});
