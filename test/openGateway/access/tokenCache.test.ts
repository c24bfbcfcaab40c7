import * as tokenCache from '../../../nodes/openGateway/access/tokenCache';
import type { AccessToken, TokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createError } from '../../../nodes/openGateway/errors';

const NOW = 1_000_000;
const token = (accessToken: string, seconds: number | null = 120): AccessToken => ({
	accessToken,
	expiresAtMs: seconds === null ? null : NOW + seconds * 1000,
});
/** Of each token that it gives, the text alone. */
function createTokenCache(maxTokens: number) {
	const cache = tokenCache.createTokenCache(maxTokens);
	const get = async (...args: Parameters<TokenCache['get']>) => (await cache.get(...args)).accessToken;
	return { ...cache, get };
}
/** Counts how often a token is obtained: a1, a2, … */
const source = (seconds: number | null = 120) => {
	let count = 0;
	return jest.fn(async () => token(`a${(count += 1)}`, seconds));
};

test('keeps a token until ten seconds before its end', async () => {
	const cache = createTokenCache(10);
	const obtain = source(120);
	expect(await cache.get('k', NOW, obtain)).toBe('a1');
	expect(await cache.get('k', NOW + 109_999, obtain)).toBe('a1');
	expect(await cache.get('k', NOW + 110_000, obtain)).toBe('a2');
});

test('keeps no token without a known end', async () => {
	const cache = createTokenCache(10);
	const obtain = source(null);
	await cache.get('k', NOW, obtain);
	expect(await cache.get('k', NOW, obtain)).toBe('a2');
});

test('tokens of different keys are kept apart', async () => {
	const cache = createTokenCache(10);
	const obtain = source();
	expect([await cache.get('k', NOW, obtain), await cache.get('l', NOW, obtain)]).toEqual(['a1', 'a2']);
});

test('the least recently used tokens are dropped first', async () => {
	const cache = createTokenCache(2);
	const obtain = source();
	for (const key of ['old', 'used', 'old', 'new']) await cache.get(key, NOW, obtain);
	expect(await cache.get('old', NOW, obtain)).toBe('a1');
	expect(await cache.get('used', NOW, obtain)).toBe('a4');
});

test('simultaneous callers wait for the same token', async () => {
	const cache = createTokenCache(10);
	const obtain = source();
	expect(await Promise.all([1, 2, 3].map(() => cache.get('k', NOW, obtain)))).toEqual(['a1', 'a1', 'a1']);
	expect(obtain).toHaveBeenCalledTimes(1);
});

test('a refusal reaches all waiting callers, and is not cached', async () => {
	const cache = createTokenCache(10);
	const refusal = createError({ stage: 'token', code: 'access_denied' });
	const refused = [1, 2].map(() => cache.get('k', NOW, () => Promise.reject(refusal)));
	await Promise.all(refused.map((asked) => expect(asked).rejects.toBe(refusal)));
	expect(await cache.get('k', NOW, source())).toBe('a1');
});

test('where the caller that obtains it is cancelled, the others obtain a token of their own', async () => {
	const cache = createTokenCache(10);
	const first = cache.get('k', NOW, () => Promise.reject(createError({ stage: 'network', code: 'CANCELLED' })));
	const obtain = source();
	const others = [cache.get('k', NOW, obtain), cache.get('k', NOW, obtain)];
	await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
	expect(await Promise.all(others)).toEqual(['a1', 'a1']);
	expect(obtain).toHaveBeenCalledTimes(1);
});

test('a dropped token is obtained anew, but not in place of a newer one', async () => {
	const cache = createTokenCache(10);
	const obtain = source();
	await cache.get('k', NOW, obtain);
	cache.drop('k', 'a1');
	expect(await cache.get('k', NOW, obtain)).toBe('a2');
	cache.drop('k', 'a1');
	expect(await cache.get('k', NOW, obtain)).toBe('a2');
});
