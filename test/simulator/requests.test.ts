import {
	after,
	authorize,
	authorizeForm,
	AUTHORIZE_URL,
	authReqIdFor,
	BASE_URL,
	basic,
	GRANT_TYPE,
	NUMBER,
	poll,
	retrieve,
	send,
	sendForm,
	TOKEN_URL,
	VERSIONS,
	type Answer,
	type Version,
} from './calls';

const PURPOSE = 'dpv:FraudPreventionAndDetection';
const SCOPE = VERSIONS.v1.scope;

function expectError(answer: Answer, status: number, error: string, description: unknown = expect.any(String)): void {
	expect(answer.status).toBe(status);
	expect(answer.body).toEqual({ error, error_description: description });
	expect(answer.headers['content-type']).toBe('application/json');
}

const ask = (form: Record<string, string>) => sendForm(AUTHORIZE_URL, form, basic());

describe.each([
	['the authorize URL', AUTHORIZE_URL, () => authorizeForm()],
	['the token URL', TOKEN_URL, () => ({ grant_type: GRANT_TYPE, auth_req_id: authReqIdFor() })],
])('%s', (_name, url, goodForm) => {
	const body = () => new URLSearchParams(goodForm()).toString();

	test.each(['GET', 'PUT', 'HEAD', 'post'])('refuses %s', (method) => {
		const headers = { ...basic(), 'content-type': 'application/x-www-form-urlencoded' };
		const answer = send({ url, method, headers, body: body() });
		expectError(answer, 405, 'invalid_request');
		expect(answer.headers.allow).toBe('POST');
	});

	test.each(['', 'application/json', 'text/plain', 'multipart/form-data', 'application/x-www-form-urlencodedx'])(
		'refuses content type "%s"',
		(contentType) => {
			expectError(
				sendForm(url, body(), { ...basic(), 'content-type': contentType }),
				400,
				'invalid_request',
				expect.stringContaining('x-www-form-urlencoded'),
			);
		},
	);

	test('refuses a request without a content type', () => {
		expectError(send({ url, headers: basic(), body: body() }), 400, 'invalid_request');
	});

	test.each(['application/x-www-form-urlencoded;charset=UTF-8', 'Application/X-WWW-Form-urlencoded ; charset=UTF-8'])(
		'takes content type "%s"',
		(contentType) => {
			expect(sendForm(url, body(), { ...basic(), 'content-type': contentType }).status).toBe(200);
		},
	);

	test('answers under any base path', () => {
		expect(sendForm(url.replace(BASE_URL, 'https://other.example/a/b'), body(), basic()).status).toBe(200);
	});

	test('refuses a parameter that is given twice, whichever it is', () => {
		for (const [name, value] of Object.entries({ ...goodForm(), client_id: 'client-1', other: 'x' })) {
			const twice = new URLSearchParams({ ...goodForm(), [name]: value });
			twice.append(name, value);
			expectError(sendForm(url, twice.toString(), basic()), 400, 'invalid_request', expect.stringContaining('twice'));
		}
	});

	test('ignores unknown parameters', () => {
		expect(sendForm(url, { ...goodForm(), other: 'x' }, basic()).status).toBe(200);
	});

	test('says in each answer that it must not be stored', () => {
		const answers = [
			sendForm(url, goodForm(), basic()),
			sendForm(url, goodForm(), {}),
			sendForm(url, {}, basic()),
			sendForm(url, 'a=1&a=2', basic()),
			sendForm(url, body(), { ...basic(), 'content-type': 'text/plain' }),
		];
		expect(answers.map(({ status, headers }) => [status, headers['cache-control']])).toEqual(
			[200, 401, 400, 400, 400].map((status) => [status, 'no-store']),
		);
	});

	test('echoes the x-correlator in every answer, and creates none', () => {
		const headers = { 'x-correlator': 'abc-1' };
		expect(sendForm(url, goodForm(), { ...basic(), ...headers })).toMatchObject({ status: 200, headers });
		expect(sendForm(url, goodForm(), headers)).toMatchObject({ status: 401, headers });
		expect(send({ url, method: 'GET', headers })).toMatchObject({ status: 405, headers });
		expect(sendForm(url, goodForm(), basic()).headers).not.toHaveProperty('x-correlator');
	});

	test('checks the client first', () => {
		expectError(sendForm(url, {}, {}), 401, 'invalid_client');
	});
});

