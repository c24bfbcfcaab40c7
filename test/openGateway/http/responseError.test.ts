import type { Stage } from '../../../nodes/openGateway/errors';
import { errorFromResponse } from '../../../nodes/openGateway/http/responseError';
import { NOW } from '../partner';
import { fromResponse } from './fromResponse';

describe('the canonical code', () => {
	test.each([
		[400, 'INVALID_INPUT', 'INVALID_ARGUMENT'],
		[401, 'UNAUTHORIZED', 'UNAUTHENTICATED'],
		[401, 'AUTHENTICATION_REQUIRED', 'UNAUTHENTICATED'],
		[401, 'invalid_token', 'UNAUTHENTICATED'],
		[403, 'FORBIDDEN', 'PERMISSION_DENIED'],
		[403, 'insufficient_scope', 'PERMISSION_DENIED'],
		[403, '3INVALID_TOKEN_CONTEXT', 'INVALID_TOKEN_CONTEXT'],
		[404, 'DEVICE_NOT_FOUND', 'IDENTIFIER_NOT_FOUND'],
		[422, 'DEVICE_IDENTIFIERS_MISMATCH', 'IDENTIFIER_MISMATCH'],
		[422, 'DEVICE_NOT_APPLICABLE', 'SERVICE_NOT_APPLICABLE'],
		[422, 'UNSUPPORTED_DEVICE_IDENTIFIERS', 'UNSUPPORTED_IDENTIFIER'],
		[422, 'UNIDENTIFIABLE_DEVICE', 'MISSING_IDENTIFIER'],
		[500, 'INTERNAL_SERVER_ERROR', 'INTERNAL'],
		[503, 'SERVICE_UNAVAILABLE', 'UNAVAILABLE'],
		// google.rpc.Code
		[504, 'DEADLINE_EXCEEDED', 'TIMEOUT'],
		[501, 'UNIMPLEMENTED', 'NOT_IMPLEMENTED'],
		// AWS
		[403, 'AccessDeniedException', 'PERMISSION_DENIED'],
		[400, 'ThrottlingException', 'TOO_MANY_REQUESTS'],
		// Apigee
		[401, 'keymanagement.service.invalid_access_token', 'UNAUTHENTICATED'],
	])('status %i with %s is %s', (status, code, canonical) => {
		expect(fromResponse('roaming', status, { status, code, message: '' })).toMatchObject({
			code: canonical,
			originalCode: code,
		});
	});

	test.each([
		['DEVICE_STATUS.DEVICE_NOT_FOUND', 'IDENTIFIER_NOT_FOUND'],
		['DEVICE_ROAMING_STATUS.IDENTIFIER_NOT_FOUND', 'IDENTIFIER_NOT_FOUND'],
		['DEVICE_STATUS.NOT_FOUND', 'NOT_FOUND'],
		['DEVICE_STATUS.UNABLE_TO_PROVIDE_ROAMING_STATUS', 'UNABLE_TO_PROVIDE_ROAMING_STATUS'],
		['device_status.quota_exceeded', 'QUOTA_EXCEEDED'],
	])('%s is read by what follows the dot', (code, canonical) => {
		expect(fromResponse('roaming', 404, { status: 404, code }).code).toBe(canonical);
	});

	test.each([
		['identifier_not_found', 'IDENTIFIER_NOT_FOUND'],
		['Identifier_Not_Found', 'IDENTIFIER_NOT_FOUND'],
		['IdentifierNotFound', 'IDENTIFIER_NOT_FOUND'],
		['not_found', 'NOT_FOUND'],
		['service-not-applicable', 'SERVICE_NOT_APPLICABLE'],
		['INVALID_GRANT', 'invalid_grant'],
		['AUTHORIZATION_PENDING', 'authorization_pending'],
		['Slow_Down', 'slow_down'],
		['Invalid_Client', 'invalid_client'],
	])('%s is %s in another case', (code, canonical) => {
		expect(fromResponse('token', 422, { code }).code).toBe(
			canonical === 'NOT_FOUND' ? 'ENDPOINT_NOT_FOUND' : canonical,
		);
		if (canonical === 'NOT_FOUND') expect(fromResponse('roaming', 404, { code }).code).toBe(canonical);
	});

	test.each([
		['authorize', 400, 'invalid_request'],
		['token', 401, 'invalid_client'],
		['token', 403, 'PERMISSION_DENIED'],
		['roaming', 400, 'INVALID_ARGUMENT'],
		['roaming', 401, 'UNAUTHENTICATED'],
		['roaming', 402, 'QUOTA_EXCEEDED'],
		['roaming', 403, 'PERMISSION_DENIED'],
		['roaming', 404, 'ENDPOINT_NOT_FOUND'],
		['roaming', 302, 'REDIRECTED'],
		['roaming', 407, 'PROXY_AUTHENTICATION_REQUIRED'],
		['roaming', 418, 'REJECTED'],
		['roaming', 429, 'TOO_MANY_REQUESTS'],
		['roaming', 502, 'BAD_GATEWAY'],
		['roaming', 504, 'TIMEOUT'],
		['roaming', 511, 'PROXY_AUTHENTICATION_REQUIRED'],
		['roaming', 522, 'TIMEOUT'],
		['roaming', 599, 'INTERNAL'],
	] as Array<[Stage, number, string]>)('%s: status %i without a word is %s', (stage, status, code) => {
		expect(fromResponse(stage, status, '')).toMatchObject({ stage, code, httpStatus: status, originalCode: null });
	});

	test('a code of one API that is in no list stays as it is', () => {
		expect(fromResponse('roaming', 409, { code: 'DEVICE_STATUS.ODD', message: '' }).code).toBe('DEVICE_STATUS.ODD');
	});

	test('the number of a gateway does not take the place of the code', () => {
		expect(fromResponse('roaming', 401, { code: 41, message: '' })).toMatchObject({
			code: 'UNAUTHENTICATED',
			originalCode: '41',
		});
	});

	test.each(['x'.repeat(61), `A${'B'.repeat(60)}`, '<SCRIPT>', 'A B', 'EVIL\nLINE', 'DÉJÀ_VU', 'a'.repeat(1_000_000)])(
		'a code that is no short word is not taken over: %#',
		(code) => {
			expect(fromResponse('roaming', 409, { code })).toMatchObject({ code: 'CONFLICT', originalCode: null });
		},
	);

	test('a code of 60 letters is the longest', () => {
		expect(fromResponse('roaming', 409, { code: 'A'.repeat(60) }).code).toBe('A'.repeat(60));
	});

	test('a known code with something redacted before its dot is read, and not shown', () => {
		const redact = (words: string) => words.replaceAll('canary', '[hidden]');
		const body = { code: 'canary.IDENTIFIER_NOT_FOUND' };
		const response = { stage: 'roaming' as const, status: 404, headers: {}, body, text: JSON.stringify(body) };
		const error = errorFromResponse({ ...response, correlator: 'c', redact, nowMs: NOW });
		expect(error).toMatchObject({ code: 'IDENTIFIER_NOT_FOUND', originalCode: null });
	});
});

