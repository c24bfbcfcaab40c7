import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { verifyClient, type SandboxClient } from './verifyClient';

export const NOW = Date.parse('2026-11-24T03:00:00Z');
export const BASE_URL = 'https://operator.example/sandbox';
export const AUTHORIZE_URL = `${BASE_URL}/bc-authorize`;
export const TOKEN_URL = `${BASE_URL}/token`;
export const CLIENT = { clientId: 'client-1', clientSecret: 'secret-1' };

export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

type Algorithm = 'RS256' | 'PS256' | 'ES256';
export const KEYS = {
	RS256: { own: rsa, other: otherRsa },
	PS256: { own: rsa, other: otherRsa },
	ES256: { own: ec, other: otherEc },
};
export const ALGORITHMS = Object.keys(KEYS) as Algorithm[];

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

export interface AssertionOptions {
	signer?: string;
	key?: KeyObject;
	header?: Record<string, unknown>;
	claims?: Record<string, unknown>;
}

export const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
export const SECOND = NOW / 1000;

export function assertion({
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

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const assertionForm = (clientAssertion: string) => ({
	client_assertion_type: ASSERTION_TYPE,
	client_assertion: clientAssertion,
});
export const postForm = { client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret };

export function jwtClient(algorithm: Algorithm): SandboxClient {
	return {
		clientId: 'jwt-client',
		publicKey: pem(KEYS[algorithm].own.publicKey),
		keyId: 'key-1',
		signingAlgorithm: algorithm,
	};
}

export interface Attempt {
	form?: Record<string, string>;
	authorization?: string;
	url?: string;
	clients?: SandboxClient[];
}

const parameters = { login_hint: '+34600111220', scope: 'openid dpv:FraudPreventionAndDetection api:read' };

/** Whether this, beside the parameters of a request, proves who the client is. */
export function isVerified({
	form = {},
	authorization = '',
	url = AUTHORIZE_URL,
	clients = [CLIENT, jwtClient('RS256')],
}: Attempt): boolean {
	return verifyClient(authorization, new URLSearchParams({ ...parameters, ...form }), url, NOW, clients);
}

export const basicOf = (text: string) => ({ authorization: `Basic ${btoa(text)}` });
export const BASIC = basicOf('client-1:secret-1');
