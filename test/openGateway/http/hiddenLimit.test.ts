import { amount } from '../../long';
import { seeded } from '../seeded';
import { concurrencyLimit, fixedWindow, slidingWindow, tokenBucket, type ServerLimit } from './hiddenLimits';
import { keepBusy, type Load } from './keepBusy';

const LIMIT = 60;
const ALONE: Omit<Load, 'serverLimit'> = {
	refusal: { status: 429, retryAfterSeconds: 0 },
	limit: LIMIT,
	latencyMs: 20,
	seconds: 60,
	foundAfterSeconds: 10,
	executionsAtSecond: [0],
	concurrency: 32,
};

describe('an undocumented limit of 60 requests per second is found, used and kept', () => {
	const limiters = [
		{ name: 'a token bucket for 10', createLimit: () => tokenBucket(LIMIT, 10) },
		{ name: 'a token bucket for 60', createLimit: () => tokenBucket(LIMIT, 60) },
		{ name: 'a fixed window', createLimit: () => fixedWindow(LIMIT) },
		{ name: 'a sliding window', createLimit: () => slidingWindow(LIMIT) },
	];
	const ways = [
		{ latencyMs: 20, retryAfter: 0 },
		{ latencyMs: 20, retryAfter: 1 },
		{ latencyMs: 150, retryAfter: 0 },
	];
	// A limiter that does well in one run may do badly in another: a bucket for 60 is full or empty when it matters.
	const seeds = amount({ short: [4, 7], long: [1, 2, 3, 4, 5, 6, 7, 8] });
	const runs = ways.flatMap((way) => seeds.map((seed) => ({ ...way, seed })));
	test.each(limiters.flatMap((limiter) => runs.map((run) => ({ ...limiter, ...run }))))(
		'$name, answers after $latencyMs ms, Retry-After $retryAfter, seed $seed',
		async ({ createLimit, latencyMs, retryAfter, seed }) => {
			const refusal = { status: 429 as const, retryAfterSeconds: retryAfter };
			const { used, refusedShare } = await keepBusy({ ...ALONE, serverLimit: createLimit(), latencyMs, refusal, seed });
			expect(used).toBeGreaterThanOrEqual(0.9);
			expect(refusedShare).toBeLessThanOrEqual(0.02);
		},
		30_000,
	);

	test('ten times as many, too', async () => {
		const { used, refusedShare } = await keepBusy({
			...ALONE,
			serverLimit: tokenBucket(600, 60),
			limit: 600,
			seconds: amount({ short: 30, long: 60 }),
		});
		expect(used).toBeGreaterThanOrEqual(0.9);
		expect(refusedShare).toBeLessThanOrEqual(0.02);
	}, 60_000);
});

test('one refusal in a hundred, for reasons of its own, does not lower the rate', async () => {
	let count = 0;
	const serverLimit: ServerLimit = { take: () => (count += 1) % 100 !== 0 };
	const { used } = await keepBusy({ ...ALONE, serverLimit, latencyMs: 100, limit: 1 });
	// A window of 32 at 100 ms is 320 a second.
	expect(used).toBeGreaterThan(0.8 * 320);
}, 60_000);

