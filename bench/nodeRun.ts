import { NodeConnectionTypes, type INodeExecutionData, type INodeType } from 'n8n-workflow';
import type { Engine } from '../test/n8n/engine';
import type { Aggregator } from './aggregator';
import { heapAfterAnswers, settledHeap } from './heap';
import { itemsOf, loadN8n, runInN8n, toItems } from './n8nRun';
import { consentsLate, phoneNumbers, spread } from './phoneNumbers';
import { answerParent, readOrder } from './processes';
import { roamingNode } from './roamingNode';

export interface NodeRunOrder {
	aggregator: Aggregator;
	/** Numbers that are answered at once. */
	plain: number;
	/** Numbers spread among them whose subscribers consent late. */
	lateConsent: number;
	concurrency: number;
	/** Numbers of the run before the measured one. */
	warmUp: number;
	/** Needs `--expose-gc`, and late consents: these numbers come last, and keep the node running. */
	measureHeap: boolean;
}

export interface NodeRunReport {
	numbers: number;
	seconds: number;
	/** Outcome -> numbers. */
	outcomes: Record<string, number>;
	/** From the start until the last number was answered that did not consent late. */
	lastPlainSeconds: number;
	heap?: HeapReport;
}

/** Heap in use, in bytes, each after garbage collection. */
export interface HeapReport {
	/** What n8n needs for as many items while a node runs: it copies the input. */
	ofN8n: number;
	/** Before the run: the input items, and what n8n and the node are. */
	before: number;
	/** When all numbers but those that consent late were answered, while the node still ran. */
	atWork: number;
	/** After the run: what n8n keeps of it (input and output items), and the tokens that the node keeps (10,000 at most). */
	after: number;
}

/** One run of the node in a process of its own, with its connections kept alive and failed numbers as items. */
async function runNode(order: NodeRunOrder): Promise<void> {
	const { aggregator, plain, lateConsent, concurrency, measureHeap } = order;
	const engine = await loadN8n({ idle: idleNode });
	const node = {
		...roamingNode(aggregator, { concurrency, connection: 'keepAlive' }),
		onError: 'continueRegularOutput' as const,
	};
	await runInN8n(engine, node, toItems(phoneNumbers('warmUp', order.warmUp)));

	const lateNumbers = phoneNumbers('lateConsent', lateConsent);
	const plainNumbers = phoneNumbers('plain', plain);
	const items = toItems(
		measureHeap || lateConsent === 0 ? [...plainNumbers, ...lateNumbers] : spread(lateNumbers, plainNumbers),
	);

	async function run(): Promise<NodeRunReport> {
		const ofN8n = measureHeap ? await heapOfN8n(engine, items) : 0;
		const before = measureHeap ? await settledHeap() : 0;
		const heap = measureHeap ? heapAfterAnswers(aggregator.roamingUrl, plain) : undefined;
		const startedAt = Date.now();
		const execution = await runInN8n(engine, node, items);
		const seconds = (Date.now() - startedAt) / 1000;
		heap?.end();

		const answered = itemsOf(execution);
		const report = {
			numbers: items.length,
			seconds,
			outcomes: countOutcomes(answered),
			lastPlainSeconds: lastPlainSeconds(answered, startedAt),
		};
		if (heap === undefined) return report;
		const after = await settledHeap();
		// Used after the measurement, so that the items are still in memory during it.
		if (itemsOf(execution).length !== items.length) throw new Error('There is not one item a number.');
		return { ...report, heap: { ofN8n, before, atWork: await heap.settled(), after } };
	}
	answerParent({}, { run });
}

let heapInIdleNode = 0;

/**
 * Returns no items, and measures the heap while it runs. n8n makes a new item of each input item (n8n-core 2.41,
 * addPairedItemLineage). As output, these would remain after the run and not count as memory that is needed during it.
 */
const idleNode: INodeType = {
	description: {
		displayName: 'Idle',
		name: 'idle',
		group: ['transform'],
		version: 1,
		description: 'Does nothing',
		defaults: { name: 'Idle' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		heapInIdleNode = await settledHeap();
		return [[]];
	},
};

async function heapOfN8n(engine: Engine, items: INodeExecutionData[]): Promise<number> {
	const execution = await runInN8n(engine, { type: 'idle' }, items);
	const after = await settledHeap();
	// Used after the measurement, so that the result of the run is still in memory during it.
	if (itemsOf(execution).length > 0) throw new Error('The idle node returned items.');
	return heapInIdleNode - after;
}

function countOutcomes(items: INodeExecutionData[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { json } of items) counts[String(json.outcome)] = (counts[String(json.outcome)] ?? 0) + 1;
	return counts;
}

function lastPlainSeconds(items: INodeExecutionData[], startedAt: number): number {
	const plain = items.filter(({ json }) => !consentsLate(String(json.phoneNumber)));
	const last = plain.reduce((latest, { json }) => Math.max(latest, Date.parse(String(json.checkedAt))), startedAt);
	return (last - startedAt) / 1000;
}

void runNode(readOrder<NodeRunOrder>());
