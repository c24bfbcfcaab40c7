import type { ExecutionsOrder, ExecutionsReport } from '../executionsRun';
import { runToEnd } from '../processes';
import { withServer } from '../runServer';
import { round } from '../statistics';
import type { Scenario } from './scenario';

const EXECUTIONS = 200;
const WARM_UP = 20;
const NUMBERS = 20;

/** Many executions in one process: how much its memory grows, and whether it ends by itself. */
export const executions: Scenario = async (scale) => {
	const [first, last] = [WARM_UP, Math.max(WARM_UP + 1, Math.round(EXECUTIONS * scale))];
	const { report, endedAfterMs } = await withServer({ latencyMs: 0 }, ({ aggregator, environment }) => {
		const order: ExecutionsOrder = { aggregator, executions: last, numbers: NUMBERS, measuredAfter: [first, last] };
		return runToEnd<ExecutionsReport>('executionsRun.ts', order, { environment, nodeOptions: ['--expose-gc'] });
	});
	const heapMb = (execution: number) => (report.heapAfter[execution] ?? NaN) / 2 ** 20;
	const figures = {
		executions: last,
		numbersEach: NUMBERS,
		[`heapMbAfter${first}`]: round(heapMb(first), 1),
		[`heapMbAfter${last}`]: round(heapMb(last), 1),
		growthMb: round(heapMb(last) - heapMb(first), 1),
		endedAfterSeconds: round(endedAfterMs / 1000, 1),
	};
	return { rows: [figures], figures };
};
