import { seal, unseal, type Grant } from './sealedToken';
import { readClientId } from './clientAuthentication';
import { scenarioOf } from './scenarios';
import { json, mediaTypeOf, type SimulatorRequest, type SimulatorResponse } from './messages';
import { E164, ROAMING_APIS, roamingAnswer } from './roamingApi';

export { SCENARIOS, scenarioOf, type Scenario } from './scenarios';
export type { SimulatorRequest, SimulatorResponse } from './messages';

/** What the simulator needs beside the request. */
export interface SimulatorContext {
	/** Epoch milliseconds. */
	now: number;
	/** Seals each `auth_req_id` and token; 32 bytes that nobody else knows. */
	signingKey: Uint8Array;
}

/** Seconds, as in the examples of CAMARA Identity and Consent Management r4.2. */
const EXPIRES_IN = 120;
const INTERVAL = 2;

const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

/**
 * A simulated Open Gateway aggregator: CIBA in poll mode and the roaming API in four versions, told apart by the path.
 * A pure function but for the nonces of the tokens that it seals. The last digits of a number decide the answer
 * (`SCENARIOS`). Requests are checked as strictly as the specifications say, but for the client: any secret and any
 * signature will do.
 */
export function simulate(request: SimulatorRequest, context: SimulatorContext): SimulatorResponse {
	const response = answer(request, context);
	const correlator = request.headers['x-correlator'];
	return correlator === undefined
		? response
		: { ...response, headers: { ...response.headers, 'x-correlator': correlator } };
}

function answer(request: SimulatorRequest, context: SimulatorContext): SimulatorResponse {
	const path = new URL(request.url).pathname;
	if (path.endsWith('/bc-authorize')) return oauth(request, context, authorize);
	if (path.endsWith('/token')) return oauth(request, context, issueToken);
	const api = ROAMING_APIS.find((candidate) => path.endsWith(candidate.path));
	if (api !== undefined) return roamingAnswer(api, request, context.now, context.signingKey);
	return json(404, { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this path.' });
}

type OAuthEndpoint = (form: URLSearchParams, clientId: string, context: SimulatorContext) => SimulatorResponse;

/** What both OAuth endpoints check first (RFC 6749 sections 2.3 and 3.2). */
function oauth(
	{ method, headers, body }: SimulatorRequest,
	context: SimulatorContext,
	endpoint: OAuthEndpoint,
): SimulatorResponse {
	if (method !== 'POST') return refuse('invalid_request', 'Only POST is allowed.', 405, { allow: 'POST' });
	if (mediaTypeOf(headers) !== 'application/x-www-form-urlencoded') {
		return refuse('invalid_request', 'The content type must be application/x-www-form-urlencoded.');
	}
	const form = new URLSearchParams(body);
	const names = [...form.keys()];
	if (new Set(names).size !== names.length) return refuse('invalid_request', 'A parameter is given twice.');

	const authorization = headers.authorization ?? '';
	const clientId = readClientId(authorization, form);
	if (clientId !== undefined) return endpoint(form, clientId, context);
	// RFC 6749 section 5.2 wants the challenge where the header was used.
	const challenge: Record<string, string> =
		authorization === '' ? {} : { 'www-authenticate': 'Basic realm="simulator"' };
	return refuse('invalid_client', 'The request does not name its client by exactly one method.', 401, challenge);
}

/** CIBA Core 1.0 sections 7.1 to 7.3, in CAMARA's profile: poll mode, login_hint only. */
const authorize: OAuthEndpoint = (form, clientId, { now, signingKey }) => {
	const hint = form.get('login_hint') ?? '';
	if (hint.includes(' ')) {
		return refuse('invalid_request', 'The login_hint has a blank; a plus sign must be sent as %2B.');
	}
	const phoneNumber = hint.replace(/^tel:/, '');
	if (!E164.test(phoneNumber)) return refuse('invalid_request', 'The login_hint is no phone number in E.164.');

	const scope = form.get('scope');
	const apiScope = readScope(scope, form.get('purpose'));
	if (apiScope === undefined) return refuse('invalid_scope', 'The scope is none of the forms of CAMARA.');

	const { authorizeError } = scenarioOf(phoneNumber);
	if (authorizeError !== undefined) return refuse(authorizeError, 'No subscriber of this operator.');

	const grant: Grant = {
		kind: 'auth_req_id',
		clientId,
		phoneNumber,
		apiScope,
		scope: scope ?? apiScope,
		issuedAt: now,
		expiresAt: now + EXPIRES_IN * 1000,
	};
	return json(200, { auth_req_id: seal(grant, signingKey), expires_in: EXPIRES_IN, interval: INTERVAL }, NO_STORE);
};

/** CIBA Core 1.0 sections 10.1 and 11. */
const issueToken: OAuthEndpoint = (form, clientId, { now, signingKey }) => {
	if (!form.get('grant_type')) return refuse('invalid_request', 'The grant_type is missing.');
	if (form.get('grant_type') !== GRANT_TYPE) {
		return refuse('unsupported_grant_type', `The grant type must be ${GRANT_TYPE}.`);
	}
	const authReqId = form.get('auth_req_id') ?? '';
	if (authReqId === '') return refuse('invalid_request', 'The auth_req_id is missing.');

	const asked = unseal('auth_req_id', authReqId, signingKey);
	if (asked === undefined || asked.clientId !== clientId)
		return refuse('invalid_grant', 'The auth_req_id is not valid.');
	if (now >= asked.expiresAt) return refuse('expired_token', 'The auth_req_id has expired.');

	const { tokenError } = scenarioOf(asked.phoneNumber);
	if (tokenError !== undefined && now < asked.issuedAt + tokenError.forSeconds * 1000) return refuse(tokenError.error);

	const grant: Grant = { ...asked, kind: 'access_token', issuedAt: now, expiresAt: now + EXPIRES_IN * 1000 };
	const accessToken = seal(grant, signingKey);
	return json(
		200,
		{ access_token: accessToken, token_type: 'Bearer', expires_in: EXPIRES_IN, scope: grant.scope },
		NO_STORE,
	);
};

/**
 * The API scope in one of the three forms that aggregators use: `purpose=dpv:P#s`, `scope=dpv:P#s` (Identity and Consent
 * Management v0.1.0), or `scope=openid dpv:P s` with exactly one purpose (r0.2.0 and later; RFC 6749 section 3.3 leaves
 * the order free).
 */
function readScope(scope: string | null, purpose: string | null): string | undefined {
	if (scope !== null && purpose !== null) return undefined;
	const [, joined] = /^dpv:[A-Za-z][A-Za-z0-9]*#(\S+)$/.exec(scope ?? purpose ?? '') ?? [];
	const values = (scope ?? '').split(' ');
	const [separate, ...more] = values.filter((value) => value !== 'openid' && !PURPOSE.test(value));
	const isProfile =
		values.includes('openid') && values.filter((value) => PURPOSE.test(value)).length === 1 && more.length === 0;
	return KNOWN_SCOPES.find((known) => known === (joined ?? (isProfile ? separate : undefined)));
}

const PURPOSE = /^dpv:[A-Za-z][A-Za-z0-9]*$/;
const KNOWN_SCOPES = ROAMING_APIS.map((api) => api.scope);

/** RFC 6749 section 5.1: nothing that carries a token may be stored on the way. */
const NO_STORE = { 'cache-control': 'no-store' };

function refuse(
	error: string,
	description?: string,
	status = 400,
	headers: Record<string, string> = {},
): SimulatorResponse {
	return json(status, { error, error_description: description }, { ...NO_STORE, ...headers });
}
