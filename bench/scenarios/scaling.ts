import type { HeapReport, NodeRunOrder, NodeRunReport } from '../nodeRun';
import { measure, withServer } from '../runServer';
import { round } from '../statistics';
import type { Scenario } from './scenario';

const SIZES = [1000, 10_000, 100_000];

interface Run {
	numbers: number;
	seconds: number;
	msPerNumber: number;
	/** Memory that the node needs only while it runs. */
	workingBytes: number;
	workingBytesPerNumber: number;
	/** Memory that n8n needs for the items while any node runs. */
	bytesOfN8nPerNumber: number;
	/** What remains after the run: output items, and tokens that are still valid. */
	stayingBytesPerNumber: number;
	heapAtWorkMb: number;
}

/**
 * Longer and longer lists: whether a number takes as long in a long list as in a short one, and how much memory it
 * takes. One more number, which consents late, keeps the node running after the others. The node's own memory is the
 * heap at that time, less the heap after the run (input and output items, and the node's tokens), and less what n8n
 * needs for as many items while any node runs.
 */
export const scaling: Scenario = async (scale) => {
	const runs: Run[] = [];
	for (const size of SIZES) runs.push(await run(Math.round(size * scale)));

	const [shortest, longest] = [runs[0], runs.at(-1)];
	if (shortest === undefined || longest === undefined) throw new Error('There are no sizes.');
	const figures = {
		runs,
		/** From the shortest list to the longest, so memory that does not depend on the numbers does not count. */
		growthBytesPerNumber: round((longest.workingBytes - shortest.workingBytes) / (longest.numbers - shortest.numbers)),
		/** 1 means: as fast. */
		slowdown: round(longest.msPerNumber / shortest.msPerNumber, 2),
	};
	return { rows: runs.map((one) => ({ ...one })), figures };
};

async function run(numbers: number): Promise<Run> {
	return withServer({ latencyMs: 0, pollsBeforeConsent: 3 }, async (server) => {
		const order: NodeRunOrder = {
			aggregator: server.aggregator,
			plain: numbers,
			lateConsent: 1,
			concurrency: 50,
			// Enough for the compiler; with less, the shortest list would look slow.
			warmUp: 500,
			measureHeap: true,
		};
		const { client } = await measure<NodeRunReport>(server, 'nodeRun.ts', order, ['--expose-gc']);
		if (client.outcomes.roaming !== numbers + 1 || client.heap === undefined) {
			throw new Error(`Not every number was answered: ${JSON.stringify(client.outcomes)}.`);
		}
		const { ofN8n, before, atWork, after }: HeapReport = client.heap;
		return {
			numbers,
			seconds: round(client.lastPlainSeconds, 1),
			msPerNumber: round((client.lastPlainSeconds * 1000) / numbers, 2),
			workingBytes: atWork - after - ofN8n,
			workingBytesPerNumber: round((atWork - after - ofN8n) / numbers),
			bytesOfN8nPerNumber: round(ofN8n / numbers),
			stayingBytesPerNumber: round((after - before) / numbers),
			heapAtWorkMb: round(atWork / 2 ** 20),
		};
	});
}
