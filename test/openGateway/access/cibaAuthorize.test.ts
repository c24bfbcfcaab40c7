import { json } from '../partner';
import { ask, failure } from './cibaScript';

describe('the authorization request', () => {
	test('reads auth_req_id, interval and expiry', async () => {
		const { result } = ask(json(200, { auth_req_id: 'a', interval: 3, expires_in: 90 }));
		expect(await result).toEqual({ authReqId: 'a', intervalSeconds: 3, expiresAtMs: 90_000, consentUrl: null });
	});

	test.each([
		['as text', { interval: '7', expires_in: '3600' }, 7, 3_600_000],
		['missing', {}, 5, Infinity],
		['nonsense', { interval: 'soon', expires_in: null }, 5, Infinity],
		['zero and negative', { interval: 0, expires_in: -1 }, 5, Infinity],
	])('takes interval and expiry %s', async (_name, fields, intervalSeconds, expiresAtMs) => {
		const { result } = ask(json(200, { auth_req_id: 'a', ...fields }));
		expect(await result).toMatchObject({ intervalSeconds, expiresAtMs });
	});

	test.each([
		['consent_url', { consent_url: 'https://consent.example/a?b=c' }],
		['consentUrl', { consentUrl: 'https://consent.example/a?b=c' }],
	])('has the %s in the error where auth_req_id is missing', async (_name, body) => {
		const error = await failure(ask(json(200, body)).result);
		expect(error).toMatchObject({ stage: 'authorize', code: 'MISSING_AUTH_REQ_ID', httpStatus: 200 });
		expect(error.hint).toContain('https://consent.example/a?b=c');
	});

	test.each([
		['no URL', 'javascript:alert(1)'],
		['plain http', 'http://consent.example/'],
		['the number in it', 'https://consent.example/?msisdn=34666555341'],
		['the encoded number in it', 'https://consent.example/?msisdn=%2B34666555341'],
		['the number with slashes in it', 'https://consent.example/34/666/555/341'],
		['the national number in it', 'https://consent.example/?msisdn=666_555_341'],
		['each digit encoded', 'https://consent.example/?msisdn=%36%36%36%35%35%35%33%34%31'],
		[
			'the number in a token',
			`https://consent.example/#${Buffer.from('{"sub":"tel:+34666555341"}').toString('base64url')}`,
		],
		['a part of the client secret', 'https://consent.example/?s=anary-secr'],
		['the client secret in hexadecimal', `https://consent.example/?s=${Buffer.from('canary-secret').toString('hex')}`],
		['an angle bracket', 'https://consent.example/<script>'],
		['a double quote', 'https://consent.example/"onclick=x'],
		['a single quote', "https://consent.example/'onclick=x"],
		['a backslash', 'https:\\\\consent.example/'],
		['a backslash in its path', 'https://consent.example/\\x'],
		['a backtick', 'https://consent.example/`x`'],
		['a blank', 'https://consent.example/ or anywhere'],
		['a line break', 'https://consent.example/\nx'],
		['letters that look like others', 'https://cоnsent.example/'],
		['more than 2,000 characters', `https://consent.example/${'a'.repeat(2000)}`],
	])('shows no consent address with %s', async (_name, url) => {
		const error = await failure(ask(json(200, { consent_url: url })).result);
		expect(error.hint).not.toContain(url);
		expect(error.hint).toContain('URLs');
	});

	test('shows no consent address that holds the auth_req_id, which came with it', async () => {
		const answer = { auth_req_id: 'session-4711-x', consent_url: 'https://consent.example/session-4711-x' };
		expect(await ask(json(200, answer)).result).toMatchObject({ authReqId: 'session-4711-x', consentUrl: null });
	});

	test.each([
		[400, { error: 'unknown_user_id' }, 'unknown_user_id'],
		[400, { error: 'invalid_scope' }, 'invalid_scope'],
		[401, { error: 'invalid_client' }, 'invalid_client'],
		[401, {}, 'invalid_client'],
		[403, { error: 'access_denied' }, 'access_denied'],
		[200, { error: 'invalid_scope' }, 'invalid_scope'],
	])('status %i with %j is %s', async (status, body, code) => {
		expect(await failure(ask(json(status, body)).result)).toMatchObject({
			stage: 'authorize',
			code,
			httpStatus: status,
		});
	});

	test('a page in HTML is no answer', async () => {
		const { result } = ask({ status: 200, headers: {}, body: '<html>Welcome</html>' });
		expect(await failure(result)).toMatchObject({ code: 'INVALID_RESPONSE' });
	});

	test('a page of a firewall under a status of success gives an error that says so', async () => {
		const body = '<html><title>Request Rejected</title>Your support ID is: 1</html>';
		expect(await failure(ask({ status: 200, headers: {}, body }).result)).toMatchObject({ code: 'FIREWALL' });
	});
});
