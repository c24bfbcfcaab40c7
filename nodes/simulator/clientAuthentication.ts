import { constants, createHash, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

export interface SimulatorClient {
	clientId: string;
	clientSecret?: string;
	/** PEM, for private_key_jwt. */
	publicKey?: string;
	keyId?: string;
	signingAlgorithm?: 'RS256' | 'PS256' | 'ES256';
}

/** `any`: whoever names an ID and a secret, or sends an assertion of the right form; then no signature is checked. */
export type Clients = 'any' | SimulatorClient[];

interface Presented {
	clientId: string;
	/** True where secret or assertion belong to the client. */
	belongsTo(client: SimulatorClient): boolean;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Seconds that an assertion may live (CAMARA Security and Interoperability Profile r4.2) and clocks may differ. */
const LONGEST_LIFE = 300;
const CLOCK_SKEW = 60;

/** Keys and signature checks of RFC 7518 sections 3.3 to 3.5. */
const SIGNATURES = {
	RS256: { keyType: 'rsa', options: {} },
	PS256: { keyType: 'rsa', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } },
	ES256: { keyType: 'ec', options: { dsaEncoding: 'ieee-p1363' } },
} as const;

/**
 * The ID of the client that made a request, or undefined where it did not show that it is one: client_secret_basic,
 * client_secret_post or private_key_jwt, and one of them only (RFC 6749 section 2.3).
 *
 * @param authorization the header, empty where there is none
 * @param form the parameters of the body
 * @param url the URL that was called
 * @param now epoch milliseconds
 */
export function authenticateClient(
	authorization: string,
	form: URLSearchParams,
	url: string,
	now: number,
	clients: Clients,
): string | undefined {
	const methods = [
		authorization !== '' && readBasic(authorization),
		form.has('client_secret') && readPost(form),
		(form.has('client_assertion') || form.has('client_assertion_type')) && readAssertion(form, url, now),
	].filter((method) => method !== false);
	const [presented] = methods;
	if (methods.length !== 1 || presented === undefined) return undefined;
	// Whatever the method, the form may name no other client; an empty parameter counts as left out (section 3.2).
	if ((form.get('client_id') || presented.clientId) !== presented.clientId) return undefined;
	if (clients === 'any') return presented.clientId;
	const client = clients.find(({ clientId }) => clientId === presented.clientId);
	return client !== undefined && presented.belongsTo(client) ? client.clientId : undefined;
}

/** RFC 6749 section 2.3.1: both parts are form-encoded, so a colon can only be the one between them. */
function readBasic(authorization: string): Presented | undefined {
	const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
	const [clientId = '', secret = '', ...rest] = Buffer.from(encoded, 'base64')
		.toString('utf8')
		.split(':')
		.map(formDecode);
	return rest.length === 0 ? withSecret(clientId, secret) : undefined;
}

function readPost(form: URLSearchParams): Presented | undefined {
	return withSecret(form.get('client_id') ?? '', form.get('client_secret') ?? '');
}

function withSecret(clientId: string, secret: string): Presented | undefined {
	if (clientId === '' || secret === '') return undefined;
	return { clientId, belongsTo: ({ clientSecret }) => clientSecret !== undefined && sameText(clientSecret, secret) };
}

/** RFC 7523 section 3, and CAMARA's limit on the life of an assertion. */
function readAssertion(form: URLSearchParams, url: string, now: number): Presented | undefined {
	const parts = (form.get('client_assertion') ?? '').split('.');
	const [header, claims] = parts.slice(0, 2).map(readJson);
	if (parts.length !== 3 || header === undefined || claims === undefined) return undefined;
	if (form.get('client_assertion_type') !== ASSERTION_TYPE) return undefined;

	const algorithm = String(header.alg);
	if (!isAlgorithm(algorithm)) return undefined;
	const { iss, sub, aud, jti, exp, iat } = claims;
	const seconds = now / 1000;
	if (typeof sub !== 'string' || sub === '' || iss !== sub) return undefined;
	if (![aud].flat().some((audience) => audience === url || audience === tokenUrlBeside(url))) return undefined;
	if (typeof jti !== 'string' || jti === '') return undefined;
	if (typeof exp !== 'number' || exp <= seconds || exp > seconds + LONGEST_LIFE) return undefined;
	if (iat !== undefined && (typeof iat !== 'number' || iat > seconds + CLOCK_SKEW || exp - iat > LONGEST_LIFE))
		return undefined;

	return {
		clientId: sub,
		belongsTo: ({ publicKey, keyId, signingAlgorithm }) =>
			publicKey !== undefined &&
			(keyId === undefined || header.kid === keyId) &&
			(signingAlgorithm === undefined || algorithm === signingAlgorithm) &&
			isSigned(algorithm, publicKey, parts),
	};
}

function isSigned(
	algorithm: keyof typeof SIGNATURES,
	publicKey: string,
	[header, claims, signature = '']: string[],
): boolean {
	const { keyType, options } = SIGNATURES[algorithm];
	const key = createPublicKey(publicKey);
	if (key.asymmetricKeyType !== keyType) return false;
	return verify('sha256', Buffer.from(`${header}.${claims}`), { key, ...options }, Buffer.from(signature, 'base64url'));
}

function isAlgorithm(name: string): name is keyof typeof SIGNATURES {
	return Object.hasOwn(SIGNATURES, name);
}

/** OpenID Connect practice before CAMARA r3.3: the token URL is the audience wherever the assertion goes. */
function tokenUrlBeside(url: string): string {
	return url.replace(/\/[^/]*$/, '/token');
}

function readJson(part: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		// No JSON, no assertion.
		return undefined;
	}
}

function formDecode(text: string): string {
	return new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? '';
}

/** Of equal length by hashing, as `timingSafeEqual` needs it. */
function sameText(left: string, right: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(left), hash(right));
}
