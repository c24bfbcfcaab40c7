import { createError, OpenGatewayError } from '../errors';
import type { Clock } from '../http/transport';
import type { AccessToken, TokenCache, TokenRequest, TokenSource } from './tokenCache';

/** What is known of the token of one client. */
interface SharedToken {
	/** A token without a known end; it is kept for the run. */
	keptForRun?: AccessToken;
	/** The last one that was handed out. */
	latest?: string;
	/** The latest token was refused, and the next one is its replacement. */
	isRenewing: boolean;
	/** A replacement that the API has not yet taken. */
	unproven?: string | undefined;
	/** Why no token helps any more. */
	failure?: OpenGatewayError;
}

/**
 * One token for all numbers of a client (client credentials, application JWT). It is obtained by one check while the
 * others wait, used until shortly before its end, and replaced once where the API refuses it. Where the replacement is
 * refused too, the refusal is not about the token: the run ends, and no number asks for another one. The same holds where
 * no token is issued for a reason that will not pass; a refused scope ends it for the numbers with this purpose only.
 */
export function createSharedTokens(cache: TokenCache, clock: Pick<Clock, 'monotonicMs'>): TokenSource {
	const sharedTokens = new Map<string, SharedToken>();

	function sharedTokenOf(key: string): SharedToken {
		const known = sharedTokens.get(key) ?? { isRenewing: false };
		sharedTokens.set(key, known);
		return known;
	}

	function fail(shared: SharedToken, error: OpenGatewayError): OpenGatewayError {
		// A scope is refused for one purpose, and other items may have another one.
		const endsRun = error.code !== 'invalid_scope';
		return (shared.failure ??= createError({ ...error, message: error.message, endsRun }));
	}

	function prove({ key }: TokenRequest, { accessToken }: AccessToken): void {
		const shared = sharedTokenOf(key);
		if (shared.unproven === accessToken) shared.unproven = undefined;
	}

	return {
		async get({ key, obtain, signal, waitFor }) {
			const shared = sharedTokenOf(key);
			if (shared.failure !== undefined) throw shared.failure;
			if (shared.keptForRun !== undefined && !cache.wasDropped(shared.keptForRun.accessToken)) return shared.keptForRun;
			const token = await cache.get(key, clock.monotonicMs(), obtain, signal, waitFor).catch((thrown: unknown) => {
				throw thrown instanceof OpenGatewayError && !thrown.retryable ? fail(shared, thrown) : thrown;
			});
			if (token.expiresAtMs === null) shared.keptForRun = token;
			if (shared.isRenewing && token.accessToken !== shared.latest) {
				shared.unproven = token.accessToken;
				shared.isRenewing = false;
			}
			shared.latest = token.accessToken;
			return token;
		},

		hasEnded: ({ accessToken, expiresAtMs }) =>
			cache.wasDropped(accessToken) || (expiresAtMs !== null && expiresAtMs <= clock.monotonicMs()),

		onAccepted: prove,
		// A server that says what is wrong with the number has accepted the token.
		onFailed: prove,

		onRefused({ key }, { accessToken }, error, refusals) {
			const shared = sharedTokenOf(key);
			cache.drop(key, accessToken);
			if (refusals > 1 || shared.unproven === accessToken) fail(shared, error);
			if (shared.failure !== undefined) throw shared.failure;
			if (shared.latest === accessToken) shared.isRenewing = true;
		},
	};
}
