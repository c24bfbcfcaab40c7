import './capturedLog';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { WorkflowToRun } from './engine';
import runsOfFirstVersion from './firstVersion.json';
import { builtPackage } from './runNode';

interface StoredRun {
	name: string;
	workflow: Pick<WorkflowToRun, 'nodes' | 'connections'>;
	items: IDataObject[];
	outputs?: INodeExecutionData[][];
	error?: string;
}

/** What the first version of the node (type version 1, before there was another) was given, and what it gave. */
const RUNS = runsOfFirstVersion as unknown as StoredRun[];

/** The fields that came later; every item has them. */
const LATER_FIELDS = ['countryLabel', 'isEea', 'warning'];

/** Without what differs from run to run, and without the later fields. */
function withoutChance({ json, pairedItem }: INodeExecutionData) {
	const mask = (fields: IDataObject): IDataObject =>
		Object.fromEntries(
			Object.entries(fields).flatMap(([name, value]) => {
				if (LATER_FIELDS.includes(name)) return [];
				if (name === 'checkedAt') return [[name, typeof value]];
				if (name === 'correlator') return [[name, value === '' ? '' : 'a correlator']];
				return [[name, name === 'details' ? mask(value as IDataObject) : value]];
			}),
		);
	return { json: mask(json), pairedItem };
}

test.concurrent.each(RUNS)(
	'a workflow stored with the first version gives the same items: $name',
	async ({ workflow, items, outputs, error }) => {
		const { data } = await (
			await builtPackage()
		).run({
			...workflow,
			credentials: { openGatewayApi: { aggregator: 'simulator' } },
			items: items.map((json) => ({ json })),
		}).finished;
		const [taskData] = data.resultData.runData['Device Status Roaming'] ?? [];
		// The item was written with a capital letter then.
		expect(taskData?.error?.message).toBe(error?.replace('[Item', '[item'));
		expect(taskData?.data?.main?.map((output) => (output ?? []).map(withoutChance))).toEqual(
			outputs?.map((output) => output.map(withoutChance)),
		);
	},
	30_000,
);
