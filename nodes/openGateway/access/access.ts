import { ACCESS_FLOWS } from '../credential/accessFlows';
import { hashOf } from '../credential/secrets';
import { scopeParameters } from '../credential/requestStyles';
import type { Settings } from '../credential/settings';
import { createError, OpenGatewayError } from '../errors';
import type { Clock } from '../http/transport';
import { accessRefused, apiScopeOf, type AccessContext, type AccessRequest } from './accessFlow';
import { FLOWS } from './flows';
import { createNumberTokens } from './numberTokens';
import { createSharedTokens } from './sharedTokens';
import type { TokenCache } from './tokenCache';
import { createTokenWait } from './waitForToken';

/**
 * Asks the roaming API; `headers` lets the request in, and is called when it leaves.
 *
 * @param alreadySent how often the request was sent before its token ended in the wait for a repeat
 * @returns what the API says, or its refusal
 * @throws OpenGatewayError where it says nothing
 */
export type AskWithAccess<Answer> = (
	headers: () => Record<string, string>,
	alreadySent: number,
) => Promise<Answer | OpenGatewayError>;

/**
 * Gets access and asks with it, twice at most: again with new access where the first one is refused with 401.
 *
 * @throws OpenGatewayError
 */
export type Access = <Answer>(
	context: AccessContext,
	request: AccessRequest & { reuseTokens: boolean },
	ask: AskWithAccess<Answer>,
) => Promise<Answer>;

/** The token ended while its request waited to be sent. Never leaves this file. */
const ACCESS_ENDED = 'ACCESS_ENDED';
/** A token with a very short life is sent anyway after so many attempts to get a fresh one. */
const MAX_ENDED = 3;

/** @throws OpenGatewayError of stage `validation` where the private key cannot be used */
export function createAccess(settings: Settings, cache: TokenCache, clock: Pick<Clock, 'monotonicMs'>): Access {
	const flow = FLOWS[settings.accessFlow];
	const { create, headers } = flow;
	const { namesNumber } = ACCESS_FLOWS[settings.accessFlow];
	const obtainToken = create(settings);
	const tokens = (namesNumber ? createNumberTokens : createSharedTokens)(cache, clock);
	const keyOf = createTokenKey(settings, namesNumber);

	return async (context, request, ask) => {
		if (obtainToken === undefined) {
			const answer = await ask(() => headers(settings, ''), 0);
			// A key that is refused for one number is refused for all.
			if (isRefusal(answer)) throw accessRefused(flow, answer, true);
			if (answer instanceof OpenGatewayError) throw answer;
			return answer;
		}
		const wait = createTokenWait(context, namesNumber ? request.maxConsentWaitMs : Infinity);
		const tokenRequest = {
			key: keyOf(request),
			obtain: () => obtainToken(context, { ...request, maxConsentWaitMs: wait.leftMs() }),
			waitFor: wait.waitFor,
			mayReuse: request.reuseTokens,
			signal: context.signal,
		};
		let refusals = 0;
		let sent = 0;
		for (let ended = 0; ; ) {
			const token = await tokens.get(tokenRequest);
			const answer = await ask(() => {
				if (ended < MAX_ENDED && tokens.hasEnded(token)) throw createError({ stage: 'roaming', code: ACCESS_ENDED });
				sent += 1;
				return headers(settings, token.accessToken);
			}, sent).catch(undefinedIfEnded);
			if (answer === undefined) {
				ended += 1;
			} else if (isRefusal(answer)) {
				refusals += 1;
				sent = 0;
				tokens.onRefused(tokenRequest, token, accessRefused(flow, answer), refusals);
			} else if (answer instanceof OpenGatewayError) {
				tokens.onFailed(tokenRequest, token, answer);
				throw answer;
			} else {
				tokens.onAccepted(tokenRequest, token);
				return answer;
			}
		}
	};
}

function isRefusal(answer: unknown): answer is OpenGatewayError {
	return answer instanceof OpenGatewayError && answer.httpStatus === 401;
}

function undefinedIfEnded(thrown: unknown): undefined {
	if (thrown instanceof OpenGatewayError && thrown.code === ACCESS_ENDED) return undefined;
	throw thrown;
}

const BOUND_TO = [
	'accessFlow',
	'authorizeUrl',
	'tokenUrl',
	'clientId',
	'clientSecret',
	'clientAuthentication',
	'privateKey',
	'keyId',
	'signingAlgorithm',
	'assertionAudience',
] as const;

/**
 * What a token is bound to: grant, URLs, client, audience and scope, and the number where the token names one. Secrets
 * and keys are part of it, so that a client ID alone gets nothing from the cache; hashed, since a key stays in memory
 * longer than a secret needs to.
 */
function createTokenKey(settings: Settings, namesNumber: boolean): (request: AccessRequest) => string {
	const clientHash = hashOf(BOUND_TO.map((field) => settings[field]));
	return (request) => {
		const { phoneNumber, purpose } = request;
		const scope = JSON.stringify(scopeParameters(settings, purpose, apiScopeOf(settings, request)));
		return `${clientHash} ${scope}${namesNumber ? ` ${phoneNumber}` : ''}`;
	};
}
