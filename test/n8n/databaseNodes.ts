import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** Where the stand-in for Postgres reads and writes. */
export interface Database {
	query(sql: string, parameters: string[]): IDataObject[];
	upsert(table: string, row: IDataObject, matchingColumns: string[]): void;
	/** @returns all rows */
	readTable(table: string): IDataObject[];
	/** @returns the whole row */
	upsertTable(table: string, row: IDataObject): IDataObject;
}

/** What Postgres does here: a query, or an upsert with columns mapped by hand. */
export function askDatabase(context: IExecuteFunctions, item: number, database: Database): INodeExecutionData[] {
	const answer = (json: IDataObject) => ({ json, pairedItem: { item } });
	if (context.getNodeParameter('operation', item) === 'executeQuery') {
		const parameters = String(context.getNodeParameter('options.queryReplacement', item, '')).split(',');
		return database.query(String(context.getNodeParameter('query', item)), parameters).map(answer);
	}
	const columns = context.getNodeParameter('columns', item) as {
		mappingMode: string;
		value: IDataObject;
		matchingColumns: string[];
		schema: Array<{ id: string }>;
	};
	const unknown = Object.keys(columns.value).filter((name) => !columns.schema.some(({ id }) => id === name));
	if (columns.mappingMode !== 'defineBelow' || columns.matchingColumns.length === 0 || unknown.length > 0) {
		throw new Error('The columns are not mapped by hand, each to one of the table.');
	}
	const table = String(context.getNodeParameter('table', item, '', { extractValue: true }));
	database.upsert(table, columns.value, columns.matchingColumns);
	return [answer(columns.value)];
}

/** 'Get' gives all rows, for each item of the input. 'Upsert' gives the row that it has written. */
export function askDataTable(context: IExecuteFunctions, item: number, database: Database): INodeExecutionData[] {
	const answer = (json: IDataObject) => ({ json, pairedItem: { item } });
	const table = String(context.getNodeParameter('dataTableId', item, '', { extractValue: true }));
	if (context.getNodeParameter('operation', item) === 'get') {
		if (context.getNodeParameter('returnAll', item) !== true) throw new Error('It would read 50 rows.');
		return database.readTable(table).map(answer);
	}
	const { value } = context.getNodeParameter('columns', item) as { value: IDataObject };
	const [condition] = context.getNodeParameter('filters.conditions', item) as IDataObject[];
	if (condition?.keyName !== 'phoneNumber' || condition.keyValue !== value.phoneNumber) {
		throw new Error('The row is not chosen by its phone number.');
	}
	return [answer(database.upsertTable(table, value))];
}
