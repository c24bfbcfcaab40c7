import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import { vonage } from '../sandbox/vonage';
import {
	ASSERTION,
	BASIC,
	claims,
	clientClaims,
	custom,
	DEVICE,
	ec,
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

/** Flows in which one token of the client serves all numbers, or there is none. */
export const CLIENT_WIRES: Record<string, Wire> = {
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
};
