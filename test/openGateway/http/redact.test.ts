/* eslint-disable @n8n/community-nodes/no-restricted-globals -- measures the time of the processor; not published */
import { createRedactor } from '../../../nodes/openGateway/http/redact';
import { ENCODINGS, hex } from '../encodings';

const NUMBER = '+34666555343';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
// Words without digits: they are redacted only because they are known, not because they look like a secret.
const SECRETS = {
	'the client secret': 'canary/secret+of&client',
	'the auth_req_id': 'canaryzebramarmalade',
	'the access token': 'canarytokenofbearer',
	'the client assertion': 'canaryassertion.signed.part',
	'a header of the operator': 'canaryheadervalue',
};

/** A check that has sent all of its requests. */
function redactorOfCheck() {
	const redactor = createRedactor({ phoneNumber: NUMBER, secrets: [SECRETS['the client secret']] });
	redactor.addRequest({
		headers: FORM,
		body: new URLSearchParams({ login_hint: `tel:${NUMBER}`, client_id: 'my-application' }).toString(),
	});
	redactor.addRequest({
		headers: FORM,
		body: new URLSearchParams({
			auth_req_id: SECRETS['the auth_req_id'],
			client_assertion: SECRETS['the client assertion'],
		}).toString(),
	});
	redactor.addRequest({
		headers: {
			accept: 'application/json',
			'x-api-key': SECRETS['a header of the operator'],
			authorization: `Bearer ${SECRETS['the access token']}`,
		},
		body: '{}',
	});
	return redactor;
}

describe('takes out what any request of the check carried', () => {
	const cases = Object.keys(SECRETS).flatMap((secret) => Object.keys(ENCODINGS).map((way) => [secret, way] as const));
	test.each(cases)('%s %s', (secret, way) => {
		const encoded = ENCODINGS[way]?.(SECRETS[secret as keyof typeof SECRETS]) ?? '';
		expect(redactorOfCheck().redact(`It was "${encoded}", sorry`)).toMatch(/^It was "?\S*\[hidden\]\S*"?, sorry$/);
		expect(redactorOfCheck().redact(`It was "${encoded}", sorry`)).not.toContain(encoded.slice(4, 14));
		expect(redactorOfCheck().holdsSecret(`https://a.example/?a=${encoded}`)).toBe(true);
	});

	test('a part of a secret', () => {
		expect(redactorOfCheck().redact('Your token canarytokenof... is over')).toBe('Your token [hidden]... is over');
		expect(redactorOfCheck().redact('begins with canarytoken')).toBe('begins with [hidden]');
	});

	test('less than eight characters of it give nothing away', () => {
		expect(redactorOfCheck().redact('A canary in a mine')).toBe('A canary in a mine');
	});

	// "id:se cr%t/" form-encoded and joined, as client_secret_basic has it.
	const basic = `Basic ${Buffer.from('id:se+cr%25t%2F').toString('base64')}`;
	test.each([
		['the secret', 'Wrong secret "se cr%t/" given'],
		['the encoded secret', 'Wrong secret se+cr%25t%2F given'],
		['the Basic value', `Bad header ${basic.slice(6)} given`],
		['the Basic value in base64', `Bad header ${Buffer.from(basic).toString('base64')} given`],
	])('of Basic %s', (_name, text) => {
		const redactor = createRedactor({ phoneNumber: NUMBER, secrets: [] });
		redactor.addRequest({ headers: { authorization: basic }, body: '' });
		const shown = redactor.redact(text);
		expect(shown).toContain('[hidden]');
		expect(shown).not.toMatch(/se cr|se\+cr|aWQ6|QmFz/i);
	});

	test.each(['auth_req_id', 'client_assertion', 'client_secret', 'login_hint', 'something_new'])(
		'the form field %s, however short',
		(name) => {
			const redactor = createRedactor({ phoneNumber: '', secrets: [] });
			redactor.addRequest({ headers: FORM, body: new URLSearchParams({ [name]: 'mi-ni' }).toString() });
			expect(redactor.redact(`The value mi-ni (base64 ${Buffer.from('mi-ni').toString('base64')}) is bad`)).toBe(
				'The value [hidden] (base64 [hidden]) is bad',
			);
		},
	);

	test('a secret in letters that are not Latin', () => {
		const redactor = createRedactor({ phoneNumber: '', secrets: ['очень-тайный-ключ'] });
		expect(redactor.redact('bad %D0%BE%D1%87%D0%B5%D0%BD%D1%8C-%D1%82%D0%B0%D0%B9%D0%BD%D1%8B%D0%B9 key')).toBe(
			'bad [hidden] key',
		);
	});

	test('what an answer brought, before a request carries it', () => {
		const redactor = createRedactor({ phoneNumber: '', secrets: [] });
		expect(redactor.redact('session canarysession')).toBe('session canarysession');
		redactor.addSecret('canarysession');
		expect(redactor.redact('session canarysession')).toBe('session [hidden]');
	});

	test('a request after one that was redacted', () => {
		const redactor = createRedactor({ phoneNumber: '', secrets: [] });
		redactor.redact('nothing');
		redactor.addRequest({ headers: { authorization: 'Bearer canarytoken' }, body: '' });
		expect(redactor.redact('a canarytoken b')).toBe('a [hidden] b');
	});
});

