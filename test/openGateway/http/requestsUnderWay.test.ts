import { createVirtualTime } from '../virtualTime';
import { tokenBucket } from './hiddenLimits';
import { createSoloLimiter } from './soloLimiter';

const EXECUTION = { maxConcurrency: 100, latencyMs: 20 };
/** Requests per second that the server accepts. */
const LIMIT = 200;
const USUALLY_UNDER_WAY = (LIMIT * EXECUTION.latencyMs) / 1000;

interface Server {
	/** Whether it refuses what exceeds its limit. */
	hasLimit: boolean;
	/** When it answers a request that came at this time, in milliseconds; `Infinity` for never. */
	answersAtMs(nowMs: number): number;
}

/** Sends as much as the limiter of one execution allows, for some seconds. */
async function keepSending({ hasLimit, answersAtMs }: Server, seconds: number) {
	const time = createVirtualTime();
	const limiter = createSoloLimiter(time.clock, EXECUTION.maxConcurrency, 0);
	const serverLimit = tokenBucket(LIMIT, 10);
	const sentAtMs: number[] = [];
	const underWay: { atMs: number; requests: number }[] = [];
	let requests = 0;

	async function work(): Promise<void> {
		for (;;) {
			const release = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
			const nowMs = time.clock.monotonicMs();
			if (nowMs >= seconds * 1000) return;
			sentAtMs.push(nowMs);
			requests += 1;
			underWay.push({ atMs: nowMs, requests });
			const answerAtMs = answersAtMs(nowMs);
			if (answerAtMs === Infinity) return;
			await time.pass(answerAtMs - nowMs);
			requests -= 1;
			const status = !hasLimit || serverLimit.take(time.clock.monotonicMs()) ? 200 : 429;
			const retryAfterSeconds = status === 429 ? 1 : 0;
			release({
				status,
				timedOut: false,
				failed: false,
				requestsPerSecond: 0,
				exhaustedSeconds: 0,
				retryAfterSeconds,
			});
			await time.pass(retryAfterSeconds * 1000);
		}
	}
	await time.run(
		Promise.race([Promise.all(Array.from({ length: EXECUTION.maxConcurrency }, work)), time.pass(seconds * 1000 + 1)]),
	);
	return {
		mostUnderWay: (fromMs: number, toMs: number) =>
			Math.max(...underWay.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map((entry) => entry.requests)),
		sentPerSecond: (fromMs: number, toMs: number) =>
			(sentAtMs.filter((atMs) => atMs >= fromMs && atMs < toMs).length * 1000) / (toMs - fromMs),
	};
}

const usual = (nowMs: number) => nowMs + EXECUTION.latencyMs;
/** Answers nothing for half a second, and then all. */
const withStall = (fromMs: number) => (nowMs: number) =>
	nowMs >= fromMs && nowMs < fromMs + 500 ? fromMs + 500 : usual(nowMs);

describe('while a server is late with its answers', () => {
	test('at most five requests, and twice the usual number, are under way at a learned rate', async () => {
		const { mostUnderWay } = await keepSending({ hasLimit: true, answersAtMs: withStall(20_000) }, 21);
		expect(mostUnderWay(20_000, 20_500)).toBeGreaterThan(USUALLY_UNDER_WAY);
		expect(mostUnderWay(20_000, 20_500)).toBeLessThanOrEqual(5 + 2 * USUALLY_UNDER_WAY);
	});

	test('no more are, where a single request took ten seconds just before', async () => {
		const isSlow = (nowMs: number) => nowMs >= 9900 && nowMs < 9905;
		const answersAtMs = (nowMs: number) => (isSlow(nowMs) ? 19_990 : withStall(20_000)(nowMs));
		const { mostUnderWay } = await keepSending({ hasLimit: true, answersAtMs }, 21);
		expect(mostUnderWay(9900, 9905)).toBeGreaterThan(0);
		expect(mostUnderWay(20_000, 20_500)).toBeLessThanOrEqual(5 + 3 * USUALLY_UNDER_WAY);
	});

	test('the requests that were held back meanwhile are not sent all at once', async () => {
		const { sentPerSecond } = await keepSending({ hasLimit: true, answersAtMs: withStall(20_000) }, 21);
		expect(sentPerSecond(20_500, 20_510)).toBeLessThanOrEqual(1.6 * LIMIT);
	});

	test('without a learned rate, as many as the execution allows are', async () => {
		const { mostUnderWay } = await keepSending({ hasLimit: false, answersAtMs: withStall(1000) }, 2);
		expect(mostUnderWay(1000, 1500)).toBe(EXECUTION.maxConcurrency);
	});
});

test('requests that are never answered keep others waiting for a second at most', async () => {
	const isLost = (nowMs: number) => nowMs >= 20_000 && nowMs < 20_100;
	const answersAtMs = (nowMs: number) => (isLost(nowMs) ? Infinity : usual(nowMs));
	const { mostUnderWay, sentPerSecond } = await keepSending({ hasLimit: true, answersAtMs }, 41);
	expect(mostUnderWay(20_000, 20_100)).toBeGreaterThan(2 * USUALLY_UNDER_WAY);
	expect(sentPerSecond(21_000, 41_000)).toBeGreaterThanOrEqual(0.9 * LIMIT);
});

test('a learned rate is used where some requests take much longer than others', async () => {
	let requests = 0;
	const answersAtMs = (nowMs: number) => nowMs + ((requests += 1) % 3 === 0 ? 300 : EXECUTION.latencyMs);
	const { sentPerSecond } = await keepSending({ hasLimit: true, answersAtMs }, 50);
	expect(sentPerSecond(20_000, 50_000)).toBeGreaterThanOrEqual(0.9 * LIMIT);
});
