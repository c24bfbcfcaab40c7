import { randomUUID } from 'node:crypto';
import { API_VERSIONS } from '../credential/apiVersions';
import { audienceOf, createClientAuthentication, type Authenticate } from '../credential/clientAuthentication';
import { createJwtSigner, lifetime } from '../credential/privateKeyJwt';
import { LOGIN_HINT_STYLES, scopeParameters } from '../credential/requestStyles';
import type { Settings } from '../credential/settings';
import { createError, OpenGatewayError, outcomeOf, rethrowUnlessApiError } from '../errors';
import { isPastDeadline, isRetryable, sendWithRetries, type RetryContext } from '../http/retry';
import { isSuccess, send, wait, type ApiResponse, type HttpContext } from '../http/send';
import { isRecord } from '../json';
import { bearer, type AccessContext, type AccessFlow, type AccessRequest, type ObtainToken } from './accessFlow';
import type { AccessToken } from './tokenCache';
import { formRequest, positiveNumber, readAccessToken } from './tokenRequest';

/** OpenID CIBA Core 1.0 section 7.3: 5 s where the server names no interval. */
const DEFAULT_INTERVAL_SECONDS = 5;
/** A server that names less by mistake would be polled hundreds of times a second. */
const MIN_INTERVAL_SECONDS = 1;
/** CIBA Core 1.0 section 11: what `slow_down` adds, for this and all later polls. */
const SLOW_DOWN_SECONDS = 5;

/**
 * A server measures the interval between the arrivals of two polls. Where the first took longer on its way, for example
 * for a TLS handshake, the second would arrive too early; so the time to its response is added, up to this many
 * milliseconds, since a long poll is held on purpose.
 */
const MAX_TRAVEL_MS = 500;

const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

export interface CibaEndpoints {
	authorizeUrl: string;
	tokenUrl: string;
	authenticate: Authenticate;
}

export interface Authorization {
	authReqId: string;
	intervalSeconds: number;
	/** By the monotonic clock; infinite where the server did not say. */
	expiresAtMs: number;
	/** A page on which the subscriber can consent; some aggregators send one (Glide). */
	consentUrl: string | null;
}

/** The token may have been issued, but its response was lost. The authorization request cannot be used again. */
export interface LostToken {
	lost: OpenGatewayError;
}

/**
 * Client-Initiated Backchannel Authentication in poll mode: authorization request, then polls of the token URL.
 *
 * @throws OpenGatewayError of stage `validation` where the private key cannot be used
 */
function create(settings: Settings): ObtainToken {
	const endpoints: CibaEndpoints = { ...settings, authenticate: createClientAuthentication(settings) };
	const loginHint = LOGIN_HINT_STYLES[settings.loginHintStyle];
	const apiScope = API_VERSIONS[settings.apiVersion].scope;
	const signRequest = settings.signRequests ? createRequestObjectSigner(settings) : undefined;

	async function attempt(
		context: AccessContext,
		{ phoneNumber, purpose, maxConsentWaitMs }: AccessRequest,
	): Promise<AccessToken | LostToken> {
		const parameters = {
			login_hint: loginHint(phoneNumber),
			...scopeParameters(settings, purpose, apiScope),
		};
		const authorization = await authorize(context, endpoints, () =>
			signRequest === undefined ? parameters : { request: signRequest(parameters, context.clock.now()) },
		);
		return pollForToken(context, endpoints, authorization, maxConsentWaitMs);
	}

	return async (context, request) => {
		const first = await attempt(context, request);
		if (!('lost' in first)) return first;
		// One new authorization request, once.
		const second = await attempt(context, request);
		if (!('lost' in second)) return second;
		throw second.lost;
	};
}

export const ciba: AccessFlow = {
	name: 'ciba',
	create,
	headers: bearer,
	accessName: 'access token',
	refusedHint: "Check that 'Token URL' and 'Roaming URL' in the Open Gateway credential belong to the same aggregator.",
};

