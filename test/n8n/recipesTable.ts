import type { IDataObject } from 'n8n-workflow';
import type { Database } from './databaseNodes';
import type { Engine } from './engine';
import { loadExampleEngine, runExample, type ExampleRun, type Outcome } from './examples';

/** How often all rows of the data table were read. */
export const reads = { table: 0 };

/** One table, by phone number. */
export const rows = new Map<string, IDataObject>();
export const database: Database = {
	query: (sql, [phoneNumber = '']) => {
		expect(sql).toContain('FROM roaming_states WHERE phone_number = $1');
		const text = rows.get(phoneNumber)?.roaming_state as string | undefined;
		// A column of the type jsonb comes back as an object.
		return [{ phoneNumber, roamingState: JSON.parse(text ?? 'null') as IDataObject | null }];
	},
	upsert: (table, row, matchingColumns) => {
		expect([table, matchingColumns]).toEqual(['roaming_states', ['phone_number']]);
		rows.set(String(row.phone_number), row);
	},
	readTable: (table) => {
		expect(table).toBe('roaming_states');
		reads.table += 1;
		return [...rows.values()];
	},
	upsertTable: (table, row) => {
		expect(table).toBe('roaming_states');
		const { phoneNumber } = row;
		const stored = { phoneNumber, roamingState: null, ...rows.get(String(phoneNumber)), ...row };
		rows.set(String(phoneNumber), stored);
		return stored;
	},
};

/** Runs the examples on the table, which is empty before each test. */
export function runsOnTable(): (name: string, options?: ExampleRun) => Promise<Outcome> {
	let engine: Engine;
	beforeAll(async () => {
		engine = await loadExampleEngine(database);
	});
	beforeEach(() => {
		rows.clear();
		reads.table = 0;
	});
	return (name, options) => runExample(engine, name, options);
}

/** What a state says where the phone was in Italy, so that the next answer is a change. */
export const IN_ITALY = { roaming: true, countryCode: 222, countryName: ['IT'] };

/** A phone number as a whole. */
export const NUMBER = /\+\d+/g;

export const all = (items: IDataObject[], field: string) => items.map((item) => item[field]);
