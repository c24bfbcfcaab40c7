import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { generate } from 'selfsigned';
import { createAssertionSigner, type SigningAlgorithm } from '../../../nodes/openGateway/credential/privateKeyJwt';
import { detached } from '../../keyPairs';
import { NOW } from '../partner';

export const rsa = detached(generateKeyPairSync('rsa', { modulusLength: 2048 }));
export const otherRsa = detached(generateKeyPairSync('rsa', { modulusLength: 2048 }));
export const p256 = detached(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
export type Keys = typeof rsa;

export const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
export function pssFor(
	hashAlgorithm: string,
	saltLength: number,
	mgf1HashAlgorithm = hashAlgorithm,
	modulusLength = 2048,
) {
	// @types/node takes the salt's length for a text.
	const limits: object = { hashAlgorithm, mgf1HashAlgorithm, saltLength };
	return generateKeyPairSync('rsa-pss', { modulusLength, ...limits });
}

export const text = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' | 'spki' = 'pkcs8') =>
	key.export({ type: type as 'pkcs8', format: 'pem' }).toString();
export const bytes = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' | 'spki' = 'pkcs8') =>
	key.export({ type: type as 'pkcs8', format: 'der' }).toString('base64');

export const RSA = text(rsa.privateKey);
export const EC = text(p256.privateKey);

/** A new certificate, the text of its private key, and its public key. */
export async function createCertificate() {
	const made = await generate([{ name: 'commonName', value: 'client' }], { keySize: 2048, algorithm: 'sha256' });
	const certified: Keys = { publicKey: createPublicKey(made.cert), privateKey: rsa.privateKey };
	return { certificate: made.cert.replaceAll('\r\n', '\n'), certified, certifiedText: made.private };
}

export const CLIENT_ID = 'my app:1';
export const AUDIENCE = 'https://as.example/token';
export const sign = (privateKey: string, signingAlgorithm: SigningAlgorithm) =>
	createAssertionSigner(CLIENT_ID, { privateKey, keyId: '', signingAlgorithm })(AUDIENCE, NOW);
