import { generateKeyPairSync } from 'node:crypto';
import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createClient } from '../../../nodes/openGateway/client';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import type { HttpRequest } from '../../../nodes/openGateway/http/transport';
import { operator } from '../../sandbox/authorizationServer';
import { nokia } from '../../sandbox/nokia';
import { orange } from '../../sandbox/orange';
import type { Aggregator } from '../../sandbox/twoLegged';
import { vonage } from '../../sandbox/vonage';
import { CREDENTIAL, json, NOW, rejection, scriptedContext } from '../partner';
import { checkWithScript, claimsOf, NUMBER, options, P, pemPair, rsa } from './flowScript';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ec = pemPair(generateKeyPairSync('ec', { namedCurve: 'P-256' }));

/** Checks numbers with one client against an aggregator that is a function. */
async function checkAgainst(aggregator: Aggregator, credential: Record<string, unknown>, numbers = [NUMBER]) {
	const context = scriptedContext();
	const requests: HttpRequest[] = [];
	const transport = async (request: HttpRequest) => {
		requests.push(request);
		return aggregator({ ...request, path: new URL(request.url).pathname });
	};
	const { check } = createClient(readSettings(credential), { ...context, transport }, createTokenCache(10));
	const results = [];
	for (const number of numbers) results.push(await check(number, options).catch((thrown: unknown) => thrown));
	return { results, requests };
}

