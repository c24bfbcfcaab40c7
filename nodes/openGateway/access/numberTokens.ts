import type { Clock } from '../http/transport';
import type { TokenCache, TokenSource } from './tokenCache';

/**
 * Tokens that name one number (CIBA, JWT bearer). Each check has its own, or the one that the cache has for its number.
 * After a 401 there is one new token, since the first may have expired or been revoked.
 */
export function createNumberTokens(cache: TokenCache, clock: Pick<Clock, 'monotonicMs'>): TokenSource {
	return {
		get: ({ key, obtain, mayReuse, signal, waitFor }) =>
			mayReuse ? cache.get(key, clock.monotonicMs(), obtain, signal, waitFor) : obtain(),
		// Another token would mean another request to the subscriber: the API is asked first.
		hasEnded: () => false,
		onAccepted: () => undefined,
		onFailed({ key }, { accessToken }, { code }) {
			// A token for another number serves no later check either.
			if (code === 'INVALID_TOKEN_CONTEXT') cache.drop(key, accessToken);
		},
		onRefused({ key }, { accessToken }, error, refusals) {
			cache.drop(key, accessToken);
			if (refusals > 1) throw error;
		},
	};
}
