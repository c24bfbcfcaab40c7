import { createClientAuthentication, type Authenticate } from '../credential/clientAuthentication';
import { LOGIN_HINT_STYLES, scopeParameters } from '../credential/requestStyles';
import { API_VERSIONS } from '../credential/apiVersions';
import type { Settings } from '../credential/settings';
import { createError, OpenGatewayError, outcomeOf, rethrowUnlessApiError } from '../errors';
import { isRetryable, sendWithRetries, type RetryContext } from '../http/retry';
import { isSuccess, send, wait, type ApiRequest, type ApiResponse, type HttpContext } from '../http/send';
import { isRecord } from '../json';
import type { AccessToken } from './tokenCache';

/** OpenID CIBA Core 1.0 section 7.3: 5 s where the server names no interval. */
const DEFAULT_INTERVAL_SECONDS = 5;
/** CIBA Core 1.0 section 11: what `slow_down` adds, for this and all later polls. */
const SLOW_DOWN_SECONDS = 5;

/**
 * A server measures the interval between the arrivals of two polls. Where the first took longer on its way, for example
 * for a TLS handshake, the second would arrive too early; so the time to its response is added, up to this many
 * milliseconds, since a long poll is held on purpose.
 */
const MAX_TRAVEL_MS = 500;

const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

/** What is asked for: access to one number for one purpose. */
export interface AccessRequest {
	/** E.164. */
	phoneNumber: string;
	/** Without the prefix `dpv:`. */
	purpose: string;
	/** Longest wait for the subscriber's consent, in milliseconds. */
	maxConsentWaitMs: number;
}

export interface CibaContext extends RetryContext {
	/** Runs a wait without holding a place in the batch, so that other numbers go on. */
	releaseWhile(wait: () => Promise<void>): Promise<void>;
}

export interface CibaEndpoints {
	authorizeUrl: string;
	tokenUrl: string;
	authenticate: Authenticate;
}

export interface Authorization {
	authReqId: string;
	intervalSeconds: number;
	/** Epoch milliseconds; infinite where the server did not say. */
	expiresAtMs: number;
	/** A page on which the subscriber can consent; some aggregators send one (Glide). */
	consentUrl: string | null;
}

/** The token was issued, perhaps, and its response got lost; the authorization request is used up. */
export interface LostToken {
	lost: OpenGatewayError;
}

/**
 * Client-Initiated Backchannel Authentication in poll mode: authorization request, then polls of the token URL.
 *
 * @throws OpenGatewayError of stage `validation` where the private key cannot be used
 */
