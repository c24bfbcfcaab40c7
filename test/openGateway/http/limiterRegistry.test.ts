import type { Limiter } from '../../../nodes/openGateway/http/limiter';
import { createLimiterRegistry } from '../../../nodes/openGateway/http/limiterRegistry';
import { createVirtualTime, flush } from '../virtualTime';
import { tokenBucket, type ServerLimit } from './hiddenLimits';

const ANSWERED = {
	status: 200,
	timedOut: false,
	failed: false,
	retryAfterSeconds: 0,
	requestsPerSecond: 0,
	exhaustedSeconds: 0,
};
const CEILINGS = { maxConcurrency: 32, requestsPerSecond: 0, deadlineMs: Infinity };
const client = (hash: string, requestsPerSecond = 0) => ({ hash, requestsPerSecond });
const request = (host = 'a') => ({ url: `https://${host}.example/`, startsNumber: true });

/** A request that is answered after so many milliseconds. @returns when it was sent */
async function send(time: ReturnType<typeof createVirtualTime>, limiter: Limiter, tookMs = 0, host?: string) {
	const release = await limiter.acquire(request(host));
	const sentAtMs = time.clock.monotonicMs();
	await time.pass(tookMs);
	release(ANSWERED);
	return sentAtMs;
}

test('the rate of a contract holds for all executions of a client together, the lower of two', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const executions = [10, 4].map((perSecond) => registry.open(client('c', perSecond), CEILINGS));
	const sent = await time.run(Promise.all([1, 2, 3].flatMap(() => executions.map((limiter) => send(time, limiter)))));
	expect(sent.sort((one, other) => one - other)).toEqual([0, 250, 500, 750, 1000, 1250].map(() => expect.any(Number)));
	expect(Math.max(...sent)).toBeGreaterThanOrEqual(850);
	const other = registry.open(client('other', 4), CEILINGS);
	expect(await time.run(send(time, other))).toBe(time.clock.monotonicMs());
});

test('a pause after 429 holds for one client at one host, a pause after 503 for all clients of a host', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const [one, two] = ['1', '2'].map((hash) => registry.open(client(hash), CEILINGS));
	if (one === undefined || two === undefined) throw new Error('missing');
	(await one.acquire(request('a')))({ ...ANSWERED, status: 429, retryAfterSeconds: 2 });
	expect(await time.run(Promise.all([send(time, one), send(time, one, 0, 'b'), send(time, two)]))).toEqual([
		2000, 0, 0,
	]);
	(await one.acquire(request('b')))({ ...ANSWERED, status: 503, retryAfterSeconds: 3 });
	expect(await time.run(send(time, two, 0, 'b'))).toBe(5000);
});

test('a single check has one place in line before it, beside a list of 5,000', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const list = registry.open(client('c', 10), { ...CEILINGS, maxConcurrency: 5000 });
	let sentOfList = 0;
	for (let index = 0; index < 5000; index += 1) void send(time, list).then(() => (sentOfList += 1));
	// The first one is answered, the second one is sent in 50 ms.
	await time.run(time.pass(50));
	const before = sentOfList;
	await time.run(send(time, registry.open(client('c', 10), CEILINGS)));
	expect(sentOfList - before).toBeLessThanOrEqual(1);
});

test('a request that is cancelled or past its deadline leaves no place taken', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const limiter = registry.open(client('c', 1), { ...CEILINGS, maxConcurrency: 1, deadlineMs: 2500 });
	const controller = new AbortController();
	const cancelled = limiter.acquire(request(), controller.signal).then((release) => release(ANSWERED));
	const waiting = limiter.acquire(request(), controller.signal);
	controller.abort(new Error('stopped'));
	await expect(waiting).rejects.toThrow('stopped');
	await cancelled;
	const results = await time.run(Promise.allSettled([1, 2, 3, 4].map(() => send(time, limiter))));
	expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
	expect(time.clock.monotonicMs()).toBeLessThanOrEqual(3000);
});

test('a long list is sent in turn with new short executions, however many there are', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const open = () => registry.open(client('c', 10), CEILINGS);
	const list = open();
	let sentOfList = 0;
	for (let index = 0; index < 200; index += 1) void send(time, list).then(() => (sentOfList += 1));
	async function startOthers() {
		for (let index = 0; index < 100; index += 1) {
			void send(time, open());
			await time.pass(100);
		}
	}
	await time.run(startOthers());
	// Of the 100 requests that were allowed, each execution got its turns; the list is one of up to 14 that wait at once.
	expect(sentOfList).toBeGreaterThanOrEqual(10);
});

