import { requestToken } from './access/ciba';
import { createClientAuthentication } from './credential/clientAuthentication';
import { OpenGatewayError } from './errors';
import { createRedactor } from './http/redact';
import { isSuccess, type ApiResponse, type HttpContext } from './http/send';
import { isRecord } from './json';
import { secretsOf } from './credential/secrets';
import { readSettings, type Settings } from './credential/settings';
import { createRetryBudget } from './http/retryBudget';
import { checkUrls, reachHosts, ROAMING_HINTS, ROAMING_TRIALS, TRIALS } from './tryAccess';

/** What a request needs but the redactor, which the secrets of the credential make. */
export type TryDeps = Omit<HttpContext, 'redactor'>;

export interface Verdict {
	accepted: boolean;
	/** One or two sentences for the user. */
	message: string;
}

/** No server issued this, so no subscriber is asked and nothing is granted. */
const MADE_UP_REQUEST = 'n8n-credential-test';

/**
 * What a server says that knows the client but not the `auth_req_id` (CIBA Core 1.0 section 11, RFC 6749 section 5.2). An
 * `invalid_request` whose description blames the client is read as `invalid_client`.
 */
const CLIENT_IS_KNOWN = new Set([
	'invalid_grant',
	'invalid_request',
	'expired_token',
	'access_denied',
	'authorization_pending',
	'slow_down',
]);

/** Where the node's hint would speak of options that a credential does not have. */
const HINTS = new Map(
	Object.entries({
		TIMED_OUT: "Check 'Token URL', and whether a firewall or proxy stands between n8n and the aggregator.",
		TOO_MANY_REQUESTS: 'Wait a minute, then test again.',
		INVALID_RESPONSE: "Check 'Token URL'; it seems to be the address of a web page.",
		ENDPOINT_NOT_FOUND: "Check 'Token URL' for a missing or mistyped path.",
		METHOD_NOT_ALLOWED: "Check 'Token URL'; it does not take token requests.",
	}),
);

/**
 * Tries a credential without a subscriber. With CIBA, client and token URL are tried with an `auth_req_id` that cannot
 * exist: a server that answers that it is not valid has accepted the client. The other flows stand in `tryAccess.ts`. Each
 * further host is reached with an empty request. Purpose, scope and API version are not tried; the form says so.
 *
 * @param credential as n8n decrypts it
 */
export function tryCredential(credential: Record<string, unknown>, deps: TryDeps): Promise<Verdict> {
	return tryAccess(credential, deps).catch((thrown: unknown) => {
		if (thrown instanceof OpenGatewayError) return refused(thrown);
		throw thrown;
	});
}

async function tryAccess(credential: Record<string, unknown>, deps: TryDeps): Promise<Verdict> {
	const settings = readSettings(credential);
	const redactor = createRedactor({ phoneNumber: '', secrets: secretsOf(settings) });
	const context = { ...deps, redactor };
	checkUrls(settings);
	const verdict = await tryFlow(settings, context);
	if (!verdict.accepted) return verdict;
	const unreached = await reachHosts(settings, context);
	return unreached === undefined ? verdict : refused(unreached, NO_OTHER_HINTS);
}

async function tryFlow(settings: Settings, context: HttpContext): Promise<Verdict> {
	const { accessFlow } = settings;
	if (accessFlow === 'ciba') return readVerdict(await tryTokenUrl(settings, context));
	return TRIALS[accessFlow](settings, { ...context, ...ONE_ATTEMPT }).then(
		(message) => ({ accepted: true, message }),
		(thrown: unknown) => {
			if (!(thrown instanceof OpenGatewayError)) throw thrown;
			return refused(thrown, ROAMING_TRIALS.has(accessFlow) ? ROAMING_HINTS : HINTS);
		},
	);
}

/** For an error whose own hint already speaks of the credential. */
const NO_OTHER_HINTS = new Map<string, string>();

/** Somebody waits for the result: nothing is sent a second time. */
const ONE_ATTEMPT = {
	maxAttempts: 1,
	retryBudget: createRetryBudget(),
	random: () => 0,
	releaseWhile: <Value>(wait: () => Promise<Value>) => wait(),
};

function tryTokenUrl(settings: Settings, context: HttpContext): Promise<ApiResponse> {
	const endpoints = { ...settings, authenticate: createClientAuthentication(settings) };
	return requestToken(context, endpoints, MADE_UP_REQUEST);
}

function readVerdict(response: ApiResponse): Verdict {
	const error = response.toError();
	const isJson = response.body !== undefined;
	// A 400 without JSON comes from some web server, not from a token endpoint.
	if (!isJson && error.code === 'invalid_request') return refused(response.toErrorWith('INVALID_RESPONSE'));
	// Telefónica's mock mode issues a token for whatever it is given.
	const accepted = isJson && ((isSuccess(response) && isRecord(response.body)) || CLIENT_IS_KNOWN.has(error.code));
	return accepted
		? {
				accepted,
				message: "The aggregator accepts this client. Check one number to try 'Authorize URL' and 'Roaming URL'.",
			}
		: refused(error);
}

function refused(error: OpenGatewayError, hints = HINTS): Verdict {
	return { accepted: false, message: `${error.message}. ${hints.get(error.code) ?? error.hint}` };
}
