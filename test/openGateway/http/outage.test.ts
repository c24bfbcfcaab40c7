import { OpenGatewayError } from '../../../nodes/openGateway/errors';
import { createLimiterRegistry } from '../../../nodes/openGateway/http/limiterRegistry';
import type { Clock } from '../../../nodes/openGateway/http/transport';
import { amount } from '../../long';
import { json } from '../partner';
import { seeded } from '../seeded';
import { createVirtualTime, type VirtualTime } from '../virtualTime';
import { HANGS, runNumbers, type NumbersRun } from './numbersRun';

const LATENCY_MS = 150;
const codes = (answers: unknown[]) =>
	answers.map((answer) => (answer instanceof OpenGatewayError ? answer.code : 'ok'));

describe('refusals at random do not collapse a healthy server', () => {
	const NUMBERS = amount({ short: 1000, long: 3000 });
	/** How long a list takes at most, compared with one that is not refused. In a short one the first seconds weigh more. */
	const MAX_FACTOR = amount({ short: 1.8, long: 1.5 });
	const SEEDS = Array.from({ length: amount({ short: 2, long: 50 }) }, (_, index) => index + 5);

	async function run(share: number, seed: number) {
		const time = createVirtualTime();
		const random = seeded(seed);
		const fault = () => (random() < share ? json(429, {}) : undefined);
		return time.run(runNumbers({ time, numbers: NUMBERS, latencyMs: LATENCY_MS, timeoutMs: 40_000, fault }));
	}

	test.each([0.01, 0.05])(
		'%d of 429 without Retry-After',
		async (share) => {
			const { tookMs } = await run(0, 1);
			const tooSlow: string[] = [];
			for (const seed of SEEDS) {
				const refused = await run(share, seed);
				const factor = refused.tookMs / tookMs;
				if (factor > MAX_FACTOR) tooSlow.push(`seed ${seed}: ${factor}`);
				// Three refusals in a row, in one of three stages, are the end of a number: 0.04 % of all at 5 %.
				expect(codes(refused.answers).filter((code) => code !== 'ok').length).toBeLessThanOrEqual(0.002 * NUMBERS);
			}
			expect(tooSlow).toEqual([]);
		},
		amount({ short: 300_000, long: 1_800_000 }),
	);

	test('one in five: at least 97 % are answered', async () => {
		const { answers } = await run(0.2, 5);
		expect(codes(answers).filter((code) => code === 'ok').length).toBeGreaterThanOrEqual(0.97 * NUMBERS);
	}, 300_000);
});

describe('the outage of a host, with a Max Duration of 3 s', () => {
	const faults = {
		'status 503': json(503, {}),
		'status 503 with Retry-After 2': json(503, {}, { 'retry-after': '2' }),
		'status 429 with Retry-After 2': json(429, {}, { 'retry-after': '2' }),
		'a refused connection': Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
		'no response': HANGS,
	};
	const cases = ['as.example', 'api.example'].flatMap((host) =>
		Object.entries(faults).flatMap(([name, reply]) => [40, 1000].map((numbers) => ({ host, name, reply, numbers }))),
	);
	test.each(cases)('$host, $name, $numbers numbers', async ({ host, reply, numbers }) => {
		const time = createVirtualTime();
		const timeoutMs = 1000;
		const { answers, requests, tookMs } = await time.run(
			runNumbers({
				time,
				numbers,
				latencyMs: LATENCY_MS,
				timeoutMs,
				maxDurationMs: 3000,
				fault: ({ url }) => (new URL(url).host === host ? reply : undefined),
			}),
		);
		expect(tookMs).toBeLessThanOrEqual(3000 + timeoutMs);
		const toHost = requests.filter(({ url }) => new URL(url).host === host).length;
		expect(toHost / numbers).toBeLessThanOrEqual(1.1);
		expect(codes(answers)).not.toContain('ok');
		expect(codes(answers)).toContain('NOT_ATTEMPTED');
	});
});

test('a host that is down is tried by one request at a time, is reported, and is used again when it answers', async () => {
	const time = createVirtualTime();
	const hostsDown: string[] = [];
	const fault = () => (time.clock.monotonicMs() < 10_000 ? json(503, {}) : undefined);
	const { answers, requests } = await time.run(
		runNumbers({ time, numbers: 300, latencyMs: LATENCY_MS, timeoutMs: 40_000, fault, hostsDown }),
	);
	expect(new Set(hostsDown)).toEqual(new Set(['as.example']));
	expect(requests.filter(({ atMs }) => atMs > 1000 && atMs < 10_000).length).toBeLessThanOrEqual(
		9000 / (500 + LATENCY_MS) + 1,
	);
	expect(codes(answers).filter((code) => code !== 'ok').length).toBeLessThanOrEqual(20);
});

