import { generateKeyPairSync } from 'node:crypto';
import {
	createClientAuthentication,
	type ClientCredentials,
} from '../../../nodes/openGateway/credential/clientAuthentication';
import { NOW, refusalBy } from '../partner';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const client: ClientCredentials = {
	clientAuthentication: 'basic',
	clientId: 'id',
	clientSecret: 'secret',
	privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
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

	test('refuses a key that cannot be used before anything is sent', () => {
		const create = () =>
			createClientAuthentication({ ...client, clientAuthentication: 'privateKeyJwt', privateKey: 'hello' });
		expect(refusalBy(create)).toMatchObject({ stage: 'validation', code: 'INVALID_CONFIGURATION' });
	});
});
