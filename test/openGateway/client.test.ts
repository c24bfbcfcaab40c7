import { createTokenCache } from '../../nodes/openGateway/access/tokenCache';
import { createClient, type CheckOptions } from '../../nodes/openGateway/client';
import { OpenGatewayError } from '../../nodes/openGateway/errors';
import { readSettings } from '../../nodes/openGateway/credential/settings';
import { CREDENTIAL, json, rejection, scriptedContext, type Reply } from './partner';

const NUMBER = '+34666555341';
const options: CheckOptions = {
	purpose: 'FraudPreventionAndDetection',
	maxConsentWaitMs: 60_000,
	timeoutMs: 7000,
	maxAttempts: 1,
	reuseTokens: true,
};
const credential = { ...CREDENTIAL, apiVersion: 'v1', scopeStyle: 'camara', loginHintStyle: 'tel' };

const authorized = json(200, { auth_req_id: 'request-1', expires_in: 120, interval: 2 });
const token = (name: string) => json(200, { access_token: name, token_type: 'Bearer', expires_in: 120 });
const roaming = json(200, { roaming: true, countryCode: 262, countryName: ['DE'] });
const refused = (status: number, code: string) => json(status, { status, code, message: 'No' });

function check(replies: Reply[], changes: Record<string, string> = {}) {
	const context = scriptedContext(...replies);
	return {
		context,
		result: createClient(readSettings({ ...credential, ...changes }), context, createTokenCache(10)).check(
			NUMBER,
			options,
		),
	};
}
const bodies = (context: { requests: Array<{ url: string; body: string }> }) =>
	context.requests.filter(({ url }) => url === credential.roamingUrl).map(({ body }) => body);

