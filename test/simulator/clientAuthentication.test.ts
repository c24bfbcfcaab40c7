import {
	after,
	authorizeForm,
	AUTHORIZE_URL,
	authReqIdFor,
	basic,
	CLIENT,
	GRANT_TYPE,
	sendForm,
	TOKEN_URL,
	type Answer,
} from './calls';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** An assertion of the right form with a signature that no key has made. */
const assertionOf = (claims: unknown) => `${encode({ alg: 'RS256' })}.${encode(claims)}.${'A'.repeat(342)}`;
const assertionForm = (assertion: string) => ({ client_assertion_type: ASSERTION_TYPE, client_assertion: assertion });
const ASSERTION = assertionForm(assertionOf({ iss: 'client-1', sub: 'client-1' }));
const POST = { client_id: 'client-1', client_secret: 'secret-1' };

const basicOf = (text: string) => ({ authorization: `Basic ${btoa(text)}` });

type Headers = Record<string, string>;
type Form = Record<string, string>;

/** The answer of the authorize URL to a request that names its client like this. */
function ask(headers: Headers, form: Form = {}): Answer {
	return sendForm(AUTHORIZE_URL, { ...authorizeForm(), ...form }, headers);
}

/** Whether the client that this names is `client-1`: then an auth_req_id that `client-1` got is good. */
function isClient1(headers: Headers, form: Form = {}): boolean {
	const body = { grant_type: GRANT_TYPE, auth_req_id: authReqIdFor(), ...form };
	return sendForm(TOKEN_URL, body, headers).status === 200;
}

function expectRefused(answer: Answer): void {
	expect(answer.status).toBe(401);
	expect(answer.body).toEqual({ error: 'invalid_client', error_description: expect.any(String) });
}

test.each<[string, Headers, Form]>([
	['Basic', basic(CLIENT), {}],
	['Basic with another secret', basicOf('client-1:whatever'), {}],
	['Basic in lower case', { authorization: basic().authorization.replace('Basic', 'basic') }, {}],
	['Basic and its own client_id', basic(), { client_id: 'client-1' }],
	['Basic and an empty client_id, which counts as none', basic(), { client_id: '' }],
	['a secret in the form', {}, POST],
	['another secret in the form', {}, { ...POST, client_secret: 'whatever' }],
	['an assertion', {}, ASSERTION],
	['an assertion and its own client_id', {}, { ...ASSERTION, client_id: 'client-1' }],
])('%s names the client', (_name, headers, form) => {
	expect(ask(headers, form).status).toBe(200);
	expect(isClient1(headers, form)).toBe(true);
});

test.each<[string, Headers, Form]>([
	['Basic', basicOf('client-2:secret-1'), {}],
	['a secret in the form', {}, { ...POST, client_id: 'client-2' }],
	['an assertion', {}, assertionForm(assertionOf({ iss: 'client-2', sub: 'client-2' }))],
])('by %s, another client is accepted, but not with the auth_req_id of client-1', (_name, headers, form) => {
	expect(ask(headers, form).status).toBe(200);
	expect(isClient1(headers, form)).toBe(false);
});

test('ID and secret in the header are form-encoded', () => {
	const authReqId = String(ask({}, { client_id: 'a:b +1é', client_secret: 'x' }).body.auth_req_id);
	const headers = basicOf('a%3Ab+%2B1%C3%A9:x%3Ay');
	expect(sendForm(TOKEN_URL, { grant_type: GRANT_TYPE, auth_req_id: authReqId }, headers).status).toBe(200);
});

test.each<[string, Headers, Form]>([
	['Basic without a secret', basicOf('client-1:'), {}],
	['Basic without an ID', basicOf(':secret-1'), {}],
	['Basic without a colon', basicOf('client-1'), {}],
	['Basic with two colons', basicOf('client-1:secret-1:x'), {}],
	['Basic and another client_id', basic(), { client_id: 'client-2' }],
	['Basic that is not in base64', { authorization: 'Basic client-1:secret-1' }, {}],
	['Basic with nothing after it', { authorization: 'Basic ' }, {}],
	['another scheme', { authorization: basic().authorization.replace('Basic', 'Bearer') }, {}],
	['Basic and a secret in the form', basic(), POST],
	['Basic and an assertion', basic(), ASSERTION],
	['Basic and an assertion type alone', basic(), { client_assertion_type: ASSERTION_TYPE }],
	['a broken header and a secret in the form', { authorization: 'Basic' }, POST],
	['all three', basic(), { ...POST, ...ASSERTION }],
])('%s is refused, with a challenge', (_name, headers, form) => {
	const answer = ask(headers, form);
	expectRefused(answer);
	expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=/);
});

test.each<[string, Form]>([
	['nothing', {}],
	['an ID alone', { client_id: 'client-1' }],
	['a secret alone', { client_secret: 'secret-1' }],
	['an empty secret', { ...POST, client_secret: '' }],
	['an empty ID', { ...POST, client_id: '' }],
	['a secret in the form and an assertion', { ...POST, ...ASSERTION }],
	['an assertion and another client_id', { ...ASSERTION, client_id: 'client-2' }],
	['an assertion without a type', { client_assertion: ASSERTION.client_assertion }],
	['an assertion type alone', { client_assertion_type: ASSERTION_TYPE }],
	['another assertion type', { ...ASSERTION, client_assertion_type: ASSERTION_TYPE.replace('jwt', 'saml2') }],
	['an empty assertion', assertionForm('')],
	['an assertion of two dots', assertionForm('..')],
	['an assertion without a signature', assertionForm(ASSERTION.client_assertion.replace(/[^.]*$/, ''))],
	['an assertion of four parts', assertionForm(`${ASSERTION.client_assertion}.x`)],
	['an assertion that is no JSON', assertionForm('abc.def.ghi')],
	['an assertion of null', assertionForm(assertionOf(null))],
	['an assertion without claims', assertionForm(assertionOf({}))],
	['an assertion without sub', assertionForm(assertionOf({ iss: 'client-1' }))],
	['an assertion without iss', assertionForm(assertionOf({ sub: 'client-1' }))],
	['an assertion with an empty sub', assertionForm(assertionOf({ iss: '', sub: '' }))],
	['an assertion whose sub is a number', assertionForm(assertionOf({ iss: 7, sub: 7 }))],
	['an assertion whose iss is another', assertionForm(assertionOf({ iss: 'client-2', sub: 'client-1' }))],
])('%s is refused, without a challenge', (_name, form) => {
	const answer = ask({}, form);
	expectRefused(answer);
	expect(answer.headers).not.toHaveProperty('www-authenticate');
});

test.each<[string, Headers, Form]>([
	['nothing', {}, {}],
	['two methods', basic(), POST],
])('the token URL refuses %s as well', (_name, headers, form) => {
	const body = { grant_type: GRANT_TYPE, auth_req_id: authReqIdFor(), ...form };
	expectRefused(sendForm(TOKEN_URL, body, headers, after(0)));
});