test('a host that is down for five minutes ends the run', async () => {
	const time = createVirtualTime();
	const { answers, tookMs } = await time.run(
		runNumbers({ time, numbers: 2000, latencyMs: LATENCY_MS, timeoutMs: 40_000, fault: () => json(503, {}) }),
	);
	expect(tookMs).toBeLessThan(310_000);
	expect(codes(answers).at(-1)).toBe('NOT_ATTEMPTED');
});

test.each<Record<string, string>>([{}, { 'retry-after': '5' }, { 'retry-after': '3600' }])(
	'a host that refuses everything with status 429 and %j for five minutes ends the run',
	async (headers) => {
		const time = createVirtualTime();
		const { answers, requests, tookMs } = await time.run(
			runNumbers({
				time,
				numbers: 2000,
				latencyMs: LATENCY_MS,
				timeoutMs: 40_000,
				fault: () => json(429, {}, headers),
			}),
		);
		expect(tookMs).toBeLessThan(310_000);
		expect(requests.length).toBeLessThan(200);
		expect(answers.at(-1)).toMatchObject({
			code: 'NOT_ATTEMPTED',
			message: 'The aggregator was asked too often in a short time',
		});
	},
);

/** Runs one after another in one process, so with what the limiter has learned. */
function runsOfOneProcess(time: VirtualTime) {
	const registry = createLimiterRegistry(time.clock);
	const limiter = (_clock: Clock, maxConcurrency: number, deadlineMs: number) =>
		registry.open({ hash: 'c', requestsPerSecond: 0 }, { maxConcurrency, requestsPerSecond: 0, deadlineMs });
	return (numbers: number, fault: NumbersRun['fault']) =>
		time.run(runNumbers({ time, numbers, latencyMs: LATENCY_MS, timeoutMs: 40_000, fault, limiter }));
}

test.each([429, 503])('the run after one that status %i ended is not lost', async (status) => {
	const time = createVirtualTime();
	const run = runsOfOneProcess(time);
	expect(codes((await run(1000, () => json(status, {}))).answers)).toContain('NOT_ATTEMPTED');
	await time.run(time.pass(60_000));
	expect(codes((await run(1000, () => undefined)).answers)).not.toContain('NOT_ATTEMPTED');
});

test('one refusal, and another one six minutes later, end no run', async () => {
	const time = createVirtualTime();
	const run = runsOfOneProcess(time);
	await run(1, () => json(429, {}, { 'retry-after': '3600' }));
	await time.run(time.pass(360_000));
	let requests = 0;
	const { answers } = await run(100, () => ((requests += 1) === 1 ? json(429, {}) : undefined));
	expect(new Set(codes(answers))).toEqual(new Set(['ok']));
});

test.each([429, 503])('an outage with status %i that ends within five minutes ends no run', async (status) => {
	const time = createVirtualTime();
	const run = runsOfOneProcess(time);
	const fault = () => (time.clock.monotonicMs() < 299_000 ? json(status, {}, { 'retry-after': '10' }) : undefined);
	const { answers } = await run(2000, fault);
	expect(codes(answers)).not.toContain('NOT_ATTEMPTED');
	expect(codes(answers).at(-1)).toBe('ok');
});

test.each([
	[429, 'TOO_MANY_REQUESTS'],
	[503, 'UNAVAILABLE'],
])(
	'after five minutes in which the roaming host answers %i to everything, no subscriber is asked any more',
	async (status, code) => {
		const time = createVirtualTime();
		const { answers, requests } = await time.run(
			runNumbers({
				time,
				numbers: 2000,
				latencyMs: LATENCY_MS,
				timeoutMs: 40_000,
				fault: ({ url }) => (new URL(url).host === 'api.example' ? json(status, {}) : undefined),
			}),
		);
		expect(requests.filter(({ atMs }) => atMs > 310_000)).toEqual([]);
		expect(answers.at(-1)).toMatchObject({ code, attempted: false });
	},
);

test.each(['1', '10'])('a run of 3 s is over in time where a host allows %s requests a minute', async (perMinute) => {
	const time = createVirtualTime();
	const timeoutMs = 1000;
	const { answers, tookMs } = await time.run(
		runNumbers({
			time,
			numbers: 100,
			latencyMs: LATENCY_MS,
			timeoutMs,
			maxDurationMs: 3000,
			headers: { 'x-ratelimit-limit-minute': perMinute },
		}),
	);
	expect(tookMs).toBeLessThanOrEqual(3000 + timeoutMs);
	expect(codes(answers)).toContain('NOT_ATTEMPTED');
	const started = answers.find((answer) => answer instanceof OpenGatewayError && answer.code === 'UNAVAILABLE');
	expect(started).toMatchObject({ message: 'The time set for this run was over before this number was checked' });
});