export function createCibaAccess(
	settings: Settings,
): (context: CibaContext, request: AccessRequest) => Promise<AccessToken> {
	const endpoints: CibaEndpoints = { ...settings, authenticate: createClientAuthentication(settings) };
	const loginHint = LOGIN_HINT_STYLES[settings.loginHintStyle];
	const apiScope = API_VERSIONS[settings.apiVersion].scope;

	async function attempt(
		context: CibaContext,
		{ phoneNumber, purpose, maxConsentWaitMs }: AccessRequest,
	): Promise<AccessToken | LostToken> {
		const parameters = {
			login_hint: loginHint(phoneNumber),
			...scopeParameters(settings, purpose, apiScope),
		};
		const authorization = await authorize(context, endpoints, parameters);
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

/**
 * Asks the aggregator for access to one number: the backchannel authentication request (CIBA Core 1.0 section 7.1).
 *
 * @param parameters login hint and scope, in the aggregator's style
 * @throws OpenGatewayError of stage `authorize` or `network`
 */
export async function authorize(
	context: RetryContext,
	endpoints: CibaEndpoints,
	parameters: Record<string, string>,
): Promise<Authorization> {
	const response = await sendWithRetries(context, () =>
		formRequest(context, endpoints, 'authorize', endpoints.authorizeUrl, parameters),
	);
	if (!isSuccess(response)) throw response.toError();
	if (!isRecord(response.body)) throw response.toError();

	const { auth_req_id: authReqId, expires_in: expiresIn, interval } = response.body;
	if (typeof authReqId === 'string') context.redactor.addSecret(authReqId);
	const consentUrl = readConsentUrl(response.body, context);
	if (typeof authReqId !== 'string' || authReqId === '') {
		throw response.toErrorWith('MISSING_AUTH_REQ_ID', consentUrl === null ? undefined : consentHint(consentUrl));
	}
	return {
		authReqId,
		intervalSeconds: positiveNumber(interval) ?? DEFAULT_INTERVAL_SECONDS,
		expiresAtMs: context.clock.now() + (positiveNumber(expiresIn) ?? Infinity) * 1000,
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
	context: CibaContext,
	endpoints: CibaEndpoints,
	{ authReqId, expiresAtMs, consentUrl, ...authorization }: Authorization,
	maxConsentWaitMs: number,
): Promise<AccessToken | LostToken> {
	const { clock } = context;
	const giveUpAtMs = clock.now() + maxConsentWaitMs;
	let { intervalSeconds } = authorization;
	let failures = 0;
	let lost: OpenGatewayError | undefined;

	for (;;) {
		const result = await requestToken(context, endpoints, authReqId).catch(rethrowUnlessApiError);
		const response = result instanceof OpenGatewayError ? undefined : result;
		if (response !== undefined && isSuccess(response)) return readAccessToken(response);

		const error = result instanceof OpenGatewayError ? result : result.toError();
		if (lost !== undefined && error.code === 'invalid_grant') return { lost };
		if (error.code === 'slow_down') intervalSeconds += SLOW_DOWN_SECONDS;
		if (!isPending(error)) {
			failures += 1;
			const isLast = failures >= maxPollAttempts(context, error) || !isRetryable('token', error);
			if (isLast || !context.retryBudget.tryAcquire()) throw error;
			if (isLost(error)) lost = error;
		}

		const sentAtMs =
			response === undefined ? clock.now() : response.sentAtMs + Math.min(response.tookMs, MAX_TRAVEL_MS);
		const nextPollMs = Math.max(sentAtMs + intervalSeconds * 1000, clock.now() + (error.retryAfterSeconds ?? 0) * 1000);
		if (!isLost(error) && (nextPollMs > giveUpAtMs || nextPollMs >= expiresAtMs)) {
			throw stillPending(error, giveUpAtMs < expiresAtMs, consentUrl);
		}
		await context.releaseWhile(() => wait(context, nextPollMs - clock.now()));
	}
}

/** One token request. The credential test uses it too, with an `auth_req_id` that cannot exist. */
export function requestToken(
	context: HttpContext,
	endpoints: Pick<CibaEndpoints, 'tokenUrl' | 'authenticate'>,
	authReqId: string,
): Promise<ApiResponse> {
	const parameters = { grant_type: GRANT_TYPE, auth_req_id: authReqId };
	return send(context, formRequest(context, endpoints, 'token', endpoints.tokenUrl, parameters));
}

/** A form as `URLSearchParams` writes it: `+` as %2B, `#` as %23, a blank as `+`. */
function formRequest(
	{ clock }: Pick<HttpContext, 'clock'>,
	{ authenticate }: Pick<CibaEndpoints, 'authenticate'>,
	stage: 'authorize' | 'token',
	url: string,
	parameters: Record<string, string>,
): ApiRequest {
	const authentication = authenticate(url, clock.now());
	return {
		stage,
		url,
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...authentication.headers },
		body: new URLSearchParams({ ...parameters, ...authentication.parameters }).toString(),
	};
}

/** Decided by the code, not the status: gateways send `authorization_pending` under other statuses than 400, too. */
function isPending({ code }: OpenGatewayError): boolean {
	return code === 'authorization_pending' || code === 'slow_down';
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

function readAccessToken(response: ApiResponse): AccessToken {
	const body = isRecord(response.body) ? response.body : {};
	const { access_token: accessToken, token_type: tokenType = 'Bearer' } = body;
	// It goes into a header, so it must be what RFC 6750 section 2.1 allows there.
	if (typeof accessToken !== 'string' || !/^[\x21-\x7E]+$/.test(accessToken)) {
		const error = response.toError();
		// Some firewalls answer with status 200 (F5).
		throw error.code === 'FIREWALL' || error.code === 'BLOCKED' ? error : response.toErrorWith('MISSING_ACCESS_TOKEN');
	}
	// DPoP and MAC tokens are useless without their proof. The type is case-insensitive (RFC 6749 section 5.1); Apigee writes
	// BearerToken.
	if (typeof tokenType === 'string' && !/^\s*bearer(token)?\s*$/i.test(tokenType.slice(0, 100))) {
		throw response.toErrorWith('UNSUPPORTED_TOKEN_TYPE');
	}
	const expiresIn = positiveNumber(body.expires_in);
	// From when it was asked for: the response may have taken long.
	return { accessToken, expiresAtMs: expiresIn === undefined ? null : response.sentAtMs + expiresIn * 1000 };
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

/** Servers send numbers as text, too (Orange: "3600"). Undefined for zero, negatives and nonsense. */
function positiveNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
}
