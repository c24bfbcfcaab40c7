import {
	ALGORITHMS,
	assertion,
	ASSERTION_TYPE,
	assertionForm,
	AUTHORIZE_URL,
	BASE_URL,
	ec,
	encode,
	isVerified,
	jwtClient,
	KEYS,
	NOW,
	pem,
	rsa,
	SECOND,
	TOKEN_URL,
	type AssertionOptions,
} from './clientAttempt';

describe('private_key_jwt', () => {
	describe.each(ALGORITHMS)('%s', (algorithm) => {
		const { own, other } = KEYS[algorithm];
		const isVerifiedWith = (options: AssertionOptions, client = jwtClient(algorithm)) =>
			isVerified({
				form: assertionForm(assertion({ signer: algorithm, key: own.privateKey, ...options })),
				clients: [client],
			});

		test('the key of the client is accepted', () => {
			expect(isVerifiedWith({})).toBe(true);
		});

		test('a client may be configured without key ID and algorithm', () => {
			expect(isVerifiedWith({}, { clientId: 'jwt-client', publicKey: pem(own.publicKey) })).toBe(true);
		});

		test('another key is refused', () => {
			expect(isVerifiedWith({ key: other.privateKey })).toBe(false);
			expect(isVerifiedWith({ key: other.privateKey }, { clientId: 'jwt-client', publicKey: pem(own.publicKey) })).toBe(
				false,
			);
		});

		test('claims that were changed after signing are refused', () => {
			const [header, , signature] = assertion({ signer: algorithm, key: own.privateKey }).split('.');
			const [, claims] = assertion({ claims: { jti: 'jti-2' } }).split('.');
			expect(
				isVerified({ form: assertionForm([header, claims, signature].join('.')), clients: [jwtClient(algorithm)] }),
			).toBe(false);
		});

		test.each(ALGORITHMS.filter((name) => name !== algorithm))('%s in its place is refused', (signer) => {
			expect(isVerifiedWith({ signer, key: KEYS[signer].own.privateKey })).toBe(false);
			// A signature of the right kind under the wrong name, too, also where the client is open to any.
			expect(isVerifiedWith({ header: { alg: signer } })).toBe(false);
			expect(
				isVerifiedWith({ header: { alg: signer } }, { clientId: 'jwt-client', publicKey: pem(own.publicKey) }),
			).toBe(false);
		});

		test.each(['none', 'HS256', 'RS384'])('%s is refused', (signer) => {
			expect(isVerifiedWith({ signer, key: rsa.privateKey })).toBe(false);
			expect(
				isVerifiedWith({ signer, key: rsa.privateKey }, { clientId: 'jwt-client', publicKey: pem(own.publicKey) }),
			).toBe(false);
			expect(isVerifiedWith({ header: { alg: signer } })).toBe(false);
		});

		test('no signature is refused', () => {
			const [header, claims] = assertion({ signer: algorithm, key: own.privateKey }).split('.');
			for (const bare of [`${header}.${claims}.`, `${header}.${claims}`]) {
				expect(isVerified({ form: assertionForm(bare), clients: [jwtClient(algorithm)] })).toBe(false);
			}
		});
	});

	test('ES256 in DER is refused', () => {
		const form = assertionForm(assertion({ signer: 'ES256inDer', key: ec.privateKey, header: { alg: 'ES256' } }));
		expect(isVerified({ form, clients: [jwtClient('ES256')] })).toBe(false);
	});

	test.each<[string, AssertionOptions]>([
		['the token URL as audience', { claims: { aud: TOKEN_URL } }],
		['the URL among audiences', { claims: { aud: ['https://other.example', AUTHORIZE_URL] } }],
		['300 seconds of life', { claims: { exp: SECOND + 300 } }],
		['one second left', { claims: { exp: SECOND + 1 } }],
		['a clock that goes a minute ahead', { claims: { iat: SECOND + 60 } }],
		['no iat', { claims: { iat: undefined } }],
	])('%s is accepted', (_name, options) => {
		expect(isVerified({ form: assertionForm(assertion(options)) })).toBe(true);
	});

	test.each<[string, AssertionOptions]>([
		['another audience', { claims: { aud: 'https://other.example/bc-authorize' } }],
		['the issuer as audience', { claims: { aud: BASE_URL } }],
		['an audience that starts right', { claims: { aud: `${AUTHORIZE_URL}/x` } }],
		['the roaming URL as audience', { claims: { aud: `${BASE_URL}/device-roaming-status/v1/retrieve` } }],
		['no audience', { claims: { aud: undefined } }],
		['an empty list of audiences', { claims: { aud: [] } }],
		['exp in the past', { claims: { iat: SECOND - 120, exp: SECOND - 1 } }],
		['exp now', { claims: { exp: SECOND } }],
		['exp more than 300 seconds ahead', { claims: { iat: SECOND + 30, exp: SECOND + 301 } }],
		['exp more than 300 seconds ahead without iat', { claims: { iat: undefined, exp: SECOND + 301 } }],
		['exp in milliseconds', { claims: { exp: NOW + 60_000 } }],
		['exp as a text', { claims: { exp: String(SECOND + 60) } }],
		['no exp', { claims: { exp: undefined } }],
		['a life of more than 300 seconds', { claims: { iat: SECOND - 241, exp: SECOND + 60 } }],
		['iat in the future', { claims: { iat: SECOND + 61, exp: SECOND + 100 } }],
		['iat as a text', { claims: { iat: String(SECOND) } }],
		['no jti', { claims: { jti: undefined } }],
		['an empty jti', { claims: { jti: '' } }],
		['a number as jti', { claims: { jti: 7 } }],
		['another iss', { claims: { iss: 'client-1' } }],
		['no iss', { claims: { iss: undefined } }],
		['another sub', { claims: { sub: 'client-1' } }],
		['no sub', { claims: { sub: undefined } }],
		['neither iss nor sub', { claims: { iss: undefined, sub: undefined } }],
		['an unknown client', { claims: { iss: 'client-9', sub: 'client-9' } }],
		['a client without a key', { claims: { iss: 'client-1', sub: 'client-1' } }],
		['another kid', { header: { kid: 'key-2' } }],
		['no kid', { header: { kid: undefined } }],
		['no alg', { header: { alg: undefined } }],
		['alg in lower case', { header: { alg: 'rs256' } }],
		['alg from the prototype', { header: { alg: 'toString' } }],
	])('%s is refused', (_name, options) => {
		expect(isVerified({ form: assertionForm(assertion(options)) })).toBe(false);
	});

	test.each<[string, Record<string, string>]>([
		['another client_id in the form', { ...assertionForm(assertion()), client_id: 'client-1' }],
		[
			'another assertion type',
			{
				...assertionForm(assertion()),
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
			},
		],
		['no assertion type', { client_assertion: assertion() }],
		['an assertion type alone', { client_assertion_type: ASSERTION_TYPE }],
		['an empty assertion', assertionForm('')],
		['two dots alone', assertionForm('..')],
		['no JSON', assertionForm('abc.def.ghi')],
		['null', assertionForm(`${encode(null)}.${encode(null)}.`)],
		['four parts', assertionForm(`${assertion()}.x`)],
	])('%s is refused', (_name, form) => {
		expect(isVerified({ form })).toBe(false);
	});

	test('a client_id in the form that matches the assertion is accepted', () => {
		expect(isVerified({ form: { ...assertionForm(assertion()), client_id: 'jwt-client' } })).toBe(true);
	});

	test.each([
		['the token URL', TOKEN_URL, true],
		['the authorize URL', AUTHORIZE_URL, false],
	])('at the token URL, %s as audience: %s', (_name, aud, verified) => {
		expect(isVerified({ form: assertionForm(assertion({ claims: { aud } })), url: TOKEN_URL })).toBe(verified);
	});
});