const withoutCorrelator = ({ headers: { 'x-correlator': correlator, ...headers }, ...request }: HttpRequest) => {
	expect(correlator).toMatch(new RegExp(`^${UUID}$`));
	const { method, url, body } = request;
	return { method, url, headers, body };
};
const ALWAYS = { accept: 'application/json', 'user-agent': 'n8n-nodes-open-gateway' };
const headerOf = (jwt: string | null | undefined) =>
	JSON.parse(Buffer.from(jwt?.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('requests, byte for byte, to a strict aggregator', () => {
	test('nokia: one request, two key headers, the device in the body, no authorization', async () => {
		const { results, requests } = await checkAgainst(nokia({ apiKey: 'my-key', now: () => NOW }), {
			aggregator: 'nokia',
			apiKey: 'my-key',
		});
		expect(results).toMatchObject([{ roaming: true, country: 'DE' }]);
		expect(requests.map(withoutCorrelator)).toEqual([
			{
				method: 'POST',
				url: 'https://network-as-code.p-eu.rapidapi.com/device-status/device-roaming-status/v1/retrieve',
				headers: {
					...ALWAYS,
					'content-type': 'application/json',
					'x-rapidapi-key': 'my-key',
					'x-rapidapi-host': 'network-as-code.nokia.rapidapi.com',
				},
				body: '{"device":{"phoneNumber":"+34666555001"}}',
			},
		]);
	});

	test('orangePlayground: one token with Basic and no scope, then the device in the body', async () => {
		const client = { clientId: 'my-id', clientSecret: 'my-secret' };
		const { results, requests } = await checkAgainst(orange({ ...client, now: () => NOW }), {
			aggregator: 'orangePlayground',
			...client,
		});
		expect(results).toMatchObject([{ roaming: true, country: 'DE' }]);
		expect(requests.map(withoutCorrelator)).toEqual([
			{
				method: 'POST',
				url: 'https://api.orange.com/openidconnect/playground/v1.0/token',
				headers: {
					...ALWAYS,
					'content-type': 'application/x-www-form-urlencoded',
					authorization: `Basic ${Buffer.from('my-id:my-secret').toString('base64')}`,
				},
				body: 'grant_type=client_credentials',
			},
			{
				method: 'POST',
				url: 'https://api.orange.com/camara/playground/api/device-roaming-status/v1/retrieve',
				headers: {
					...ALWAYS,
					'content-type': 'application/json',
					authorization: expect.stringMatching(/^Bearer [\w-]{22}$/),
				},
				body: '{"device":{"phoneNumber":"+34666555001"}}',
			},
		]);
	});

	test('vonage: a JWT of the application, and its own request', async () => {
		const application = { clientId: 'my-application', privateKey: rsa.privateKey };
		const aggregator = vonage({ applicationId: 'my-application', publicKey: rsa.publicKey, now: () => NOW });
		const { results, requests } = await checkAgainst(aggregator, { aggregator: 'vonage', ...application });
		expect(results).toMatchObject([{ roaming: true, country: 'DE', lastStatusTime: '2026-11-24T02:55:00.000Z' }]);
		expect(requests.map(withoutCorrelator)).toEqual([
			{
				method: 'POST',
				url: 'https://api-eu.vonage.com/identity-insights/v1/requests',
				headers: {
					...ALWAYS,
					'content-type': 'application/json',
					authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/),
				},
				body: `{"phone_number":"34666555001","purpose":"${P}","insights":{"roaming":{}}}`,
			},
		]);
		const jwt = requests[0]?.headers.authorization?.slice(7);
		expect(headerOf(jwt)).toEqual({ alg: 'RS256', typ: 'JWT' });
		const issuedAt = NOW / 1000 - 10;
		expect(claimsOf(jwt)).toEqual({
			application_id: 'my-application',
			iat: issuedAt,
			exp: issuedAt + 900,
			jti: expect.stringMatching(new RegExp(`^${UUID}$`)),
		});
	});

	const camara = {
		...CREDENTIAL,
		aggregator: 'camara',
		clientId: 'my-client',
		privateKey: ec.privateKey,
		signingAlgorithm: 'ES256',
		keyId: 'key-1',
	};
	const strictOperator = () =>
		operator({ clientId: 'my-client', publicKey: ec.publicKey, keyId: 'key-1', now: () => NOW });
	const camaraOperator: (aggregator: Aggregator) => Aggregator = (aggregator) => (request) =>
		aggregator({
			...request,
			path: request.path === '/retrieve' ? '/device-roaming-status/v1/retrieve' : request.path,
		});

	test('camara, jwtBearer: one assertion that names the number, no scope parameter, then an empty body', async () => {
		const { results, requests } = await checkAgainst(camaraOperator(strictOperator()), {
			...camara,
			accessFlow: 'jwtBearer',
		});
		expect(results).toMatchObject([{ roaming: true, country: 'DE' }]);
		const [token, roaming] = requests;
		expect(requests).toHaveLength(2);
		expect(token?.url).toBe('https://as.example/token');
		expect(token?.body).toMatch(
			/^grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=[\w-]+\.[\w-]+\.[\w-]+$/,
		);
		expect(token?.headers.authorization).toBeUndefined();
		const assertion = new URLSearchParams(token?.body).get('assertion');
		expect(headerOf(assertion)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'key-1' });
		expect(claimsOf(assertion)).toEqual({
			iss: 'my-client',
			sub: 'tel:+34666555001',
			aud: 'https://as.example/token',
			iat: NOW / 1000 - 10,
			exp: NOW / 1000 + 60,
			jti: expect.stringMatching(new RegExp(`^${UUID}$`)),
			scope: `dpv:${P} device-roaming-status:read`,
		});
		expect(roaming).toMatchObject({ url: 'https://api.example/retrieve', body: '{}' });
	});

	test('camara, ciba with signed requests: the parameters as claims, never a subject', async () => {
		const { results, requests } = await checkAgainst(camaraOperator(strictOperator()), {
			...camara,
			signRequests: true,
		});
		expect(results).toMatchObject([{ roaming: true, country: 'DE' }]);
		const form = new URLSearchParams(requests[0]?.body);
		expect([...form.keys()]).toEqual(['request', 'client_id', 'client_assertion_type', 'client_assertion']);
		expect(claimsOf(form.get('request'))).toEqual({
			iss: 'my-client',
			aud: 'https://as.example/bc-authorize',
			iat: NOW / 1000 - 10,
			nbf: NOW / 1000 - 10,
			exp: NOW / 1000 + 60,
			jti: expect.stringMatching(new RegExp(`^${UUID}$`)),
			scope: `openid dpv:${P} device-roaming-status:read`,
			login_hint: 'tel:+34666555001',
		});
		expect(claimsOf(form.get('client_assertion')).jti).not.toBe(claimsOf(form.get('request')).jti);
	});

	test('camara, clientCredentials: purpose and API scope without openid, a signed client', async () => {
		const { context, result } = checkWithScript(
			{ ...camara, accessFlow: 'clientCredentials' },
			json(200, { access_token: 't', expires_in: 3600 }),
			json(200, { roaming: false }),
		);
		expect(await result).toMatchObject({ roaming: false });
		const [token, roaming] = context.requests;
		expect(token?.body).toMatch(
			new RegExp(
				`^grant_type=client_credentials&scope=dpv%3A${P}\\+device-roaming-status%3Aread&client_id=my-client&client_assertion_type=`,
			),
		);
		expect(roaming?.body).toBe('{"device":{"phoneNumber":"+34666555001"}}');
	});

	test('additional headers go to the roaming API and nowhere else', async () => {
		const { context, result } = checkWithScript(
			{ ...CREDENTIAL, accessFlow: 'clientCredentials', additionalHeaders: '{"X-Partner-Id": "my company"}' },
			json(200, { access_token: 't' }),
			json(200, { roaming: false }),
		);
		await result;
		expect(context.requests.map(({ headers }) => headers['x-partner-id'])).toEqual([undefined, 'my company']);
	});

	test.each(['v0.4', 'v0.5', 'v0.6', 'v1'])('two-legged, %s: the body names the device', async (apiVersion) => {
		const { context, result } = checkWithScript(
			{ ...CREDENTIAL, accessFlow: 'apiKey', apiKey: 'k', apiVersion },
			json(200, { roaming: false }),
		);
		await result;
		expect(context.requests.map(({ body }) => body)).toEqual([
			apiVersion === 'v0.4' ? '{"ueId":{"msisdn":"+34666555001"}}' : '{"device":{"phoneNumber":"+34666555001"}}',
		]);
		expect(context.requests[0]?.headers['x-api-key']).toBe('k');
	});

	// Without a number in the request, the answer could be about any number.
	test('two-legged: a body without the number is never sent, whatever the API says', async () => {
		const { context, result } = checkWithScript(
			{ ...CREDENTIAL, accessFlow: 'apiKey', apiKey: 'k' },
			json(422, { status: 422, code: 'UNNECESSARY_IDENTIFIER', message: '' }),
		);
		expect(await rejection(result)).toMatchObject({ code: 'UNNECESSARY_IDENTIFIER' });
		expect(context.requests).toHaveLength(1);
	});
});
