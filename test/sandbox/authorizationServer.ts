import { randomBytes } from 'node:crypto';
import { json, mediaTypeOf } from '../../nodes/simulator/messages';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import { verifyJwt } from './jws';
import type { SandboxRequest } from './sandbox';
import { readBody, readDevice, refusalOf, statusOf, statusTimeOf, UUID, type Aggregator } from './twoLegged';

/** Seconds that an assertion may live (CAMARA Security and Interoperability Profile r4.2). */
const LONGEST_LIFE = 300;
const SCOPE = /^dpv:[A-Za-z]+ device-roaming-status:read$/;
const OPENID_SCOPE = /^openid dpv:[A-Za-z]+ device-roaming-status:read$/;
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const CIBA = 'urn:openid:params:grant-type:ciba';
const CLIENT_CREDENTIALS = 'client_credentials';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * An operator that follows CAMARA's profile to the letter: JWT bearer (RFC 7523, Identity and Consent Management r4.2),
 * CIBA with signed requests only (CIBA Core 1.0 section 7.1.1), and client credentials (RFC 6749 section 4.4). It verifies
 * claims, lifetimes and audience, and refuses a `jti` that it has seen. Its roaming API is version 1: the body is empty
 * where the token names the number, and names the device where the token is the client's.
 */
export function operator({
	clientId,
	publicKey,
	keyId,
	now = Date.now,
}: {
	clientId: string;
	publicKey: string;
	keyId?: string;
	now?: () => number;
}): Aggregator {
	const usedJtis = new Set<string>();
	const authReqIds = new Map<string, string>();
	/** The number of each, or null for one of the client's. */
	const tokens = new Map<string, string | null>();

	/** The required claims of a JWT, without those that every JWT has. */
	function claimsOf(jwt: string | null, audience: string): Record<string, unknown> | undefined {
		const verified = jwt === null ? undefined : verifyJwt(jwt, publicKey);
		if (verified === undefined || verified.header.kid !== keyId) return undefined;
		const { iss, aud, iat, exp, jti, ...others } = verified.claims;
		const seconds = now() / 1000;
		if (iss !== clientId || aud !== audience) return undefined;
		if (typeof iat !== 'number' || typeof exp !== 'number' || iat > seconds || exp <= seconds) return undefined;
		if (exp > seconds + LONGEST_LIFE || exp - iat > LONGEST_LIFE) return undefined;
		if (typeof jti !== 'string' || !UUID.test(jti) || usedJtis.has(jti)) return undefined;
		usedJtis.add(jti);
		return others;
	}

	function isClient(form: URLSearchParams, url: string): boolean {
		const claims = claimsOf(form.get('client_assertion'), url);
		return form.get('client_assertion_type') === ASSERTION_TYPE && claims?.sub === clientId;
	}

	function issueFor(phoneNumber: string | null): SimulatorResponse {
		const token = randomBytes(16).toString('base64url');
		tokens.set(token, phoneNumber);
		return json(200, { access_token: token, token_type: 'Bearer', expires_in: 60 });
	}

	function authorize(form: URLSearchParams, url: string): SimulatorResponse {
		if (!isClient(form, url)) return json(401, { error: 'invalid_client' });
		const names = [...form.keys()].sort();
		if (names.join() !== 'client_assertion,client_assertion_type,client_id,request') {
			return json(400, { error: 'invalid_request_object', error_description: 'Signed requests only.' });
		}
		const claims = claimsOf(form.get('request'), url);
		if (claims === undefined) return json(400, { error: 'invalid_request_object' });
		const { nbf, scope, login_hint: hint, ...others } = claims;
		if (typeof nbf !== 'number' || nbf > now() / 1000 || Object.keys(others).length > 0) {
			return json(400, { error: 'invalid_request_object' });
		}
		if (!OPENID_SCOPE.test(String(scope))) return json(400, { error: 'invalid_scope' });
		const authReqId = randomBytes(16).toString('base64url');
		authReqIds.set(authReqId, String(hint).replace('tel:', ''));
		return json(200, { auth_req_id: authReqId, expires_in: 120, interval: 1 });
	}

	function token(form: URLSearchParams, url: string): SimulatorResponse {
		if (form.get('grant_type') === CIBA) {
			if (!isClient(form, url)) return json(401, { error: 'invalid_client' });
			const phoneNumber = authReqIds.get(form.get('auth_req_id') ?? '');
			return phoneNumber === undefined ? json(400, { error: 'invalid_grant' }) : issueFor(phoneNumber);
		}
		if (form.get('grant_type') === CLIENT_CREDENTIALS) {
			if (!isClient(form, url)) return json(401, { error: 'invalid_client' });
			const names = [...form.keys()].sort();
			if (names.join() !== 'client_assertion,client_assertion_type,client_id,grant_type,scope') {
				return json(400, { error: 'invalid_request' });
			}
			return SCOPE.test(String(form.get('scope'))) ? issueFor(null) : json(400, { error: 'invalid_scope' });
		}
		if (form.get('grant_type') !== JWT_BEARER) return json(400, { error: 'unsupported_grant_type' });
		if ([...form.keys()].join() !== 'grant_type,assertion') return json(400, { error: 'invalid_request' });
		const { sub, scope, ...others } = claimsOf(form.get('assertion'), url) ?? {};
		const [, phoneNumber = ''] = /^tel:(\+[1-9][0-9]{4,14})$/.exec(String(sub)) ?? [];
		if (phoneNumber === '' || Object.keys(others).length > 0) return json(400, { error: 'invalid_grant' });
		if (!SCOPE.test(String(scope))) return json(400, { error: 'invalid_scope' });
		// As in the simulator, numbers that end in 5 have not consented.
		if (phoneNumber.endsWith('5')) return json(400, { error: 'invalid_grant' });
		return issueFor(phoneNumber);
	}

	function roaming(request: SandboxRequest): SimulatorResponse {
		const named = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
		if (named === undefined) return json(401, { status: 401, code: 'UNAUTHENTICATED', message: 'No token.' });
		if (named !== null && JSON.stringify(readBody(request)) !== '{}') {
			return json(422, { status: 422, code: 'UNNECESSARY_IDENTIFIER', message: 'The token names the device.' });
		}
		const phoneNumber = named ?? readDevice(readBody(request));
		if (phoneNumber === undefined) {
			return json(422, { status: 422, code: 'MISSING_IDENTIFIER', message: 'The body names no device.' });
		}
		const status = statusOf(phoneNumber);
		return status === undefined
			? refusalOf(phoneNumber)
			: json(200, { lastStatusTime: statusTimeOf(phoneNumber, now()), ...status });
	}

	return (request) => {
		const { path, url, headers, body } = request;
		if (path === '/device-roaming-status/v1/retrieve') return roaming(request);
		if (mediaTypeOf(headers) !== 'application/x-www-form-urlencoded') return json(400, { error: 'invalid_request' });
		const form = new URLSearchParams(body);
		if (path === '/bc-authorize') return authorize(form, url);
		if (path === '/token') return token(form, url);
		return json(404, { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this path.' });
	};
}
