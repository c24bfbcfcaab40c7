import { generateKeyPairSync } from 'node:crypto';
import { checkConnection, type ConnectionStep } from '../../nodes/openGateway/checkConnection';
import { CREDENTIAL, json, scriptedContext, type Reply } from './partner';

const NUMBER = '+34666555341';
const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
	.privateKey.export({ type: 'pkcs8', format: 'pem' })
	.toString();
const CIBA = { ...CREDENTIAL, clientSecret: 'canarysecret' };
const JWT_BEARER = {
	...CREDENTIAL,
	aggregator: 'camara',
	accessFlow: 'jwtBearer',
	privateKey,
	keyId: 'key-1',
	signingAlgorithm: 'ES256',
};
const NOKIA = { aggregator: 'nokia', apiKey: 'canarykey' };
const VONAGE = { aggregator: 'vonage', clientId: 'my-app', privateKey };

const options = {
	purpose: 'FraudPreventionAndDetection',
	maxConsentWaitMs: 60_000,
	timeoutMs: 7000,
	maxAttempts: 3,
	reuseTokens: true,
};
const authorized = json(200, { auth_req_id: 'canaryrequest', expires_in: 120, interval: 2 });
const pending = json(400, { error: 'authorization_pending' });
const token = json(200, { access_token: 'canarytoken', token_type: 'Bearer', expires_in: 60 });
const roaming = json(200, { roaming: true, countryCode: 262, countryName: ['DE'] });
const failed = (code: string) => Object.assign(new Error('x'), { code });

async function stepsOf(credential: Record<string, unknown>, ...replies: Reply[]) {
	const context = scriptedContext(...replies);
	return { steps: await checkConnection(credential, context, NUMBER, options), requests: context.requests };
}
const summary = ({ name, result, code, settings }: ConnectionStep) => [name, result, code, settings];

test('CIBA: a step for the credential and one for each URL; polls count as one step', async () => {
	const { steps } = await stepsOf(CIBA, authorized, pending, pending, token, roaming);
	expect(steps.map(summary)).toEqual([
		['Credential', 'ok', null, []],
		['Authorize URL', 'ok', null, []],
		['Token URL', 'ok', null, []],
		['Roaming URL', 'ok', null, []],
	]);
	expect(steps.map(({ step, requests }) => [step, requests])).toEqual([
		[1, 0],
		[2, 1],
		[3, 3],
		[4, 1],
	]);
	const [, authorize, , roamed] = steps;
	expect(authorize?.request).toMatch(/^POST https:\/\/as\.example\/bc-authorize\n/);
	expect(authorize?.request).toContain('authorization: Basic [hidden]');
	expect(authorize?.request).toContain('login_hint=tel:+34*****5341\nscope=openid dpv:Fraud');
	expect(authorize?.response).toBe('status 200\n\n{"auth_req_id":"[hidden]","expires_in":120,"interval":2}');
	expect(roamed?.response).toContain('{"roaming":true,"countryCode":262,"countryName":["DE"]}');
	expect(roamed?.correlator).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
	['an API key', NOKIA, ['Credential', 'Roaming URL']],
	['an application token', { ...VONAGE, privateKey: rsaKey() }, ['Credential', 'Roaming URL']],
	['JWT bearer', JWT_BEARER, ['Credential', 'Token URL', 'Roaming URL']],
])('%s: there is a step for each URL that the flow calls', async (_name, credential, names) => {
	const { steps } = await stepsOf(credential, failed('ECONNREFUSED'), failed('ECONNREFUSED'), failed('ECONNREFUSED'));
	expect(steps.map(({ name }) => name)).toEqual(names);
});

function rsaKey(): string {
	return generateKeyPairSync('rsa', { modulusLength: 2048 })
		.privateKey.export({ type: 'pkcs8', format: 'pem' })
		.toString();
}

test('JWT bearer: the claims of the assertion are shown, its signature and the number are not', async () => {
	const { steps, requests } = await stepsOf(JWT_BEARER, json(400, { error: 'invalid_grant' }));
	const { request = '' } = steps[1] ?? {};
	expect(request).toContain('{"alg":"ES256","typ":"JWT","kid":"key-1"}');
	expect(request).toContain('"sub":"tel:+34*****5341"');
	expect(request).toContain('"aud":"https://as.example/token"');
	const assertion = new URLSearchParams(requests[0]?.body).get('assertion') ?? '';
	expect(request).not.toContain(assertion.split('.')[2]);
});

