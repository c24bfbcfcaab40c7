import { createHash } from 'node:crypto';
import { createCibaAccess, type AccessRequest, type CibaContext } from './access/ciba';
import type { TokenCache } from './access/tokenCache';
import type { Settings } from './credential/settings';
import { OpenGatewayError, rethrowUnlessApiError } from './errors';
import { createRedactor } from './http/redact';
import { readStatus, retrieveStatus } from './roaming/retrieve';
import type { RoamingStatus } from './roaming/status';

export interface CheckOptions extends Omit<AccessRequest, 'phoneNumber'> {
	/** Longest wait for one response, in milliseconds. */
	timeoutMs: number;
	/** How often a request is sent at most where it may be repeated; 1 for never again. */
	maxAttempts: number;
	/** Whether a token of an earlier check may be used within its life. */
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
	CibaContext,
	'transport' | 'clock' | 'limiter' | 'random' | 'retryBudget' | 'releaseWhile' | 'onRequest'
>;

/**
 * A client of one aggregator: access -> roaming request -> status, for one number at a time. A token belongs to one
 * number: it lives in the call of `check` that it was issued for, and in the cache under a key that names the number.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot be used
 */
export function createClient(settings: Settings, deps: ClientDeps, tokens: TokenCache): { check: Check } {
	const obtainToken = createCibaAccess(settings);
	const clientHash = hashOf(settings);
	const secrets = [settings.clientSecret, settings.privateKey];

	const check: Check = async (phoneNumber, options) => {
		const { timeoutMs, maxAttempts, signal, purpose } = options;
		const redactor = createRedactor({ phoneNumber, secrets });
		const context = { ...deps, timeoutMs, maxAttempts, signal, redactor };
		const obtain = () => obtainToken(context, { ...options, phoneNumber });
		const key = options.reuseTokens ? `${clientHash} ${purpose} ${phoneNumber}` : undefined;
		const accessToken = async () =>
			key === undefined ? (await obtain()).accessToken : tokens.get(key, deps.clock.now(), obtain, signal);

		/** The status, or the error of the roaming API. A token that did not serve this number is not used again. */
		async function retrieve(): Promise<RoamingStatus | OpenGatewayError> {
			const token = await accessToken();
			const response = await retrieveStatus(context, settings, phoneNumber, token);
			try {
				return readStatus(response, settings, phoneNumber, deps.clock.now());
			} catch (thrown) {
				const error = rethrowUnlessApiError(thrown);
				const isTokenAtFault = error.httpStatus === 401 || error.code === 'INVALID_TOKEN_CONTEXT';
				if (key !== undefined && isTokenAtFault) tokens.drop(key, token);
				return error;
			}
		}

		const first = await retrieve();
		// The token may have expired or been revoked meanwhile: one new token, once.
		const isRefused = first instanceof OpenGatewayError && first.httpStatus === 401;
		const result = isRefused ? await retrieve() : first;
		if (result instanceof OpenGatewayError) throw result;
		return result;
	};
	return { check };
}

/**
 * What a token is bound to beside purpose and number. The secret is part of it, so that a client ID alone gets nothing
 * from the cache; hashed, since a key stays in memory longer than the secret needs to.
 */
function hashOf(settings: Settings): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('base64');
}