test('a request is not waited for past the deadline of its execution, while another execution holds all places', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const other = registry.open(client('other'), CEILINGS);
	for (let place = 0; place < 10; place += 1) void send(time, other, 60_000);
	const limiter = registry.open(client('c'), { ...CEILINGS, deadlineMs: 3000 });
	const [result] = await time.run(Promise.allSettled([send(time, limiter)]));
	expect(result).toMatchObject({ status: 'rejected', reason: { reason: 'deadline' } });
	expect(time.clock.monotonicMs()).toBe(3000);
});

test('remembers at most a hundred hosts and clients of each kind, and drops the idle ones', async () => {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	for (let index = 0; index < 300; index += 1) await send2(registry, time, `c${index}`, `h${index}`);
	expect(registry.size()).toBeLessThanOrEqual(300);
	await time.run(time.pass(600_001));
	await send2(registry, time, 'c', 'h');
	expect(registry.size()).toBe(3);
});

async function send2(
	registry: ReturnType<typeof createLimiterRegistry>,
	time: ReturnType<typeof createVirtualTime>,
	hash: string,
	host: string,
) {
	await time.run(send(time, registry.open(client(hash), CEILINGS), 0, host));
}

const takesFrom = (limit: ServerLimit) => (nowMs: number) => limit.take(nowMs);

describe('an execution beside or after others', () => {
	const ROUND_TRIP_MS = 150;

	/** Sends as many requests as the limiter allows until the time is over. @returns how many were answered */
	async function keepSending(time: ReturnType<typeof createVirtualTime>, limiter: Limiter, untilMs: number) {
		let answered = 0;
		async function work() {
			while (time.clock.monotonicMs() < untilMs) {
				await send(time, limiter, ROUND_TRIP_MS);
				answered += 1;
			}
		}
		await Promise.all(Array.from({ length: 32 }, work));
		return answered;
	}

	test('one new check beside ten long runs is sent within two round trips', async () => {
		const time = createVirtualTime();
		const registry = createLimiterRegistry(time.clock);
		const open = () => registry.open(client('c', 100), CEILINGS);
		const runs = Array.from({ length: 10 }, () => keepSending(time, open(), 20_000));
		const waits = [5000, 10_000, 15_000].map(async (atMs) => {
			await time.pass(atMs);
			return (await send(time, open())) - atMs;
		});
		await time.run(Promise.all(runs));
		for (const waitMs of await Promise.all(waits)) expect(waitMs).toBeLessThanOrEqual(2 * ROUND_TRIP_MS);
	});

	test.each([
		{ name: 'every request', concurrency: 32, takes: () => true },
		{ name: '60 requests a second, ten at once', concurrency: 32, takes: takesFrom(tokenBucket(60, 10)) },
		{ name: '400 requests a second, ten at once', concurrency: 100, takes: takesFrom(tokenBucket(400, 10)) },
	])(
		'the second of two gets its first 200 answers as fast as the first got its last 200 (a server that takes $name)',
		async ({ concurrency, takes }) => {
			const time = createVirtualTime();
			const registry = createLimiterRegistry(time.clock);

			/** When the requests of an execution were answered, in milliseconds from its start. */
			async function answerTimes(count: number): Promise<number[]> {
				const limiter = registry.open(client('c'), { ...CEILINGS, maxConcurrency: concurrency });
				const startedAtMs = time.clock.monotonicMs();
				const answeredAtMs: number[] = [];
				let sent = 0;
				async function work() {
					while (sent < count) {
						const release = await limiter.acquire(request());
						const isTaken = takes(time.clock.monotonicMs());
						if (isTaken) sent += 1;
						await time.pass(ROUND_TRIP_MS);
						release(isTaken ? ANSWERED : { ...ANSWERED, status: 429 });
						if (isTaken) answeredAtMs.push(time.clock.monotonicMs() - startedAtMs);
					}
				}
				await time.run(Promise.all(Array.from({ length: concurrency }, work)));
				return answeredAtMs;
			}

			const first = await answerTimes(5000);
			const second = await answerTimes(200);
			const durationMs = (times: number[]) => (times.at(-1) ?? NaN) - (times[0] ?? NaN);
			expect(Math.abs(durationMs(second.slice(0, 200)) / durationMs(first.slice(-200)) - 1)).toBeLessThanOrEqual(0.25);
		},
	);

	test('after a minute of idleness the places are as few as at first', async () => {
		const time = createVirtualTime();
		const registry = createLimiterRegistry(time.clock);
		await time.run(keepSending(time, registry.open(client('c'), CEILINGS), 2000));
		await time.run(time.pass(61_000));
		const limiter = registry.open(client('c'), CEILINGS);
		let sent = 0;
		for (let each = 0; each < 32; each += 1) void limiter.acquire(request()).then(() => (sent += 1));
		await flush();
		expect(sent).toBe(10);
	});
});
