import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createClient, type CheckOptions } from '../../../nodes/openGateway/client';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { scriptedContext, type Reply } from '../partner';

export const NUMBER = '+34666555001';
export const P = 'FraudPreventionAndDetection';
export const options: CheckOptions = {
	purpose: P,
	maxConsentWaitMs: 60_000,
	timeoutMs: 7000,
	maxAttempts: 3,
	reuseTokens: true,
};
/** A pair of keys in PEM form. */
export function pemPair({ privateKey, publicKey }: KeyPairKeyObjectResult) {
	return {
		privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
	};
}
export const rsa = pemPair(generateKeyPairSync('rsa', { modulusLength: 2048 }));

/** Runs a client against a script. */
export function checkWithScript(credential: Record<string, unknown>, ...replies: Reply[]) {
	const context = scriptedContext(...replies);
	const { check } = createClient(readSettings(credential), context, createTokenCache(10));
	return { context, result: check(NUMBER, options) };
}

export const claimsOf = (jwt: string | null | undefined) =>
	JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
