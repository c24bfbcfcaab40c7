import type { HttpRequest } from '../../../nodes/openGateway/http/transport';
import { CREDENTIAL, json, rejection } from '../partner';
import { checkWithScript, claimsOf, rsa } from './flowScript';

describe('jwtBearer', () => {
	const credential = { ...CREDENTIAL, accessFlow: 'jwtBearer', privateKey: rsa.privateKey };
	const granted = json(200, { access_token: 't', expires_in: 60 });
	const jtis = (requests: HttpRequest[]) =>
		requests
			.map(({ body }) => new URLSearchParams(body).get('assertion'))
			.filter((assertion) => assertion !== null)
			.map((assertion) => claimsOf(assertion).jti);

	test.each([
		['a reset', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
		['a time-out', Object.assign(new Error('x'), { code: 'ETIMEDOUT' })],
		['503', json(503, {})],
	])('after %s the request is sent again, with a new assertion', async (_name, lost) => {
		const { context, result } = checkWithScript(credential, lost, granted, json(200, { roaming: false }));
		expect(await result).toMatchObject({ roaming: false });
		expect(new Set(jtis(context.requests)).size).toBe(2);
	});

	test('with both, client authentication stands beside the assertion', async () => {
		const { context, result } = checkWithScript(
			{ ...credential, alsoAuthenticateClient: true },
			granted,
			json(200, { roaming: false }),
		);
		await result;
		expect(context.requests[0]?.headers.authorization).toMatch(/^Basic /);
	});

	test.each([
		['tokenUrl', 'https://as.example/token'],
		['endpoint', 'https://as.example/token'],
		['https://issuer.example', 'https://issuer.example'],
		['https://issuer.example/', 'https://issuer.example/'],
	])('audience %s is the one text %s', async (assertionAudience, aud) => {
		const { context, result } = checkWithScript(
			{ ...credential, assertionAudience },
			granted,
			json(200, { roaming: false }),
		);
		await result;
		expect(claimsOf(new URLSearchParams(context.requests[0]?.body).get('assertion')).aud).toBe(aud);
	});

	test('an invalid_grant without a description gives an error that names its possible causes', async () => {
		const { result } = checkWithScript(credential, json(400, { error: 'invalid_grant' }));
		expect(await rejection(result)).toMatchObject({
			code: 'invalid_grant',
			stage: 'token',
			retryable: false,
			message: expect.stringMatching(/has not consented, or the assertion is not accepted/),
			hint: expect.stringMatching(/every number.*only some/),
		});
	});

	test('an invalid_grant whose description names the consent is a missing consent', async () => {
		const { result } = checkWithScript(
			credential,
			json(400, { error: 'invalid_grant', error_description: 'User consent required' }),
		);
		expect(await rejection(result)).toMatchObject({
			code: 'CONSENT_PENDING',
			originalCode: 'invalid_grant',
			retryable: true,
		});
	});

	test.each(['unauthorized_client', 'unsupported_grant_type'])('%s names the access flow', async (error) => {
		const { result } = checkWithScript(credential, json(400, { error }));
		const refusal = await rejection(result);
		expect(refusal).toMatchObject({ code: error, message: expect.stringContaining("'JWT Bearer'") });
		expect((refusal as Error).message).not.toMatch(/CIBA/);
	});

	test('each number has a token of its own, and a second one after a 401', async () => {
		const { context, result } = checkWithScript(
			credential,
			granted,
			json(401, { status: 401, code: 'UNAUTHENTICATED', message: '' }),
			json(200, { access_token: 'new', expires_in: 60 }),
			json(200, { roaming: false }),
		);
		expect(await result).toMatchObject({ roaming: false });
		expect(context.requests.at(-1)?.headers.authorization).toBe('Bearer new');
	});
});

describe('a refused access gives the error of its access flow', () => {
	const refused = json(401, { message: 'Invalid API key.' });
	test.each([
		[{ aggregator: 'nokia', apiKey: 'k' }, [refused], /did not accept the API key/, /'API Key'/],
		[
			{ aggregator: 'vonage', clientId: 'a', privateKey: rsa.privateKey },
			[refused, refused],
			/did not accept the application token/,
			/'Private Key'/,
		],
	])('%#', async (credential, replies, message, hint) => {
		const { result } = checkWithScript(credential, ...replies);
		expect(await rejection(result)).toMatchObject({
			code: 'UNAUTHENTICATED',
			message: expect.stringMatching(message),
			hint: expect.stringMatching(hint),
			endsRun: true,
		});
	});
});

describe('Identity Insights', () => {
	const credential = { aggregator: 'vonage', clientId: 'a', privateKey: rsa.privateKey };
	const insight = (code: string, fields = {}) =>
		json(200, { request_id: 'x', insights: { roaming: { ...fields, status: { code, message: 'm' } } } });

	test.each([
		['NO_COVERAGE', 'SERVICE_NOT_APPLICABLE', false],
		['NOT_FOUND', 'IDENTIFIER_NOT_FOUND', false],
		['UNAUTHORIZED', 'PERMISSION_DENIED', false],
		['INVALID_PURPOSE', 'PERMISSION_DENIED', false],
		['INVALID_NUMBER_FORMAT', 'INVALID_ARGUMENT', false],
		['SUPPLIER_ERROR', 'BAD_GATEWAY', true],
		['INTERNAL_ERROR', 'INTERNAL', true],
	])('%s is %s', async (status, code, retryable) => {
		const { result } = checkWithScript(credential, insight(status));
		expect(await rejection(result)).toMatchObject({
			code,
			originalCode: status,
			retryable,
			stage: 'roaming',
			httpStatus: 200,
		});
	});

	test.each([
		[
			'an answer',
			'OK',
			{ is_roaming: true, country_codes: ['DE'], latest_status_at: '2026-11-24T02:59:00Z' },
			true,
			'DE',
			60,
		],
		['a part of one', 'PARTIAL_SUCCESS', { is_roaming: true }, true, null, null],
		['two countries', 'OK', { is_roaming: true, country_codes: ['GP', 'MQ'] }, true, null, null],
		['no answer', 'OK', { is_roaming: null }, null, null, null],
		['home', 'OK', { is_roaming: false, country_codes: [] }, false, null, null],
	])('%s', async (_name, code, fields, roaming, country, statusAgeSeconds) => {
		const { result } = checkWithScript(credential, insight(code, fields));
		expect(await result).toMatchObject({ roaming, country, statusAgeSeconds });
	});

	test.each([
		['a status that is not known', insight('MAYBE')],
		['no status', json(200, { insights: { roaming: { is_roaming: true } } })],
		['no insight', json(200, { insights: {} })],
		['nothing', json(200, {})],
		['a body of CAMARA', json(200, { roaming: true })],
	])('%s is no answer', async (_name, reply) => {
		const { result } = checkWithScript(credential, reply);
		expect(await rejection(result)).toMatchObject({ code: 'INVALID_RESPONSE' });
	});
});

describe('quirks of the aggregators', () => {
	const key = { aggregator: 'nokia', apiKey: 'k' };
	test.each([
		[
			'a number that Orange does not know',
			json(403, { code: 'FORBIDDEN', message: 'Device does not exist for my-app' }),
			'IDENTIFIER_NOT_FOUND',
		],
		['a client without the right', json(403, { code: 'FORBIDDEN', message: 'No.' }), 'PERMISSION_DENIED'],
		[
			'a path that Orange does not have',
			json(400, { code: 'BAD_REQUEST', message: 'unhandled path /v2' }),
			'ENDPOINT_NOT_FOUND',
		],
		['a path that Nokia does not have', json(404, { message: "Endpoint '/v2' does not exist" }), 'ENDPOINT_NOT_FOUND'],
		[
			'a used-up quota of RapidAPI',
			json(429, { message: 'You have exceeded the MONTHLY quota for Requests' }),
			'QUOTA_EXCEEDED',
		],
		[
			'a burst limit of RapidAPI',
			json(429, { message: 'You have exceeded the rate limit per second' }),
			'TOO_MANY_REQUESTS',
		],
		['expired credentials of Orange', json(401, { code: 42, message: 'Expired credentials' }), 'UNAUTHENTICATED'],
	])('%s', async (_name, reply, code) => {
		const { result } = checkWithScript(key, ...Array.from({ length: 3 }, () => reply));
		expect(await rejection(result)).toMatchObject({ code });
	});

	test('the text of {"detail"} stands in the message', async () => {
		const { result } = checkWithScript(key, json(422, { detail: 'The body names no device' }));
		expect(await rejection(result)).toMatchObject({ message: expect.stringContaining('The body names no device') });
	});
});
