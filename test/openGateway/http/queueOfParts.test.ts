import { amount } from '../../long';
import { checkQueue } from './queueOfParts';

const SEEDS = amount({ short: [1], long: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] });
/** The aim is 0.8, on average; single runs differ. */
const LEAST_ON_AVERAGE = 0.75;

test('two busy workers with twenty parts use most of a limit that they have to find, and little is refused', async () => {
	const runs = [];
	for (const seed of SEEDS) runs.push(await checkQueue({ parts: 20, size: 500 }, seed));
	const used = runs.reduce((sum, run) => sum + run.used, 0) / runs.length;
	expect(used).toBeGreaterThanOrEqual(LEAST_ON_AVERAGE);
	for (const { refusedShare } of runs) expect(refusedShare).toBeLessThanOrEqual(0.02);
}, 120_000);
