import { constants, createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import {
	createClientAuthentication,
	type ClientCredentials,
} from '../../../nodes/openGateway/credential/clientAuthentication';
import { NOW, refusalBy } from '../partner';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });

const client: ClientCredentials = {
	clientAuthentication: 'basic',
	clientId: 'id',
	clientSecret: 'secret',
	privateKey: pem(rsa.privateKey),
	keyId: '',
	signingAlgorithm: 'RS256',
	assertionAudience: 'endpoint',
	tokenUrl: 'https://as.example/token',
};
const authenticate = (changes: Partial<ClientCredentials>, url = 'https://as.example/bc-authorize') =>
	createClientAuthentication({ ...client, ...changes })(url, NOW);

const part = (assertion: string, index: number) =>
	JSON.parse(Buffer.from(assertion.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;
const assertionOf = (changes: Partial<ClientCredentials>, url?: string) =>
	authenticate({ clientAuthentication: 'privateKeyJwt', ...changes }, url).parameters.client_assertion ?? '';

describe('client_secret_basic', () => {
	test('encodes id and secret as a form does before it joins them (RFC 6749 section 2.3.1)', () => {
		const { headers, parameters } = authenticate({ clientId: 'a:b c', clientSecret: 'p%q+r/ü' });
		// Written by hand: a%3Ab+c:p%25q%2Br%2F%C3%BC
		expect(headers).toEqual({ authorization: 'Basic YSUzQWIrYzpwJTI1cSUyQnIlMkYlQzMlQkM=' });
		expect(parameters).toEqual({});
	});
});

describe('client_secret_post', () => {
	test('sends id and secret in the form', () => {
		expect(authenticate({ clientAuthentication: 'post' })).toEqual({
			headers: {},
			parameters: { client_id: 'id', client_secret: 'secret' },
		});
	});
});

describe('private_key_jwt', () => {
	const es256 = { signingAlgorithm: 'ES256', privateKey: pem(p256.privateKey) } as const;

	test('carries the claims of RFC 7523 and lives no longer than 120 s', () => {
		const { headers, parameters } = authenticate({ clientAuthentication: 'privateKeyJwt', keyId: 'key-1' });
		expect(headers).toEqual({});
		expect(parameters.client_assertion_type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
		const assertion = parameters.client_assertion ?? '';
		expect(part(assertion, 0)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
		const { iss, sub, aud, jti, iat, exp } = part(assertion, 1);
		expect({ iss, sub, aud }).toEqual({ iss: 'id', sub: 'id', aud: 'https://as.example/bc-authorize' });
		expect(jti).toMatch(/^[0-9a-f-]{36}$/);
		expect(Number(iat)).toBeLessThanOrEqual(NOW / 1000);
		expect(Number(exp)).toBeGreaterThan(NOW / 1000 + 30);
		expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(120);
	});

	test('names no key where there is no key ID', () => {
		expect(part(assertionOf({}), 0)).toEqual({ alg: 'RS256', typ: 'JWT' });
	});

	test('has a fresh jti each time', () => {
		const sign = createClientAuthentication({ ...client, clientAuthentication: 'privateKeyJwt' });
		const jtis = [1, 2, 3].map(
			() => part(sign('https://as.example/token', NOW).parameters.client_assertion ?? '', 1).jti,
		);
		expect(new Set(jtis).size).toBe(3);
	});

	test.each([
		['endpoint', 'https://as.example/bc-authorize'],
		['tokenUrl', 'https://as.example/token'],
		['https://issuer.example', 'https://issuer.example'],
	])('with the audience %s is meant for %s', (assertionAudience, aud) => {
		expect(part(assertionOf({ assertionAudience }), 1).aud).toBe(aud);
	});

	test.each([
		['RS256', rsa, {}],
		['PS256', rsa, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
		['ES256', p256, { dsaEncoding: 'ieee-p1363' }],
	] as const)('%s verifies with the public key', (signingAlgorithm, { privateKey, publicKey }, options) => {
		const [header, claims, signature] = assertionOf({ signingAlgorithm, privateKey: pem(privateKey) }).split('.');
		const key = { key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), ...options };
		expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature ?? '', 'base64url'))).toBe(
			true,
		);
	});

	test.each([
		['in one line, as a text field leaves it', (text: string) => text.replaceAll('\n', ' ')],
		['with written line breaks, as JSON has them', (text: string) => text.replaceAll('\n', '\\n')],
		['with Windows line breaks', (text: string) => text.replaceAll('\n', '\r\n')],
		['between blank lines', (text: string) => `\n\n${text}\n`],
		['in the older EC form', () => p256.privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
	])('reads a key %s', (_name, spoil) => {
		const assertion = assertionOf({ ...es256, privateKey: spoil(es256.privateKey) });
		expect(assertion.split('.')).toHaveLength(3);
	});

	test.each([
		['is empty', { privateKey: ' ' }, /empty/],
		['is no key', { privateKey: 'hello' }, /cannot be read/],
		['is cut off', { privateKey: client.privateKey.slice(0, 200) }, /cannot be read/],
		[
			'is the public one',
			{ privateKey: rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
			/public key/,
		],
		[
			'has a passphrase',
			{
				privateKey: rsa.privateKey
					.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
					.toString(),
			},
			/passphrase/,
		],
		['is an EC key for RS256', { privateKey: es256.privateKey }, /RS256.*RSA/],
		['is an RSA key for ES256', { signingAlgorithm: 'ES256' }, /ES256.*P-256/],
		['is on another curve', { signingAlgorithm: 'ES256', privateKey: pem(p384.privateKey) }, /ES256.*P-256/],
		['is too short', { privateKey: pem(shortRsa.privateKey) }, /2048/],
	] as Array<[string, Partial<ClientCredentials>, RegExp]>)(
		'refuses a key that %s, and never shows it',
		(_name, changes, message) => {
			const create = () => createClientAuthentication({ ...client, clientAuthentication: 'privateKeyJwt', ...changes });
			const { stage, message: sentence, hint, stack, cause } = refusalBy(create);
			expect(stage).toBe('validation');
			expect(sentence).toMatch(message);
			const middleOfKey = (changes.privateKey ?? client.privateKey).slice(40, 80);
			if (middleOfKey !== '') expect(`${sentence} ${hint} ${stack} ${String(cause)}`).not.toContain(middleOfKey);
		},
	);
});