describe('several executions of a process share a limit of 400 requests per second', () => {
	const SHARED = 400;
	const limiters = [
		{ name: 'a token bucket for 10', createLimit: () => tokenBucket(SHARED, 10) },
		{ name: 'a token bucket for 400', createLimit: () => tokenBucket(SHARED, SHARED) },
		{ name: 'a fixed window', createLimit: () => fixedWindow(SHARED) },
		{ name: 'a sliding window', createLimit: () => slidingWindow(SHARED) },
		{ name: '60 at the same time', createLimit: () => concurrencyLimit(SHARED * 0.15) },
	];
	const cases = limiters.flatMap((limiter) =>
		[1, 2, 5, 10, 20].flatMap((executions) =>
			[0, 1].flatMap((retryAfter) =>
				[0, 1].map((secondsBetween) => ({ ...limiter, executions, retryAfter, secondsBetween })),
			),
		),
	);
	const chosen = cases.filter(({ name, executions, retryAfter, secondsBetween }) =>
		amount({
			short: executions === 10 && retryAfter === 0 && secondsBetween === 0 && name !== 'a sliding window',
			long: true,
		}),
	);
	test.each(chosen)(
		'$executions executions, $secondsBetween s apart, $name, Retry-After $retryAfter',
		async ({ createLimit, executions, retryAfter, secondsBetween }) => {
			const lastStartSecond = secondsBetween * (executions - 1);
			const { used, refusedShareOnceFound, shares } = await keepBusy({
				serverLimit: createLimit(),
				refusal: { status: 429, retryAfterSeconds: retryAfter },
				limit: SHARED,
				latencyMs: 150,
				seconds: lastStartSecond + amount({ short: 20, long: 50 }),
				foundAfterSeconds: lastStartSecond + 10,
				executionsAtSecond: Array.from({ length: executions }, (_, index) => index * secondsBetween),
				concurrency: 32,
			});
			// One execution alone reaches 32 / 0.15 s.
			expect(used).toBeGreaterThanOrEqual(Math.min(0.9, ((32 / 0.15) * executions * 0.9) / SHARED));
			expect(refusedShareOnceFound).toBeLessThanOrEqual(0.02);
			for (const share of shares) expect(Math.abs(share - 1)).toBeLessThanOrEqual(0.2);
		},
		120_000,
	);
});

describe('two processes with five executions each share a limit of 400 requests per second', () => {
	const TEN = { name: 'a token bucket for 10', createLimit: () => tokenBucket(400, 10) };
	const WINDOW = { name: 'a fixed window', createLimit: () => fixedWindow(400) };

	test.each([
		{ ...TEN, stallMs: 0, least: 0.8 },
		{ ...WINDOW, stallMs: 0, least: 0.8 },
		// A worker of n8n does other work between. Timers that are late must not lead to bursts that the bucket refuses.
		{ ...TEN, stallMs: 25, least: 0.75 },
		{ ...WINDOW, stallMs: 25, least: 0.75 },
	])(
		'$name, Retry-After 1, each event loop busy for $stallMs ms at a time: $least of it is used',
		async ({ createLimit, stallMs, least }) => {
			const { used, refusedShareOnceFound } = await keepBusy({
				serverLimit: createLimit(),
				refusal: { status: 429, retryAfterSeconds: 1 },
				limit: 400,
				latencyMs: 20,
				seconds: amount({ short: 30, long: 40 }),
				foundAfterSeconds: 10,
				executionsAtSecond: Array.from({ length: 10 }, () => 0),
				concurrency: 32,
				processes: 2,
				stallMs,
			});
			expect(used).toBeGreaterThanOrEqual(least);
			expect(refusedShareOnceFound).toBeLessThanOrEqual(0.02);
		},
		120_000,
	);
});

describe('three processes share a limit of 60 requests per second', () => {
	const limiters = [
		{ name: 'a token bucket for 20', createLimit: () => tokenBucket(LIMIT, 20) },
		{ name: 'a token bucket for 60', createLimit: () => tokenBucket(LIMIT, 60) },
		{ name: 'a sliding window', createLimit: () => slidingWindow(LIMIT) },
	];
	const seeds = amount({ short: [1], long: [1, 2, 3, 4, 5, 6, 7, 8] });
	test.each(limiters.flatMap((limiter) => seeds.map((seed) => ({ ...limiter, seed }))))(
		'$name, seed $seed: none of them takes the limit for refusals at random',
		async ({ createLimit, seed }) => {
			const { used, refusedShareOnceFound } = await keepBusy({
				...ALONE,
				serverLimit: createLimit(),
				refusal: { status: 429, retryAfterSeconds: 1 },
				latencyMs: 100,
				seconds: 120,
				foundAfterSeconds: 20,
				executionsAtSecond: [0, 0, 0],
				processes: 3,
				seed,
			});
			expect(used).toBeGreaterThanOrEqual(0.9);
			// A process that gives up sends as much as it can: in some runs of the limiter before, up to 28 % were refused.
			expect(refusedShareOnceFound).toBeLessThanOrEqual(0.05);
		},
		60_000,
	);
});

