import './capturedLog';
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { json } from '../../nodes/simulator/messages';
import { operator } from '../sandbox/authorizationServer';
import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import { startSandbox, type Sandbox, type SandboxRequest } from '../sandbox/sandbox';
import type { Aggregator } from '../sandbox/twoLegged';
import { vonage } from '../sandbox/vonage';
import { itemsOf, runNode } from './runNode';

const pem = ({ privateKey, publicKey }: KeyPairKeyObjectResult) => ({
	privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ec = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }));

const P = 'FraudPreventionAndDetection';
/** ID and secret hold what form-encoding changes. */
const ID = 'my app:1';
const SECRET = 'a+b/c%d e';
/** Base64 of my+app%3A1:a%2Bb%2Fc%25d+e, written by hand from RFC 6749 section 2.3.1. */
const BASIC = 'Basic bXkrYXBwJTNBMTphJTJCYiUyRmMlMjVkK2U=';
const POST = '&client_id=my+app%3A1&client_secret=a%2Bb%2Fc%25d+e';
const ASSERTION =
	'&client_id=my+app%3A1&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=JWT';
const JWT_BEARER = 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=JWT';
const CIBA = 'grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=';
const DEVICE = '{"device":{"phoneNumber":"+34666555001"}}';
const V1 = '/device-roaming-status/v1/retrieve';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };
const TOKEN = { authorization: expect.stringMatching(/^Bearer [\w-]{5,}$/) as unknown };

