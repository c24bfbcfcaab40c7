import {
	assertion,
	ASSERTION_TYPE,
	assertionForm,
	BASIC,
	basicOf,
	CLIENT,
	isVerified,
	jwtClient,
	postForm,
	type Attempt,
} from './clientAttempt';

describe('client_secret_basic', () => {
	const ODD = { clientId: 'demo:client +1', clientSecret: 'open sesame: 100% & more/+#é' };
	const encodeForm = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);

	test.each<[string, Attempt]>([
		['ID and secret', BASIC],
		['the client_id in the form as well', { ...BASIC, form: { client_id: 'client-1' } }],
		['a scheme in lower case', { authorization: BASIC.authorization.replace('Basic', 'basic') }],
		[
			'what form-encoding changes',
			{ ...basicOf(`${encodeForm(ODD.clientId)}:${encodeForm(ODD.clientSecret)}`), clients: [ODD] },
		],
		['an empty client_id in the form, which counts as none', { ...BASIC, form: { client_id: '' } }],
		['a blank as %20', { ...basicOf('a%20b:c%20d'), clients: [{ clientId: 'a b', clientSecret: 'c d' }] }],
	])('%s is accepted', (_name, good) => {
		expect(isVerified(good)).toBe(true);
	});

	test.each<[string, Attempt]>([
		['a wrong secret', basicOf('client-1:wrong')],
		['the start of the secret', basicOf('client-1:secret-')],
		['the secret in other case', basicOf('client-1:Secret-1')],
		['an empty secret', basicOf('client-1:')],
		['no colon', basicOf('client-1')],
		['a second colon', basicOf('client-1:secret-1:x')],
		['an unknown client', basicOf('client-9:secret-1')],
		[
			'the secret of another client',
			{ ...basicOf('client-1:secret-2'), clients: [CLIENT, { clientId: 'client-2', clientSecret: 'secret-2' }] },
		],
		['a client without a secret', basicOf('jwt-client:secret-1')],
		[
			'no form-encoding',
			{ ...basicOf(`${ODD.clientId}:open sesame: 100%`), clients: [{ ...ODD, clientSecret: 'open sesame: 100%' }] },
		],
		[
			'a secret with a plus that is not encoded',
			{ ...basicOf('client-1:a+b'), clients: [{ ...CLIENT, clientSecret: 'a+b' }] },
		],
		['another client_id in the form', { ...BASIC, form: { client_id: 'client-2' } }],
		['another scheme', { authorization: BASIC.authorization.replace('Basic', 'Bearer') }],
		['no base64', { authorization: 'Basic client-1:secret-1' }],
		['nothing after the scheme', { authorization: 'Basic ' }],
	])('%s is refused', (_name, bad) => {
		expect(isVerified(bad)).toBe(false);
	});
});

describe('client_secret_post', () => {
	test('ID and secret are accepted', () => {
		expect(isVerified({ form: postForm })).toBe(true);
	});

	test.each<[string, Record<string, string>]>([
		['a wrong secret', { ...postForm, client_secret: 'wrong' }],
		['an empty secret', { ...postForm, client_secret: '' }],
		['an ID alone', { client_id: 'client-1' }],
		['a secret alone', { client_secret: 'secret-1' }],
		['an unknown client', { ...postForm, client_id: 'client-9' }],
		['nothing', {}],
	])('%s is refused', (_name, form) => {
		expect(isVerified({ form })).toBe(false);
	});
});

describe('more than one method', () => {
	const bothClients = { clients: [{ ...jwtClient('RS256'), clientSecret: 'secret-1' }] };
	const secret = { client_id: 'jwt-client', client_secret: 'secret-1' };

	test.each<[string, Attempt]>([
		['basic and post', { ...BASIC, form: postForm }],
		['basic and an assertion type alone', { ...BASIC, form: { client_assertion_type: ASSERTION_TYPE } }],
		['basic and an assertion', { ...basicOf('jwt-client:secret-1'), form: assertionForm(assertion()), ...bothClients }],
		['post and an assertion', { form: { ...secret, ...assertionForm(assertion()) }, ...bothClients }],
		['a broken header and post', { authorization: 'Basic', form: postForm }],
		[
			'all three',
			{ ...basicOf('jwt-client:secret-1'), form: { ...secret, ...assertionForm(assertion()) }, ...bothClients },
		],
	])('%s is refused', (_name, bad) => {
		expect(isVerified(bad)).toBe(false);
	});

	test('each method alone is accepted', () => {
		expect(isVerified({ ...basicOf('jwt-client:secret-1'), ...bothClients })).toBe(true);
		expect(isVerified({ form: secret, ...bothClients })).toBe(true);
		expect(isVerified({ form: assertionForm(assertion()), ...bothClients })).toBe(true);
	});
});

test('an empty list of clients accepts none', () => {
	expect(isVerified({ ...BASIC, clients: [] })).toBe(false);
	expect(isVerified({ form: assertionForm(assertion()), clients: [] })).toBe(false);
});