test.each([5, 10].flatMap((executions) => [0, 1].map((retryAfter) => ({ executions, retryAfter }))))(
	'$executions executions: a host that takes 60 requests at once and answers 503 to others is not overrun again and again, Retry-After $retryAfter',
	async ({ executions, retryAfter }) => {
		const { used, refusedShareOnceFound } = await keepBusy({
			...ALONE,
			serverLimit: concurrencyLimit(60),
			refusal: { status: 503, retryAfterSeconds: retryAfter },
			limit: 60 / 0.1,
			latencyMs: 100,
			seconds: 90,
			foundAfterSeconds: 30,
			executionsAtSecond: Array.from({ length: executions }, () => 0),
		});
		expect(used).toBeGreaterThanOrEqual(0.5);
		expect(refusedShareOnceFound).toBeLessThanOrEqual(0.02);
	},
	60_000,
);

test('a limit that comes after refusals at random is found within five minutes', async () => {
	const random = seeded(1);
	const limit = tokenBucket(120, 20);
	const { used, refusedShareOnceFound } = await keepBusy({
		...ALONE,
		serverLimit: { take: (nowMs) => (nowMs < 60_000 ? random() >= 0.05 : limit.take(nowMs)) },
		limit: 120,
		latencyMs: 200,
		seconds: 460,
		foundAfterSeconds: 400,
	});
	expect(used).toBeGreaterThanOrEqual(0.9);
	expect(refusedShareOnceFound).toBeLessThanOrEqual(0.02);
}, 60_000);

describe('a low limit', () => {
	test.each([2, 5, 20].flatMap((perSecond) => [0, 1].map((retryAfter) => ({ perSecond, retryAfter }))))(
		'of $perSecond requests per second is used and kept, Retry-After $retryAfter',
		async ({ perSecond, retryAfter }) => {
			const { used, refusedShareOnceFound } = await keepBusy({
				...ALONE,
				serverLimit: tokenBucket(perSecond, 10),
				refusal: { status: 429, retryAfterSeconds: retryAfter },
				limit: perSecond,
				seconds: 300,
				foundAfterSeconds: 60,
			});
			expect(used).toBeGreaterThanOrEqual(0.9);
			expect(refusedShareOnceFound).toBeLessThanOrEqual(0.02);
		},
	);
});

test.each([0, 1, 5])(
	'forty seconds after an outage with nothing but refusals, a limit is used again, Retry-After %i',
	async (retryAfterSeconds) => {
		const limit = tokenBucket(400, 10);
		const isOut = (nowMs: number) => nowMs >= 30_000 && nowMs < 90_000;
		const { used } = await keepBusy({
			...ALONE,
			serverLimit: { take: (nowMs) => !isOut(nowMs) && limit.take(nowMs) },
			refusal: { status: 429, retryAfterSeconds },
			limit: 400,
			seconds: 150,
			foundAfterSeconds: 130,
			executionsAtSecond: [0, 0],
		});
		expect(used).toBeGreaterThanOrEqual(0.8);
	},
	60_000,
);

describe('a contract of 400 requests per second', () => {
	const CONTRACT = {
		refusal: { status: 429 as const, retryAfterSeconds: 0 },
		limit: 400,
		latencyMs: 20,
		executionsAtSecond: [0, 0],
		concurrency: 32,
		contractRate: 400,
	};

	test.each([0, 10, 25])(
		'is used, with an event loop busy for %i ms at a time',
		async (stallMs) => {
			const serverLimit = { take: () => true };
			const { used } = await keepBusy({ ...CONTRACT, serverLimit, seconds: 20, foundAfterSeconds: 5, stallMs });
			expect(used).toBeGreaterThanOrEqual(0.9);
			// 64 requests that wait at the end are counted, too.
			expect(used).toBeLessThanOrEqual(1 + 64 / (400 * 15));
		},
		60_000,
	);

	test.each([5, 25])(
		'is used long after a rate was learned, with an event loop busy for %i ms at a time',
		async (stallMs) => {
			let requests = 0;
			// Refuses 30 requests in a row, and none before and after.
			const serverLimit = { take: () => (requests += 1) < 1000 || requests > 1030 };
			const { used } = await keepBusy({ ...CONTRACT, serverLimit, seconds: 60, foundAfterSeconds: 40, stallMs });
			expect(used).toBeGreaterThanOrEqual(0.9);
		},
		60_000,
	);
});
