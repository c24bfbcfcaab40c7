import {
	after,
	authReqIdFor,
	authorize,
	authorizeForm,
	NUMBER,
	OTHER_CLIENT,
	poll,
	retrieve,
	tokenFor,
	VERSIONS,
	type Version,
} from './calls';

const OTHER_KEY = new Uint8Array(32).fill(8);

/** A sealed token with one bit of one byte changed. */
function withFlippedByte(sealedToken: string, index: number): string {
	const bytes = Buffer.from(sealedToken, 'base64url');
	bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
	return bytes.toString('base64url');
}

const everyByte = (sealedToken: string) => [...Buffer.from(sealedToken, 'base64url').keys()];

describe('what is issued', () => {
	test('an auth_req_id', () => {
		const answer = authorize();
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({ auth_req_id: expect.any(String), expires_in: 120, interval: 2 });
	});

	test.each(Object.keys(VERSIONS) as Version[])('a token for %s', (version) => {
		const answer = poll(authReqIdFor(NUMBER, version));
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({
			access_token: expect.any(String),
			token_type: 'Bearer',
			expires_in: 120,
			scope: authorizeForm(NUMBER, version).scope,
		});
	});

	test.each([
		['auth_req_id', authReqIdFor],
		['access_token', tokenFor],
	])('the %s holds nothing that can be read', (_name, make) => {
		const sealedToken = make('+34600111220');
		expect(sealedToken).toMatch(/^[A-Za-z0-9_-]+$/);
		const bytes = Buffer.from(sealedToken, 'base64url');
		for (const text of [
			sealedToken,
			bytes.toString('utf8'),
			bytes.toString('latin1'),
			bytes.toString('utf16le'),
			bytes.toString('hex'),
		]) {
			for (const secret of ['34600111220', '600111220', 'client-1', 'phoneNumber', 'device-roaming-status']) {
				expect(text).not.toContain(secret);
				expect(text).not.toContain(Buffer.from(secret).toString('hex'));
			}
		}
	});

	test.each([
		['auth_req_id', authReqIdFor],
		['access_token', tokenFor],
	])('no two %ss are equal', (_name, make) => {
		// Nor are the first bytes equal: they are the nonce, which must not be used twice with one key.
		expect(new Set(Array.from({ length: 50 }, () => make().slice(0, 16))).size).toBe(50);
	});
});

describe('an auth_req_id', () => {
	test.each([
		['nothing', '', 'invalid_request'],
		['a short text', 'abc', 'invalid_grant'],
		['a nonce and a tag alone', 'A'.repeat(37), 'invalid_grant'],
		['a long text', 'A'.repeat(200), 'invalid_grant'],
		['what is no base64', '§§§', 'invalid_grant'],
	])('%s is refused', (_name, authReqId, error) => {
		expect(poll(authReqId)).toMatchObject({ status: 400, body: { error } });
	});

	test('with any byte changed is refused', () => {
		const authReqId = authReqIdFor();
		for (const index of everyByte(authReqId)) {
			expect(poll(withFlippedByte(authReqId, index))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
		}
	});

	test.each(['=', '!', ' ', '\n', '.'])('with "%s" after it is refused: each has only one spelling', (tail) => {
		expect(poll(`${authReqIdFor()}${tail}`)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
	});

	test('of any shorter length is refused', () => {
		const authReqId = authReqIdFor();
		for (let length = 1; length < authReqId.length; length += 1) {
			expect(poll(authReqId.slice(0, length)).body.error).toBe('invalid_grant');
		}
	});

	test('of another client is refused, also once it has expired', () => {
		const authReqId = authReqIdFor();
		for (const seconds of [0, 120]) {
			expect(poll(authReqId, after(seconds), OTHER_CLIENT)).toMatchObject({
				status: 400,
				body: { error: 'invalid_grant' },
			});
		}
		expect(poll(authReqId).status).toBe(200);
	});

	test('of another key is refused', () => {
		expect(poll(authReqIdFor(), after(0, { signingKey: OTHER_KEY }))).toMatchObject({
			status: 400,
			body: { error: 'invalid_grant' },
		});
	});

	test('is no token', () => {
		expect(retrieve('v1', authReqIdFor())).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
	});

	test('is not accepted as a token', () => {
		expect(poll(tokenFor())).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
	});
});

describe('a token', () => {
	test('is bound to its number, which decides the answer', () => {
		expect(retrieve('v1', tokenFor('+34600111221')).body).toMatchObject({ roaming: true, countryCode: 262 });
		expect(retrieve('v0.6', tokenFor('+34600111221'), { device: { phoneNumber: '+34600111220' } })).toMatchObject({
			status: 403,
			body: { code: 'INVALID_TOKEN_CONTEXT' },
		});
	});

	test('is bound to its scope', () => {
		expect(retrieve('v1', tokenFor(NUMBER, 'v0.4'))).toMatchObject({
			status: 403,
			body: { code: 'PERMISSION_DENIED' },
		});
		expect(retrieve('v0.4', tokenFor(NUMBER, 'v1'))).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
		expect(retrieve('v1', tokenFor(NUMBER, 'v0.6')).status).toBe(200);
	});

	test.each([
		[0, 119.999, 200],
		[0, 120, 401],
		[60, 179.999, 200],
		[60, 180, 401],
	])('given after %d seconds and used after %d: %i', (given, used, status) => {
		expect(retrieve('v1', tokenFor(NUMBER, 'v1', given), {}, after(used)).status).toBe(status);
	});

	test('of another key is refused', () => {
		expect(retrieve('v1', tokenFor(), {}, after(0, { signingKey: OTHER_KEY }))).toMatchObject({
			status: 401,
			body: { code: 'UNAUTHENTICATED' },
		});
	});

	test('has only one spelling', () => {
		expect(retrieve('v1', `${tokenFor()}=`).status).toBe(401);
	});

	test('with any byte changed is refused', () => {
		const token = tokenFor();
		for (const index of everyByte(token)) expect(retrieve('v1', withFlippedByte(token, index)).status).toBe(401);
	});
});
