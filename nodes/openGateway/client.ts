<<<<<<< ours
import { createAccess } from './access/access';
import type { AccessContext, AccessRequest } from './access/accessFlow';
import type { TokenCache } from './access/tokenCache';
import { secretsOf } from './credential/secrets';
=======
import { createHash } from 'node:crypto';
import { createCibaAccess, type AccessRequest, type CibaContext } from './access/ciba';
import type { AccessToken, TokenCache } from './access/tokenCache';
import { waitForToken } from './access/waitForToken';
>>>>>>> theirs
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
<<<<<<< ours
	AccessContext,
	'transport' | 'clock' | 'limiter' | 'random' | 'retryBudget' | 'releaseWhile' | 'onRequest'
=======
	CibaContext,
	'transport' | 'clock' | 'limiter' | 'random' | 'retryBudget' | 'releaseWhile' | 'onRequest' | 'deadlineMs'
>>>>>>> theirs
>;

/**
 * A client of one aggregator: access -> roaming request -> status, for one number at a time. A token that names a number
 * lives in the call of `check` that it was issued for, and in the cache under a key that names the number.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot be used
 */
export function createClient(settings: Settings, deps: ClientDeps, tokens: TokenCache): { check: Check } {
<<<<<<< ours
	const askWithAccess = createAccess(settings, tokens, deps.clock);
	const secrets = secretsOf(settings);
=======
	const { clock } = deps;
	const obtainToken = createCibaAccess(settings);
	const clientHash = hashOf(settings);
	const secrets = [settings.clientSecret, settings.privateKey];
>>>>>>> theirs

	const check: Check = async (phoneNumber, options) => {
		const { timeoutMs, maxAttempts, signal, purpose } = options;
		const redactor = createRedactor({ phoneNumber, secrets });
<<<<<<< ours
		const context = { ...deps, timeoutMs, maxAttempts, signal, redactor };
		return askWithAccess(context, { ...options, phoneNumber }, async (headers) => {
			const response = await retrieveStatus(context, settings, { phoneNumber, purpose }, headers);
			try {
				return readStatus(response, settings, phoneNumber, deps.clock.now());
			} catch (thrown) {
				return rethrowUnlessApiError(thrown);
			}
		});
=======
		const number = { isStarted: false };
		const context = { ...deps, timeoutMs, maxAttempts, signal, redactor, number };
		let maxConsentWaitMs = options.maxConsentWaitMs;
		const obtain = () => obtainToken(context, { ...options, phoneNumber, maxConsentWaitMs });
		const waitFor = async (obtaining: Promise<AccessToken>) => {
			const startedAtMs = clock.monotonicMs();
			return waitForToken(context, obtaining, maxConsentWaitMs).finally(() => {
				maxConsentWaitMs = Math.max(0, maxConsentWaitMs - (clock.monotonicMs() - startedAtMs));
			});
		};
		const key = options.reuseTokens ? `${clientHash} ${purpose} ${phoneNumber}` : undefined;
		const accessToken = async () =>
			key === undefined ? (await obtain()).accessToken : tokens.get(key, clock.monotonicMs(), obtain, signal, waitFor);

		const first = await accessToken();
		const response = await retrieveStatus(context, settings, phoneNumber, first);
		if (response.status !== 401) return readStatus(response, settings, phoneNumber, clock.now());
		// The token may have expired or been revoked meanwhile: one new token, once.
		if (key !== undefined) tokens.drop(key, first);
		const second = await accessToken();
		const secondResponse = await retrieveStatus(context, settings, phoneNumber, second);
		if (key !== undefined && secondResponse.status === 401) tokens.drop(key, second);
		return readStatus(secondResponse, settings, phoneNumber, clock.now());
>>>>>>> theirs
	};
	return { check };
}
