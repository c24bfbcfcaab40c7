import { createTokenCache, type AccessToken } from '../../nodes/openGateway/access/tokenCache';
import { createTokenWait } from '../../nodes/openGateway/access/waitForToken';
import { createLimiterRegistry } from '../../nodes/openGateway/http/limiterRegistry';
import { createDeadlines } from '../../nodes/transport/deadlines';
import { HANGS, runNumbers, type NumbersRun } from './http/numbersRun';
import { json, scriptedContext } from './partner';
import { createVirtualTime, type VirtualTime } from './virtualTime';

/** Half of each scenario has passed by then. */
const JUMP_AT_MS = 1700;
const PENDING = json(400, { error: 'authorization_pending' });

type Scenario = (time: VirtualTime) => Promise<unknown>;

/** A list of numbers; the outcome is each answer, and when each request was sent. */
const list =
	(run: Omit<NumbersRun, 'time' | 'latencyMs'>): Scenario =>
	async (time) => {
		const { answers, requests } = await runNumbers({ time, latencyMs: 150, ...run });
		return { answers: answers.map((answer) => ('code' in answer ? answer.code : 'answered')), requests };
	};

/** Answers the first requests to a URL in place of the server. */
function first(count: number, path: string, reply: ReturnType<typeof json>) {
	let left = count;
	return ({ url }: { url: string }) => (url.endsWith(path) && (left -= 1) >= 0 ? reply : undefined);
}

/** Each makes its own state, since it is run again for each jump. */
const SCENARIOS: Record<string, () => Scenario> = {
	'polls for a consent': () => list({ numbers: 3, fault: first(6, '/token', PENDING) }),
	'a consent that does not come': () => list({ numbers: 2, fault: first(1000, '/token', PENDING) }),
	'a consent request that expires': () =>
		list({
			numbers: 1,
			fault: ({ url }) =>
				url.endsWith('/bc-authorize') ? json(200, { auth_req_id: 'a', expires_in: 7, interval: 2 }) : PENDING,
		}),
	'a wait before a repeat': () => list({ numbers: 5, fault: first(12, '/retrieve', json(500, {})) }),
	'a Retry-After of 429': () => list({ numbers: 20, fault: first(4, '/token', json(429, {}, { 'retry-after': '5' })) }),
	'a Retry-After of 503': () =>
		list({ numbers: 20, fault: first(4, '/bc-authorize', json(503, {}, { 'retry-after': '5' })) }),
	'the Max Duration of a run': () => list({ numbers: 500, concurrency: 5, maxDurationMs: 3000 }),
	'a host that is down': () =>
		list({ numbers: 60, maxDurationMs: 20_000, fault: first(30, '/retrieve', json(503, {})) }),
	'a host that does not answer': () => list({ numbers: 40, maxDurationMs: 5000, timeoutMs: 2000, fault: () => HANGS }),
	'a contract of four requests per second': () =>
		list({
			numbers: 4,
			limiter: (clock, maxConcurrency, deadlineMs) =>
				createLimiterRegistry(clock).open(
					{ hash: 'client', requestsPerSecond: 4 },
					{ maxConcurrency, requestsPerSecond: 0, deadlineMs },
				),
		}),
	'the timeout of a transport': () => async (time) =>
		createDeadlines(time.clock)
			.within(3000, undefined, () => new Promise(() => undefined))
			.catch(({ code }: { code: string }) => code),
	'a token in the cache, and a wait for the token of another check': () => async (time) => {
		const cache = createTokenCache(10);
		let obtained = 0;
		const obtain = async (): Promise<AccessToken> => {
			await time.pass(3000);
			return { accessToken: `token-${(obtained += 1)}`, expiresAtMs: time.clock.monotonicMs() + 20_000 };
		};
		const { waitFor } = createTokenWait({ ...scriptedContext(), clock: time.clock }, 5000);
		const get = () => cache.get('k', time.clock.monotonicMs(), obtain, undefined, waitFor);
		const both = await Promise.all([get(), get()]);
		await time.pass(5000);
		const within = await get();
		await time.pass(6000);
		return [...both, within, await get()];
	},
};

/** What happens when the wall clock is set while the scenario runs. */
async function outcome(scenario: Scenario, jumpMs: number) {
	const time = createVirtualTime();
	void time.pass(JUMP_AT_MS).then(() => time.setWallClockForward(jumpMs));
	return { result: await time.run(scenario(time)), endedAtMs: time.clock.monotonicMs() };
}

describe.each(Object.entries(SCENARIOS))('%s', (_name, create) => {
	test.each([
		['an hour back', -3_600_000],
		['five seconds back', -5000],
		['an hour forward', 3_600_000],
	])('gives the same result where the clock is set %s', async (_jump, jumpMs) => {
		const undisturbed = await outcome(create(), 0);
		expect(undisturbed.endedAtMs).toBeGreaterThan(JUMP_AT_MS);
		expect(await outcome(create(), jumpMs)).toEqual(undisturbed);
	});
});
