import { createError, KNOWN_CODES, outcomeOf, type Stage } from '../../nodes/openGateway/errors';
import { errorFromNetwork } from '../../nodes/openGateway/http/networkError';
import { errorFromResponse, readErrorBody, retryAfterSeconds } from '../../nodes/openGateway/http/responseError';
import { NOW } from './partner';

const fromResponse = (stage: Stage, status: number, body: unknown, headers: Record<string, string> = {}) =>
	errorFromResponse({ stage, status, headers, body, correlator: 'correlator-1', redact: (text) => text, nowMs: NOW });

describe('the body of an error', () => {
	test.each([
		['OAuth', { error: 'invalid_scope', error_description: 'No such scope' }, 'invalid_scope', 'No such scope'],
		['CAMARA', { status: 404, code: 'NOT_FOUND', message: 'Nobody' }, 'NOT_FOUND', 'Nobody'],
		['CAMARA before 0.5', { code: 'NOT_FOUND', message: 'Nobody' }, 'NOT_FOUND', 'Nobody'],
		['a gateway with numbers', { code: 41, message: 'Bad', description: 'More' }, '41', 'Bad'],
		[
			'Infobip',
			{ requestError: { serviceException: { messageId: 'UNAUTHORIZED', text: 'No' } } },
			'UNAUTHORIZED',
			'No',
		],
		['nested', { error: { code: 'DENIED', message: 'No' } }, 'DENIED', 'No'],
		['empty', {}, null, null],
		['HTML', undefined, null, null],
		['an array', ['no'], null, null],
		['wrong types', { error: {}, code: null, message: 5 }, null, null],
	])('%s', (_name, body, code, text) => {
		expect(readErrorBody(body)).toEqual({ code, text });
	});
});

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
	])('status %i with %s is %s', (status, code, canonical) => {
		expect(fromResponse('roaming', status, { status, code, message: '' })).toMatchObject({
			code: canonical,
			originalCode: code,
		});
	});

	test.each([
		['authorize', 400, 'invalid_request'],
		['token', 401, 'invalid_client'],
		['token', 403, 'PERMISSION_DENIED'],
		['roaming', 400, 'INVALID_ARGUMENT'],
		['roaming', 401, 'UNAUTHENTICATED'],
		['roaming', 403, 'PERMISSION_DENIED'],
		['roaming', 404, 'ENDPOINT_NOT_FOUND'],
		['roaming', 302, 'REDIRECTED'],
		['roaming', 418, 'REJECTED'],
		['roaming', 429, 'TOO_MANY_REQUESTS'],
		['roaming', 502, 'BAD_GATEWAY'],
		['roaming', 504, 'TIMEOUT'],
		['roaming', 599, 'INTERNAL'],
	] as Array<[Stage, number, string]>)('%s: status %i without a word is %s', (stage, status, code) => {
		expect(fromResponse(stage, status, undefined)).toMatchObject({
			stage,
			code,
			httpStatus: status,
			originalCode: null,
		});
	});

	test('a 401 of a gateway before the authorization server is about the client', () => {
		expect(fromResponse('token', 401, { code: 'UNAUTHENTICATED', message: '' }).code).toBe('invalid_client');
	});

	test('a code of one API that is not in the list stays as it is', () => {
		expect(fromResponse('roaming', 409, { code: 'DEVICE_STATUS.ODD', message: '' }).code).toBe('DEVICE_STATUS.ODD');
	});

	test('the number of a gateway does not take the place of the code', () => {
		expect(fromResponse('roaming', 401, { code: 41, message: '' })).toMatchObject({
			code: 'UNAUTHENTICATED',
			originalCode: '41',
		});
	});
});

