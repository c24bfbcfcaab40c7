import { after, BASE_URL, NUMBER, retrieve, send, tokenFor, VERSIONS, type Version } from './calls';

const OTHER_NUMBER = '+34600111222';

/** The complete body of a refusal. */
function refusal(version: Version, status: number, code: string) {
	return { ...(version === 'v0.4' ? {} : { status }), code, message: expect.any(String) };
}

describe('the body of a request', () => {
	test.each<[Version, string, unknown, number, string]>([
		['v0.4', 'nothing', {}, 400, 'INVALID_INPUT'],
		['v0.4', 'no number', { ueId: {} }, 400, 'INVALID_INPUT'],
		['v0.4', 'a number that is none', { ueId: { msisdn: 34600111220 } }, 400, 'INVALID_INPUT'],
		['v0.4', 'letters', { ueId: { msisdn: '+34600x' } }, 400, 'INVALID_INPUT'],
		['v0.4', 'too short a number', { ueId: { msisdn: '+1234' } }, 400, 'INVALID_INPUT'],
		['v0.4', 'too long a number', { ueId: { msisdn: '+1234567890123456' } }, 400, 'INVALID_INPUT'],
		['v0.4', 'another number', { ueId: { msisdn: OTHER_NUMBER } }, 403, 'FORBIDDEN'],
		['v0.4', 'a number in place of the object', { ueId: NUMBER }, 400, 'INVALID_INPUT'],
		['v0.5', 'no number', { device: {} }, 400, 'INVALID_ARGUMENT'],
		['v0.5', 'the name of v0.4 inside', { device: { msisdn: NUMBER } }, 400, 'INVALID_ARGUMENT'],
		['v0.5', 'null', { device: null }, 400, 'INVALID_ARGUMENT'],
		['v0.5', 'another number', { device: { phoneNumber: OTHER_NUMBER } }, 403, 'INVALID_TOKEN_CONTEXT'],
		['v0.6', 'no number', { device: {} }, 400, 'INVALID_ARGUMENT'],
		['v0.6', 'a number without a plus', { device: { phoneNumber: NUMBER.slice(1) } }, 400, 'INVALID_ARGUMENT'],
		['v0.6', 'an array', { device: [NUMBER] }, 400, 'INVALID_ARGUMENT'],
		['v0.6', 'another number', { device: { phoneNumber: OTHER_NUMBER } }, 403, 'INVALID_TOKEN_CONTEXT'],
		['v1', 'the number', { device: { phoneNumber: NUMBER } }, 422, 'UNNECESSARY_IDENTIFIER'],
		['v1', 'another number', { device: { phoneNumber: OTHER_NUMBER } }, 422, 'UNNECESSARY_IDENTIFIER'],
		['v1', 'an empty device', { device: {} }, 422, 'UNNECESSARY_IDENTIFIER'],
		['v1', 'an array', [], 400, 'INVALID_ARGUMENT'],
		['v1', 'null', null, 400, 'INVALID_ARGUMENT'],
		['v1', 'a text', 'device', 400, 'INVALID_ARGUMENT'],
	])('%s with %s', (version, _name, body, status, code) => {
		const answer = retrieve(version, tokenFor(NUMBER, version), body);
		expect(answer.status).toBe(status);
		expect(answer.body).toEqual(refusal(version, status, code));
	});

	test.each<[Version, unknown]>([
		['v0.4', { ueId: { msisdn: NUMBER } }],
		['v0.4', { ueId: { msisdn: NUMBER.slice(1) } }],
		['v0.5', { device: { phoneNumber: NUMBER } }],
		['v0.5', { device: { phoneNumber: NUMBER.slice(1) } }],
		['v0.6', { device: { phoneNumber: NUMBER } }],
		['v0.6', {}],
		['v1', {}],
	])('%s answers %j', (version, body) => {
		expect(retrieve(version, tokenFor(NUMBER, version), body)).toMatchObject({ status: 200, body: { roaming: false } });
	});

	test.each<[Version, string]>([
		['v0.4', 'INVALID_INPUT'],
		['v0.6', 'INVALID_ARGUMENT'],
		['v1', 'INVALID_ARGUMENT'],
	])('%s refuses what is no JSON', (version, code) => {
		const headers = { authorization: `Bearer ${tokenFor(NUMBER, version)}`, 'content-type': 'application/json' };
		for (const body of ['', '{', '<xml/>']) {
			const answer = send({ url: `${BASE_URL}${VERSIONS[version].path}`, headers, body });
			expect(answer.status).toBe(400);
			expect(answer.body).toEqual(refusal(version, 400, code));
		}
	});
});

