import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { verifyClient, type SandboxClient } from './verifyClient';

const NOW = Date.parse('2026-11-24T03:00:00Z');
const BASE_URL = 'https://operator.example/sandbox';
const AUTHORIZE_URL = `${BASE_URL}/bc-authorize`;
const TOKEN_URL = `${BASE_URL}/token`;
const CLIENT = { clientId: 'client-1', clientSecret: 'secret-1' };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

type Algorithm = 'RS256' | 'PS256' | 'ES256';
const KEYS = {
	RS256: { own: rsa, other: otherRsa },
	PS256: { own: rsa, other: otherRsa },
	ES256: { own: ec, other: otherEc },
};
const ALGORITHMS = Object.keys(KEYS) as Algorithm[];

const SIGNERS: Record<string, (data: Buffer, key: KeyObject) => Buffer> = {
	RS256: (data, key) => sign('sha256', data, key),
	PS256: (data, key) => sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
	ES256: (data, key) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }),
	/** RFC 7518 requires the pair of numbers, not this form. */
	ES256inDer: (data, key) => sign('sha256', data, key),
	RS384: (data, key) => sign('sha384', data, key),
	/** A known attack: the public key as the secret of HS256. */
	HS256: (data) => createHmac('sha256', pem(rsa.publicKey)).update(data).digest(),
	none: () => Buffer.alloc(0),
};

interface AssertionOptions {
	signer?: string;
	key?: KeyObject;
	header?: Record<string, unknown>;
	claims?: Record<string, unknown>;
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const SECOND = NOW / 1000;

function assertion({
	signer = 'RS256',
	key = rsa.privateKey,
	header = {},
	claims = {},
}: AssertionOptions = {}): string {
	const allClaims = {
		iss: 'jwt-client',
		sub: 'jwt-client',
		aud: AUTHORIZE_URL,
		jti: 'jti-1',
		iat: SECOND,
		exp: SECOND + 60,
		...claims,
	};
	const signed = `${encode({ alg: signer, kid: 'key-1', typ: 'JWT', ...header })}.${encode(allClaims)}`;
	const signature = SIGNERS[signer]?.(Buffer.from(signed), key) ?? Buffer.alloc(0);
	return `${signed}.${signature.toString('base64url')}`;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const assertionForm = (clientAssertion: string) => ({
	client_assertion_type: ASSERTION_TYPE,
	client_assertion: clientAssertion,
});
const postForm = { client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret };

function jwtClient(algorithm: Algorithm): SandboxClient {
	return {
		clientId: 'jwt-client',
		publicKey: pem(KEYS[algorithm].own.publicKey),
		keyId: 'key-1',
		signingAlgorithm: algorithm,
	};
}

interface Attempt {
	form?: Record<string, string>;
	authorization?: string;
	url?: string;
	clients?: SandboxClient[];
}

const parameters = { login_hint: '+34600111220', scope: 'openid dpv:FraudPreventionAndDetection api:read' };

/** Whether this, beside the parameters of a request, proves who the client is. */
function isVerified({
	form = {},
	authorization = '',
	url = AUTHORIZE_URL,
	clients = [CLIENT, jwtClient('RS256')],
}: Attempt): boolean {
	return verifyClient(authorization, new URLSearchParams({ ...parameters, ...form }), url, NOW, clients);
}

const basicOf = (text: string) => ({ authorization: `Basic ${btoa(text)}` });
const BASIC = basicOf('client-1:secret-1');

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
