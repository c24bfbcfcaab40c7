import { KNOWN_CODES, type Stage } from '../../../nodes/openGateway/errors';
import { SERVER_CODES } from '../../../nodes/openGateway/errorCodes';
import { fromResponse } from './fromResponse';

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
