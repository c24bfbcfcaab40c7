import { mayPass, withRetries, type RetryingWorld } from '../http/retry';
import { asRefusal, createError, OpenGatewayError, outcomeOf } from '../errors';
import { pause, post, succeeded, type Answer, type World } from '../http/send';
import { isRecord } from '../json';
import type { Authenticate } from '../credential/clientAuthentication';
import type { AccessToken } from './tokenCache';

/** OpenID CIBA Core 1.0 section 7.3: 5 s where the server names no interval. */
const DEFAULT_INTERVAL_SECONDS = 5;
/** CIBA Core 1.0 section 11: what `slow_down` adds, for this and all later polls. */
const SLOW_DOWN_SECONDS = 5;

/**
 * A server measures the interval between the arrivals of two polls. Where the first took longer on its way, say for a
 * TLS handshake, the second would come too soon for it; so the time to its answer is added, up to this many
 * milliseconds, since a long poll is held on purpose.
 */
const LONGEST_WAY_MS = 500;

const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

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

/**
 * Asks the aggregator for access to one number: the backchannel authentication request (CIBA Core 1.0 section 7.1).
 *
 * @param parameters login hint and scope, in the aggregator's style
 * @throws OpenGatewayError of stage `authorize` or `network`
 */
export async function authorize(
	world: RetryingWorld,
	endpoints: CibaEndpoints,
	phoneNumber: string,
	parameters: Record<string, string>,
): Promise<Authorization> {
	const { authorizeUrl } = endpoints;
	const answer = await withRetries(world, 'authorize', () =>
		postForm(world, endpoints, 'authorize', authorizeUrl, phoneNumber, parameters),
	);
	if (!succeeded(answer)) throw answer.toError();
	if (!isRecord(answer.body)) throw answer.toError();

	const { auth_req_id: authReqId, expires_in: expiresIn, interval } = answer.body;
	if (typeof authReqId === 'string') world.redactor.addSecret(authReqId);
	const consentUrl = readConsentUrl(answer);
	if (typeof authReqId !== 'string' || authReqId === '') {
		throw answer.toErrorWith('MISSING_AUTH_REQ_ID', consentUrl === null ? undefined : askForConsentAt(consentUrl));
	}
	return {
		authReqId,
		intervalSeconds: positiveNumber(interval) ?? DEFAULT_INTERVAL_SECONDS,
		expiresAtMs: world.clock.now() + (positiveNumber(expiresIn) ?? Infinity) * 1000,
		consentUrl,
	};
}

/** A token may have been issued whose answer got lost on its way; its request is used up. */
export interface LostToken {
	lost: OpenGatewayError;
}

/**
 * Polls the token URL until the subscriber has consented (CIBA Core 1.0 sections 7.3 and 11). The first poll leaves at
 * once, since with consent given or not needed it brings the token; a later one leaves no sooner than the interval
 * after the last one was sent, and never before that one was answered.
 *
 * An answer that gets lost may have held the token. One poll more tells: pending goes on as before; a request that is
 * used up (invalid_grant) is lost with its token, and the caller needs a new one.
 *
 * @param maxConsentWaitMs the caller's own limit; a poll that could only leave after it is not waited for
 * @throws OpenGatewayError of stage `token` or `network`; CONSENT_PENDING at the caller's limit, expired_token at the server's
 */
export async function pollForToken(
	world: RetryingWorld,
	endpoints: CibaEndpoints,
	phoneNumber: string,
	authorization: Authorization,
	maxConsentWaitMs: number,
): Promise<AccessToken | LostToken> {
	const { clock } = world;
	const giveUpAtMs = clock.now() + maxConsentWaitMs;
	let { intervalSeconds } = authorization;
	let failures = 0;
	let lost: OpenGatewayError | undefined;

	for (;;) {
		const result = await requestToken(world, endpoints, phoneNumber, authorization.authReqId).catch(asRefusal);
		const answer = result instanceof OpenGatewayError ? undefined : result;
		if (answer !== undefined && succeeded(answer)) return readAccessToken(answer);

		const refusal = result instanceof OpenGatewayError ? result : result.toError();
		if (lost !== undefined && refusal.code === 'invalid_grant') return { lost };
		if (refusal.code === 'slow_down') intervalSeconds += SLOW_DOWN_SECONDS;
		if (!isPending(refusal)) {
			failures += 1;
			if (failures >= mostAttempts(world, refusal) || !mayPass('token', refusal) || !world.retryBudget.take()) {
				throw refusal;
			}
			if (isLost(refusal)) lost = refusal;
		}

		const sentAtMs = answer === undefined ? clock.now() : answer.sentAtMs + Math.min(answer.tookMs, LONGEST_WAY_MS);
		const nextPollMs = Math.max(
			sentAtMs + intervalSeconds * 1000,
			clock.now() + (refusal.retryAfterSeconds ?? 0) * 1000,
		);
		if (!isLost(refusal) && (nextPollMs > giveUpAtMs || nextPollMs >= authorization.expiresAtMs)) {
			throw stillPending(refusal, giveUpAtMs < authorization.expiresAtMs, authorization.consentUrl);
		}
		await world.stepAside(() => pause(world, nextPollMs - clock.now()));
	}
}

