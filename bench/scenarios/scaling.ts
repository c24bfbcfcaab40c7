import type { HeapReport, NodeRunOrder, NodeRunReport } from '../nodeRun';
import { measure, withServer } from '../runServer';
import { round } from '../statistics';
import type { Scenario } from './scenario';

const SIZES = [1000, 10_000, 100_000];

interface Run {
	numbers: number;
	seconds: number;
	msPerNumber: number;
	/** What the node holds while it is at work beyond what stays. */
	workingBytes: number;
	workingBytesPerNumber: number;
	/** What n8n holds while any node is at work, of the items. */
	bytesOfN8nPerNumber: number;
	/** What stays behind: output items, and tokens within their life. */
	stayingBytesPerNumber: number;
	heapAtWorkMb: number;
}

/**
 * Longer and longer lists: whether a number takes as long in a long list as in a short one, and how much memory it
 * takes. One more number, which consents late, keeps the node at work after the others: what is alive then, less what is
 * alive after the run (input and output items, and the node's tokens), and less what n8n itself holds of so many items
 * while any node is at work, is what the node needs to do its work.
 */
export const scaling: Scenario = async (scale) => {
	const runs: Run[] = [];
	for (const size of SIZES) runs.push(await run(Math.round(size * scale)));

	const [shortest, longest] = [runs[0], runs.at(-1)];
	if (shortest === undefined || longest === undefined) throw new Error('There are no sizes.');
	const figures = {
		runs,
		/** From the shortest list to the longest; what is held once for all numbers falls out. */
		growthBytesPerNumber: round((longest.workingBytes - shortest.workingBytes) / (longest.numbers - shortest.numbers)),
		/** 1 is as fast. */
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
			// Enough for the compiler, or the shortest list would look slow beside the others.
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
