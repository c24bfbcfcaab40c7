import { generateKeyPairSync } from 'node:crypto';
import type { SigningAlgorithm } from '../../../nodes/openGateway/credential/privateKeyJwt';
import { refusalBy } from '../partner';
import { detached } from '../../keyPairs';
import {
	bytes,
	createCertificate,
	EC,
	otherRsa,
	p256,
	pss,
	pssFor,
	RSA,
	rsa,
	sign,
	text,
	type Keys,
} from './privateKeys';

const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p384 = detached(generateKeyPairSync('ec', { namedCurve: 'P-384' }));
const ed25519 = generateKeyPairSync('ed25519');

let certificate: string;
beforeAll(async () => {
	({ certificate } = await createCertificate());
});

const encrypted = (type: 'pkcs1' | 'pkcs8') =>
	rsa.privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const encryptedBytes = rsa.privateKey
	.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })
	.toString('base64');
const block = (label: string, content: string) =>
	`-----BEGIN ${label}-----\n${Buffer.from(content).toString('base64')}\n-----END ${label}-----\n`;
const OPENSSH = block('OPENSSH PRIVATE KEY', `openssh-key-v1\0${'a secret of the key '.repeat(5)}`);
const PUTTY = `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: key\nPublic-Lines: 1\n${bytes(rsa.publicKey, 'spki')}`;
const withoutParts = ({ privateKey }: Keys, ...parts: string[]) =>
	JSON.stringify({
		...privateKey.export({ format: 'jwk' }),
		...Object.fromEntries(parts.map((part) => [part, undefined])),
	});

