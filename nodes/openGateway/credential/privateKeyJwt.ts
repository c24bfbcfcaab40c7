import { constants, createPublicKey, randomUUID, sign, verify, type KeyObject, type SigningOptions } from 'node:crypto';
import { configurationError } from '../errors';
import { readPrivateKey } from './privateKey';

export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/** Seconds. CAMARA allows 300 from issue to expiry and n8n hosts' clocks drift; 70 leaves room on both sides. */
const ISSUED_BEFORE_NOW = 10;
const EXPIRES_AFTER_NOW = 60;

/** RFC 7518 sections 3.3 to 3.5. All of them hash with SHA-256; `options` are those of Node's `sign`. */
const ALGORITHMS: Record<SigningAlgorithm, { needs: string; fits(key: KeyObject): boolean; options: SigningOptions }> =
	{
		RS256: {
			needs: 'an RSA key of at least 2048 bits',
			fits: (key) => key.asymmetricKeyType === 'rsa' && isLong(key),
			options: {},
		},
		PS256: {
			needs: 'an RSA key, or an RSA-PSS key for SHA-256 with a salt of at most 32 bytes, of at least 2048 bits',
			fits: (key) => (key.asymmetricKeyType === 'rsa' || isPssForPs256(key)) && isLong(key),
			options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
		},
		ES256: {
			needs: 'an EC key on the curve P-256',
			fits: (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
			options: { dsaEncoding: 'ieee-p1363' },
		},
	};

export interface SigningKey {
	privateKey: string;
	keyId: string;
	signingAlgorithm: SigningAlgorithm;
}

/**
 * Reads the key once and gives a function that signs claims as a JWT (RFC 7519, RFC 7515 section 7.1).
 *
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, naming what is wrong with the key
 */
export function createJwtSigner({
	privateKey,
	keyId,
	signingAlgorithm,
}: SigningKey): (claims: Record<string, unknown>) => string {
	const key = readPrivateKey(privateKey);
	requireFit(key, signingAlgorithm);
	const { options } = ALGORITHMS[signingAlgorithm];
	const header = encode({ alg: signingAlgorithm, typ: 'JWT', ...(keyId === '' ? {} : { kid: keyId }) });

	return (claims) => {
		const payload = encode(claims);
		const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key, ...options }).toString('base64url');
		return `${header}.${payload}.${signature}`;
	};
}

/**
 * Gives a function that signs one client assertion (RFC 7523 section 3; OpenID Connect Core 1.0 section 9). Each
 * assertion has a `jti` of its own, so one must be made for each request, polls included.
 *
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, naming what is wrong with the key
 */
export function createAssertionSigner(
	clientId: string,
	signingKey: SigningKey,
): (audience: string, nowMs: number) => string {
	const signClaims = createJwtSigner(signingKey);
	return (audience, nowMs) =>
		signClaims({ iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), ...lifetime(nowMs) });
}

/** The claims of an assertion that say when it is good. */
export function lifetime(nowMs: number): { iat: number; exp: number } {
	const now = Math.floor(nowMs / 1000);
	return { iat: now - ISSUED_BEFORE_NOW, exp: now + EXPIRES_AFTER_NOW };
}

function requireFit(key: KeyObject, signingAlgorithm: SigningAlgorithm): void {
	const { needs, fits, options } = ALGORITHMS[signingAlgorithm];
	if (!fits(key)) {
		throw configurationError(
			`The signing algorithm ${signingAlgorithm} needs ${needs}, and the private key is ${kindOf(key)}`,
			"Choose the 'Signing Algorithm' that belongs to your key, or paste the other key.",
		);
	}
	if (!isSound(key, options)) {
		throw configurationError('The private key is damaged: its parts do not belong together', 'Paste it once more.');
	}
}

/** Whether the public half of the key verifies what the private half signs. A wrong letter in the key is found here. */
function isSound(key: KeyObject, options: SigningOptions): boolean {
	const data = Buffer.from('n8n-nodes-open-gateway');
	try {
		return verify('sha256', data, { key: createPublicKey(key), ...options }, sign('sha256', data, { key, ...options }));
	} catch {
		// OpenSSL refuses some damaged keys when they are used.
		return false;
	}
}

/** RFC 7518 sections 3.3 and 3.5: 2048 bits or larger. */
function isLong(key: KeyObject): boolean {
	return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

/**
 * Whether an RSA-PSS key serves PS256: SHA-256 in both places, and a salt of 32 bytes (RFC 7518 section 3.5). A key may
 * limit all three; its salt is the shortest that may be used (OpenSSL, RSA-PSS(7)). Node.js leaves out what is not limited.
 */
function isPssForPs256(key: KeyObject): boolean {
	const { hashAlgorithm = 'sha256', mgf1HashAlgorithm = 'sha256', saltLength = 0 } = key.asymmetricKeyDetails ?? {};
	const limits = [key.asymmetricKeyType, hashAlgorithm, mgf1HashAlgorithm];
	return limits.join() === 'rsa-pss,sha256,sha256' && saltLength <= 32;
}

/** The kind of a key in words, without anything of the key itself. */
function kindOf(key: KeyObject): string {
	const { modulusLength, namedCurve, hashAlgorithm, mgf1HashAlgorithm, saltLength } = key.asymmetricKeyDetails ?? {};
	const type = (key.asymmetricKeyType ?? '').toUpperCase();
	return [
		`a key of the type ${type}`,
		modulusLength === undefined ? '' : ` with ${modulusLength} bits`,
		namedCurve === undefined ? '' : ` on the curve ${namedCurve}`,
		hashAlgorithm === undefined
			? ''
			: `, for ${hashAlgorithm} (MGF1 with ${mgf1HashAlgorithm}) and a salt of ${saltLength} bytes`,
	].join('');
}

function encode(part: Record<string, unknown>): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}