test('authorize, token, retrieve', async () => {
	const { context, result } = check([authorized, token('token-1'), roaming]);
	expect(await result).toMatchObject({
		roaming: true,
		country: 'DE',
		correlator: context.requests[2]?.headers['x-correlator'],
	});
	expect(context.requests.map(({ url }) => url)).toEqual([
		credential.authorizeUrl,
		credential.tokenUrl,
		credential.roamingUrl,
	]);
	expect(context.requests[2]?.headers.authorization).toBe('Bearer token-1');
	expect(context.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([7000, 7000, 7000]);
});

test('each call has an x-correlator of its own, a UUID', async () => {
	const { context, result } = check([authorized, token('token-1'), roaming]);
	await result;
	const correlators = context.requests.map(({ headers }) => headers['x-correlator']);
	expect(new Set(correlators).size).toBe(3);
	for (const correlator of correlators) expect(correlator).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

describe('the forms of the authorization request', () => {
	const P = 'FraudPreventionAndDetection';
	test.each([
		['purposeParameter', 'v0.4', { purpose: `dpv:${P}#device-status-roaming-read` }],
		['hash', 'v0.4', { scope: `dpv:${P}#device-status-roaming-read` }],
		['hash', 'v0.5', { scope: `dpv:${P}#device-status:roaming:read` }],
		['camara', 'v0.6', { scope: `openid dpv:${P} device-roaming-status:read` }],
		['camara', 'v1', { scope: `openid dpv:${P} device-roaming-status:read` }],
		['custom', 'v1', { scope: `a dpv:${P} b ${P}` }],
	])('scope style %s in %s', async (scopeStyle, apiVersion, expected) => {
		const { context, result } = check([authorized, token('t'), roaming], {
			scopeStyle,
			apiVersion,
			customScope: 'a dpv:{purpose} b {purpose}',
		});
		await result;
		expect(Object.fromEntries(new URLSearchParams(context.requests[0]?.body))).toEqual({
			login_hint: `tel:${NUMBER}`,
			...expected,
		});
	});

	test('login hint without tel:', async () => {
		const { context, result } = check([authorized, token('t'), roaming], { loginHintStyle: 'plain' });
		await result;
		expect(context.requests[0]?.body).toMatch(/^login_hint=%2B34666555341&/);
	});
});

describe('the body of the roaming call', () => {
	test.each([
		['v0.4', '{"ueId":{"msisdn":"+34666555341"}}'],
		['v0.5', '{"device":{"phoneNumber":"+34666555341"}}'],
		['v0.6', '{"device":{"phoneNumber":"+34666555341"}}'],
		['v1', '{}'],
	])('of %s', async (apiVersion, body) => {
		const { context, result } = check([authorized, token('t'), roaming], { apiVersion });
		await result;
		expect(bodies(context)).toEqual([body]);
	});

	test.each([
		['v0.6', 'UNNECESSARY_IDENTIFIER', ['{"device":{"phoneNumber":"+34666555341"}}', '{}']],
		['v1', 'MISSING_IDENTIFIER', ['{}', '{"device":{"phoneNumber":"+34666555341"}}']],
		['v1', 'UNIDENTIFIABLE_DEVICE', ['{}', '{"device":{"phoneNumber":"+34666555341"}}']],
	])('of %s is the other one after 422 %s, with the same token', async (apiVersion, code, expected) => {
		const { context, result } = check([authorized, token('t'), refused(422, code), roaming], { apiVersion });
		expect(await result).toMatchObject({ roaming: true });
		expect(bodies(context)).toEqual(expected);
	});

	test('is changed only once', async () => {
		const { context, result } = check([
			authorized,
			token('t'),
			refused(422, 'MISSING_IDENTIFIER'),
			refused(422, 'UNNECESSARY_IDENTIFIER'),
		]);
		expect(await rejection(result)).toMatchObject({ code: 'UNNECESSARY_IDENTIFIER', stage: 'roaming' });
		expect(bodies(context)).toHaveLength(2);
	});

	test.each([
		['v1', 422, 'UNNECESSARY_IDENTIFIER'],
		['v0.6', 422, 'MISSING_IDENTIFIER'],
		['v1', 422, 'SERVICE_NOT_APPLICABLE'],
		['v0.6', 403, 'INVALID_TOKEN_CONTEXT'],
	])('of %s is not repeated after %i %s', async (apiVersion, status, code) => {
		const { context, result } = check([authorized, token('t'), refused(status, code)], { apiVersion });
		expect(await rejection(result)).toMatchObject({ code, httpStatus: status });
		expect(bodies(context)).toHaveLength(1);
	});
});

describe('a token that is not accepted', () => {
	test('is replaced once', async () => {
		const { context, result } = check([
			authorized,
			token('old'),
			refused(401, 'UNAUTHENTICATED'),
			authorized,
			token('new'),
			roaming,
		]);
		expect(await result).toMatchObject({ roaming: true });
		expect(
			context.requests.map(({ headers }) => headers.authorization).filter((header) => header?.startsWith('Bearer')),
		).toEqual(['Bearer old', 'Bearer new']);
	});

	test('a second refusal is final', async () => {
		const unauthorized = refused(401, 'UNAUTHORIZED');
		const { context, result } = check([authorized, token('a'), unauthorized, authorized, token('b'), unauthorized]);
		expect(await rejection(result)).toMatchObject({
			code: 'UNAUTHENTICATED',
			originalCode: 'UNAUTHORIZED',
			httpStatus: 401,
		});
		expect(context.requests).toHaveLength(6);
	});
});

describe('a token of the cache', () => {
	test.each([
		['is for another number', json(200, { roaming: true, device: { phoneNumber: '+34666555002' } })],
		['is said to be for another number', refused(403, 'INVALID_TOKEN_CONTEXT')],
	])('that %s is not used again', async (_name, reply) => {
		const context = scriptedContext(authorized, token('wrong'), reply, authorized, token('right'), roaming);
		const { check } = createClient(readSettings(credential), context, createTokenCache(10));
		expect(await rejection(check(NUMBER, options))).toMatchObject({ code: 'INVALID_TOKEN_CONTEXT' });
		expect(await check(NUMBER, options)).toMatchObject({ roaming: true });
	});

	test('that is refused a second time is not used again', async () => {
		const unauthorized = refused(401, 'UNAUTHENTICATED');
		const twice = [authorized, token('a'), unauthorized, authorized, token('b'), unauthorized];
		const context = scriptedContext(...twice, authorized, token('c'), roaming);
		const { check } = createClient(readSettings(credential), context, createTokenCache(10));
		await rejection(check(NUMBER, options));
		expect(await check(NUMBER, options)).toMatchObject({ roaming: true });
	});
});

describe('a body that is no roaming status', () => {
	test.each([
		['HTML with 200', { status: 200, headers: {}, body: '<html></html>' }, 'INVALID_RESPONSE'],
		['nothing with 204', { status: 204, headers: {}, body: '' }, 'INVALID_RESPONSE'],
		['HTML with 502', { status: 502, headers: {}, body: '<html></html>' }, 'BAD_GATEWAY'],
		['a redirect', { status: 307, headers: { location: 'https://evil.example' }, body: '' }, 'REDIRECTED'],
		['a status of roaming that cannot be read', json(200, { roaming: 1, countryCode: 262 }), 'INVALID_RESPONSE'],
		[
			'the status of another number',
			json(200, { roaming: true, device: { phoneNumber: '+34666555002' } }),
			'INVALID_TOKEN_CONTEXT',
		],
		['an OAuth error with 200', json(200, { error: 'insufficient_scope' }), 'PERMISSION_DENIED'],
		['a reset', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'CONNECTION_RESET'],
	] as Array<[string, Reply, string]>)('%s', async (_name, reply, code) => {
		const { context, result } = check([authorized, token('t'), reply]);
		const error = await rejection(result);
		expect(error).toBeInstanceOf(OpenGatewayError);
		expect(error).toMatchObject({ code, correlator: context.requests[2]?.headers['x-correlator'] });
	});

	test('an error about the status of another number does not show that number', async () => {
		const other = '+34666555002';
		const { result } = check([authorized, token('t'), json(200, { roaming: true, device: { phoneNumber: other } })]);
		const error = (await rejection(result)) as OpenGatewayError;
		expect(`${error.message} ${error.hint}`).not.toContain('666555002');
		expect(error).toMatchObject({ httpStatus: 200, retryable: false });
	});

	test.each(['+34666555341', '34666555341', '+34 666 555 341', '+34*****5002'])(
		'a status that names the number as %s is one of this number',
		async (phoneNumber) => {
			const { result } = check([authorized, token('t'), json(200, { roaming: true, device: { phoneNumber } })]);
			expect(await result).toMatchObject({ roaming: true });
		},
	);

	test('a path that does not exist gives a hint that shows how the URL should end', async () => {
		const { result } = check([authorized, token('t'), { status: 404, headers: {}, body: 'Not found' }]);
		const error = await rejection(result);
		expect(error).toMatchObject({ code: 'ENDPOINT_NOT_FOUND', httpStatus: 404 });
		expect((error as OpenGatewayError).hint).toContain('/device-roaming-status/v1/retrieve');
		expect((error as OpenGatewayError).message).toContain('404');
	});
});

test('a key that cannot be used is refused before anything is sent', () => {
	const context = scriptedContext();
	const settings = readSettings({ ...credential, clientAuthentication: 'privateKeyJwt', privateKey: 'none' });
	expect(() => createClient(settings, context, createTokenCache(10))).toThrow(/cannot be read/);
	expect(context.requests).toEqual([]);
});

test.each([
	['CIBA', {}, [authorized, token('a'), roaming], [true, false, false]],
	['client credentials', { accessFlow: 'clientCredentials' }, [token('a'), roaming], [true, false]],
	['an API key', { accessFlow: 'apiKey', apiKey: 'k' }, [roaming], [true]],
])('with %s, a number starts with its first request, of whichever stage', async (_name, changes, replies, expected) => {
	const context = scriptedContext(...replies);
	const startsNumber: boolean[] = [];
	const limiter: typeof context.limiter = {
		acquire: async (request) => {
			startsNumber.push(request.startsNumber);
			return () => undefined;
		},
	};
	const client = createClient(
		readSettings({ ...credential, ...changes }),
		{ ...context, limiter },
		createTokenCache(10),
	);
	await client.check(NUMBER, options);
	expect(startsNumber).toEqual(expected);
});

test('a number whose token is in the cache starts with its roaming request', async () => {
	const context = scriptedContext(token('a'), roaming, roaming);
	const startsNumber: boolean[] = [];
	const limiter: typeof context.limiter = {
		acquire: async (request) => {
			startsNumber.push(request.startsNumber);
			return () => undefined;
		},
	};
	const settings = readSettings({ ...credential, accessFlow: 'clientCredentials' });
	const { check: checkNumber } = createClient(settings, { ...context, limiter }, createTokenCache(10));
	await checkNumber(NUMBER, options);
	await checkNumber('+34666555342', options);
	expect(startsNumber).toEqual([true, false, true]);
});