describe('takes out the number of the check', () => {
	const spellings: Record<string, string> = {
		E164: NUMBER,
		'without the plus sign': '34666555343',
		'as a URI': `tel:${NUMBER}`,
		'behind an exit code': '0034666555343',
		'the national number': '666555343',
		'with slashes': '34/666/555/343',
		'with underscores': '666_555_343',
		'with commas': '666,555,343',
		'with colons': '666:555:343',
		'with blanks, brackets and dashes': '(+34) 666 - 555 - 343',
		'with non-breaking blanks': '666\u00A0555\u202F343',
		'with zero-width characters': '666\u200B555\u2060343',
		'in full-width digits': '+３４６６６５５５３４３',
		'in Arabic digits': '+٣٤٦٦٦٥٥٥٣٤٣',
		'in Persian digits': '۳۴۶۶۶۵۵۵۳۴۳',
		'in Devanagari digits': '३४६६६५५५३४३',
		'in mathematical digits': '𝟑𝟒𝟔𝟔𝟔𝟓𝟓𝟓𝟑𝟒𝟑',
		'in digits with a circle': '③④⑥⑥⑥⑤⑤⑤③④③',
		'as a list of JSON numbers': '[3,4,6,6,6,5,5,5,3,4,3]',
		'in HTML': '&plus;34&nbsp;666&nbsp;555&nbsp;343',
		'in HTML, each digit': [...'34666555343'].map((digit) => `&#x3${digit};`).join(''),
		'percent-encoded, each character': [...NUMBER].map((unit) => `%${hex(unit.charCodeAt(0))}`).join(''),
		'percent-encoded blanks': '34%20666%20555%20343',
		'in JSON, each character': [...'34666555343'].map((digit) => `\\u003${digit}`).join(''),
	};
	test.each(Object.entries(spellings))('%s', (_name, spelling) => {
		const redactor = createRedactor({ phoneNumber: NUMBER, secrets: [] });
		expect(redactor.redact(`Nobody has ${spelling} here`)).toMatch(/^Nobody has (tel:|\[)?\[hidden\]\]? here$/);
		expect(redactor.holdsSecret(`https://consent.example/${spelling}`)).toBe(true);
	});

	const encoded = Object.keys(ENCODINGS).flatMap((way) =>
		[NUMBER, '34 666 555 343'].map((number) => [number, way] as const),
	);
	test.each(encoded)('%s %s', (number, way) => {
		const text = ENCODINGS[way]?.(number) ?? '';
		const redactor = createRedactor({ phoneNumber: NUMBER, secrets: [] });
		expect(redactor.redact(`Nobody has ${text} here`)).toMatch(/^Nobody has \S*\[hidden\]\S* here$/);
		expect(redactor.holdsSecret(text)).toBe(true);
	});

	test('also a short one', () => {
		const redactor = createRedactor({ phoneNumber: '+12345', secrets: [] });
		expect(redactor.redact('Nobody has 12-345 here')).toBe('Nobody has [hidden] here');
	});

	test('a masked number and another number are not taken for the number of the check', () => {
		const redactor = createRedactor({ phoneNumber: NUMBER, secrets: [] });
		expect(redactor.holdsSecret('https://consent.example/+34*****5343')).toBe(false);
		expect(redactor.holdsSecret('https://consent.example/34600111222')).toBe(false);
		expect(redactor.holdsSecret('https://consent.example/session/c0ffee42')).toBe(false);
	});
});

