import type { NodeRunOrder, NodeRunReport } from '../nodeRun';
import { measure, withServer, type RunningServer } from '../runServer';
import { median, round } from '../statistics';
import type { Scenario } from './scenario';

const NUMBERS = 500;
const SHARE_LATE = 0.1;
const RUNS = 3;

/** One number in ten waits for its subscriber (three polls, two seconds apart): how much slower are the other nine. */
export const pending: Scenario = async (scale) => {
	const lateConsent = Math.round(NUMBERS * SHARE_LATE * scale);
	const plain = Math.round(NUMBERS * scale) - lateConsent;

	const together: number[] = [];
	const alone: number[] = [];
	await withServer({ latencyMs: 20, pollsBeforeConsent: 3 }, async (server) => {
		while (together.length < RUNS) {
			alone.push(await secondsToLastPlain(server, plain, 0));
			together.push(await secondsToLastPlain(server, plain, lateConsent));
		}
	});
	const figures = {
		plain,
		lateConsent,
		secondsAlone: round(median(alone), 2),
		secondsTogether: round(median(together), 2),
		ratio: round(median(together.map((seconds, index) => seconds / (alone[index] ?? NaN))), 2),
	};
	return { rows: [figures], figures: { ...figures, runsAlone: alone, runsTogether: together } };
};

async function secondsToLastPlain(server: RunningServer, plain: number, lateConsent: number): Promise<number> {
	const order: NodeRunOrder = {
		aggregator: server.aggregator,
		plain,
		lateConsent,
		concurrency: 50,
		warmUp: 20,
		measureHeap: false,
	};
	const { client } = await measure<NodeRunReport>(server, 'nodeRun.ts', order);
	if (client.outcomes.roaming !== plain + lateConsent) {
		throw new Error(`Not every number was answered: ${JSON.stringify(client.outcomes)}.`);
	}
	return client.lastPlainSeconds;
}