describe('login_hint', () => {
	test.each(['+34600111220', 'tel:+34600111220', '+12340', '+123456789012340'])('%s is accepted', (hint) => {
		expect(ask({ ...authorizeForm(), login_hint: hint }).status).toBe(200);
	});

	test.each(['login_hint=+34600111220', 'login_hint=tel:+34600111220', 'login_hint=tel%3A+34600111220'])(
		'%s: the raw plus is a blank, and the refusal says so',
		(hint) => {
			const body = `${hint}&scope=openid+${encodeURIComponent(PURPOSE)}+${encodeURIComponent(SCOPE)}`;
			expectError(sendForm(AUTHORIZE_URL, body, basic()), 400, 'invalid_request', expect.stringContaining('%2B'));
			expect(sendForm(AUTHORIZE_URL, body.replace('+34', '%2B34'), basic()).status).toBe(200);
		},
	);

	test.each(
		[
			[
				'',
				'34600111220',
				'0034600111220',
				'+0600111220',
				'+1234',
				'+1234567890123450',
				'+34600abc220',
				'+34600-111-220',
				'++34600111220',
			],
			[
				'tel:',
				'tel:34600111220',
				'TEL:+34600111220',
				'sip:+34600111220',
				'tel:tel:+34600111220',
				'+34600111220\n',
				'+٣٤٦٠٠١١١٢٢',
			],
		].flat(),
	)('"%s" is refused', (hint) => {
		expectError(
			ask({ ...authorizeForm(), login_hint: hint }),
			400,
			'invalid_request',
			expect.stringContaining('E.164'),
		);
	});

	test('is required', () => {
		expectError(
			ask({ scope: authorizeForm().scope ?? '' }),
			400,
			'invalid_request',
			expect.stringContaining('login_hint'),
		);
	});
});

