import { operator } from '../sandbox/authorizationServer';
import {
	ASSERTION,
	BASIC,
	claims,
	clientClaims,
	custom,
	DEVICE,
	FORM,
	ID,
	JSON_TYPE,
	key,
	lenient,
	P,
	PARTNER,
	partner,
	POST,
	rsa,
	TOKEN,
	urls,
	V1,
	type Wire,
} from './wireFlowsParts';

const JWT_BEARER = 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=JWT';
const CIBA = 'grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=';

const number = { iss: ID, sub: 'tel:+34666555001' };

/** Flows in which each number has a token of its own. */
export const NUMBER_WIRES: Record<string, Wire> = {
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
