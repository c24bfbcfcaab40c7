import type { NodeRunOrder, NodeRunReport } from '../nodeRun';
import { measure, withServer } from '../runServer';
import { round } from '../statistics';
import type { Scenario } from './scenario';

const NUMBERS = 1200;
const LIMIT = { requestsPerSecond: 60, burst: 10 };

/** A gateway with a limit that it does not name: how much of it is used, and how often it refuses. */
const hiddenLimitWith =
	(retryAfter: { retryAfterSeconds?: number }): Scenario =>
	async (scale) => {
		const { client, server } = await withServer(
			{ latencyMs: 20, hiddenLimit: { ...LIMIT, ...retryAfter } },
			(running) => {
				const order: NodeRunOrder = {
					aggregator: running.aggregator,
					plain: Math.round(NUMBERS * scale),
					lateConsent: 0,
					concurrency: 32,
					warmUp: 20,
					measureHeap: false,
				};
				return measure<NodeRunReport>(running, 'nodeRun.ts', order);
			},
		);
		if (server.hiddenLimit === undefined) throw new Error('The server had no limit.');
		const { accepted, refused, settledAccepted, settledSeconds } = server.hiddenLimit;
		const figures = {
			numbers: client.numbers,
			seconds: round(client.seconds, 1),
			limitPerSecond: LIMIT.requestsPerSecond,
			/** After the first 10 seconds, until the last request. */
			shareOfLimitUsed: round(settledAccepted / settledSeconds / LIMIT.requestsPerSecond, 3),
			shareRefused: round(refused / (accepted + refused), 4),
			requests: accepted + refused,
			failed: client.outcomes.failed ?? 0,
			outcomes: client.outcomes,
		};
		const { outcomes, ...row } = figures;
		return { rows: [{ ...row, outcomes: JSON.stringify(outcomes) }], figures };
	};

export const hiddenLimit = hiddenLimitWith({});
export const hiddenLimitRetryAfter = hiddenLimitWith({ retryAfterSeconds: 1 });
