import { generateKeyPairSync } from 'node:crypto';
import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createClient } from '../../../nodes/openGateway/client';
import { API_VERSIONS, type ApiVersion } from '../../../nodes/openGateway/credential/apiVersions';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import type { HttpRequest, HttpResponse } from '../../../nodes/openGateway/http/transport';
import { operator } from '../../sandbox/authorizationServer';
import { nokia } from '../../sandbox/nokia';
import { orange } from '../../sandbox/orange';
import type { Aggregator } from '../../sandbox/twoLegged';
import { vonage } from '../../sandbox/vonage';
import { CREDENTIAL, json, NOW, scriptedContext } from '../partner';
import { API_DEFINITIONS, type ApiDefinition } from './apiDefinitions';

/** The shortest and the longest that E.164 allows, and one that is common. */
const NUMBERS = ['+12345', '+34666555001', '+123456789012345'];
const DEFINITIONS = Object.entries(API_DEFINITIONS);

const versionOf = (name: string) => name.split(' ')[0] as ApiVersion;
function definitionOf(name: string): ApiDefinition {
	const definition = API_DEFINITIONS[name];
	if (definition === undefined) throw new Error(`There is no definition "${name}".`);
	return definition;
}

/** The roaming request of one check, and the answer to it. */
async function exchange(credential: Record<string, unknown>, phoneNumber: string, aggregator: Aggregator) {
	const exchanges: Array<{ request: HttpRequest; response: HttpResponse }> = [];
	const context = {
		...scriptedContext(),
		transport: async (request: HttpRequest) => {
			const response = aggregator({ ...request, path: new URL(request.url).pathname });
			exchanges.push({ request, response });
			return response;
		},
	};
	const { check } = createClient(readSettings(credential), context, createTokenCache(1));
	await check(phoneNumber, {
		purpose: 'FraudPreventionAndDetection',
		maxConsentWaitMs: 0,
		timeoutMs: 1000,
		maxAttempts: 1,
		reuseTokens: false,
	});
	const last = exchanges.at(-1);
	if (last === undefined) throw new Error('Nothing was sent.');
	return last;
}

/** Accepts everything. */
const lenient: Aggregator = ({ path }) => {
	if (path === '/bc-authorize') return json(200, { auth_req_id: 'a', expires_in: 120, interval: 2 });
	if (path === '/token') return json(200, { access_token: 't', expires_in: 60 });
	if (path === '/insights')
		return json(200, { insights: { roaming: { is_roaming: false, status: { code: 'OK', message: '' } } } });
	return json(200, { roaming: false });
};

describe.each(DEFINITIONS)('%s', (name, { path, scope, request: valid, correlator, deviceBesideToken }) => {
	const apiVersion = versionOf(name);
	const roamingUrl = `https://api.example/${apiVersion === 'identityInsights' ? 'insights' : 'retrieve'}`;
	const send = (accessFlow: string, phoneNumber: string) =>
		exchange({ ...CREDENTIAL, roamingUrl, accessFlow, apiKey: 'k', apiVersion }, phoneNumber, lenient);

	test('has the path and the scope that the package knows', () => {
		expect({ path: API_VERSIONS[apiVersion].path, scope: API_VERSIONS[apiVersion].scope }).toEqual({ path, scope });
	});

	test.each(['apiKey', 'clientCredentials'])('%s: the body names the device and is valid', async (accessFlow) => {
		for (const phoneNumber of NUMBERS) {
			const { request } = await send(accessFlow, phoneNumber);
			const body: unknown = JSON.parse(request.body);
			expect(valid.parse(body)).toEqual(body);
			expect(request.body).toContain(phoneNumber.slice(1));
			expect(request.headers['x-correlator']).toMatch(correlator);
		}
	});

	test('ciba: the body is valid, and names the device where it may', async () => {
		for (const phoneNumber of NUMBERS) {
			const { request } = await send('ciba', phoneNumber);
			const body: unknown = JSON.parse(request.body);
			expect(valid.parse(body)).toEqual(body);
			expect(request.body.includes(phoneNumber.slice(1))).toBe(deviceBesideToken !== 'refused');
		}
	});

	test('the copied definitions refuse invalid bodies', () => {
		for (const body of [
			{ device: { phoneNumber: '34 666' } },
			{ device: {} },
			{ ueId: {} },
			{ phoneNumber: NUMBERS[0] },
		]) {
			expect(valid.safeParse(body).success).toBe(false);
		}
	});
});

describe('answers of the simulated aggregators are valid', () => {
	const now = () => NOW;
	const { privateKey, publicKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'pem' },
	});
	const HOST = 'https://operator.example';
	const cases: Array<[string, string, Aggregator, Record<string, unknown>]> = [
		['nokia', 'v1 (1.1.0)', nokia({ apiKey: 'k', now }), { aggregator: 'nokia', apiKey: 'k' }],
		[
			'orange',
			'v1 (1.1.0)',
			orange({ clientId: 'id', clientSecret: 'secret', now }),
			{ aggregator: 'orangePlayground', clientId: 'id', clientSecret: 'secret' },
		],
		[
			'the operator that follows the profile',
			'v1 (1.1.0)',
			operator({ clientId: 'id', publicKey, now }),
			{
				aggregator: 'camara',
				accessFlow: 'jwtBearer',
				clientId: 'id',
				privateKey,
				tokenUrl: `${HOST}/token`,
				roamingUrl: `${HOST}/device-roaming-status/v1/retrieve`,
			},
		],
		[
			'vonage',
			'identityInsights',
			vonage({ applicationId: 'id', publicKey, now }),
			{ aggregator: 'vonage', clientId: 'id', privateKey },
		],
	];
	test.each(cases)('%s: %s', async (_name, definition, aggregator, credential) => {
		// Roaming in one country, at home, roaming without a country.
		for (const phoneNumber of ['+34666555001', '+34666555002', '+34666555003']) {
			const { response } = await exchange(credential, phoneNumber, aggregator);
			const body: unknown = JSON.parse(response.body);
			expect(definitionOf(definition).response.parse(body)).toEqual(body);
		}
	});
});
