import { KNOWN_CODES, type Stage } from '../../../nodes/openGateway/errors';
import { SERVER_CODES } from '../../../nodes/openGateway/errorCodes';
import { errorFromResponse } from '../../../nodes/openGateway/http/responseError';
import { NOW } from '../partner';

/** @param body JSON, or a text that is none */
function fromResponse(stage: Stage, status: number, body: unknown, headers: Record<string, string> = {}) {
	const isText = typeof body === 'string';
	const text = isText ? body : (JSON.stringify(body) ?? '');
	const response = { stage, status, headers, body: isText ? undefined : body, text };
	return errorFromResponse({ ...response, correlator: 'correlator-1', redact: (words) => words, nowMs: NOW });
}

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

describe('a known code with another meaning', () => {
	interface Row {
		source: string;
		stage: Stage;
		status: number;
		body: unknown;
		code: string;
		outcome?: string;
	}
	const rows: Row[] = [
		{
			source: 'Keycloak 20 and later, wrong secret',
			stage: 'token',
			status: 401,
			body: { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' },
			code: 'invalid_client',
		},
		{
			source: 'Keycloak before 20, wrong secret',
			stage: 'authorize',
			status: 400,
			body: { error: 'unauthorized_client', error_description: 'Invalid client secret' },
			code: 'invalid_client',
		},
		{
			source: 'Keycloak, unknown client (Waziup/WaziCloud issue 173)',
			stage: 'token',
			status: 400,
			body: {
				error: 'unauthorized_client',
				error_description: 'UNKNOWN_CLIENT: Client was not identified by any client authenticator',
			},
			code: 'invalid_client',
		},
		{
			source: 'RFC 6749 section 5.2, a grant that the client may not use',
			stage: 'token',
			status: 400,
			body: { error: 'unauthorized_client', error_description: 'Client not allowed for direct access grants' },
			code: 'unauthorized_client',
		},
		{
			source: 'Cloud Foundry UAA',
			stage: 'token',
			status: 401,
			body: { error: 'unauthorized', error_description: 'Bad credentials' },
			code: 'invalid_client',
		},
		{
			source: 'Auth0, wrong secret',
			stage: 'token',
			status: 401,
			body: { error: 'access_denied', error_description: 'Unauthorized' },
			code: 'invalid_client',
		},
		{
			source: 'Salesforce',
			stage: 'token',
			status: 400,
			body: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
			code: 'invalid_client',
		},
		{
			source: 'Microsoft Entra, unknown application',
			stage: 'token',
			status: 400,
			body: {
				error: 'unauthorized_client',
				error_description: "AADSTS700016: Application with identifier 'x' was not found in the directory",
			},
			code: 'invalid_client',
		},
		{
			source: 'a gateway before the authorization server',
			stage: 'token',
			status: 401,
			body: { code: 'UNAUTHENTICATED', message: '' },
			code: 'invalid_client',
		},
		{
			source: 'CIBA Core 1.0 section 13, the subscriber',
			stage: 'authorize',
			status: 403,
			body: { error: 'access_denied' },
			code: 'access_denied',
		},
		{
			source: 'Spring Security, resource server',
			stage: 'roaming',
			status: 403,
			body: { error: 'access_denied', error_description: 'Access is denied' },
			code: 'PERMISSION_DENIED',
		},
		{
			source: 'a token that is over, at the API',
			stage: 'roaming',
			status: 401,
			body: { error: 'expired_token' },
			code: 'UNAUTHENTICATED',
		},
		{
			source: 'AWS S3, throttled',
			stage: 'roaming',
			status: 503,
			body: '<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>',
			code: 'TOO_MANY_REQUESTS',
		},
		{
			source: 'errors[0].code',
			stage: 'roaming',
			status: 404,
			body: { errors: [{ code: 'IDENTIFIER_NOT_FOUND', message: 'No' }] },
			code: 'IDENTIFIER_NOT_FOUND',
		},
		{
			source: 'a token URL that is none',
			stage: 'token',
			status: 404,
			body: { status: 404, code: 'NOT_FOUND', message: 'x' },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'Spring Boot, a wrong path',
			stage: 'roaming',
			status: 404,
			body: { status: 404, error: 'Not Found', path: '/retrieve' },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'Google, a wrong path',
			stage: 'roaming',
			status: 404,
			body: { error: { code: 404, message: 'Method not found.', status: 'NOT_FOUND' } },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'grpc-gateway, a wrong path',
			stage: 'roaming',
			status: 404,
			body: { code: 5, message: 'Not Found', details: [] },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'AWS, a wrong path',
			stage: 'roaming',
			status: 404,
			body: { __type: 'NotFoundException', message: 'x' },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'AWS API Gateway, a wrong path',
			stage: 'roaming',
			status: 403,
			body: { message: 'Missing Authentication Token' },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'Nokia Network as Code, a wrong path',
			stage: 'roaming',
			status: 404,
			body: { message: "Endpoint '/x' does not exist" },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'Orange Playground, a wrong path',
			stage: 'roaming',
			status: 400,
			body: { code: 'BAD_REQUEST', message: 'unhandled path /x' },
			code: 'ENDPOINT_NOT_FOUND',
		},
		{
			source: 'Orange Playground, a number that is none of its test numbers',
			stage: 'roaming',
			status: 403,
			body: { status: 403, code: 'FORBIDDEN', message: 'The device does not exist for client' },
			code: 'IDENTIFIER_NOT_FOUND',
		},
		{
			source: 'CAMARA 0.6, the network cannot tell',
			stage: 'roaming',
			status: 422,
			body: { status: 422, code: 'UNABLE_TO_PROVIDE_ROAMING_STATUS', message: 'x' },
			code: 'UNABLE_TO_PROVIDE_ROAMING_STATUS',
		},
		{
			source: 'the same, with another status',
			stage: 'roaming',
			status: 503,
			body: { status: 503, code: 'UNABLE_TO_PROVIDE_ROAMING_STATUS', message: 'x' },
			code: 'UNABLE_TO_PROVIDE_ROAMING_STATUS',
		},
	];

	test.each(rows)('$source', ({ stage, status, body, code }) => {
		expect(fromResponse(stage, status, body)).toMatchObject({ stage, code, httpStatus: status });
	});

	test('a temporary state of the network is retryable', () => {
		const body = { code: 'UNABLE_TO_PROVIDE_ROAMING_STATUS' };
		expect(fromResponse('roaming', 422, body).retryable).toBe(true);
	});

	test.each(KNOWN_CODES.filter((code) => !Object.hasOwn(SERVER_CODES, code)))(
		'%s is our own word: from a server it does not mean what our hint says',
		(code) => {
			expect(fromResponse('roaming', 409, { code })).toMatchObject({ code: 'CONFLICT', originalCode: code });
		},
	);
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

describe('a page of a firewall or a proxy', () => {
	const akamai =
		'<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \nYou don\'t have permission to access "http&#58;&#47;&#47;x" on this server.<P>\nReference&#32;&#35;18&#46;2d351ab8&#46;1557333295&#46;a4e16ab\n</BODY>\n</HTML>';
	const cloudflareJson = (error_code: number, status: number) => ({
		type: 'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/',
		title: `Error ${error_code}`,
		status,
		cloudflare_error: true,
		error_code,
	});

	test.each([
		['Akamai', 403, akamai],
		['Cloudflare to a client without a browser', 403, 'error code: 1020'],
		['Cloudflare to a client that accepts JSON', 403, cloudflareJson(1020, 403)],
		['Cloudflare', 403, '<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>'],
		['Cloudflare, a challenge', 503, '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>'],
		[
			'Imperva',
			403,
			'<html><head><META NAME="robots" CONTENT="noindex,nofollow"></head><iframe src="/_Incapsula_Resource?x=1"></iframe></html>',
		],
		[
			'F5, with its status of success',
			200,
			'<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 14396929317839226498</body></html>',
		],
		['ModSecurity', 406, '<html><body>Not Acceptable! This error was generated by Mod_Security.</body></html>'],
		[
			'CloudFront',
			403,
			'<!DOCTYPE HTML><HTML><BODY><H1>403 ERROR</H1>Request blocked. Generated by cloudfront</BODY></HTML>',
		],
		['Azure Front Door', 403, 'The request is blocked.'],
		['DataDome', 403, { url: 'https://geo.captcha-delivery.com/captcha/?x=1' }],
		[
			'Apigee, a list of addresses',
			403,
			{
				fault: {
					faultstring: 'Access Denied for client ip : x',
					detail: { errorcode: 'steps.accesscontrol.IPDeniedAccess' },
				},
			},
		],
		['nginx, a list of addresses', 403, '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body></body></html>'],
	])('%s is a firewall', (_name, status, body) => {
		expect(fromResponse('roaming', status, body)).toMatchObject({ code: 'FIREWALL', retryable: false });
		expect(fromResponse('token', status, body).hint).toMatch(/IP address of this n8n/);
	});

	test.each([
		[
			'Squid',
			403,
			'<html><head><title>ERROR: The requested URL could not be retrieved</title></head><body>ERR_ACCESS_DENIED Generated by proxy (squid/5.7)</body></html>',
			'BLOCKED',
		],
		['Zscaler', 403, '<html><head><title>Internet Security by Zscaler</title></head></html>', 'BLOCKED'],
		['a proxy that wants a login', 407, '<html><body>squid</body></html>', 'PROXY_AUTHENTICATION_REQUIRED'],
		[
			'nginx, the server behind it is down',
			502,
			'<html><head><title>502 Bad Gateway</title></head></html>',
			'BAD_GATEWAY',
		],
		['Cloudflare, the server behind it is down', 522, 'error code: 522', 'TIMEOUT'],
		['Cloudflare, its origin is unknown', 530, cloudflareJson(1016, 530), 'INTERNAL'],
		['Cloudflare, a limit by rate', 429, cloudflareJson(1015, 429), 'TOO_MANY_REQUESTS'],
		['Envoy, a rule', 403, 'RBAC: access denied', 'PERMISSION_DENIED'],
		['an API in JSON', 403, { code: 'PERMISSION_DENIED', message: 'No' }, 'PERMISSION_DENIED'],
		['AWS API Gateway', 403, { message: 'Forbidden' }, 'PERMISSION_DENIED'],
		['a login page', 200, '<!DOCTYPE html><html><body>Log in</body></html>', 'INVALID_RESPONSE'],
		['a page under 404', 404, '<html><body>nginx</body></html>', 'ENDPOINT_NOT_FOUND'],
	])('%s is no firewall', (_name, status, body, code) => {
		expect(fromResponse('roaming', status, body).code).toBe(code);
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