/**
 * Asks the aggregator for access to one number: the backchannel authentication request (CIBA Core 1.0 section 7.1).
 *
 * @param parameters login hint and scope in the aggregator's style, or the signed request that holds them
 * @throws OpenGatewayError of stage `authorize` or `network`
 */
export async function authorize(
	context: RetryContext,
	endpoints: CibaEndpoints,
	parameters: () => Record<string, string>,
): Promise<Authorization> {
	const request = formRequest(context, endpoints.authenticate, 'authorize', endpoints.authorizeUrl, parameters);
	const response = await sendWithRetries(context, request);
	if (!isSuccess(response)) throw response.toError();
	if (!isRecord(response.body)) throw response.toError();

	const { auth_req_id: authReqId, expires_in: expiresIn, interval } = response.body;
	if (typeof authReqId === 'string') context.redactor.addSecret(authReqId);
	const consentUrl = readConsentUrl(response.body, context);
	if (typeof authReqId !== 'string' || authReqId === '') {
		throw response.toErrorWith('MISSING_AUTH_REQ_ID', consentUrl === null ? undefined : consentHint(consentUrl));
	}
	const lifeSeconds = positiveNumber(expiresIn) ?? Infinity;
	return {
		authReqId,
		intervalSeconds: Math.min(
			lifeSeconds,
			Math.max(MIN_INTERVAL_SECONDS, positiveNumber(interval) ?? DEFAULT_INTERVAL_SECONDS),
		),
		expiresAtMs: context.clock.monotonicMs() + lifeSeconds * 1000,
		consentUrl,
	};
}

/**
 * Polls the token URL until the subscriber has consented (CIBA Core 1.0 sections 7.3 and 11). The first poll is sent at
 * once, since with consent given or not needed it brings the token; a later one is sent no sooner than the interval
 * after the previous one was sent, and never before that one was answered.
 *
 * A lost response may have held the token. One more poll tells: pending goes on as before; a request that is used up
 * (invalid_grant) is lost with its token, and the caller needs a new one.
 *
 * @param maxConsentWaitMs the caller's own limit; a poll that could only be sent after it is not waited for
 * @throws OpenGatewayError of stage `token` or `network`; CONSENT_PENDING at the caller's limit, expired_token at the server's
 */
export async function pollForToken(
	context: AccessContext,
	endpoints: CibaEndpoints,
	{ authReqId, expiresAtMs, consentUrl, ...authorization }: Authorization,
	maxConsentWaitMs: number,
): Promise<AccessToken | LostToken> {
	const { clock } = context;
	const giveUpAtMs = clock.monotonicMs() + maxConsentWaitMs;
	let { intervalSeconds } = authorization;
	let failuresInARow = 0;
	let lost: OpenGatewayError | undefined;

	for (;;) {
		const result = await requestToken(context, endpoints, authReqId).catch(rethrowUnlessApiError);
		const response = result instanceof OpenGatewayError ? undefined : result;
		if (response !== undefined && isSuccess(response)) {
			context.retryBudget.refund();
			return readAccessToken(response);
		}

		const error = result instanceof OpenGatewayError ? result : result.toError();
		if (lost !== undefined && error.code === 'invalid_grant') return { lost };
		if (error.code === 'slow_down') intervalSeconds += SLOW_DOWN_SECONDS;
		if (isPending(error)) {
			failuresInARow = 0;
			lost = undefined;
		} else {
			failuresInARow += 1;
			const isLast = failuresInARow >= maxPollAttempts(context, error) || !isRetryable('token', error);
			if (isLast || !context.retryBudget.tryAcquire(error.httpStatus)) throw error;
			if (isLost(error)) lost = error;
		}

		const sentAtMs =
			response === undefined ? clock.monotonicMs() : response.sentAtMs + Math.min(response.tookMs, MAX_TRAVEL_MS);
		const retryAtMs = clock.monotonicMs() + (error.retryAfterSeconds ?? 0) * 1000;
		const nextPollMs = Math.max(sentAtMs + intervalSeconds * 1000, retryAtMs);
		// A number that waits for its consent is finished; a fault does not keep the run longer than it may take.
		if (!isPending(error) && isPastDeadline(context, nextPollMs - clock.monotonicMs())) throw error;
		if (nextPollMs > giveUpAtMs || nextPollMs >= expiresAtMs) {
			throw stillPending(error, giveUpAtMs < expiresAtMs, consentUrl);
		}
		await context.releaseWhile(() => wait(context, nextPollMs - clock.monotonicMs()));
	}
}

