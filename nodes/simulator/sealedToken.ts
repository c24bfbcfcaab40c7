import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** What an `auth_req_id` and an access token stand for. */
export interface Grant {
	kind: 'auth_req_id' | 'access_token';
	clientId: string;
	phoneNumber: string;
	/** The API scope that was asked for, without purpose. */
	apiScope: string;
	/** As it was asked for, purpose included. */
	scope: string;
	/** Epoch milliseconds. */
	issuedAt: number;
	expiresAt: number;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a grant into a text that only the holder of the key can read or make. The simulator keeps no state, so what
 * it has granted stands in the token itself. The nonce is random, because under GCM no nonce may be used twice.
 */
export function seal(grant: Grant, signingKey: Uint8Array): string {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv(ALGORITHM, keyFor(grant.kind, signingKey), nonce);
	const sealed = Buffer.concat([cipher.update(JSON.stringify(grant), 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The grant in a text, or undefined where the text was not sealed with this key as this kind. */
export function unseal(kind: Grant['kind'], text: string, signingKey: Uint8Array): Grant | undefined {
	const bytes = Buffer.from(text, 'base64url');
	// Node reads base64url leniently. One grant must have one spelling only, or it could be used twice.
	if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return undefined;
	const decipher = createDecipheriv(ALGORITHM, keyFor(kind, signingKey), bytes.subarray(0, NONCE_BYTES));
	decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
	try {
		const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
		return JSON.parse(opened.toString('utf8')) as Grant;
	} catch {
		// Forged, cut short, or sealed with another key: each is simply no token.
		return undefined;
	}
}

/** A key for each kind, so that an `auth_req_id` cannot be used as a token. */
function keyFor(kind: Grant['kind'], signingKey: Uint8Array): Buffer {
	return createHash('sha256').update(signingKey).update(kind).digest();
}