describe('retryable', () => {
	test.each([408, 429, 500, 502, 503, 504])('status %i is', (status) => {
		expect(fromResponse('roaming', status, undefined).retryable).toBe(true);
	});
	test.each([400, 401, 403, 404, 405, 406, 415, 422, 501])('status %i is not', (status) => {
		expect(fromResponse('roaming', status, undefined).retryable).toBe(false);
	});
	test('a used up quota is not, the other 429 is', () => {
		expect(fromResponse('roaming', 429, { code: 'QUOTA_EXCEEDED' }).retryable).toBe(false);
		expect(fromResponse('roaming', 429, { code: 'TOO_MANY_REQUESTS' }).retryable).toBe(true);
	});
});

test.each([
	['120', 120],
	[' 0 ', 0],
	['Tue, 24 Nov 2026 03:00:30 GMT', 30],
	['Tue, 24 Nov 2026 02:00:00 GMT', 0],
	['-5', null],
	['1.5', null],
	['2026', 2026],
	['soon', null],
	['', null],
	[undefined, null],
])('Retry-After %j is %j', (header, seconds) => {
	expect(retryAfterSeconds(header, NOW)).toBe(seconds);
	const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
	expect(fromResponse('roaming', 503, undefined, headers).retryAfterSeconds).toBe(seconds);
});

describe('a request without an answer', () => {
	const withCode = (code: string, message = '') => Object.assign(new Error(message), { code });
	test.each([
		[withCode('ENOTFOUND'), 'HOST_NOT_FOUND'],
		[withCode('EAI_AGAIN'), 'HOST_NOT_FOUND'],
		[withCode('ECONNREFUSED'), 'CONNECTION_REFUSED'],
		[withCode('ECONNRESET'), 'CONNECTION_RESET'],
		[withCode('ECONNABORTED', 'timeout of 40000ms exceeded'), 'TIMED_OUT'],
		[withCode('ETIMEDOUT'), 'TIMED_OUT'],
		[withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'CERTIFICATE_NOT_TRUSTED'],
		[withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'CERTIFICATE_NOT_TRUSTED'],
		[withCode('CERT_HAS_EXPIRED'), 'CERTIFICATE_NOT_TRUSTED'],
		[withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'CERTIFICATE_NOT_TRUSTED'],
		[withCode('ERR_CANCELED'), 'CANCELLED'],
		[new Error('fetch failed', { cause: withCode('ECONNREFUSED') }), 'CONNECTION_REFUSED'],
		[new Error('socket hang up'), 'CONNECTION_RESET'],
		[new Error('The IP address is blocked'), 'BLOCKED'],
		[new Error('something else'), 'NETWORK_FAULT'],
		['text', 'NETWORK_FAULT'],
	])('%s is %s', (thrown, code) => {
		const error = errorFromNetwork(thrown, 'correlator-1');
		expect(error).toMatchObject({ stage: 'network', code, httpStatus: null, correlator: 'correlator-1' });
		expect(error.cause).toBeUndefined();
	});

	test('after a Stop it was the Stop', () => {
		const controller = new AbortController();
		controller.abort();
		expect(errorFromNetwork(withCode('ECONNRESET'), null, controller.signal).code).toBe('CANCELLED');
	});
});

describe('the table of codes', () => {
	test.each(KNOWN_CODES)('%s has a sentence and a hint for a person', (code) => {
		const { message, hint } = createError({ stage: 'roaming', code });
		expect(message).toMatch(/^[A-Z].*[^.]$/);
		expect(hint).toMatch(/^[A-Z].*\.$/);
		// n8n's UX guidelines want none of these words in front of a user.
		expect(`${message} ${hint}`).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});

	test.each([
		['unknown_user_id', 'notCovered'],
		['IDENTIFIER_NOT_FOUND', 'notCovered'],
		['NOT_FOUND', 'notCovered'],
		['SERVICE_NOT_APPLICABLE', 'notCovered'],
		['CONSENT_PENDING', 'consentPending'],
		['expired_token', 'consentPending'],
		['access_denied', 'failed'],
		['ENDPOINT_NOT_FOUND', 'failed'],
		['never heard of', 'failed'],
	])('%s counts as %s', (code, outcome) => {
		expect(outcomeOf(code)).toBe(outcome);
	});
});
