import { seeded } from '../seeded';
import { createVirtualTime } from '../virtualTime';
import { tokenBucket } from './hiddenLimits';
import { createLateRegistry, createStalls } from './stalls';

/** As `npm run bench:queue` does it. */
const WORKERS = 2;
const PARTS_AT_ONCE = 5;
const CONCURRENCY = 32;
const REQUESTS_OF_A_NUMBER = 3;
const LIMIT = { perSecond: 400, burst: 10, retryAfterSeconds: 1 };
const LATENCY_MS = 20;
const FIRST_BACKOFF_MS = 500;
const WARM_UP: List = { parts: 10, size: 100 };
/** Until a worker has taken a part from the queue and has started it. */
const TAKING_MS = 100;
/**
 * As traces of the benchmark show: a worker does other work for some milliseconds again and again, now and then for some
 * hundred (n8n stores data, a part begins), and the gateway is late, too, so requests arrive together.
 */
const WORKER = { busyMs: 3, freeMs: 6, longMs: 100, longestMs: 600, longEveryMs: 3300 };
const GATEWAY = { longMs: 20, longestMs: 80, longEveryMs: 12_500 };

export interface List {
	parts: number;
	/** Numbers of a part. */
	size: number;
}

/**
 * Two workers of n8n that take the parts of a list from a queue, in virtual time: some seconds instead of minutes.
 *
 * @returns the share of the gateway's limit that was used from the first part to the end of the last one, the share of
 *   requests that was refused, and the seconds that one worker went on alone
 */
export async function checkQueue(list: List, seed: number) {
	const time = createVirtualTime();
	const random = seeded(seed);
	const server = tokenBucket(LIMIT.perSecond, LIMIT.burst);
	const exponential = (meanMs: number) => -meanMs * Math.log(1 - random());
	const longStalls = ({ longMs, longestMs, longEveryMs }: typeof GATEWAY) =>
		createStalls(time, {
			betweenMs: () => exponential(longEveryMs),
			lengthMs: () => longMs + (longestMs - longMs) * random() ** 2,
		});
	const untilGatewayIsFree = longStalls(GATEWAY);
	const workers = Array.from({ length: WORKERS }, () => {
		const shortStalls = createStalls(time, {
			betweenMs: () => exponential(WORKER.freeMs),
			lengthMs: () => exponential(WORKER.busyMs),
		});
		const untilLongEnd = longStalls(WORKER);
		const untilFree = async () => {
			await shortStalls();
			await untilLongEnd();
		};
		return { registry: createLateRegistry(time, untilFree), untilFree };
	});
	let accepted = 0;
	let refused = 0;

	async function checkPart({ registry, untilFree }: (typeof workers)[0], size: number): Promise<void> {
		await time.pass(TAKING_MS * random());
		await untilFree();
		const limiter = registry.open(
			{ hash: 'client', requestsPerSecond: 0 },
			{ maxConcurrency: CONCURRENCY, requestsPerSecond: 0, deadlineMs: Infinity },
		);
		let left = size;

		/** @returns whether the gateway took it */
		async function send(request: number, attempt: number): Promise<boolean> {
			const startsNumber = request === 0 && attempt === 1;
			const release = await limiter.acquire({ url: `https://a.example/${request}`, startsNumber });
			await time.pass(1 + random());
			await untilGatewayIsFree();
			const isTaken = server.take(time.clock.monotonicMs());
			if (isTaken) accepted += 1;
			else refused += 1;
			await time.pass((isTaken ? LATENCY_MS : 0) + 1 + random());
			await untilFree();
			release({
				status: isTaken ? 200 : 429,
				timedOut: false,
				failed: false,
				retryAfterSeconds: isTaken ? 0 : LIMIT.retryAfterSeconds,
				requestsPerSecond: 0,
				exhaustedSeconds: 0,
			});
			return isTaken;
		}

		async function checkNumbers(): Promise<void> {
			while (left > 0) {
				left -= 1;
				for (let request = 0; request < REQUESTS_OF_A_NUMBER; request += 1) {
					for (let attempt = 1; !(await send(request, attempt)); attempt += 1) {
						const backoffMs = random() * FIRST_BACKOFF_MS * 2 ** (attempt - 1);
						await time.pass(Math.max(LIMIT.retryAfterSeconds * 1000, backoffMs));
					}
				}
			}
		}
		await Promise.all(Array.from({ length: CONCURRENCY }, checkNumbers));
	}

	/** @returns when each worker had nothing left to do */
	async function check({ parts, size }: List): Promise<number[]> {
		let left = parts;
		return Promise.all(
			workers.map(async (worker) => {
				async function takeParts(): Promise<void> {
					while (left > 0) {
						left -= 1;
						await checkPart(worker, size);
					}
				}
				await Promise.all(Array.from({ length: PARTS_AT_ONCE }, takeParts));
				return time.clock.monotonicMs();
			}),
		);
	}

	return time.run(
		(async () => {
			await check(WARM_UP);
			accepted = 0;
			refused = 0;
			const startedAtMs = time.clock.monotonicMs();
			const ends = await check(list);
			const seconds = (Math.max(...ends) - startedAtMs) / 1000;
			return {
				used: accepted / seconds / LIMIT.perSecond,
				refusedShare: refused / (accepted + refused),
				aloneSeconds: (Math.max(...ends) - Math.min(...ends)) / 1000,
			};
		})(),
	);
}
