import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { parseJsonObject } from './json';
import { findClient, type SimulatorClient, type SimulatorWorld } from './world';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds; CAMARA Security and Interoperability Profile r4.2 allows no more between receipt and expiry. */
const LONGEST_LIFE = 300;
/** Seconds that the client's clock may be fast. */
const CLOCK_SKEW = 60;

/** RFC 7518 sections 3.3 to 3.5. The key must be of the algorithm's own type, whatever the header claims. */
const ALGORITHMS: Record<string, { keyType: string; verify(text: Buffer, key: KeyObject, signature: Buffer): boolean }> =
	{
		RS256: {
			keyType: 'rsa',
			verify: (text, key, signature) => verify('sha256', text, key, signature),
		},
		PS256: {
			keyType: 'rsa',
			verify: (text, key, signature) =>
				verify('sha256', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature),
		},
		ES256: {
			keyType: 'ec',
			verify: (text, key, signature) => verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, signature),
		},
	};

interface Assertion {
	header: Record<string, unknown>;
	claims: Record<string, unknown>;
	signedText: Buffer;
	signature: Buffer;
}

interface Expected {
	client: SimulatorClient;
	/** False where anyone is a client: then there is no key to check with, only the claims. */
	hasKey: boolean;
	audiences: string[];
	/** Epoch seconds, as in a JWT. */
	now: number;
}

interface Rule {
	reason: string;
	holds(assertion: Assertion, expected: Expected): boolean;
}

/** RFC 7523 section 3 and OpenID Connect Core 1.0 section 9, in the order in which a violation is reported. */
const RULES: Rule[] = [
	{
		reason: 'alg must be RS256, PS256 or ES256, and the one that the client has registered',
		holds: ({ header: { alg } }, { client }) =>
			typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) && alg === (client.signingAlgorithm ?? alg),
	},
	{
		reason: 'kid does not name the registered key',
		holds: ({ header }, { client }) => client.keyId === undefined || header.kid === client.keyId,
	},
	{ reason: 'the signature does not fit the registered key', holds: isSigned },
	{ reason: 'iss and sub must both be the client id', holds: ({ claims }) => claims.iss === claims.sub },
	{
		reason: 'aud must be the URL that is called or the token URL',
		holds: ({ claims }, { audiences }) => [claims.aud].flat().some((aud) => audiences.some((url) => url === aud)),
	},
	{ reason: 'jti is missing', holds: ({ claims: { jti } }) => typeof jti === 'string' && jti !== '' },
	{ reason: 'exp is missing or past', holds: ({ claims: { exp } }, { now }) => typeof exp === 'number' && exp > now },
	{
		reason: `exp is more than ${LONGEST_LIFE} seconds ahead`,
		holds: ({ claims: { exp } }, { now }) => Number(exp) <= now + LONGEST_LIFE,
	},
	{
		reason: 'iat is in the future',
		holds: ({ claims: { iat } }, { now }) => iat === undefined || Number(iat) <= now + CLOCK_SKEW,
	},
];

/**
 * Verifies a client assertion (private_key_jwt).
 *
 * @param url the URL that was called
 * @returns whose it is, or why it is not accepted
 */
export function verifyClientAssertion(
	text: string,
	url: string,
	world: SimulatorWorld,
): { clientId: string } | { reason: string } {
	const assertion = decodeAssertion(text);
	const subject = assertion?.claims.sub;
	if (assertion === undefined) return { reason: 'client_assertion is not a signed JWT' };
	if (typeof subject !== 'string' || subject === '') return { reason: 'sub is missing' };
	const client = findClient(world, subject);
	if (client === undefined) return { reason: 'sub names no registered client' };

	const expected: Expected = {
		client,
		hasKey: world.clients !== 'any',
		// The URL that is called (CAMARA r3.3 and later) or the token URL (OpenID Connect Core 1.0 section 9).
		audiences: [url, url.replace(/\/bc-authorize$/, '/token')],
		now: world.now / 1000,
	};
	const broken = RULES.find((rule) => !rule.holds(assertion, expected));
	return broken === undefined ? { clientId: subject } : { reason: `client_assertion: ${broken.reason}` };
}

function decodeAssertion(text: string): Assertion | undefined {
	const [, header = '', claims = '', signature = ''] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(text) ?? [];
	const headerObject = parseJsonObject(Buffer.from(header, 'base64url').toString());
	const claimsObject = parseJsonObject(Buffer.from(claims, 'base64url').toString());
	if (headerObject === undefined || claimsObject === undefined) return undefined;
	return {
		header: headerObject,
		claims: claimsObject,
		signedText: Buffer.from(`${header}.${claims}`),
		signature: Buffer.from(signature, 'base64url'),
	};
}

function isSigned({ header, signedText, signature }: Assertion, { client, hasKey }: Expected): boolean {
	if (!hasKey) return true;
	const algorithm = ALGORITHMS[String(header.alg)];
	if (client.publicKey === undefined || algorithm === undefined) return false;
	const key = createPublicKey(client.publicKey);
	return key.asymmetricKeyType === algorithm.keyType && algorithm.verify(signedText, key, signature);
}
