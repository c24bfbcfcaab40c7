import { createHash, timingSafeEqual } from 'node:crypto';

/** A longer header is not looked at. */
const LONGEST_HEADER = 1024;

/**
 * Whether a request carries the bearer token (RFC 6750 section 2.1), compared in a time that does not tell how much of it is
 * right. False also where there is no token to compare with.
 *
 * @param authorization the header as it came
 */
export function carriesToken(authorization: unknown, token: string | undefined): boolean {
	if (token === undefined || token === '') return false;
	if (typeof authorization !== 'string' || authorization.length > LONGEST_HEADER) return false;
	const [, given] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
	// `timingSafeEqual` wants equal lengths, which the hashes have.
	return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
