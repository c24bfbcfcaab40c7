import { seeded } from '../seeded';
import { createVirtualTime } from '../virtualTime';
import type { ServerLimit } from './hiddenLimits';
import { createLateRegistry, createStalls } from './stalls';

export interface Load {
	serverLimit: ServerLimit;
	/** What the server answers where its limit is exceeded. */
	refusal: { status: 429 | 503; retryAfterSeconds: number };
	/** Requests per second, to compare with. */
	limit: number;
	latencyMs: number;
	seconds: number;
	/** After these the limit must have been found. */
	foundAfterSeconds: number;
	/** When each execution starts, in seconds. */
	executionsAtSecond: number[];
	concurrency: number;
	/** Over which the executions are spread in turn; processes share nothing. 1 unless given. */
	processes?: number;
	/** The rate of the contract, in requests per second. 0, for none, unless given. */
	contractRate?: number;
	/** How long the event loop of each process is busy with other work at a time on average, for half of its time. */
	stallMs?: number;
	/** Of what is random: times on the way, backoff, stalls. 7 unless given. */
	seed?: number;
}

/** Sends as much to a host as the limiters of some executions allow, and counts the results. */
export async function keepBusy(load: Load) {
	const { serverLimit, refusal, latencyMs, seconds, foundAfterSeconds, executionsAtSecond, concurrency } = load;
	const time = createVirtualTime();
	const { stallMs = 0, seed = 7 } = load;
	const random = seeded(seed);
	const stallOrBreakMs = () => 2 * stallMs * random();
	const processes = Array.from({ length: load.processes ?? 1 }, () => {
		const untilFree =
			stallMs === 0
				? async () => undefined
				: createStalls(time, { betweenMs: stallOrBreakMs, lengthMs: stallOrBreakMs });
		return { registry: createLateRegistry(time, untilFree), untilFree };
	});
	const isOver = () => time.clock.monotonicMs() >= seconds * 1000;
	let sent = 0;
	let refused = 0;
	const onceFound = { sent: 0, refused: 0 };
	const takenOnceFound = executionsAtSecond.map(() => 0);

	async function execute(index: number, atSecond: number): Promise<void> {
		await time.pass(atSecond * 1000);
		const ceilings = { maxConcurrency: concurrency, requestsPerSecond: 0, deadlineMs: Infinity };
		const own = processes[index % processes.length];
		if (own === undefined) throw new Error('There is no process.');
		const { registry, untilFree } = own;
		const limiter = registry.open({ hash: 'client', requestsPerSecond: load.contractRate ?? 0 }, ceilings);
		const oneWayMs = () => (latencyMs / 2) * (0.9 + 0.2 * random());

		async function work(): Promise<void> {
			let backoffMs = 500;
			while (!isOver()) {
				const release = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
				await time.pass(oneWayMs());
				const taken = serverLimit.take(time.clock.monotonicMs());
				sent += 1;
				refused += taken ? 0 : 1;
				if (time.clock.monotonicMs() >= foundAfterSeconds * 1000) {
					onceFound.sent += 1;
					onceFound.refused += taken ? 0 : 1;
					takenOnceFound[index] = (takenOnceFound[index] ?? 0) + (taken ? 1 : 0);
				}
				await time.pass(oneWayMs());
				if (taken) serverLimit.end?.();
				await untilFree();
				const status = taken ? 200 : refusal.status;
				const retryAfterSeconds = taken ? 0 : refusal.retryAfterSeconds;
				release({
					status,
					timedOut: false,
					failed: status === 503,
					retryAfterSeconds,
					requestsPerSecond: 0,
					exhaustedSeconds: 0,
				});
				// As a repeat does: exponential, with full jitter.
				backoffMs = taken ? 500 : backoffMs * 2;
				if (!taken) await time.pass(Math.max(retryAfterSeconds * 1000, (random() * backoffMs) / 2));
			}
		}
		await Promise.all(Array.from({ length: concurrency }, work));
	}
	await time.run(Promise.all(executionsAtSecond.map((atSecond, index) => execute(index, atSecond))));
	const total = takenOnceFound.reduce((sum, taken) => sum + taken, 0);
	return {
		used: total / (load.limit * (seconds - foundAfterSeconds)),
		refusedShare: refused / sent,
		refusedShareOnceFound: onceFound.refused / onceFound.sent,
		shares: takenOnceFound.map((taken) => taken / (total / takenOnceFound.length)),
	};
}
