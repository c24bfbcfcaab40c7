import { readErrorBody } from '../../../nodes/openGateway/http/errorBody';

interface Shape {
	/** Who sends it, and where that is written down. */
	source: string;
	/** JSON, or a text. */
	body: unknown;
	/** The code, where the body has one. */
	code?: string;
	/** Its first sentence, where it has one. */
	text?: string;
}

/** One row a shape. */
const SHAPES: Shape[] = [
	{
		source: 'OAuth, RFC 6749 section 5.2',
		body: { error: 'invalid_scope', error_description: 'No such scope' },
		code: 'invalid_scope',
		text: 'No such scope',
	},
	{ source: 'OAuth without a description', body: { error: 'access_denied' }, code: 'access_denied' },
	{
		source: 'CAMARA ErrorInfo, Commonalities r4.2',
		body: { status: 404, code: 'NOT_FOUND', message: 'Nobody' },
		code: 'NOT_FOUND',
		text: 'Nobody',
	},
	{
		source: 'CAMARA before Commonalities 0.5',
		body: { code: 'NOT_FOUND', message: 'Nobody' },
		code: 'NOT_FOUND',
		text: 'Nobody',
	},
	{
		source: 'Orange Developer, common errors',
		body: { code: 41, message: 'Invalid credentials', description: 'The credentials were wrong.' },
		code: '41',
		text: 'Invalid credentials',
	},
	{
		source: 'Infobip and OMA RESTful Network APIs, service exception',
		body: { requestError: { serviceException: { messageId: 'SVC0002', text: 'Invalid input value' } } },
		code: 'SVC0002',
		text: 'Invalid input value',
	},
	{
		source: 'OMA RESTful Network APIs, policy exception',
		body: { requestError: { policyException: { messageId: 'POL1009', text: 'User has not been provisioned' } } },
		code: 'POL1009',
		text: 'User has not been provisioned',
	},
	{
		source: 'Apigee, policy error reference',
		body: {
			fault: {
				faultstring: 'Rate limit quota violation. Quota limit exceeded.',
				detail: { errorcode: 'policies.ratelimit.QuotaViolation' },
			},
		},
		code: 'policies.ratelimit.QuotaViolation',
		text: 'Rate limit quota violation. Quota limit exceeded.',
	},
	{
		source: 'Apigee, OAuthV2 policy',
		body: { ErrorCode: 'invalid_client', Error: 'ClientId is Invalid' },
		code: 'invalid_client',
		text: 'ClientId is Invalid',
	},
	{
		source: 'WSO2 API Manager 4, error handling',
		body: { code: '900901', message: 'Invalid Credentials', description: 'Make sure you have provided the right ones' },
		code: '900901',
		text: 'Invalid Credentials',
	},
	{
		source: 'WSO2 API Manager 2, fault as JSON',
		body: { fault: { code: 900800, message: 'Message throttled out', description: 'You have exceeded your quota' } },
		code: '900800',
		text: 'Message throttled out',
	},
	{
		source: 'WSO2 API Manager 2, fault as XML',
		body: '<ams:fault xmlns:ams="http://wso2.org/apimanager/security"><ams:code>900900</ams:code><ams:message>Unclassified Authentication Failure</ams:message></ams:fault>',
		code: '900900',
		text: 'Unclassified Authentication Failure',
	},
	{
		source: 'problem details, RFC 9457',
		body: { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'phoneNumber is too short' },
		text: 'phoneNumber is too short',
	},
	{ source: 'problem details without detail', body: { title: 'Payment due', status: 402 }, text: 'Payment due' },
	{
		source: 'Vonage, API errors',
		body: { type: 'https://developer.vonage.com/api-errors#low-balance', title: 'Low balance', detail: 'Top up.' },
		text: 'Top up.',
	},
	{ source: 'FastAPI, HTTPException', body: { detail: 'Not authenticated' }, text: 'Not authenticated' },
	{
		source: 'FastAPI, validation',
		body: { detail: [{ loc: ['body', 'device'], msg: 'field required', type: 'value_error.missing' }] },
		text: 'field required',
	},
	{
		source: 'FastAPI, detail as an object',
		body: { detail: { code: 'DENIED', message: 'No' } },
		code: 'DENIED',
		text: 'No',
	},
	{
		source: 'JSON:API 1.1',
		body: { errors: [{ status: '404', code: 'IDENTIFIER_NOT_FOUND', title: 'Unknown', detail: 'Unknown device' }] },
		code: 'IDENTIFIER_NOT_FOUND',
		text: 'Unknown device',
	},
	{
		source: 'GraphQL over HTTP, Apollo Server',
		body: { errors: [{ message: 'Log in first', extensions: { code: 'UNAUTHENTICATED' } }] },
		code: 'UNAUTHENTICATED',
		text: 'Log in first',
	},
	{
		source: 'Axway API Gateway',
		body: { errors: [{ code: 401, message: 'Unauthorized' }] },
		code: '401',
		text: 'Unauthorized',
	},
	{ source: 'a list of texts', body: { errors: ['No such device'] }, text: 'No such device' },
	{
		source: 'Salesforce, a list at the top',
		body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
		code: 'INVALID_SESSION_ID',
		text: 'Session expired or invalid',
	},
	{
		source: 'Google, google.rpc.Status over HTTP',
		body: { error: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' } },
		code: 'PERMISSION_DENIED',
		text: 'The caller does not have permission',
	},
	{
		source: 'grpc-gateway',
		body: { code: 5, message: 'Not Found', details: [] },
		code: '5',
		text: 'Not Found',
	},
	{
		source: 'OData 4, Microsoft REST API guidelines',
		body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.' } },
		code: 'InvalidAuthenticationToken',
		text: 'Access token is empty.',
	},
	{
		source: 'OData 2, SAP Gateway',
		body: { error: { code: 'SY/530', message: { lang: 'en', value: 'Resource not known' } } },
		code: 'SY/530',
		text: 'Resource not known',
	},
	{
		source: 'Azure API Management',
		body: { statusCode: 403, message: 'Out of call volume quota. Quota will be replenished in 01:02:03.' },
		text: 'Out of call volume quota. Quota will be replenished in 01:02:03.',
	},
	{
		source: 'Okta',
		body: { errorCode: 'E0000011', errorSummary: 'Invalid token provided', errorCauses: [] },
		code: 'E0000011',
		text: 'Invalid token provided',
	},
	{
		source: 'errorCode and errorMessage, MuleSoft and others',
		body: { errorCode: 'POLICY_VIOLATION', errorMessage: 'Blocked by policy' },
		code: 'POLICY_VIOLATION',
		text: 'Blocked by policy',
	},
	{
		source: 'MuleSoft, rate limiting policy',
		body: { error: 'Quota has been exceeded' },
		text: 'Quota has been exceeded',
	},
	{
		source: 'Tyk',
		body: { error: 'Access to this API has been disallowed' },
		text: 'Access to this API has been disallowed',
	},
	{
		source: 'Kong 3',
		body: { message: 'No API key found in request', request_id: '5c1d6b2e' },
		text: 'No API key found in request',
	},
	{ source: 'Gravitee', body: { message: 'Quota exceeded', http_status_code: 429 }, text: 'Quota exceeded' },
	{
		source: 'IBM API Connect',
		body: { httpCode: '401', httpMessage: 'Unauthorized', moreInformation: 'Client id not registered.' },
		text: 'Client id not registered.',
	},
	{
		source: 'Oracle REST Data Services',
		body: { title: 'Not Found', status: 404, 'o:errorCode': '7704', detail: 'No such resource' },
		code: '7704',
		text: 'No such resource',
	},
	{
		source: 'Spring Boot',
		body: { timestamp: '2026-11-24T03:00:00Z', status: 401, error: 'Unauthorized', path: '/retrieve' },
		code: 'Unauthorized',
	},
	{
		source: 'NestJS',
		body: { statusCode: 400, message: ['device must be an object', 'x'], error: 'Bad Request' },
		text: 'device must be an object',
	},
	{
		source: 'AWS JSON protocol',
		body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'Not authorized' },
		code: 'AccessDeniedException',
		text: 'Not authorized',
	},
	{
		source: 'AWS query protocol as XML',
		body: '<?xml version="1.0"?><ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
		code: 'Throttling',
		text: 'Rate exceeded',
	},
	{
		source: 'AWS Lambda behind API Gateway',
		body: { statusCode: 400, body: '{"code":"INVALID_ARGUMENT","message":"Bad device"}' },
		code: 'INVALID_ARGUMENT',
		text: 'Bad device',
	},
	{
		source: 'Layer7, SOAP fault',
		body: '<soapenv:Envelope xmlns:soapenv="x"><soapenv:Body><soapenv:Fault><faultcode>Server</faultcode><faultstring xml:lang="en">Policy Falsified</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>',
		text: 'Policy Falsified',
	},
	{
		source: 'a SOAP fault made into JSON (Axway, Layer7)',
		body: { Envelope: { Body: { Fault: { faultcode: 'Client', faultstring: 'Not allowed' } } } },
		text: 'Not allowed',
	},
	{
		source: 'JSON in a text in JSON (google-gemini/gemini-cli issue 1844)',
		body: {
			error: {
				message: '{\n "error": {"code": 429, "message": "Exhausted", "status": "RESOURCE_EXHAUSTED"}\n}\n',
				code: 429,
				status: 'Too Many Requests',
			},
		},
		code: 'RESOURCE_EXHAUSTED',
		text: 'Exhausted',
	},
	{
		source: 'JSON in a JSON text',
		body: '"{\\"error\\":\\"invalid_scope\\",\\"error_description\\":\\"No\\"}"',
		code: 'invalid_scope',
		text: 'No',
	},
	{ source: 'JSend', body: { status: 'error', message: 'No device' }, text: 'No device' },
	{ source: 'an empty word for a code', body: { code: 'ERROR', message: 'No device' }, text: 'No device' },
	{ source: 'an empty word for an error', body: { error: 'failure', status: 'FAILED' } },
	{ source: 'error: true', body: { error: true, message: 'No device' }, text: 'No device' },
	{ source: 'Envoy', body: 'no healthy upstream', text: 'no healthy upstream' },
	{ source: '3scale', body: 'Limits exceeded\n', text: 'Limits exceeded' },
	{ source: 'nginx', body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body></html>' },
	{ source: 'HAProxy', body: '<html><body><h1>503 Service Unavailable</h1>\nNo server is available.\n</body></html>' },
	{ source: 'nothing', body: '' },
	{ source: 'an empty object', body: {} },
	{ source: 'an empty list', body: [] },
	{ source: 'wrong types', body: { error: {}, code: null, message: 5 } },
	{ source: 'text that looks like JSON', body: { message: '[gateway] no answer' }, text: '[gateway] no answer' },
];

/** As a transport gives it: JSON parsed, and the text of it. */
function read(body: unknown) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	try {
		return readErrorBody(JSON.parse(text), text);
	} catch {
		return readErrorBody(undefined, text);
	}
}

test.each(SHAPES)('$source', ({ body, code, text }) => {
	const { codes, texts } = read(body);
	expect({ code: codes[0], text: texts[0] }).toEqual({ code, text });
});

test.each([
	{ error: 'not_found' },
	{ error: 'Not Found', status: 404, path: '/retrieve' },
	{ status: 'NOT_FOUND', message: 'x' },
	{ error: { status: 'NOT_FOUND', code: 404, message: 'Method not found.' } },
])('%j speaks of the path, so NOT_FOUND is no code there', (body) => {
	expect(readErrorBody(body).codes).not.toContainEqual(expect.stringMatching(/not.?found/i));
});
