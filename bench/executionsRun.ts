import type { Aggregator } from './aggregator';
import { settledHeap } from './heap';
import { itemsOf, loadN8n, runInN8n, toItems } from './n8nRun';
import { phoneNumbers } from './phoneNumbers';
import { readOnlyOrder, reportAndEnd } from './processes';
import { roamingNode } from './roamingNode';

export interface ExecutionsOrder {
	aggregator: Aggregator;
	executions: number;
	/** Numbers of each execution. No number is checked twice. */
	numbers: number;
	/** The heap is measured after these executions. */
	measuredAfter: number[];
}

export interface ExecutionsReport {
	/** Executions -> heap after garbage collection, in bytes. */
	heapAfter: Record<number, number>;
}

/** Many short executions in one process, one after the other. Then nothing is left to do, and the process ends. */
async function runExecutions({ aggregator, executions, numbers, measuredAfter }: ExecutionsOrder): Promise<void> {
	const engine = await loadN8n();
	const node = roamingNode(aggregator, { concurrency: 10, connection: 'keepAlive' });
	const heapAfter: Record<number, number> = {};
	for (let execution = 1; execution <= executions; execution += 1) {
		const list = phoneNumbers('plain', execution * numbers).slice(-numbers);
		const answered = itemsOf(await runInN8n(engine, node, toItems(list)));
		const isComplete = answered.length === numbers && answered.every(({ json }) => json.outcome === 'roaming');
		if (!isComplete) throw new Error(`Execution ${execution} did not answer every number.`);
		if (measuredAfter.includes(execution)) heapAfter[execution] = await settledHeap();
	}
	reportAndEnd({ heapAfter } satisfies ExecutionsReport);
}

void runExecutions(readOnlyOrder<ExecutionsOrder>());