/** Accepts every request: only the tests say what is right. */
const lenient: Aggregator = ({ path }) => {
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

interface Wire {
	aggregator: Aggregator;
	credential(baseUrl: string): ICredentialDataDecryptedObject;
	requests(baseUrl: string): Expected[];
}

const urls = (baseUrl: string) => ({
	authorizeUrl: `${baseUrl}/bc-authorize`,
	tokenUrl: `${baseUrl}/token`,
	roamingUrl: `${baseUrl}${V1}`,
});
const custom = (baseUrl: string, fields: Record<string, unknown>) =>
	({
		aggregator: 'custom',
		...urls(baseUrl),
		clientId: ID,
		clientSecret: SECRET,
		...fields,
	}) as ICredentialDataDecryptedObject;

const key = { privateKey: rsa.privateKey };
const partner = { additionalHeaders: '{"X-Partner-Id": "my company", "x-region": "eu=1; b"}' };
const PARTNER = { 'x-partner-id': 'my company', 'x-region': 'eu=1; b' };

const claims = (aud: string, others: Record<string, unknown>, header: Record<string, unknown> = { alg: 'RS256' }) => ({
	...header,
	typ: 'JWT',
	aud,
	iat: expect.any(Number) as unknown,
	exp: expect.any(Number) as unknown,
	jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
	...others,
});
const clientClaims = (aud: string) => claims(aud, { iss: ID, sub: ID });
const number = { iss: ID, sub: 'tel:+34666555001' };

const WIRES: Record<string, Wire> = {
	'apiKey, preset nokia': {
		aggregator: nokia({ apiKey: 'my-key' }),
		credential: (baseUrl) => ({
			aggregator: 'nokia',
			apiKey: 'my-key',
			roamingUrl: `${baseUrl}/device-status/device-roaming-status/v1/retrieve`,
		}),
		requests: () => [
			{
				path: '/device-status/device-roaming-status/v1/retrieve',
				headers: {
					...JSON_TYPE,
					'x-rapidapi-key': 'my-key',
					'x-rapidapi-host': 'network-as-code.nokia.rapidapi.com',
				},
				body: DEVICE,
			},
		],
	},
	'apiKey, v0.4, with a header of its own name and additional headers': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'apiKey',
				apiKey: 'k 1',
				apiKeyHeader: 'Ocp-Apim-Subscription-Key',
				apiVersion: 'v0.4',
				...partner,
			}),
		requests: () => [
			{
				path: V1,
				headers: { ...JSON_TYPE, 'ocp-apim-subscription-key': 'k 1', ...PARTNER },
				body: '{"ueId":{"msisdn":"+34666555001"}}',
			},
		],
	},
	'clientCredentials, the settings of the preset orangePlayground': {
		aggregator: orange({ clientId: 'my-app', clientSecret: 'my-secret' }),
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'clientCredentials',
				clientId: 'my-app',
				clientSecret: 'my-secret',
				tokenUrl: `${baseUrl}/openidconnect/playground/v1.0/token`,
				roamingUrl: `${baseUrl}/camara/playground/api/device-roaming-status/v1/retrieve`,
				scopeStyle: 'none',
			}),
		requests: () => [
			{
				path: '/openidconnect/playground/v1.0/token',
				headers: { ...FORM, authorization: 'Basic bXktYXBwOm15LXNlY3JldA==' },
				body: 'grant_type=client_credentials',
			},
			{
				path: '/camara/playground/api/device-roaming-status/v1/retrieve',
				headers: { ...JSON_TYPE, ...TOKEN },
				body: DEVICE,
			},
		],
	},
	'clientCredentials, client_secret_post, a scope of its own, v0.6 and additional headers': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'clientCredentials',
				clientAuthentication: 'post',
				scopeStyle: 'custom',
				customScope: 'roaming {purpose}',
				apiVersion: 'v0.6',
				...partner,
			}),
		requests: () => [
			{ path: '/token', headers: FORM, body: `grant_type=client_credentials&scope=roaming+${P}${POST}` },
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN, ...PARTNER }, body: DEVICE },
		],
	},
	'clientCredentials, Basic, the scope of v0.5 in the style hash': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, { accessFlow: 'clientCredentials', scopeStyle: 'hash', apiVersion: 'v0.5' }),
		requests: () => [
			{
				path: '/token',
				headers: { ...FORM, authorization: BASIC },
				body: `grant_type=client_credentials&scope=dpv%3A${P}%23device-status%3Aroaming%3Aread`,
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: DEVICE },
		],
	},
	'clientCredentials, preset camara': {
		aggregator: lenient,
		credential: (baseUrl) => ({
			aggregator: 'camara',
			accessFlow: 'clientCredentials',
			...urls(baseUrl),
			clientId: ID,
			...key,
		}),
		requests: (baseUrl) => [
			{
				path: '/token',
				headers: FORM,
				body: `grant_type=client_credentials&scope=dpv%3A${P}+device-roaming-status%3Aread${ASSERTION}`,
				jwts: [clientClaims(`${baseUrl}/token`)],
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: DEVICE },
		],
	},
	'applicationJwt, preset vonage': {
		aggregator: vonage({ applicationId: ID, publicKey: rsa.publicKey }),
		credential: (baseUrl) => ({
			aggregator: 'vonage',
			clientId: ID,
			...key,
			roamingUrl: `${baseUrl}/identity-insights/v1/requests`,
		}),
		requests: () => [
			{
				path: '/identity-insights/v1/requests',
				headers: { ...JSON_TYPE, authorization: 'Bearer JWT' },
				body: `{"phone_number":"34666555001","purpose":"${P}","insights":{"roaming":{}}}`,
				jwts: [{ ...claims('', { application_id: ID }), aud: undefined }],
			},
		],
	},
	'applicationJwt, ES256, with a key ID, v1 and additional headers': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'applicationJwt',
				privateKey: ec.privateKey,
				signingAlgorithm: 'ES256',
				keyId: 'key-1',
				...partner,
			}),
		requests: () => [
			{
				path: V1,
				headers: { ...JSON_TYPE, authorization: 'Bearer JWT', ...PARTNER },
				body: DEVICE,
				jwts: [{ ...claims('', { application_id: ID }, { alg: 'ES256', kid: 'key-1' }), aud: undefined }],
			},
		],
	},
	'jwtBearer, preset camara': {
		aggregator: operator({ clientId: ID, publicKey: rsa.publicKey }),
		credential: (baseUrl) => ({
			aggregator: 'camara',
			accessFlow: 'jwtBearer',
			...urls(baseUrl),
			clientId: ID,
			...key,
		}),
		requests: (baseUrl) => [
			{
				path: '/token',
				headers: FORM,
				body: JWT_BEARER,
				jwts: [claims(`${baseUrl}/token`, { ...number, scope: `dpv:${P} device-roaming-status:read` })],
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: '{}' },
		],
	},
	'jwtBearer, Basic beside the assertion, no scope, and additional headers': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'jwtBearer',
				alsoAuthenticateClient: true,
				scopeStyle: 'none',
				assertionAudience: 'https://issuer.example/',
				...key,
				...partner,
			}),
		requests: () => [
			{
				path: '/token',
				headers: { ...FORM, authorization: BASIC },
				body: JWT_BEARER,
				jwts: [claims('https://issuer.example/', number)],
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN, ...PARTNER }, body: '{}' },
		],
	},
	'jwtBearer, client_secret_post beside the assertion, v0.6': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'jwtBearer',
				alsoAuthenticateClient: true,
				clientAuthentication: 'post',
				apiVersion: 'v0.6',
				...key,
			}),
		requests: (baseUrl) => [
			{
				path: '/token',
				headers: FORM,
				body: `${JWT_BEARER}${POST}`,
				jwts: [claims(`${baseUrl}/token`, { ...number, scope: `dpv:${P} device-roaming-status:read` })],
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: DEVICE },
		],
	},
	'jwtBearer, a client assertion beside the assertion': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				accessFlow: 'jwtBearer',
				alsoAuthenticateClient: true,
				clientAuthentication: 'privateKeyJwt',
				scopeStyle: 'none',
				...key,
			}),
		requests: (baseUrl) => [
			{
				path: '/token',
				headers: FORM,
				body: `${JWT_BEARER}${ASSERTION}`,
				jwts: [claims(`${baseUrl}/token`, number), clientClaims(`${baseUrl}/token`)],
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: '{}' },
		],
	},
	'ciba, preset camara with signed requests at an operator that takes no others': {
		aggregator: operator({ clientId: ID, publicKey: rsa.publicKey }),
		// The preset leaves this choice to the user.
		credential: (baseUrl) => ({ aggregator: 'camara', ...urls(baseUrl), clientId: ID, signRequests: true, ...key }),
		requests: (baseUrl) => [
			{
				path: '/bc-authorize',
				headers: FORM,
				body: `request=JWT${ASSERTION}`,
				jwts: [
					claims(`${baseUrl}/bc-authorize`, {
						iss: ID,
						nbf: expect.any(Number) as unknown,
						scope: `openid dpv:${P} device-roaming-status:read`,
						login_hint: 'tel:+34666555001',
					}),
					clientClaims(`${baseUrl}/bc-authorize`),
				],
			},
			{
				path: '/token',
				headers: FORM,
				body: expect.stringMatching(
					new RegExp(`^${CIBA}[\\w-]+${ASSERTION.replaceAll('+', '\\+')}$`),
				) as unknown as string,
				jwts: [clientClaims(`${baseUrl}/token`)],
			},
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: '{}' },
		],
	},
	'ciba, signed requests with Basic, the purpose as a parameter, plain login hint, additional headers': {
		aggregator: lenient,
		credential: (baseUrl) =>
			custom(baseUrl, {
				signRequests: true,
				scopeStyle: 'purposeParameter',
				loginHintStyle: 'plain',
				apiVersion: 'v0.4',
				...key,
				...partner,
			}),
		requests: (baseUrl) => [
			{
				path: '/bc-authorize',
				headers: { ...FORM, authorization: BASIC },
				body: 'request=JWT',
				jwts: [
					claims(`${baseUrl}/bc-authorize`, {
						iss: ID,
						nbf: expect.any(Number) as unknown,
						purpose: `dpv:${P}#device-status-roaming-read`,
						login_hint: '+34666555001',
					}),
				],
			},
			{ path: '/token', headers: { ...FORM, authorization: BASIC }, body: `${CIBA}request` },
			{
				path: V1,
				headers: { ...JSON_TYPE, ...TOKEN, ...PARTNER },
				body: '{"ueId":{"msisdn":"+34666555001"}}',
			},
		],
	},
	'ciba, Basic, no scope': {
		aggregator: lenient,
		credential: (baseUrl) => custom(baseUrl, { scopeStyle: 'none' }),
		requests: () => [
			{
				path: '/bc-authorize',
				headers: { ...FORM, authorization: BASIC },
				body: 'login_hint=tel%3A%2B34666555001',
			},
			{ path: '/token', headers: { ...FORM, authorization: BASIC }, body: `${CIBA}request` },
			{ path: V1, headers: { ...JSON_TYPE, ...TOKEN }, body: '{}' },
		],
	},
};

