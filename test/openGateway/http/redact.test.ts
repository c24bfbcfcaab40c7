import { createRedactor } from '../../../nodes/openGateway/http/redact';
import type { HttpRequest } from '../../../nodes/openGateway/http/transport';

const NUMBER = '+34666555343';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const request = (headers: Record<string, string>, body = ''): HttpRequest => ({
	method: 'POST',
	url: 'https://as.example/token',
	headers,
	body,
	timeoutMs: 1000,
});
const redactor = (headers: Record<string, string>, body?: string) => {
	const created = createRedactor({ phoneNumber: NUMBER, secrets: [] });
	created.addRequest(request(headers, body));
	return created;
};

describe('takes out what was sent', () => {
	// "id:se cr%t/" form-encoded and joined, as client_secret_basic has it.
	const basic = `Basic ${Buffer.from('id:se+cr%25t%2F').toString('base64')}`;
	test.each([
		['the secret', basic, 'Wrong secret "se cr%t/" given'],
		['the encoded secret', basic, 'Wrong secret se+cr%25t%2F given'],
		['the Basic value', basic, `Bad header ${basic.slice(6)}`],
		['a token', 'Bearer abc.def', 'Token abc.def is unknown'],
		['a short token in another case', 'Bearer abc.def', 'Token ABC.DEF is unknown'],
	])('%s', (_name, authorization, text) => {
		const shown = redactor({ authorization }).redact(text);
		expect(shown).toContain('[hidden]');
		expect(shown).not.toMatch(/se cr|se\+cr|abc\.def|aWQ6/i);
	});

	test.each([['auth_req_id'], ['client_assertion'], ['client_secret'], ['login_hint'], ['something_new']])(
		'the form field %s',
		(name) => {
			const { redact } = redactor(form, new URLSearchParams({ [name]: 'mi-ni' }).toString());
			expect(redact(`The value mi-ni (base64 ${Buffer.from('mi-ni').toString('base64')}) is bad`)).toBe(
				'The value [hidden] (base64 [hidden]) is bad',
			);
		},
	);

	test('the number, which a token may name although the body does not', () => {
		const { redact } = redactor({ authorization: 'Bearer t' }, '{}');
		expect(redact(`No ${NUMBER}, no 34666555343, no %2B34666555343, no tel:${NUMBER}`)).not.toMatch(/\d{4}/);
	});
});

describe('takes out what looks like a number or a token', () => {
	const { redact } = redactor({});
	test.each([
		['+49 171 234-5678'],
		['(0171) 234.5678'],
		['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJpZCJ9'],
		['0123456789abcdef0123'],
		['AbCdEfGhIjKlMnOpQrStUv'],
	])('%s', (text) => {
		expect(redact(`It was ${text} there`)).toBe('It was [hidden] there');
	});
});

test('leaves what helps', () => {
	const body = new URLSearchParams({
		client_id: 'my-application',
		grant_type: 'urn:openid:params:grant-type:ciba',
		scope: 'openid dpv:FraudPreventionAndDetection device-roaming-status:read',
	}).toString();
	const text =
		'Client my-application may not ask dpv:FraudPreventionAndDetection for device-roaming-status:read (code 4031)';
	expect(redactor(form, body).redact(text)).toBe(text);
});

test('cuts long texts and flattens line breaks and direction marks', () => {
	const { redact } = redactor({});
	expect(redact('a\r\nb\u0000c\u202Ed')).toBe('a b c d');
	expect(redact('word '.repeat(100)).length).toBeLessThanOrEqual(200);
});

test('tells whether a text holds what was sent', () => {
	const { holdsSecret } = redactor(form, 'auth_req_id=abc%2Fdef');
	expect(['abc/def', 'x=abc%2Fdef', NUMBER].map(holdsSecret)).toEqual([true, true, true]);
	expect(holdsSecret('abc')).toBe(false);
});