const wrong: Array<[string, Record<string, unknown>, Reply[], string, string, string[]]> = [
	['a dead host', CIBA, [failed('ENOTFOUND')], 'Authorize URL', 'HOST_NOT_FOUND', ['Authorize URL']],
	[
		'a wrong secret',
		CIBA,
		[json(401, { error: 'invalid_client' })],
		'Authorize URL',
		'invalid_client',
		['Client ID', 'Client Secret', 'Client Authentication'],
	],
	[
		'a grant that is not offered',
		CIBA,
		[authorized, json(400, { error: 'unsupported_grant_type' })],
		'Token URL',
		'unsupported_grant_type',
		['Access Flow', 'Token URL'],
	],
	[
		'a web page at the token URL',
		CIBA,
		[authorized, { status: 200, headers: {}, body: '<html></html>' }],
		'Token URL',
		'MISSING_ACCESS_TOKEN',
		['Token URL'],
	],
	[
		'a path that the API does not have',
		CIBA,
		[authorized, token, { status: 404, headers: {}, body: '' }],
		'Roaming URL',
		'ENDPOINT_NOT_FOUND',
		['Roaming URL'],
	],
	[
		'a wrong key',
		NOKIA,
		[json(401, { message: 'Invalid API key.' })],
		'Roaming URL',
		'UNAUTHENTICATED',
		['API Key', 'Roaming URL'],
	],
	[
		'an assertion that is not accepted',
		JWT_BEARER,
		[json(400, { error: 'invalid_grant' })],
		'Token URL',
		'invalid_grant',
		['Client ID', 'Private Key', 'Key ID', 'Signing Algorithm', 'Assertion Audience'],
	],
	[
		'a number that the operator does not serve',
		NOKIA,
		[json(404, { code: 'IDENTIFIER_NOT_FOUND' })],
		'Roaming URL',
		'IDENTIFIER_NOT_FOUND',
		[],
	],
	[
		'a URL that the preset fixes',
		{ aggregator: 'orangePlayground', clientId: 'id', clientSecret: 'canarysecret' },
		[failed('ENOTFOUND')],
		'Token URL',
		'HOST_NOT_FOUND',
		['Aggregator'],
	],
];

test.each(wrong)(
	'%s fails its step, names the settings, and later steps are not carried out',
	async (_name, credential, replies, name, code, settings) => {
		const { steps } = await stepsOf(credential, ...replies);
		const at = steps.findIndex((step) => step.name === name);
		expect(steps.map(({ result }) => result)).toEqual(
			steps.map((_step, index) => (index < at ? 'ok' : index === at ? 'failed' : 'notReached')),
		);
		expect(steps[at]).toMatchObject({ code, settings });
		expect(steps[at]?.message).not.toBe('');
		expect(steps[at]?.hint).not.toBe('');
	},
);

test.each([
	['a missing field', { ...CIBA, tokenUrl: '' }, /'Token URL'/],
	['a key that cannot be read', { ...JWT_BEARER, privateKey: 'none' }, /private key/i],
	['an unknown aggregator', { aggregator: 'nobody' }, /'Aggregator'/],
])('%s fails the step of the credential, and nothing is sent', async (_name, credential, message) => {
	const { steps, requests } = await stepsOf(credential);
	expect(steps).toMatchObject([{ name: 'Credential', result: 'failed', message: expect.stringMatching(message) }]);
	expect(requests).toEqual([]);
});

test('a token of an earlier check is not used: each step is carried out', async () => {
	const { steps } = await stepsOf(CIBA, authorized, token, roaming);
	const { steps: again } = await stepsOf(CIBA, authorized, token, roaming);
	expect(again.map(({ requests }) => requests)).toEqual(steps.map(({ requests }) => requests));
});

test.each([
	['CIBA', CIBA, 'canarysecret'],
	['Nokia', NOKIA, 'canarykey'],
	['additional headers', { ...CIBA, additionalHeaders: '{"x-partner":"canaryheader"}' }, 'canaryheader'],
])('%s: a server that echoes everything it received makes no secret visible', async (_name, credential, secret) => {
	const echo: Reply = (request) =>
		json(400, {
			error: 'invalid_request',
			error_description: `${JSON.stringify(request.headers)} ${request.body}`,
			[request.body]: 1,
		});
	const { steps } = await stepsOf(credential, authorized, token, echo, echo);
	const shown = JSON.stringify((await stepsOf(credential, echo)).steps) + JSON.stringify(steps);
	for (const word of [
		secret,
		'canaryrequest',
		'canarytoken',
		NUMBER.slice(1),
		Buffer.from('id:canarysecret').toString('base64'),
	]) {
		expect(shown).not.toContain(word);
	}
});