describe('scope', () => {
	const askFor = (scopes: Record<string, string>) => ask({ login_hint: NUMBER, ...scopes });

	describe.each(Object.keys(VERSIONS) as Version[])('of %s', (version) => {
		const { scope, body } = VERSIONS[version];

		test.each<[string, Record<string, string>, string]>([
			['purpose', { purpose: `${PURPOSE}#${scope}` }, scope],
			['scope with a hash', { scope: `${PURPOSE}#${scope}` }, `${PURPOSE}#${scope}`],
			['scope with openid', { scope: `openid ${PURPOSE} ${scope}` }, `openid ${PURPOSE} ${scope}`],
			['scope in another order', { scope: `${scope} ${PURPOSE} openid` }, `${scope} ${PURPOSE} openid`],
		])('as %s is accepted, and the token has that scope', (_name, scopes, given) => {
			const asked = askFor(scopes);
			expect(asked.status).toBe(200);
			const { body: token } = poll(String(asked.body.auth_req_id));
			expect(token.scope).toBe(given);
			expect(retrieve(version, String(token.access_token), body(NUMBER)).status).toBe(200);
		});
	});

	test.each<[string, Record<string, string>]>([
		['none', {}],
		['an empty scope', { scope: '' }],
		['an empty purpose', { purpose: '' }],
		['two purposes', { scope: `openid ${PURPOSE} dpv:ServiceProvision ${SCOPE}` }],
		['two purposes and no API', { scope: `openid ${PURPOSE} dpv:ServiceProvision` }],
		['no openid', { scope: `${PURPOSE} ${SCOPE}` }],
		['openid in other case', { scope: `OpenID ${PURPOSE} ${SCOPE}` }],
		['no purpose', { scope: `openid ${SCOPE}` }],
		['an empty name of a purpose', { scope: `openid dpv: ${SCOPE}` }],
		['a purpose of another vocabulary', { scope: `openid abc:Fraud ${SCOPE}` }],
		['no API', { scope: `openid ${PURPOSE}` }],
		['an unknown API', { scope: `openid ${PURPOSE} sim-swap:check` }],
		['two APIs', { scope: `openid ${PURPOSE} ${SCOPE} ${VERSIONS['v0.5'].scope}` }],
		['an API in other case', { scope: `openid ${PURPOSE} ${SCOPE.toUpperCase()}` }],
		['two blanks', { scope: `openid  ${PURPOSE} ${SCOPE}` }],
		['scope and purpose together', { scope: `openid ${PURPOSE} ${SCOPE}`, purpose: PURPOSE }],
		['scope and purpose together, both good', { scope: `${PURPOSE}#${SCOPE}`, purpose: `${PURPOSE}#${SCOPE}` }],
		['the form with openid as purpose', { purpose: `openid ${PURPOSE} ${SCOPE}` }],
		['openid before the form with a hash', { scope: `openid ${PURPOSE}#${SCOPE}` }],
		['an unknown API after the hash', { purpose: `${PURPOSE}#sim-swap:check` }],
		['nothing after the hash', { scope: `${PURPOSE}#` }],
		['an API alone', { scope: SCOPE }],
	])('%s is refused', (_name, scopes) => {
		expectError(askFor(scopes), 400, 'invalid_scope');
	});
});

describe('grant_type', () => {
	test.each([
		'client_credentials',
		'authorization_code',
		'urn:openid:params:grant-type:CIBA',
		'urn:ietf:params:oauth:grant-type:jwt-bearer',
	])('%s is not supported', (grantType) => {
		const form = { auth_req_id: authReqIdFor(), grant_type: grantType };
		expectError(sendForm(TOKEN_URL, form, basic()), 400, 'unsupported_grant_type', expect.stringContaining(GRANT_TYPE));
	});

	test.each<[string, Record<string, string>]>([
		['missing', {}],
		['empty', { grant_type: '' }],
	])('%s is an invalid request', (_name, form) => {
		expectError(
			sendForm(TOKEN_URL, { auth_req_id: authReqIdFor(), ...form }, basic()),
			400,
			'invalid_request',
			expect.stringContaining('grant_type'),
		);
	});

	test('without an auth_req_id is an invalid request', () => {
		expectError(
			sendForm(TOKEN_URL, { grant_type: GRANT_TYPE }, basic()),
			400,
			'invalid_request',
			expect.stringContaining('auth_req_id'),
		);
	});
});

test.each(['', '/', '/bc-authorize/', '/token/x', '/device-roaming-status/v2/retrieve', '/device-status/v0'])(
	'there is nothing at "%s"',
	(path) => {
		const answer = send({ url: `${BASE_URL}${path}`, headers: { ...basic(), 'x-correlator': 'abc-1' } });
		expect(answer).toMatchObject({
			status: 404,
			headers: { 'content-type': 'application/json', 'x-correlator': 'abc-1' },
		});
		expect(answer.body).toEqual({ status: 404, code: 'NOT_FOUND', message: expect.any(String) });
	},
);

test('a query does not change the endpoint', () => {
	expect(sendForm(`${AUTHORIZE_URL}?a=/token`, authorizeForm(), basic()).body).toHaveProperty('auth_req_id');
});

test('the same request gets the same answer at any time: no state is kept', () => {
	const authReqId = authReqIdFor();
	for (const seconds of [0, 0, 1, 119]) expect(poll(authReqId, after(seconds)).status).toBe(200);
	expect(authorize(NUMBER, after(-1_000_000)).status).toBe(200);
});