/** One token request; also how the credential is tried out, with an `auth_req_id` that cannot exist. */
export function requestToken(
	world: World,
	endpoints: CibaEndpoints,
	phoneNumber: string,
	authReqId: string,
): Promise<Answer> {
	return postForm(world, endpoints, 'token', endpoints.tokenUrl, phoneNumber, {
		grant_type: GRANT_TYPE,
		auth_req_id: authReqId,
	});
}

/** A form as `URLSearchParams` writes it: `+` as %2B, `#` as %23, a blank as `+`. */
function postForm(
	world: World,
	{ authenticate }: CibaEndpoints,
	stage: 'authorize' | 'token',
	url: string,
	phoneNumber: string,
	parameters: Record<string, string>,
): Promise<Answer> {
	const authentication = authenticate(url, world.clock.now());
	return post(world, {
		stage,
		url,
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...authentication.headers },
		body: new URLSearchParams({ ...parameters, ...authentication.parameters }).toString(),
		phoneNumber,
	});
}

/** Decided by the code, not the status: gateways send `authorization_pending` under other statuses than 400, too. */
function isPending({ code }: OpenGatewayError): boolean {
	return code === 'authorization_pending' || code === 'slow_down';
}

/** It went out, and what became of it is not known: no answer came, or a gateway says that none came to it. */
function isLost({ code, httpStatus }: OpenGatewayError): boolean {
	return httpStatus === null ? code !== 'CONNECTION_REFUSED' : httpStatus === 502 || httpStatus === 504;
}

/** One poll more tells what became of a token; who is busy is asked as often as anybody else. */
function mostAttempts({ maxAttempts }: RetryingWorld, { httpStatus }: OpenGatewayError): number {
	return httpStatus === 429 || httpStatus === 503 ? maxAttempts : Math.min(2, maxAttempts);
}

function stillPending(refusal: OpenGatewayError, byCaller: boolean, consentUrl: string | null): OpenGatewayError {
	// An overloaded token URL is no missing consent; its own sentence says more.
	if (outcomeOf(refusal.code) !== 'consentPending') return refusal;
	const hint = consentUrl === null ? undefined : askForConsentAt(consentUrl);
	return createError({ ...refusal, message: undefined, code: byCaller ? 'CONSENT_PENDING' : 'expired_token', hint });
}

function readAccessToken(answer: Answer): AccessToken {
	const body = isRecord(answer.body) ? answer.body : {};
	const { access_token: accessToken, token_type: tokenType = 'Bearer' } = body;
	// It goes into a header, so it must be what RFC 6750 section 2.1 allows there.
	if (typeof accessToken !== 'string' || !/^[\x21-\x7E]+$/.test(accessToken)) {
		throw answer.toErrorWith('MISSING_ACCESS_TOKEN');
	}
	// DPoP and MAC tokens are worthless without their proof. The type is case-insensitive (RFC 6749 section 5.1).
	if (typeof tokenType === 'string' && tokenType.toLowerCase() !== 'bearer') {
		throw answer.toErrorWith('UNSUPPORTED_TOKEN_TYPE');
	}
	const expiresIn = positiveNumber(body.expires_in);
	// From when it was asked for: the answer may have been long on its way.
	return { accessToken, expiresAtMs: expiresIn === undefined ? null : answer.sentAtMs + expiresIn * 1000 };
}

/** Printable ASCII without quotes, angle brackets and backslash, which could end a link and begin something else. */
const HTTPS_URL = /^https:\/\/[\x21\x23-\x26\x28-\x3B\x3D\x3F-\x5B\x5D-\x5F\x61-\x7E]{1,2000}$/;

/** Only an address that holds neither the number nor a part of a secret is shown. */
function readConsentUrl(answer: Answer): string | null {
	if (!isRecord(answer.body)) return null;
	const url = answer.body.consent_url ?? answer.body.consentUrl;
	if (typeof url !== 'string' || !HTTPS_URL.test(url)) return null;
	return answer.holdsSecret(url) ? null : url;
}

function askForConsentAt(consentUrl: string): string {
	return `Let the subscriber consent at ${consentUrl}, then check the number again.`;
}

/** Servers send numbers as text, too (Orange: "3600"). Undefined for zero, negatives and nonsense. */
function positiveNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
}
