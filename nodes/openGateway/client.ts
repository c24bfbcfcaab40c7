import { createAccess } from './access/access';
import type { AccessContext, AccessRequest } from './access/accessFlow';
import type { TokenCache } from './access/tokenCache';
import { secretsOf } from './credential/secrets';
import type { Settings } from './credential/settings';
import { rethrowUnlessApiError } from './errors';
import { createRedactor } from './http/redact';
import { readStatus, retrieveStatus } from './roaming/retrieve';
import type { RoamingStatus } from './roaming/status';

export interface CheckOptions extends Omit<AccessRequest, 'phoneNumber'> {
	/** Longest wait for one response, in milliseconds. */
	timeoutMs: number;
	/** How often a request is sent at most where it may be repeated; 1 for never again. */
	maxAttempts: number;
	/** Whether a token of an earlier check may be used within its life. A token for all numbers always is. */
	reuseTokens: boolean;
	/** Cancels the check. */
	signal?: AbortSignal | undefined;
}

/**
 * Asks the network whether one phone is roaming.
 *
 * @param phoneNumber in E.164, as `normalizePhoneNumber` gives it
 * @throws OpenGatewayError
 */
export type Check = (phoneNumber: string, options: CheckOptions) => Promise<RoamingStatus>;

/** What all checks of a batch share. */
export type ClientDeps = Pick<
	AccessContext,
	'transport' | 'clock' | 'limiter' | 'random' | 'retryBudget' | 'releaseWhile' | 'onRequest' | 'deadlineMs'
>;

/**
 * A client of one aggregator: access -> roaming request -> status, for one number at a time. A token that names a number
 * lives in the call of `check` that it was issued for, and in the cache under a key that names the number.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot be used
 */
export function createClient(settings: Settings, deps: ClientDeps, tokens: TokenCache): { check: Check } {
	const askWithAccess = createAccess(settings, tokens, deps.clock);
	const secrets = secretsOf(settings);

	const check: Check = async (phoneNumber, options) => {
		const { timeoutMs, maxAttempts, signal, purpose } = options;
		const redactor = createRedactor({ phoneNumber, secrets });
		const context = { ...deps, timeoutMs, maxAttempts, signal, redactor, number: { isStarted: false } };
		return askWithAccess(context, { ...options, phoneNumber }, async (headers, alreadySent) => {
			const attemptsLeft = { ...context, maxAttempts: maxAttempts - alreadySent };
			const response = await retrieveStatus(attemptsLeft, settings, { phoneNumber, purpose }, headers);
			try {
				return readStatus(response, settings, phoneNumber, deps.clock.now());
			} catch (thrown) {
				return rethrowUnlessApiError(thrown);
			}
		});
	};
	return { check };
}
