import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { json } from '../../nodes/simulator/messages';
import type { Aggregator } from '../sandbox/twoLegged';

const pem = ({ privateKey, publicKey }: KeyPairKeyObjectResult) => ({
	privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
export const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
export const ec = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }));

export const P = 'FraudPreventionAndDetection';
/** ID and secret hold what form-encoding changes. */
export const ID = 'my app:1';
const SECRET = 'a+b/c%d e';
/** Base64 of my+app%3A1:a%2Bb%2Fc%25d+e, written by hand from RFC 6749 section 2.3.1. */
export const BASIC = 'Basic bXkrYXBwJTNBMTphJTJCYiUyRmMlMjVkK2U=';
export const POST = '&client_id=my+app%3A1&client_secret=a%2Bb%2Fc%25d+e';
export const ASSERTION =
	'&client_id=my+app%3A1&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=JWT';
export const DEVICE = '{"device":{"phoneNumber":"+34666555001"}}';
export const V1 = '/device-roaming-status/v1/retrieve';

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
export const JSON_TYPE = { 'content-type': 'application/json' };
export const TOKEN = { authorization: expect.stringMatching(/^Bearer [\w-]{5,}$/) as unknown };

/** Accepts every request: only the tests say what is right. */
export const lenient: Aggregator = ({ path }) => {
	if (path === '/bc-authorize') return json(200, { auth_req_id: 'request', expires_in: 120, interval: 2 });
	if (path === '/token') return json(200, { access_token: 'token', token_type: 'Bearer', expires_in: 3600 });
	return json(200, { roaming: true, countryCode: 262, countryName: ['DE'] });
};

interface Expected {
	path: string;
	/** Those of our own beside `accept`, `user-agent` and `x-correlator`. */
	headers: Record<string, unknown>;
	/** With JWT in the place of each JWT. */
	body: string;
	/** The claims of each JWT, in the order in which they stand in headers and body; `alg` and `kid` of their header. */
	jwts?: Array<Record<string, unknown>>;
}

export interface Wire {
	aggregator: Aggregator;
	credential(baseUrl: string): ICredentialDataDecryptedObject;
	requests(baseUrl: string): Expected[];
}

export const urls = (baseUrl: string) => ({
	authorizeUrl: `${baseUrl}/bc-authorize`,
	tokenUrl: `${baseUrl}/token`,
	roamingUrl: `${baseUrl}${V1}`,
});
export const custom = (baseUrl: string, fields: Record<string, unknown>) =>
	({
		aggregator: 'custom',
		...urls(baseUrl),
		clientId: ID,
		clientSecret: SECRET,
		...fields,
	}) as ICredentialDataDecryptedObject;

export const key = { privateKey: rsa.privateKey };
export const partner = { additionalHeaders: '{"X-Partner-Id": "my company", "x-region": "eu=1; b"}' };
export const PARTNER = { 'x-partner-id': 'my company', 'x-region': 'eu=1; b' };

export const claims = (
	aud: string,
	others: Record<string, unknown>,
	header: Record<string, unknown> = { alg: 'RS256' },
) => ({
	...header,
	typ: 'JWT',
	aud,
	iat: expect.any(Number) as unknown,
	exp: expect.any(Number) as unknown,
	jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
	...others,
});
export const clientClaims = (aud: string) => claims(aud, { iss: ID, sub: ID });
