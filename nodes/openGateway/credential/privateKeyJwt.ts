import { constants, createPrivateKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { configurationError, type OpenGatewayError } from '../errors';

export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/** Seconds. CAMARA allows 300 from issue to expiry and n8n hosts' clocks drift; 70 leaves room on both sides. */
const ISSUED_BEFORE_NOW = 10;
const EXPIRES_AFTER_NOW = 60;

/** RFC 7518 sections 3.3 to 3.5. */
const ALGORITHMS: Record<
	SigningAlgorithm,
	{ keyType: string; keyName: string; fits(key: KeyObject): boolean; sign(data: Buffer, key: KeyObject): Buffer }
> = {
	RS256: {
		keyType: 'rsa',
		keyName: 'an RSA key of at least 2048 bits',
		fits: isLongRsa,
		sign: (data, key) => sign('sha256', data, key),
	},
	PS256: {
		keyType: 'rsa',
		keyName: 'an RSA key of at least 2048 bits',
		fits: isLongRsa,
		sign: (data, key) =>
			sign('sha256', data, {
				key,
				padding: constants.RSA_PKCS1_PSS_PADDING,
				saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
			}),
	},
	ES256: {
		keyType: 'ec',
		keyName: 'an EC key on the curve P-256',
		fits: (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
		sign: (data, key) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }),
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
	const key = readPrivateKey(privateKey, signingAlgorithm);
	const algorithm = ALGORITHMS[signingAlgorithm];
	const header = encode({ alg: signingAlgorithm, typ: 'JWT', ...(keyId === '' ? {} : { kid: keyId }) });

	return (claims) => {
		const payload = encode(claims);
		const signature = algorithm.sign(Buffer.from(`${header}.${payload}`), key).toString('base64url');
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
	const sign = createJwtSigner(signingKey);
	return (audience, nowMs) =>
		sign({ iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), ...lifetime(nowMs) });
}

/** The claims of an assertion that say when it is good. */
export function lifetime(nowMs: number): { iat: number; exp: number } {
	const now = Math.floor(nowMs / 1000);
	return { iat: now - ISSUED_BEFORE_NOW, exp: now + EXPIRES_AFTER_NOW };
}

function readPrivateKey(text: string, signingAlgorithm: SigningAlgorithm): KeyObject {
	const { keyType, keyName, fits } = ALGORITHMS[signingAlgorithm];
	if (text.trim() === '') throw unusable('The field "Private Key" is empty');
	if (/ENCRYPTED/.test(text)) {
		throw unusable('The private key is protected by a passphrase', 'Remove the passphrase and paste the key again.');
	}
	if (/BEGIN (CERTIFICATE|(RSA |EC )?PUBLIC KEY)/.test(text)) {
		throw unusable('The field "Private Key" holds a public key or a certificate');
	}
	const key = parsePem(repairLineBreaks(text));
	if (key === undefined) throw unusable('The private key cannot be read');
	if (key.asymmetricKeyType !== keyType || !fits(key)) {
		throw unusable(
			`The private key does not fit the signing algorithm ${signingAlgorithm}, which needs ${keyName}`,
			'Choose the "Signing Algorithm" that belongs to your key, or paste the other key.',
		);
	}
	return key;
}

function parsePem(pem: string): KeyObject | undefined {
	try {
		return createPrivateKey({ key: pem, format: 'pem' });
	} catch {
		// OpenSSL's words ("DECODER routines::unsupported") help nobody; the caller says what to paste.
		return undefined;
	}
}

/** A one-line text field turns line breaks into blanks, JSON into `\n`; both are put right again. */
function repairLineBreaks(text: string): string {
	const [, label, body] = /-----BEGIN ([A-Z ]+)-----([^-]*)-----END \1-----/.exec(text.replaceAll('\\n', '\n')) ?? [];
	if (label === undefined || body === undefined) return text;
	const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
	return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** RFC 7518 section 3.3: 2048 bits or larger. */
function isLongRsa(key: KeyObject): boolean {
	return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

function unusable(
	message: string,
	hint = 'Paste the whole private key in PEM form, from "-----BEGIN PRIVATE KEY-----" to "-----END PRIVATE KEY-----".',
): OpenGatewayError {
	return configurationError(message, hint);
}

function encode(part: Record<string, unknown>): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}
