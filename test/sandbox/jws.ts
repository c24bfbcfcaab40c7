import { createPublicKey, verify } from 'node:crypto';

export interface VerifiedJwt {
	header: Record<string, unknown>;
	claims: Record<string, unknown>;
}

const OPTIONS: Record<string, object> = { RS256: {}, ES256: { dsaEncoding: 'ieee-p1363' } };

/** A JWT with a good signature of this key (RFC 7515 section 5.2), or undefined. Only RS256 and ES256. */
export function verifyJwt(jwt: string, publicKey: string): VerifiedJwt | undefined {
	const parts = jwt.split('.');
	const [header = '', claims = '', signature = ''] = parts;
	if (parts.length !== 3 || parts.some((part) => !/^[A-Za-z0-9_-]+$/.test(part))) return undefined;
	const read = [header, claims].map(
		(part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>,
	);
	const [readHeader = {}, readClaims = {}] = read;
	const key = createPublicKey(publicKey);
	const fits = readHeader.alg === (key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256') && readHeader.typ === 'JWT';
	const options = OPTIONS[String(readHeader.alg)] ?? {};
	const data = Buffer.from(`${header}.${claims}`);
	if (!fits || !verify('sha256', data, { key, ...options }, Buffer.from(signature, 'base64url'))) return undefined;
	return { header: readHeader, claims: readClaims };
}
