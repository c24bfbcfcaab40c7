import type { Limiter, RequestResult } from '../../../nodes/openGateway/http/limiter';
import { createSoloLimiter } from './soloLimiter';
import { createVirtualTime, flush, type VirtualTime } from '../virtualTime';

const ANSWERED: RequestResult = {
	status: 200,
	timedOut: false,
	failed: false,
	requestsPerSecond: 0,
	exhaustedSeconds: 0,
	retryAfterSeconds: 0,
};
/** More than any of these tests sends, so that only the tested limit applies. */
const HIGH_CONCURRENCY = 100;

let time: VirtualTime;
beforeEach(() => {
	time = createVirtualTime();
});

/** One request that is answered at once. @returns when it was sent, in milliseconds */
async function send(limiter: Limiter, host: string, result: Partial<RequestResult> = {}): Promise<number> {
	const release = await limiter.acquire({ url: `https://${host}.example/`, startsNumber: true });
	release({ ...ANSWERED, ...result });
	return time.clock.monotonicMs();
}

const sendAll = (limiter: Limiter, ...hosts: string[]) =>
	time.run(Promise.all(hosts.map((host) => send(limiter, host))));

describe('the rate of a contract', () => {
	test('without one, all requests are sent at once', async () => {
		expect(await sendAll(createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0), 'a', 'a', 'b')).toEqual([0, 0, 0]);
	});

	test('spaces the requests to all hosts together evenly', async () => {
		const left = await sendAll(createSoloLimiter(time.clock, HIGH_CONCURRENCY, 4), 'a', 'b', 'a', 'b', 'a');
		expect(left).toEqual(expect.arrayContaining([0, 250, 500, 750, 1000]));
	});

	test('allows no burst after idle time', async () => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 4);
		await sendAll(limiter, 'a');
		await time.run(time.pass(10_000));
		expect(await sendAll(limiter, 'a', 'a')).toEqual([10_000, 10_250]);
	});
});

describe('a host that asks for a pause', () => {
	test('gets no request before its end; other hosts do', async () => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0);
		await time.run(send(limiter, 'a', { status: 503, retryAfterSeconds: 3 }));
		await time.run(send(limiter, 'b', { status: 503, retryAfterSeconds: 1 }));
		expect(await sendAll(limiter, 'a', 'b', 'c', 'a')).toEqual([3000, 1000, 0, 3000]);
	});

	test('holds back waiting requests when it asks again', async () => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0);
		const late = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
		await time.run(send(limiter, 'a', { status: 503, retryAfterSeconds: 1 }));
		const waiting = send(limiter, 'a');
		late({
			status: 503,
			timedOut: false,
			failed: false,
			requestsPerSecond: 0,
			exhaustedSeconds: 0,
			retryAfterSeconds: 4,
		});
		expect(await time.run(waiting)).toBe(4000);
	});

	test('holds back also requests that wait for a slot', async () => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 1);
		const first = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
		const waiting = send(limiter, 'a');
		// The second request waits for its slot before the response to the first pauses the host.
		const answer = time.pass(500).then(() =>
			first({
				status: 503,
				timedOut: false,
				failed: false,
				requestsPerSecond: 0,
				exhaustedSeconds: 0,
				retryAfterSeconds: 2,
			}),
		);
		expect((await time.run(Promise.all([waiting, answer])))[0]).toBeGreaterThanOrEqual(2500);
	});
});

test('a cancelled request hands its place on', async () => {
	const limiter = createSoloLimiter(time.clock, 1, 0);
	const controller = new AbortController();
	controller.abort(new Error('stopped'));
	const request = { url: 'https://a.example/', startsNumber: true };
	await expect(time.run(limiter.acquire(request, controller.signal))).rejects.toThrow('stopped');
	expect(await sendAll(limiter, 'a')).toEqual([0]);
});

test('a limit that is not reached does not grow', async () => {
	const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0);
	const underWay = (count: number) =>
		Promise.all(
			Array.from({ length: count }, () => limiter.acquire({ url: 'https://a.example/', startsNumber: true })),
		);
	for (let round = 0; round < 5; round += 1) (await underWay(9)).forEach((release) => release(ANSWERED));
	let sent = 0;
	for (let request = 0; request < 50; request += 1) {
		void limiter.acquire({ url: 'https://a.example/', startsNumber: true }).then(() => (sent += 1));
	}
	await flush();
	expect(sent).toBe(10);
});

describe('a host', () => {
	const NOT_SENT: Partial<RequestResult> = { status: null };
	const FAILED: Partial<RequestResult> = { status: null, failed: true };

	test('that is down is not up again since a request was cancelled or never sent', async () => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0);
		for (let failure = 0; failure < 10; failure += 1) await send(limiter, 'a', FAILED);
		expect(await time.run(send(limiter, 'a', NOT_SENT))).toBe(500);
		// One request at a time.
		const underWay = await time.run(limiter.acquire({ url: 'https://a.example/', startsNumber: true }));
		let isSent = false;
		void limiter.acquire({ url: 'https://a.example/', startsNumber: true }).then(() => (isSent = true));
		await time.run(time.pass(2000));
		expect(isSent).toBe(false);
		underWay(ANSWERED);
		await flush();
		expect(isSent).toBe(true);
	});

	test.each([
		{ downMs: 500, underWay: HIGH_CONCURRENCY },
		// The ten of a new host, and one more for the answer that showed that it is up.
		{ downMs: 2000, underWay: 11 },
	])('that was down for $downMs ms gets $underWay requests at once', async ({ downMs, underWay }) => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0);
		async function answer() {
			const release = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
			await time.pass(150);
			release(ANSWERED);
		}
		await time.run(Promise.all(Array.from({ length: 1000 }, answer)));
		for (let failure = 0; failure < 10; failure += 1) await send(limiter, 'a', FAILED);
		await time.run(time.pass(downMs));
		await send(limiter, 'a');
		let sent = 0;
		for (let request = 0; request < 2 * HIGH_CONCURRENCY; request += 1) {
			void limiter.acquire({ url: 'https://a.example/', startsNumber: true }).then(() => (sent += 1));
		}
		await flush();
		expect(sent).toBe(underWay);
	});

	test('whose errors come at once gets as many requests as its answers allow', async () => {
		const limiter = createSoloLimiter(time.clock, HIGH_CONCURRENCY, 0);
		await send(limiter, 'a', { status: 404 });
		let underWay = 0;
		let most = 0;
		async function answer() {
			const release = await limiter.acquire({ url: 'https://a.example/', startsNumber: true });
			underWay += 1;
			most = Math.max(most, underWay);
			await time.pass(150);
			underWay -= 1;
			release(ANSWERED);
		}
		await time.run(Promise.all(Array.from({ length: 500 }, answer)));
		expect(most).toBe(HIGH_CONCURRENCY);
	});
});

test('the first request for a number waits for those of numbers under way', async () => {
	const limiter = createSoloLimiter(time.clock, 1, 0);
	const order: string[] = [];
	const url = 'https://a.example/';
	const release = await limiter.acquire({ url, startsNumber: true });
	const after = (name: string) => (next: (result: RequestResult) => void) => {
		order.push(name);
		next(ANSWERED);
	};
	const starts = limiter.acquire({ url, startsNumber: true }).then(after('starts'));
	const continues = limiter.acquire({ url, startsNumber: false }).then(after('continues'));
	release(ANSWERED);
	await Promise.all([starts, continues]);
	expect(order).toEqual(['continues', 'starts']);
});