describe.each<[Version, Record<'method' | 'token' | 'scope' | 'type' | 'correlator', string>]>([
	[
		'v0.4',
		{
			method: 'METHOD_NOT_ALLOWED',
			token: 'UNAUTHORIZED',
			scope: 'FORBIDDEN',
			type: 'UNSUPPORTED_MEDIA_TYPE',
			correlator: 'INVALID_INPUT',
		},
	],
	[
		'v0.5',
		{
			method: 'METHOD_NOT_ALLOWED',
			token: 'UNAUTHENTICATED',
			scope: 'PERMISSION_DENIED',
			type: 'UNSUPPORTED_MEDIA_TYPE',
			correlator: 'INVALID_ARGUMENT',
		},
	],
	[
		'v0.6',
		{
			method: 'METHOD_NOT_ALLOWED',
			token: 'UNAUTHENTICATED',
			scope: 'PERMISSION_DENIED',
			type: 'UNSUPPORTED_MEDIA_TYPE',
			correlator: 'INVALID_ARGUMENT',
		},
	],
	[
		'v1',
		{
			method: 'METHOD_NOT_ALLOWED',
			token: 'UNAUTHENTICATED',
			scope: 'PERMISSION_DENIED',
			type: 'UNSUPPORTED_MEDIA_TYPE',
			correlator: 'INVALID_ARGUMENT',
		},
	],
])('%s', (version, codes) => {
	const { path, body } = VERSIONS[version];
	const request = (headers: Record<string, string>) => ({
		url: `${BASE_URL}${path}`,
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body(NUMBER)),
	});
	const bearer = () => `Bearer ${tokenFor(NUMBER, version)}`;

	test.each(['GET', 'PUT', 'DELETE', 'post'])('refuses %s', (method) => {
		const answer = send({ ...request({ authorization: bearer() }), method });
		expect(answer.status).toBe(405);
		expect(answer.body).toEqual(refusal(version, 405, codes.method));
	});

	test.each([
		['no token', {}],
		['an empty token', { authorization: 'Bearer ' }],
		['a made-up token', { authorization: 'Bearer abc' }],
		['a long made-up token', { authorization: `Bearer ${'A'.repeat(200)}` }],
	])('refuses %s', (_name, headers) => {
		const answer = send(request(headers));
		expect(answer.status).toBe(401);
		expect(answer.body).toEqual(refusal(version, 401, codes.token));
	});

	test('requires a bearer token', () => {
		const token = tokenFor(NUMBER, version);
		expect(send(request({ authorization: token })).status).toBe(401);
		expect(send(request({ authorization: `Basic ${token}` })).status).toBe(401);
		expect(send(request({ authorization: `bearer ${token}` })).status).toBe(200);
	});

	test('refuses a token of another scope', () => {
		const others = (Object.keys(VERSIONS) as Version[]).filter(
			(other) => VERSIONS[other].scope !== VERSIONS[version].scope,
		);
		expect(others.length).toBeGreaterThan(1);
		for (const other of others) {
			const answer = retrieve(version, tokenFor(NUMBER, other));
			expect(answer.status).toBe(403);
			expect(answer.body).toEqual(refusal(version, 403, codes.scope));
		}
	});

	test.each(['', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
		'refuses content type "%s"',
		(contentType) => {
			const answer = send(request({ authorization: bearer(), 'content-type': contentType }));
			expect(answer.status).toBe(415);
			expect(answer.body).toEqual(refusal(version, 415, codes.type));
		},
	);

	test.each(['application/json; charset=utf-8', 'Application/JSON ;charset=utf-8'])(
		'takes content type "%s"',
		(contentType) => {
			expect(send(request({ authorization: bearer(), 'content-type': contentType })).status).toBe(200);
		},
	);

	test.each(['a b', 'a_b', 'é', 'a/b', 'x'.repeat(56)])('refuses x-correlator "%s"', (correlator) => {
		const answer = send(request({ authorization: bearer(), 'x-correlator': correlator }));
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual(refusal(version, 400, codes.correlator));
	});

	test.each(['b4333c46-49c0-4f62-80d7-f0ef930f1c46', 'x'.repeat(55)])('echoes x-correlator "%s"', (correlator) => {
		const answer = send(request({ authorization: bearer(), 'x-correlator': correlator }));
		expect(answer.status).toBe(200);
		expect(answer.headers['x-correlator']).toBe(correlator);
	});

	test('echoes the x-correlator of a refusal, and creates none', () => {
		expect(send(request({ 'x-correlator': 'abc-1' }))).toMatchObject({
			status: 401,
			headers: { 'x-correlator': 'abc-1' },
		});
		expect(send(request({ authorization: bearer() })).headers).not.toHaveProperty('x-correlator');
	});

	test('answers under any base path', () => {
		expect(send({ ...request({ authorization: bearer() }), url: `https://other.example${path}` }).status).toBe(200);
		expect(send({ ...request({ authorization: bearer() }), url: `https://other.example${path}/` }).status).toBe(404);
	});
});

test('v0.4 and v0.5, which share a path, are distinguished by the body', () => {
	const { body } = VERSIONS['v0.5'];
	expect(retrieve('v0.4', tokenFor(NUMBER, 'v0.5'), body(NUMBER)).status).toBe(200);
	expect(retrieve('v0.5', tokenFor(NUMBER, 'v0.4'), body(NUMBER)).body).toEqual(
		refusal('v0.5', 403, 'PERMISSION_DENIED'),
	);
});

test.each(Object.keys(VERSIONS) as Version[])('the lastStatusTime of %s follows the clock', (version) => {
	const answer = retrieve(version, tokenFor(NUMBER, version), undefined, after(60));
	expect(answer.body.lastStatusTime).toBe('2026-11-24T02:56:00.000Z');
});
