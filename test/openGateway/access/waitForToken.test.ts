import { createTokenCache, type AccessToken } from '../../../nodes/openGateway/access/tokenCache';
import { createTokenWait } from '../../../nodes/openGateway/access/waitForToken';
import { createError } from '../../../nodes/openGateway/errors';
import { scriptedContext } from '../partner';
import { createVirtualTime } from '../virtualTime';

interface Waiter {
	/** Max Consent Wait; infinite for a token that names no number. */
	maxWaitMs: number;
	signal?: AbortSignal;
	/** The end of its run. */
	deadlineMs?: number;
	isStarted?: boolean;
}

/** One check obtains a token for 12 s; another one waits for it by its own limits. */
function waitForAnother({ maxWaitMs, signal, deadlineMs = Infinity, isStarted = false }: Waiter) {
	const time = createVirtualTime();
	const cache = createTokenCache(10);
	let placesReleased = 0;
	const context = {
		...scriptedContext(),
		clock: time.clock,
		signal,
		deadlineMs,
		number: { isStarted },
		releaseWhile: <Value>(wait: () => Promise<Value>) => {
			placesReleased += 1;
			return wait();
		},
	};
	const wait = createTokenWait(context, maxWaitMs);
	const obtain = async (): Promise<AccessToken> => {
		await time.pass(12_000);
		return { accessToken: 'shared', expiresAtMs: null };
	};
	const first = cache.get('k', 0, obtain);
	const ended = cache.get('k', 0, obtain, signal, wait.waitFor).then(
		({ accessToken }) => ({ accessToken, atMs: time.clock.monotonicMs() }),
		(thrown: unknown) => ({ thrown, atMs: time.clock.monotonicMs() }),
	);
	return { time, wait, placesReleased: () => placesReleased, both: Promise.all([first, ended]) };
}

test.each([
	['its own Max Consent Wait', { maxWaitMs: 1000 }, 'CONSENT_PENDING', 1000],
	['the end of its run, where it has sent nothing', { maxWaitMs: 60_000, deadlineMs: 3000 }, 'NOT_ATTEMPTED', 3000],
	[
		'the end of its run, also for a token of all numbers',
		{ maxWaitMs: Infinity, deadlineMs: 3000 },
		'NOT_ATTEMPTED',
		3000,
	],
	['the first of both', { maxWaitMs: 1000, deadlineMs: 3000 }, 'CONSENT_PENDING', 1000],
])('a check that waits for the token of another one ends at %s', async (_name, waiter, code, atMs) => {
	const { time, both } = waitForAnother(waiter);
	const [, ended] = await time.run(both);
	expect(ended).toMatchObject({ thrown: { code }, atMs });
});

test.each([
	['a token for its number', 60_000],
	['a token of all numbers', Infinity],
])('it ends at once when it is cancelled, waiting for %s', async (_name, maxWaitMs) => {
	const controller = new AbortController();
	const { time, both } = waitForAnother({ maxWaitMs, signal: controller.signal });
	void time.pass(500).then(() => controller.abort());
	const [, ended] = await time.run(both);
	expect(ended).toMatchObject({ thrown: { code: 'CANCELLED' }, atMs: 500 });
});

test('it takes the token within its limit, releases its place during the wait, and leaves no timer behind', async () => {
	const { time, wait, both, placesReleased } = waitForAnother({ maxWaitMs: 60_000 });
	const [, ended] = await time.run(both);
	expect(ended).toEqual({ accessToken: 'shared', atMs: 12_000 });
	expect(placesReleased()).toBe(1);
	expect(time.waiting()).toBe(0);
	expect(wait.leftMs()).toBe(48_000);
});

test('it keeps its place while it waits for a token that all numbers of its run need', async () => {
	const { time, both, placesReleased } = waitForAnother({ maxWaitMs: Infinity });
	const [, ended] = await time.run(both);
	expect(ended).toEqual({ accessToken: 'shared', atMs: 12_000 });
	expect(placesReleased()).toBe(0);
	expect(time.waiting()).toBe(0);
});

test('a number that was started is finished, also after the end of its run', async () => {
	const { time, both } = waitForAnother({ maxWaitMs: 60_000, deadlineMs: 3000, isStarted: true });
	const [, ended] = await time.run(both);
	expect(ended).toMatchObject({ accessToken: 'shared' });
});

test.each(['CONSENT_PENDING', 'NOT_ATTEMPTED', 'CANCELLED'])(
	'where the other check ended with %s by a limit of its own, it obtains a token itself',
	async (code) => {
		const time = createVirtualTime();
		const cache = createTokenCache(10);
		const first = cache.get('k', 0, () => Promise.reject(createError({ stage: 'token', code })));
		const { waitFor } = createTokenWait({ ...scriptedContext(), clock: time.clock }, 60_000);
		const own = cache.get('k', 0, async () => ({ accessToken: 'own', expiresAtMs: null }), undefined, waitFor);
		await expect(first).rejects.toMatchObject({ code });
		expect(await time.run(own)).toMatchObject({ accessToken: 'own' });
	},
);
