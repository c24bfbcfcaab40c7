import { OpenGatewayError } from '../errors';

export interface AccessToken {
	accessToken: string;
	/** By the monotonic clock; `null` where the server did not say. */
	expiresAtMs: number | null;
}

export interface TokenCache {
	/**
	 * The token under this key, or the one that `obtain` brings. Who asks while one is being obtained waits for that one,
	 * so that a subscriber is not asked twice.
	 *
	 * @param nowMs by the monotonic clock
	 * @param waitFor waits for the token that somebody else obtains, by the caller's own limits
	 * @param signal of the caller; where somebody else gave up by limits of its own, the caller obtains its own
	 */
	get(
		key: string,
		nowMs: number,
		obtain: () => Promise<AccessToken>,
		signal?: AbortSignal,
		waitFor?: (obtaining: Promise<AccessToken>) => Promise<AccessToken>,
	): Promise<AccessToken>;
	/** Forgets the token, unless another one has taken its place. */
	drop(key: string, accessToken: string): void;
	/** True where the token was dropped, by whichever execution. */
	wasDropped(accessToken: string): boolean;
}

/** What a check says of the token that it needs. */
export interface TokenRequest {
	/** Names all that the token is bound to. */
	key: string;
	obtain(): Promise<AccessToken>;
	/** Whether a token of an earlier check may be used. */
	mayReuse: boolean;
	/** Waits for the token that another check obtains under this key, by the limits of this one. */
	waitFor(obtaining: Promise<AccessToken>): Promise<AccessToken>;
	signal?: AbortSignal | undefined;
}

/** Where the checks of one run get their tokens. */
export interface TokenSource {
	/** @throws OpenGatewayError */
	get(request: TokenRequest): Promise<AccessToken>;
	/** True where the API would surely refuse the token. */
	hasEnded(token: AccessToken): boolean;
	/** The API took the token and answered. */
	onAccepted(request: TokenRequest, token: AccessToken): void;
	/** The API answered with an error other than 401. */
	onFailed(request: TokenRequest, token: AccessToken, error: OpenGatewayError): void;
	/**
	 * The API refused the token with 401.
	 *
	 * @param refusals of this check, this one included
	 * @throws OpenGatewayError where another token would not help
	 */
	onRefused(request: TokenRequest, token: AccessToken, error: OpenGatewayError, refusals: number): void;
}

/** How a check ends that gave up by limits of its own, which say nothing about another's. */
const OWN_LIMITS = new Set(['CANCELLED', 'NOT_ATTEMPTED', 'CONSENT_PENDING']);

/** A token this close to its end, in milliseconds, could expire on its way to the API. */
const SAFETY_MARGIN_MS = 10_000;

/**
 * Tokens within their life, in memory only. The key tells what a token is bound to.
 * Tokens without a known end are not kept (RFC 6749 section 5.1 leaves `expires_in` out at will).
 *
 * @param maxTokens the least recently used go first
 */
export function createTokenCache(maxTokens: number): TokenCache {
	// A Map keeps the order of insertion; what is used is put in anew, so the first is the least recently used.
	const kept = new Map<string, AccessToken>();
	const underWay = new Map<string, Promise<AccessToken>>();
	const dropped = new Set<string>();

	function find(key: string, nowMs: number): AccessToken | undefined {
		const token = kept.get(key);
		kept.delete(key);
		if (token?.expiresAtMs == null || token.expiresAtMs - SAFETY_MARGIN_MS <= nowMs) return undefined;
		kept.set(key, token);
		return token;
	}

	function keep(key: string, token: AccessToken): void {
		if (token.expiresAtMs === null) return;
		kept.set(key, token);
		const [leastRecentlyUsed] = kept.keys();
		if (kept.size > maxTokens && leastRecentlyUsed !== undefined) kept.delete(leastRecentlyUsed);
	}

	async function obtainOnce(key: string, obtain: () => Promise<AccessToken>): Promise<AccessToken> {
		const obtaining = obtain().finally(() => underWay.delete(key));
		// Who waits for it may have given up.
		obtaining.catch(() => undefined);
		underWay.set(key, obtaining);
		const token = await obtaining;
		keep(key, token);
		return token;
	}

	const get: TokenCache['get'] = async (key, nowMs, obtain, signal, waitFor = (obtaining) => obtaining) => {
		const found = find(key, nowMs);
		if (found !== undefined) return found;
		const waitedFor = underWay.get(key);
		if (waitedFor === undefined) return obtainOnce(key, obtain);

		let failure: unknown;
		const obtaining = waitedFor.catch((thrown: unknown) => {
			failure = thrown;
			throw thrown;
		});
		return waitFor(obtaining).catch((thrown: unknown) => {
			const gaveUp = thrown === failure && thrown instanceof OpenGatewayError && OWN_LIMITS.has(thrown.code);
			if (gaveUp && signal?.aborted !== true) return get(key, nowMs, obtain, signal, waitFor);
			throw thrown;
		});
	};

	return {
		get,
		drop(key, accessToken) {
			if (kept.get(key)?.accessToken === accessToken) kept.delete(key);
			dropped.add(accessToken);
			const [oldest] = dropped;
			if (dropped.size > maxTokens && oldest !== undefined) dropped.delete(oldest);
		},
		wasDropped: (accessToken) => dropped.has(accessToken),
	};
}
