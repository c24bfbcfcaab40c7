import { createTokenCache, type AccessToken } from '../../../nodes/openGateway/access/tokenCache';
import { waitForToken } from '../../../nodes/openGateway/access/waitForToken';
import { createError } from '../../../nodes/openGateway/errors';
import { createVirtualTime } from '../virtualTime';

/** One check obtains a token for 12 s; another one waits for it by its own limits. */
function waitForAnother(maxWaitMs: number, signal?: AbortSignal) {
	const time = createVirtualTime();
	const cache = createTokenCache(10);
	let placesGivenUp = 0;
	const releaseWhile = async (wait: () => Promise<void>) => {
		placesGivenUp += 1;
		await wait();
	};
	const obtain = async (): Promise<AccessToken> => {
		await time.pass(12_000);
		return { accessToken: 'shared', expiresAtMs: null };
	};
	const first = cache.get('k', 0, obtain);
	const second = cache.get('k', 0, obtain, signal, (obtaining) =>
		waitForToken({ clock: time.clock, signal, releaseWhile }, obtaining, maxWaitMs),
	);
	const ended = second.then(
		(token) => ({ token, atMs: time.clock.monotonicMs() }),
		(thrown: unknown) => ({ thrown, atMs: time.clock.monotonicMs() }),
	);
	return { time, ended, placesGivenUp: () => placesGivenUp, both: Promise.all([first, ended]) };
}

test('it comes back at its own limit, with its consent pending', async () => {
	const { time, both } = waitForAnother(1000);
	const [, ended] = await time.run(both);
	expect(ended).toMatchObject({ thrown: { code: 'CONSENT_PENDING' }, atMs: 1000 });
});

test('it comes back at once when it is cancelled', async () => {
	const controller = new AbortController();
	const { time, both } = waitForAnother(60_000, controller.signal);
	void time.pass(500).then(() => controller.abort());
	const [, ended] = await time.run(both);
	expect(ended).toMatchObject({ thrown: { code: 'CANCELLED' }, atMs: 500 });
});

test('it takes the token within its limit, gives up its place meanwhile, and leaves no wait behind', async () => {
	const { time, both, placesGivenUp } = waitForAnother(60_000);
	const [, ended] = await time.run(both);
	expect(ended).toEqual({ token: 'shared', atMs: 12_000 });
	expect(placesGivenUp()).toBe(1);
	expect(time.waiting()).toBe(0);
});

test('where the other one gave up by a limit of its own, it obtains a token itself', async () => {
	const time = createVirtualTime();
	for (const code of ['CONSENT_PENDING', 'NOT_ATTEMPTED', 'CANCELLED']) {
		const cache = createTokenCache(10);
		const first = cache.get('k', 0, () => Promise.reject(createError({ stage: 'token', code })));
		const waitFor = (obtaining: Promise<AccessToken>) =>
			waitForToken({ clock: time.clock, releaseWhile: (wait) => wait() }, obtaining, 60_000);
		const own = cache.get('k', 0, async () => ({ accessToken: 'own', expiresAtMs: null }), undefined, waitFor);
		await expect(first).rejects.toMatchObject({ code });
		expect(await time.run(own)).toBe('own');
	}
});