const REFUSED: Array<[name: string, pasted: () => string, message: RegExp, algorithm?: SigningAlgorithm]> = [
	['nothing', () => ' \n', /'Private Key' is empty/],
	['a word', () => 'hello', /cannot be read/],
	['a secret', () => 'kX9_2-vQ7+/zR4tY8wB1nM5cL0pD3sF6'.repeat(4), /cannot be read/],
	['quotes alone', () => '""', /cannot be read/],
	['braces alone', () => '{}', /cannot be read/],
	['broken JSON', () => '{"kty": "RSA", ', /cannot be read/],
	['a heading alone', () => '-----BEGIN PRIVATE KEY-----', /its last line is missing/],
	['a key without its end', () => RSA.slice(0, 900), /its last line is missing/],
	['a key without its last line', () => RSA.trim().split('\n').slice(0, -1).join('\n'), /its last line is missing/],
	[
		'a key with a line left out',
		() =>
			RSA.split('\n')
				.filter((_line, index) => index !== 5)
				.join('\n'),
		/cannot be read/,
	],
	['a key whose middle is masked', () => `${RSA.slice(0, 200)}*****${RSA.slice(900)}`, /cannot be read/],
	['a PKCS#8 key with a passphrase', () => encrypted('pkcs8'), /passphrase/],
	['an older key with a passphrase', () => encrypted('pkcs1'), /passphrase/],
	['an older key with a passphrase, in one line', () => encrypted('pkcs1').replaceAll('\n', ' '), /passphrase/],
	['a key with a passphrase in base64', () => encryptedBytes, /passphrase/],
	[
		'a key with a passphrase in base64 once more',
		() => Buffer.from(encrypted('pkcs8')).toString('base64'),
		/passphrase/,
	],
	['a certificate and a key with a passphrase', () => certificate + encrypted('pkcs8'), /passphrase/],
	['a public key', () => text(rsa.publicKey, 'spki'), /public key or a certificate/],
	['a public key of the older form', () => text(rsa.publicKey, 'pkcs1'), /public key or a certificate/],
	['a public key with \\n', () => text(p256.publicKey, 'spki').replaceAll('\n', '\\n'), /public key or a certificate/],
	['a public key in base64', () => bytes(p256.publicKey, 'spki'), /public key or a certificate/],
	['a certificate', () => certificate, /public key or a certificate/],
	['a certificate in base64', () => certificate.replaceAll(/-----.*-----|\n/g, ''), /public key or a certificate/],
	['a request for a certificate', () => block('CERTIFICATE REQUEST', 'a request'), /public key or a certificate/],
	[
		'a public key of OpenSSH',
		() => `ssh-rsa ${bytes(rsa.publicKey, 'spki')} me@example`,
		/public key or a certificate/,
	],
	['a public key as a JWK', () => JSON.stringify(rsa.publicKey.export({ format: 'jwk' })), /JWK without a whole/],
	['a JWK without its primes', () => withoutParts(rsa, 'p', 'q', 'dp', 'dq', 'qi'), /JWK without a whole/],
	['a JWK of a shared secret', () => JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' }), /JWK without a whole/],
	['a key in the format of OpenSSH', () => OPENSSH, /format of OpenSSH/],
	['a key in the format of OpenSSH with \\n', () => OPENSSH.replaceAll('\n', '\\n'), /format of OpenSSH/],
	['a key in the format of PuTTY', () => PUTTY, /format of PuTTY/],
	['a PGP key', () => block('PGP PRIVATE KEY BLOCK', 'a key of PGP'), /PGP/],
	['two private keys', () => RSA + text(otherRsa.privateKey), /several private keys/],
	['an RSA and an EC key', () => RSA + EC, /several private keys/],
	[
		'a JWK set with two private keys',
		() => `{"keys": [${withoutParts(rsa)}, ${withoutParts(p256)}]}`,
		/several private/,
	],
	['100 kB', () => 'A'.repeat(100_000), /more than a private key/],
	['an EC key for RS256', () => EC, /RS256 needs an RSA key.*EC.*prime256v1/],
	['an RSA key for ES256', () => RSA, /ES256 needs an EC key on the curve P-256.*RSA with 2048 bits/, 'ES256'],
	['an EC key on another curve', () => text(p384.privateKey), /ES256 needs.*P-256.*secp384r1/, 'ES256'],
	['an EC key for PS256', () => EC, /PS256 needs an RSA key/, 'PS256'],
	['an Ed25519 key', () => text(ed25519.privateKey), /ES256 needs an EC key.*ED25519/, 'ES256'],
	['a short RSA key', () => text(shortRsa.privateKey), /RS256 needs.*2048 bits.*RSA with 1024 bits/],
	['a short RSA key for PS256', () => text(shortRsa.privateKey), /PS256 needs.*2048 bits.*1024 bits/, 'PS256'],
	['an RSA-PSS key for RS256', () => text(pss.privateKey), /RS256 needs an RSA key.*RSA-PSS/],
	['an RSA-PSS key for ES256', () => text(pss.privateKey), /ES256 needs an EC key/, 'ES256'],
	...(
		[
			['SHA-512', pssFor('sha512', 64), /sha512/],
			['SHA-384 and a short salt', pssFor('sha384', 32), /sha384/],
			['SHA-1', pssFor('sha1', 20), /sha1/],
			['a longer salt', pssFor('sha256', 64), /salt of 64 bytes/],
			['a salt one byte longer', pssFor('sha256', 33), /salt of 33 bytes/],
			['MGF1 with SHA-1', pssFor('sha256', 32, 'sha1'), /MGF1 with sha1/],
			['1024 bits', pssFor('sha256', 32, 'sha256', 1024), /1024 bits/],
		] as Array<[string, Keys, RegExp]>
	).map(([name, { privateKey }, message]): [string, () => string, RegExp, SigningAlgorithm] => [
		`an RSA-PSS key for ${name}`,
		() => text(privateKey),
		message,
		'PS256',
	]),
	['a damaged RSA key', () => withoutPem(damaged(rsa, 100)), /damaged/],
	['a damaged EC key', () => withoutPem(damaged(p256, 40)), /damaged/, 'ES256'],
	['a JWK with the private part of another', () => mixedJwk(), /damaged/],
];

/** The key with one bit changed, so many bytes from its start: in the modulus, or in the private number. */
function damaged({ privateKey }: Keys, index: number): Buffer {
	const der = privateKey.export({ type: 'pkcs8', format: 'der' });
	der.writeUInt8(der.readUInt8(index) ^ 1, index);
	return der;
}
const withoutPem = (der: Buffer) => der.toString('base64');

function mixedJwk(): string {
	const { d, p, q, dp, dq, qi } = otherRsa.privateKey.export({ format: 'jwk' });
	return JSON.stringify({ ...rsa.privateKey.export({ format: 'jwk' }), d, p, q, dp, dq, qi });
}

describe('what is refused, with a sentence that says what it is and never shows it', () => {
	test.each(REFUSED)('%s', (_name, pasted, message, algorithm = 'RS256') => {
		const key = pasted();
		const { stage, code, message: sentence, hint, stack, cause } = refusalBy(() => sign(key, algorithm));
		expect({ stage, code }).toEqual({ stage: 'validation', code: 'INVALID_CONFIGURATION' });
		expect(sentence).toMatch(message);
		expect(hint).toMatch(/[Pp]aste /);
		const shown = `${sentence} ${hint} ${stack} ${String(cause)}`;
		const parts: string[] = key.match(/[A-Za-z0-9+/=_]{24}/g) ?? [];
		expect(parts.filter((part) => shown.includes(part))).toEqual([]);
	});

	test.each([
		['', '-'],
		['BEGIN PRIVATE KEY', '-'],
		['', '-----BEGIN PRIVATE KEY'],
		['', 'BEGIN '],
		['', 'BEGIN PRIVATE KEY '],
		['', '\\'],
		['', '\\n'],
		['', '<'],
		['', '&'],
		['', '&#1'],
		['', '%'],
		['', '{'],
		['', '"'],
		['"', ' '],
		['', '"+'],
		['', 'A'],
	])('64 kB of "%s" and then "%s" again and again, within a second', (start, part) => {
		const hostile = start + part.repeat(Math.floor(65_000 / part.length));
		const startedAt = performance.now();
		refusalBy(() => sign(hostile, 'RS256'));
		expect(performance.now() - startedAt).toBeLessThan(1000);
	});
});