/** Headers that an HTTP client sets itself. */
const OF_THE_CONNECTION = {
	n8n: ['accept-encoding', 'connection', 'content-length', 'host'],
	keepAlive: ['accept-encoding', 'accept-language', 'connection', 'content-length', 'host', 'sec-fetch-mode'],
};

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;
function readJwt(jwt: string): Record<string, unknown> {
	const [header, payload] = jwt
		.split('.')
		.slice(0, 2)
		.map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>);
	return { ...header, ...payload };
}

/** An expected request, with everything that this package decides. */
function readRequest({ method, path, headers, body }: SandboxRequest, connection: keyof typeof OF_THE_CONNECTION) {
	const own = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION[connection].includes(name));
	const { authorization = '' } = headers;
	return {
		method,
		path,
		headers: Object.fromEntries(own.map(([name, value]) => [name, value.replace(JWT, 'JWT')])),
		body: body.replace(JWT, 'JWT'),
		jwts: [...`${authorization} ${body}`.matchAll(JWT)].map(([jwt]) => readJwt(jwt)),
	};
}

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const cases = (['n8n', 'keepAlive'] as const).flatMap((connection) =>
	Object.entries(WIRES).map(([name, wire]) => ({ connection, name, ...wire })),
);
test.each(cases)('$connection: $name', async ({ connection, aggregator, credential, requests }) => {
	sandbox = await startSandbox({ override: (request) => aggregator(request) });
	const { baseUrl } = sandbox;
	const taskData = await runNode({
		inputs: [{ phoneNumber: '+34666555001' }],
		credential: credential(baseUrl),
		parameters: { options: { connection } },
	});
	expect(sandbox.requests.map((request) => readRequest(request, connection))).toEqual(
		requests(baseUrl).map(({ headers, ...expected }) => ({
			method: 'POST',
			jwts: [],
			headers: {
				accept: 'application/json',
				'user-agent': 'n8n-nodes-open-gateway',
				'x-correlator': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown,
				...headers,
			},
			...expected,
		})),
	);
	const jtis = sandbox.requests.flatMap((request) => readRequest(request, connection).jwts.map(({ jti }) => jti));
	expect(new Set(jtis).size).toBe(jtis.length);
	expect(itemsOf(taskData)[0]?.json).toMatchObject({ outcome: 'roaming', country: 'DE' });
});
