import { generateKeyPairSync } from 'node:crypto';
import { createTokenCache, type TokenCache } from '../../nodes/openGateway/access/tokenCache';
import { createClient, type CheckOptions } from '../../nodes/openGateway/client';
import { readSettings } from '../../nodes/openGateway/credential/settings';
import { noLimit } from '../../nodes/openGateway/http/limiter';
import { createRetryBudget } from '../../nodes/openGateway/http/retryBudget';
import type { Clock, HttpRequest, Transport } from '../../nodes/openGateway/http/transport';
import { tryCredential } from '../../nodes/openGateway/tryCredential';
import { createRedactor } from '../../nodes/openGateway/http/redact';
import { axiosTransport } from './axiosTransport';
import { basic, CLIENTS, ec, key, post, rsa, SECRET, startServer, type RunningServer } from './runningServer';

const NUMBERS = ['+34666555001', '+34666555002', '+34666555003'];
const registered = [
	...CLIENTS,
	{
		...SECRET,
		client_id: 'not enabled',
		token_endpoint_auth_method: 'client_secret_basic',
		grant_types: ['urn:openid:params:grant-type:ciba'],
	},
].map((client) => ({ grant_types: ['client_credentials'], ...client }));

let server: RunningServer;
beforeAll(async () => {
	server = await startServer(registered);
}, 30_000);
afterAll(() => server.end());

/** Time passes while somebody sleeps, here and on the server alike. */
let aheadMs = 0;
async function passSeconds(seconds: number): Promise<void> {
	aheadMs += seconds * 1000;
	await server.control('clock', { seconds });
}
const clock: Clock = {
	now: () => Date.now() + aheadMs,
	monotonicMs: () => performance.now() + aheadMs,
	sleep: (milliseconds) => passSeconds(Math.ceil(milliseconds / 1000)),
};

let requests: HttpRequest[];
beforeEach(() => {
	requests = [];
});
const transport: Transport = (request, signal) => {
	requests.push(request);
	return axiosTransport(request, signal);
};
const context = {
	transport,
	clock,
	limiter: noLimit,
	redactor: createRedactor({ phoneNumber: '', secrets: [] }),
	releaseWhile: <Value>(wait: () => Promise<Value>) => wait(),
	onRequest: () => undefined,
	random: Math.random,
	retryBudget: createRetryBudget(),
	timeoutMs: 5000,
	maxAttempts: 1,
};
const options: CheckOptions = {
	purpose: 'FraudPreventionAndDetection',
	maxConsentWaitMs: 0,
	timeoutMs: 5000,
	maxAttempts: 1,
	reuseTokens: true,
};
const credential = (client: Record<string, string>) => ({
	aggregator: 'custom',
	accessFlow: 'clientCredentials',
	tokenUrl: `${server.issuer}/token`,
	roamingUrl: `${server.issuer}/device-roaming-status/v1/retrieve`,
	...client,
});
function checkAll(client: Record<string, string>, tokens: TokenCache = createTokenCache(1)) {
	const { check } = createClient(readSettings(credential(client)), context, tokens);
	return Promise.all(NUMBERS.map((number) => check(number, options)));
}
const paths = () => requests.map(({ url }) => new URL(url).pathname.split('/').at(-1));
const ROAMING = NUMBERS.map(() => expect.objectContaining({ outcome: 'roaming', country: 'DE' }) as unknown);
const ONE_TOKEN = ['token', ...NUMBERS.map(() => 'retrieve')];

describe('a certified server gives one token for all numbers to', () => {
	test.each([
		['client_secret_basic', basic],
		['client_secret_post', post],
		['private_key_jwt with RS256', key('RS256', rsa)],
		['private_key_jwt with PS256', key('PS256', rsa)],
		['private_key_jwt with ES256', key('ES256', ec)],
		['private_key_jwt meant for the token URL', { ...key('RS256', rsa), assertionAudience: 'tokenUrl' }],
		['private_key_jwt meant for the issuer', { ...key('RS256', rsa), assertionAudience: 'ISSUER' }],
	] as Array<[string, Record<string, string>]>)('%s', async (_name, client) => {
		const { assertionAudience = 'endpoint' } = client;
		const audience = assertionAudience === 'ISSUER' ? server.issuer : assertionAudience;
		expect(await checkAll({ ...client, assertionAudience: audience })).toEqual(ROAMING);
		expect(paths()).toEqual(ONE_TOKEN);
	});
});

test.each([
	['a wrong secret', { ...basic, clientSecret: 'wrong' }, 'invalid_client'],
	['a wrong client', { ...basic, clientId: 'nobody' }, 'invalid_client'],
	['the key of somebody else', key('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })), 'invalid_client'],
	[
		'an audience that is not its own',
		{ ...key('RS256', rsa), assertionAudience: 'https://other.example' },
		'invalid_client',
	],
	// This server's word for RFC 6749's unauthorized_client.
	['a client that may not use the flow', { ...basic, clientId: 'not enabled' }, 'invalid_request'],
] as Array<[string, Record<string, string>, string]>)(
	'%s is refused once for all numbers, and the run ends',
	async (_name, client, code) => {
		await expect(checkAll(client)).rejects.toMatchObject({ stage: 'token', code, endsRun: true });
		expect(paths()).toEqual(['token']);
	},
);

test('a token is used until shortly before its end, and then there is a new one', async () => {
	const tokens = createTokenCache(1);
	await checkAll(basic, tokens);
	await passSeconds(100);
	await checkAll(basic, tokens);
	expect(paths().filter((name) => name === 'token')).toHaveLength(1);
	await passSeconds(15);
	expect(await checkAll(basic, tokens)).toEqual(ROAMING);
	expect(paths().filter((name) => name === 'token')).toHaveLength(2);
});

test('a token that the server revoked is replaced once', async () => {
	const tokens = createTokenCache(1);
	await checkAll(basic, tokens);
	await server.control('revoke', { token: requests.at(-1)?.headers.authorization?.replace('Bearer ', '') });
	requests = [];
	expect(await checkAll(basic, tokens)).toEqual(ROAMING);
	expect(paths().filter((name) => name === 'token')).toHaveLength(1);
});

describe('the test of the credential', () => {
	test.each([
		['basic', basic],
		['post', post],
		['privateKeyJwt', key('ES256', ec)],
	] as Array<[string, Record<string, string>]>)('accepts %s', async (_name, client) => {
		expect(await tryCredential(credential(client), context)).toMatchObject({ accepted: true });
	});
	test('refuses a wrong secret', async () => {
		const client = { ...basic, clientSecret: 'wrong' };
		expect(await tryCredential(credential(client), context)).toMatchObject({ accepted: false });
	});
});