describe('takes out what looks like a number or a token', () => {
	test.each([
		['+49 171 234-5678'],
		['(0171) 234.5678'],
		['0171/2345678'],
		['0171_234_5678'],
		['٠١٧١٢٣٤٥٦٧٨'],
		['%30%31%37%31%32%33%34%35%36'],
		['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJpZCJ9'],
		['0123456789abcdef0123'],
		['AbCdEfGhIjKlMnOpQrStUv'],
	])('%s', (text) => {
		expect(createRedactor({ phoneNumber: '', secrets: [] }).redact(`It was ${text} there`)).toBe(
			'It was [hidden] there',
		);
	});
});

test('of a private key in PEM the key is hidden, not the words around it', () => {
	const privateKey = '-----BEGIN PRIVATE KEY-----\nCanaryKeyOfTheClient\n-----END PRIVATE KEY-----\n';
	const { redact } = createRedactor({ phoneNumber: '', secrets: [privateKey] });
	expect(redact('The private key does not begin with canarykeyof, sir')).toBe(
		'The private key does not begin with [hidden], sir',
	);
});

describe('keeps what helps to find the cause', () => {
	const redactor = createRedactor({ phoneNumber: NUMBER, secrets: ['Zx81-Qv7t-Lm20-Pk55'] });
	redactor.addRequest({
		headers: { ...FORM, 'x-correlator': 'a-b-c-d-e-f', accept: 'application/json', 'user-agent': 'n8n-nodes' },
		body: new URLSearchParams({
			client_id: 'my-application',
			grant_type: 'urn:openid:params:grant-type:ciba',
			scope: 'openid dpv:FraudPreventionAndDetection device-roaming-status:read',
			login_hint: `tel:${NUMBER}`,
		}).toString(),
	});
	test.each([
		'Client my-application may not ask dpv:FraudPreventionAndDetection for device-roaming-status:read (code 4031)',
		'The grant urn:openid:params:grant-type:ciba is not supported',
		'no application/json for a-b-c-d-e-f from n8n-nodes',
		'upstream connect error or disconnect/reset before headers. reset reason: connection timeout',
		'Rate limit is exceeded. Try again in 30 seconds.',
		'50% of 1 & 2 &amp; \\o/ &#; %zz',
		'Le numéro est inconnu, größer als erlaubt',
		'la número está fuera de 2026',
	])('%s', (text) => {
		expect(redactor.redact(text)).toBe(text);
	});
});

test('cuts long texts and flattens line breaks, direction marks and half surrogate pairs', () => {
	const { redact } = createRedactor({ phoneNumber: '', secrets: [] });
	expect(redact('a\r\nb\u0000c\u202Ed\uD800e')).toBe('a b c d e');
	expect(redact('word '.repeat(100)).length).toBeLessThanOrEqual(200);
	expect(redact('😀'.repeat(150))).toMatch(/^(😀)+ …$/u);
});

test('a secret that begins where a text is cut is hidden, too', () => {
	const { redact } = createRedactor({ phoneNumber: NUMBER, secrets: ['canarysecret'] });
	for (let length = 980; length < 1100; length += 1) {
		for (const secret of ['canarysecret', NUMBER, '34 666 555 343', '%63anarysecret']) {
			const shown = redact(`${'1'.repeat(length)} ${secret} ${secret}`);
			expect(shown).not.toMatch(/canary|[0-9]/);
		}
	}
});

test('a URL that is too long to be looked at counts as holding a secret', () => {
	const { holdsSecret } = createRedactor({ phoneNumber: '', secrets: [] });
	expect(holdsSecret('a'.repeat(4096))).toBe(false);
	expect(holdsSecret('a'.repeat(4097))).toBe(true);
});

test('remembering a request takes no time', () => {
	const redactor = createRedactor({ phoneNumber: NUMBER, secrets: [] });
	const request = { headers: FORM, body: `auth_req_id=${'a'.repeat(1000)}` };
	const before = process.cpuUsage();
	for (let times = 0; times < 10_000; times += 1) redactor.addRequest(request);
	expect(process.cpuUsage(before).user / 1000).toBeLessThan(50);
});