describe('a quota that is used up', () => {
	test.each([
		['CAMARA', 429, { code: 'QUOTA_EXCEEDED', message: 'Out of resource quota.' }],
		['Azure', 403, { statusCode: 403, message: 'Out of call volume quota. Quota will be replenished in 22.14:18:12.' }],
		[
			'Apigee',
			429,
			{
				fault: {
					faultstring: 'Rate limit quota violation. Quota limit  exceeded. Identifier : _default',
					detail: { errorcode: 'policies.ratelimit.QuotaViolation' },
				},
			},
		],
		[
			'Apigee, with its old status',
			500,
			{ fault: { faultstring: 'x', detail: { errorcode: 'policies.ratelimit.QuotaViolation' } } },
		],
		['AWS API Gateway', 429, { message: 'Limit Exceeded' }],
		['AWS, by its exception', 429, { __type: 'LimitExceededException' }],
		[
			'RapidAPI',
			429,
			{
				message:
					'You have exceeded the MONTHLY quota for Requests on your current plan, BASIC. Upgrade your plan at https://rapidapi.com/x',
			},
		],
		['RapidAPI, a day', 429, { message: 'You have exceeded the DAILY quota for Requests on your current plan' }],
		[
			'Google, by its reason',
			403,
			{ error: { code: 403, message: 'Daily Limit Exceeded. The quota will be reset at midnight' } },
		],
		['WSO2', 429, { code: '900801', message: 'Hard limit exceeded' }],
		['WSO2, a subscription', 503, { fault: { code: 900804, message: 'Message throttled out' } }],
		[
			'WSO2, by its description',
			429,
			{ code: '1', message: 'Message throttled out', description: 'You have exceeded your quota' },
		],
		['Tyk', 403, { error: 'Quota exceeded' }],
		['MuleSoft', 429, { error: 'Quota has been exceeded' }],
		['Gravitee', 429, 'Quota exceeded ! You reach the limit of 1 requests per 1 months'],
		['OpenAI and others', 429, { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } }],
		['Vonage, low balance', 402, { title: 'Low balance', detail: 'Your account balance being low.' }],
		['Vonage, out of credit', 403, { title: 'You do not have enough credit', detail: 'Your current balance is 30.' }],
		['a code of its own beside it', 403, { code: 'PLAN_LIMIT', message: 'Your monthly limit has been reached' }],
	])('%s', (_name, status, body) => {
		expect(fromResponse('roaming', status, body)).toMatchObject({ code: 'QUOTA_EXCEEDED', retryable: false });
		expect(fromResponse('token', status, body).code).toBe('QUOTA_EXCEEDED');
	});

	test.each([
		['CAMARA', 429, { code: 'TOO_MANY_REQUESTS', message: 'Rate limit reached.' }],
		['AWS', 429, { message: 'Too Many Requests' }],
		['Kong', 429, { message: 'API rate limit exceeded' }],
		['RapidAPI', 429, { message: 'You have exceeded the rate limit per second for your plan, BASIC' }],
		[
			'Apigee',
			429,
			{
				fault: {
					faultstring: 'Spike arrest violation. Allowed rate : 5ps',
					detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
				},
			},
		],
		['WSO2, a burst', 429, { code: '900807', message: 'Message throttled out', description: 'Burst limit' }],
		[
			'Google, a minute',
			429,
			{
				error: {
					status: 'RESOURCE_EXHAUSTED',
					message: "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'x'",
				},
			},
		],
		[
			'Google, unclear',
			429,
			{ error: { status: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted (e.g. check quota).' } },
		],
		['Cloudflare', 429, 'error code: 1015'],
	])('%s: a limit by rate is none', (_name, status, body) => {
		expect(fromResponse('roaming', status, body)).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryable: true });
	});

	test.each([
		[{ code: '900800', message: 'Message throttled out', description: 'You have exceeded your quota' }],
		[{ error: 'Quota has been exceeded' }],
	])('%j that is over in half a minute is a rate', (body) => {
		const headers = { 'retry-after': '30' };
		expect(fromResponse('roaming', 429, body, headers).code).toBe('TOO_MANY_REQUESTS');
		expect(fromResponse('roaming', 429, { code: 'QUOTA_EXCEEDED' }, headers).code).toBe('QUOTA_EXCEEDED');
	});

	test('a message that speaks of a quota under another status is none', () => {
		const body = { code: 'INVALID_ARGUMENT', message: 'The header x-quota exceeded its length' };
		expect(fromResponse('roaming', 400, body).code).toBe('INVALID_ARGUMENT');
	});
});

describe('retryable', () => {
	test.each([408, 429, 500, 502, 503, 504])('status %i is', (status) => {
		expect(fromResponse('roaming', status, '').retryable).toBe(true);
	});
	test.each([400, 401, 403, 404, 405, 406, 407, 415, 422, 501])('status %i is not', (status) => {
		expect(fromResponse('roaming', status, '').retryable).toBe(false);
	});
});

describe('the message', () => {
	test('says what happened, with the status and the words of the server', () => {
		const { message } = fromResponse('roaming', 503, 'no healthy upstream.\n');
		expect(message).toBe('The aggregator is not available for the moment (status 503). It says: no healthy upstream');
	});

	test('has nothing of a page in HTML', () => {
		expect(fromResponse('roaming', 502, '<html><body>nginx</body></html>').message).toMatch(/\(status 502\)$/);
	});

	test('keeps the wait of `Retry-After`', () => {
		expect(fromResponse('roaming', 503, '', { 'retry-after': '2.0' }).retryAfterSeconds).toBe(2);
		expect(fromResponse('roaming', 503, '').retryAfterSeconds).toBeNull();
	});
});