/** One token request. The credential test uses it too, with an `auth_req_id` that cannot exist. */
export function requestToken(
	context: HttpContext,
	{ tokenUrl, authenticate }: Pick<CibaEndpoints, 'tokenUrl' | 'authenticate'>,
	authReqId: string,
): Promise<ApiResponse> {
	const parameters = { grant_type: GRANT_TYPE, auth_req_id: authReqId };
	return send(
		context,
		formRequest(context, authenticate, 'token', tokenUrl, () => parameters),
	);
}

/** Decided by the code, not the status: gateways send `authorization_pending` under other statuses than 400, too. */
function isPending({ code }: OpenGatewayError): boolean {
	return code === 'authorization_pending' || code === 'slow_down';
}

/**
 * Signs the parameters of an authentication request as one JWT, the parameter `request` (CIBA Core 1.0 section 7.1.1).
 * It has no `sub`, so that it can never pass for a client assertion (RFC 7523 section 3).
 *
 * @throws OpenGatewayError of stage `validation` where the private key cannot be used
 */
function createRequestObjectSigner(settings: Settings): (parameters: Record<string, string>, nowMs: number) => string {
	const sign = createJwtSigner(settings);
	const claims = { iss: settings.clientId, aud: audienceOf(settings, settings.authorizeUrl) };
	return (parameters, nowMs) => {
		const { iat, exp } = lifetime(nowMs);
		return sign({ ...claims, iat, nbf: iat, exp, jti: randomUUID(), ...parameters });
	};
}

/** The request was sent, and its result is not known: no response came, or a gateway says that it got none. */
function isLost({ code, httpStatus }: OpenGatewayError): boolean {
	return httpStatus === null ? code !== 'CONNECTION_REFUSED' : httpStatus === 502 || httpStatus === 504;
}

/** One more poll shows what became of a token. A busy server is asked as often as any other. */
function maxPollAttempts({ maxAttempts }: RetryContext, { httpStatus }: OpenGatewayError): number {
	return httpStatus === 429 || httpStatus === 503 ? maxAttempts : Math.min(2, maxAttempts);
}

function stillPending(error: OpenGatewayError, byCaller: boolean, consentUrl: string | null): OpenGatewayError {
	// An overloaded token URL is no missing consent; its own sentence says more.
	if (outcomeOf(error.code) !== 'consentPending') return error;
	const hint = consentUrl === null ? undefined : consentHint(consentUrl);
	return createError({ ...error, message: undefined, code: byCaller ? 'CONSENT_PENDING' : 'expired_token', hint });
}

/** Printable ASCII without quotes, angle brackets and backslash, which could end a link and start something else. */
const HTTPS_URL = /^https:\/\/[\x21\x23-\x26\x28-\x3B\x3D\x3F-\x5B\x5D-\x5F\x61-\x7E]{1,2000}$/;

/** Only an address that holds neither the number nor a part of a secret is shown. */
function readConsentUrl(body: Record<string, unknown>, { redactor }: HttpContext): string | null {
	const url = body.consent_url ?? body.consentUrl;
	if (typeof url !== 'string' || !HTTPS_URL.test(url)) return null;
	return redactor.holdsSecret(url) ? null : url;
}

function consentHint(consentUrl: string): string {
	return `Let the subscriber consent at ${consentUrl}, then check the number again.`;
}
