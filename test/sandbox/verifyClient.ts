import { constants, createHash, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { readBasic, readClientId } from '../../nodes/simulator/clientAuthentication';

export interface SandboxClient {
	clientId: string;
	clientSecret?: string;
	/** PEM, for private_key_jwt. */
	publicKey?: string;
	keyId?: string;
	signingAlgorithm?: 'RS256' | 'PS256' | 'ES256';
}

/** Seconds that an assertion may live (CAMARA Security and Interoperability Profile r4.2) and clocks may differ. */
const LONGEST_LIFE = 300;
const CLOCK_SKEW = 60;

/** Keys and signature checks of RFC 7518 sections 3.3 to 3.5. */
const SIGNATURES = {
	RS256: { keyTypes: ['rsa'], options: {} },
	PS256: { keyTypes: ['rsa', 'rsa-pss'], options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } },
	ES256: { keyTypes: ['ec'], options: { dsaEncoding: 'ieee-p1363' } },
} as const;

/**
 * Whether a request proves that it comes from one of the clients: by its secret (client_secret_basic,
 * client_secret_post) or by a signed assertion (private_key_jwt), and by one of them only (RFC 6749 section 2.3).
 *
 * @param authorization the header, empty where there is none
 * @param form the parameters of the body
 * @param url the URL that was called
 * @param now epoch milliseconds
 */
export function verifyClient(
	authorization: string,
	form: URLSearchParams,
	url: string,
	now: number,
	clients: SandboxClient[],
): boolean {
	const clientId = readClientId(authorization, form);
	const client = clients.find((known) => known.clientId === clientId);
	if (client === undefined) return false;
	const assertion = form.get('client_assertion');
	if (assertion !== null) return isAssertionOf(client, assertion, url, now);
	const secret = readBasic(authorization)?.clientSecret ?? form.get('client_secret');
	return secret !== null && client.clientSecret !== undefined && isSameText(client.clientSecret, secret);
}

/** RFC 7523 section 3, and CAMARA's limit on the life of an assertion. `iss` and `sub` have been read as the client's. */
function isAssertionOf(client: SandboxClient, assertion: string, url: string, now: number): boolean {
	const [header = '', claims = '', signature = ''] = assertion.split('.');
	const { alg, kid } = readJson(header);
	const { aud, jti, exp, iat } = readJson(claims);
	const algorithm = String(alg);
	const seconds = now / 1000;
	if (!isAlgorithm(algorithm) || algorithm !== (client.signingAlgorithm ?? algorithm)) return false;
	if (client.keyId !== undefined && kid !== client.keyId) return false;
	if (![aud].flat().some((audience) => audience === url || audience === tokenUrlBeside(url))) return false;
	if (typeof jti !== 'string' || jti === '') return false;
	if (typeof exp !== 'number' || exp <= seconds || exp > seconds + LONGEST_LIFE) return false;
	if (iat !== undefined && (typeof iat !== 'number' || iat > seconds + CLOCK_SKEW || exp - iat > LONGEST_LIFE))
		return false;
	return client.publicKey !== undefined && isSigned(algorithm, client.publicKey, `${header}.${claims}`, signature);
}

function isSigned(algorithm: keyof typeof SIGNATURES, publicKey: string, signed: string, signature: string): boolean {
	const { keyTypes, options } = SIGNATURES[algorithm];
	const key = createPublicKey(publicKey);
	if (!keyTypes.some((keyType) => keyType === key.asymmetricKeyType)) return false;
	return verify('sha256', Buffer.from(signed), { key, ...options }, Buffer.from(signature, 'base64url'));
}

function isAlgorithm(name: string): name is keyof typeof SIGNATURES {
	return Object.hasOwn(SIGNATURES, name);
}

/** OpenID Connect practice before CAMARA r3.3: the token URL is the audience wherever the assertion goes. */
function tokenUrlBeside(url: string): string {
	return url.replace(/\/[^/]*$/, '/token');
}

function readJson(part: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		// What is no JSON has no claims; the caller refuses it.
		return {};
	}
}

/** `timingSafeEqual` requires equal lengths, which the hashes have. */
function isSameText(left: string, right: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(left), hash(right));
}
