import { createSoloLimiter } from './soloLimiter';
import { seeded } from '../seeded';
import { createVirtualTime } from '../virtualTime';

/** Whether a server with a limit takes one more request at this time, in milliseconds. */
type ServerLimit = (nowMs: number) => boolean;

/** Filled evenly; takes a burst of up to its size. */
function tokenBucket(perSecond: number, size: number): ServerLimit {
	let tokens = size;
	let filledAtMs = 0;
	return (nowMs) => {
		tokens = Math.min(size, tokens + ((nowMs - filledAtMs) / 1000) * perSecond);
		filledAtMs = nowMs;
		if (tokens < 1) return false;
		tokens -= 1;
		return true;
	};
}

/** Counts anew with each full second. */
function fixedWindow(perSecond: number): ServerLimit {
	let second = -1;
	let taken = 0;
	return (nowMs) => {
		if (Math.floor(nowMs / 1000) !== second) taken = 0;
		second = Math.floor(nowMs / 1000);
		if (taken >= perSecond) return false;
		taken += 1;
		return true;
	};
}

/** Never more than so many in any second. */
function slidingWindow(perSecond: number): ServerLimit {
	const takenAtMs: number[] = [];
	return (nowMs) => {
		while (takenAtMs[0] !== undefined && takenAtMs[0] <= nowMs - 1000) takenAtMs.shift();
		if (takenAtMs.length >= perSecond) return false;
		takenAtMs.push(nowMs);
		return true;
	};
}

const LIMIT = 60;
const SECONDS = 60;
/** After these the limit must have been found. */
const FOUND_AFTER_SECONDS = 10;

/** Sends as much to a host as the limiter allows for a minute, and counts the results. */
async function keepBusy(serverLimit: ServerLimit, latencyMs: number, retryAfterSeconds: number, limit = LIMIT) {
	const time = createVirtualTime();
	const random = seeded(7);
	const concurrency = 32;
	const limiter = createSoloLimiter(time.clock, concurrency, 0);
	const seconds = () => time.clock.now() / 1000;
	let sent = 0;
	let refused = 0;
	let takenOnceFound = 0;

	async function work(): Promise<void> {
		let backoffMs = 500;
		while (seconds() < SECONDS) {
			const release = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
			const oneWayMs = () => (latencyMs / 2) * (0.9 + 0.2 * random());
			await time.pass(oneWayMs());
			const taken = serverLimit(time.clock.now());
			sent += 1;
			refused += taken ? 0 : 1;
			takenOnceFound += taken && seconds() >= FOUND_AFTER_SECONDS ? 1 : 0;
			await time.pass(oneWayMs());
			release({
				status: taken ? 200 : 429,
				timedOut: false,
				failed: false,
				exhaustedSeconds: 0,
				retryAfterSeconds: taken ? 0 : retryAfterSeconds,
			});
			// As a repeat does: exponential, with full jitter.
			backoffMs = taken ? 500 : backoffMs * 2;
			if (!taken) await time.pass(Math.max(retryAfterSeconds * 1000, (random() * backoffMs) / 2));
		}
	}
	await time.run(Promise.all(Array.from({ length: concurrency }, work)));
	return { used: takenOnceFound / (limit * (SECONDS - FOUND_AFTER_SECONDS)), refusedShare: refused / sent };
}

describe('an undocumented limit of 60 requests per second is found, used and kept', () => {
	const limiters = [
		{ name: 'a token bucket for 10', createLimiter: () => tokenBucket(LIMIT, 10) },
		{ name: 'a token bucket for 60', createLimiter: () => tokenBucket(LIMIT, 60) },
		{ name: 'a fixed window', createLimiter: () => fixedWindow(LIMIT) },
		{ name: 'a sliding window', createLimiter: () => slidingWindow(LIMIT) },
	];
	const ways = [
		{ latencyMs: 20, retryAfter: 0 },
		{ latencyMs: 20, retryAfter: 1 },
		{ latencyMs: 150, retryAfter: 0 },
	];
	test.each(limiters.flatMap((limiter) => ways.map((way) => ({ ...limiter, ...way }))))(
		'$name, answers after $latencyMs ms, Retry-After $retryAfter',
		async ({ createLimiter, latencyMs, retryAfter }) => {
			const { used, refusedShare } = await keepBusy(createLimiter(), latencyMs, retryAfter);
			expect(used).toBeGreaterThanOrEqual(0.9);
			expect(refusedShare).toBeLessThanOrEqual(0.02);
		},
	);

	test('ten times as many, too', async () => {
		const { used, refusedShare } = await keepBusy(tokenBucket(600, 60), 20, 0, 600);
		expect(used).toBeGreaterThanOrEqual(0.9);
		expect(refusedShare).toBeLessThanOrEqual(0.02);
	}, 30_000);
});

test('one refusal in a hundred, for reasons of its own, does not lower the rate', async () => {
	let count = 0;
	const { used } = await keepBusy(() => (count += 1) % 100 !== 0, 100, 0, 1);
	// A window of 32 at 100 ms is 320 a second.
	expect(used).toBeGreaterThan(0.8 * 320);
});
