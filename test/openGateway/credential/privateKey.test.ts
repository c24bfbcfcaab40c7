import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { generate } from 'selfsigned';
import { createAssertionSigner, type SigningAlgorithm } from '../../../nodes/openGateway/credential/privateKeyJwt';
import { NOW, refusalBy } from '../partner';
import { verifyWithJose } from './jose';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ed25519 = generateKeyPairSync('ed25519');
type Keys = typeof rsa;

const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
function pssFor(hashAlgorithm: string, saltLength: number, mgf1HashAlgorithm = hashAlgorithm, modulusLength = 2048) {
	// @types/node takes the salt's length for a text.
	const limits: object = { hashAlgorithm, mgf1HashAlgorithm, saltLength };
	return generateKeyPairSync('rsa-pss', { modulusLength, ...limits });
}

const text = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' | 'spki' = 'pkcs8') =>
	key.export({ type: type as 'pkcs8', format: 'pem' }).toString();
const bytes = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' | 'spki' = 'pkcs8') =>
	key.export({ type: type as 'pkcs8', format: 'der' }).toString('base64');

const RSA = text(rsa.privateKey);
const EC = text(p256.privateKey);
/** `openssl ecparam -name prime256v1 -genkey` writes the name of the curve before the key. */
const EC_PARAMETERS = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';

let certificate: string;
let certified: Keys;
beforeAll(async () => {
	const made = await generate([{ name: 'commonName', value: 'client' }], { keySize: 2048, algorithm: 'sha256' });
	certificate = made.cert.replaceAll('\r\n', '\n');
	certified = { publicKey: createPublicKey(made.cert), privateKey: rsa.privateKey };
	certifiedText = made.private;
});
let certifiedText: string;

/** The public key as jose takes it; it knows an RSA-PSS key by its numbers only. */
function publicJwkOf({ publicKey }: Keys): JsonWebKey {
	if (publicKey.asymmetricKeyType !== 'rsa-pss') return publicKey.export({ format: 'jwk' });
	// A key of 2048 bits with the exponent 65537 has 270 bytes in PKCS#1, which end its SubjectPublicKeyInfo.
	const der = publicKey.export({ type: 'spki', format: 'der' }).subarray(-270);
	return createPublicKey({ key: der, format: 'der', type: 'pkcs1' }).export({ format: 'jwk' });
}

interface Pasted {
	name: string;
	pasted: () => string;
	algorithm: SigningAlgorithm;
	keys: () => Keys;
}

/** Each of these on a key of each of two kinds. */
const SPOILT: Array<[name: string, spoil: (pem: string) => string]> = [
	['as it is', (pem) => pem],
	['in one line, as a text field leaves it', (pem) => pem.replaceAll('\n', ' ')],
	['in one line without a blank', (pem) => pem.replaceAll('\n', '')],
	['with Windows line ends', (pem) => pem.replaceAll('\n', '\r\n')],
	['with the line ends of an old Mac', (pem) => pem.replaceAll('\n', '\r')],
	['between blank lines', (pem) => `\n\n${pem}\n`],
	['with blanks at the end of each line', (pem) => pem.replaceAll('\n', '  \n')],
	['with each line indented', (pem) => pem.replaceAll(/^/gm, '\t  ')],
	['with an empty line after each line', (pem) => pem.replaceAll('\n', '\n\n')],
	['with \\n', (pem) => pem.replaceAll('\n', '\\n')],
	['with \\r\\n', (pem) => pem.replaceAll('\n', '\\r\\n')],
	['with \\n, escaped twice', (pem) => pem.replaceAll('\n', '\\\\n')],
	['with \\r\\n, escaped twice', (pem) => pem.replaceAll('\n', '\\\\r\\\\n')],
	['with \\n, escaped three times', (pem) => pem.replaceAll('\n', '\\\\\\\\n')],
	['with \\n and real line ends', (pem) => pem.replaceAll('\n', '\\n\n')],
	['with a backslash at the end of each line', (pem) => pem.replaceAll('\n', '\\\n')],
	['as a string of JSON', (pem) => JSON.stringify(pem)],
	['as a string of JSON in JSON', (pem) => JSON.stringify(JSON.stringify(pem))],
	['as PHP writes JSON', (pem) => JSON.stringify(pem).replaceAll('/', '\\/')],
	['as Gson writes JSON', (pem) => JSON.stringify(pem).replaceAll('=', '\\u003d')],
	['in a JSON object', (pem) => JSON.stringify({ type: 'service_account', private_key: pem, client_id: '1' })],
	['in single quotes', (pem) => `'${pem}'`],
	['in typographic quotes', (pem) => `“${pem}”`],
	['in a block of Markdown', (pem) => `\`\`\`pem\n${pem}\`\`\``],
	[
		'as the lines of a program',
		(pem) =>
			pem
				.trim()
				.split('\n')
				.map((line) => `"${line}\\n"`)
				.join(' +\n  '),
	],
	['as a line of an .env file', (pem) => `PRIVATE_KEY="${pem.replaceAll('\n', '\\n')}"`],
	['with a byte order mark', (pem) => `\uFEFF${pem}`],
	['with characters without a width', (pem) => pem.replaceAll('\n', '\u200B\n\u2060')],
	['with non-breaking blanks', (pem) => pem.replaceAll(' ', '\u00A0')],
	['with the dashes of a word processor', (pem) => pem.replaceAll('-----', '——-')],
	['with line ends as HTML', (pem) => pem.replaceAll('\n', '<br>\n')],
	[
		'as HTML escapes it',
		(pem) =>
			pem.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;').replaceAll('=', '&equals;').replaceAll('\n', '&#10;'),
	],
	['as HTML escapes it twice', (pem) => pem.replaceAll('+', '&amp;#43;').replaceAll('\n', '&amp;#13;&amp;#10;')],
	['as part of a URL', (pem) => encodeURIComponent(pem)],
	['as a quotation in an e-mail', (pem) => pem.replaceAll(/^(?=.)/gm, '> ')],
	['in base64 once more', (pem) => Buffer.from(pem).toString('base64')],
	['in base64 once more, over several lines', (pem) => Buffer.from(pem).toString('base64').replace(/.{76}/g, '$&\n')],
	[
		'below the lines that openssl pkcs12 writes',
		(pem) => `Bag Attributes\n    localKeyID: 54 69 6D 65\nKey Attributes: <No Attributes>\n${pem}`,
	],
	['twice', (pem) => `${pem}\n${pem}`],
];

const FORMS: Pasted[] = [
	{ name: 'PKCS#1', pasted: () => text(rsa.privateKey, 'pkcs1'), algorithm: 'RS256', keys: () => rsa },
	{ name: 'SEC1', pasted: () => text(p256.privateKey, 'sec1'), algorithm: 'ES256', keys: () => p256 },
	...(['pkcs8', 'pkcs1'] as const).map((type) => ({
		name: `${type} in base64 without a heading`,
		pasted: () => bytes(rsa.privateKey, type),
		algorithm: 'RS256' as const,
		keys: () => rsa,
	})),
	{
		name: 'SEC1 in base64 without a heading, in lines',
		pasted: () => bytes(p256.privateKey, 'sec1').replace(/.{64}/g, '$&\n'),
		algorithm: 'ES256',
		keys: () => p256,
	},
	{
		name: 'PKCS#1 under the heading of PKCS#8',
		pasted: () => text(rsa.privateKey, 'pkcs1').replaceAll('RSA PRIVATE', 'PRIVATE'),
		algorithm: 'RS256',
		keys: () => rsa,
	},
	...[rsa, p256].map((keys) => ({
		name: `a JWK of the type ${keys.privateKey.asymmetricKeyType}`,
		pasted: () => JSON.stringify({ ...keys.privateKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig' }, null, 2),
		algorithm: keys === rsa ? ('RS256' as const) : ('ES256' as const),
		keys: () => keys,
	})),
	{
		name: 'a JWK as a string of JSON',
		pasted: () => JSON.stringify(JSON.stringify(p256.privateKey.export({ format: 'jwk' }))),
		algorithm: 'ES256',
		keys: () => p256,
	},
	{
		name: 'a JWK set with a public key besides',
		pasted: () =>
			JSON.stringify({
				keys: [otherRsa.publicKey.export({ format: 'jwk' }), rsa.privateKey.export({ format: 'jwk' })],
			}),
		algorithm: 'RS256',
		keys: () => rsa,
	},
];

/** Of several blocks, the private key's is taken. */
const BLOCKS: Pasted[] = [
	{
		name: 'EC parameters and a key, from openssl ecparam -genkey',
		pasted: () => EC_PARAMETERS + text(p256.privateKey, 'sec1'),
		algorithm: 'ES256',
		keys: () => p256,
	},
	{
		name: 'the same in one line',
		pasted: () => (EC_PARAMETERS + text(p256.privateKey, 'sec1')).replaceAll('\n', ' '),
		algorithm: 'ES256',
		keys: () => p256,
	},
	{
		name: 'a certificate, then its key',
		pasted: () => certificate + certifiedText,
		algorithm: 'RS256',
		keys: () => certified,
	},
	{
		name: 'a key, then a chain of certificates with \\n',
		pasted: () => (certifiedText + certificate + certificate).replaceAll('\n', '\\n'),
		algorithm: 'RS256',
		keys: () => certified,
	},
	{
		name: 'a public key, then a private one',
		pasted: () => text(p256.publicKey, 'spki') + EC,
		algorithm: 'ES256',
		keys: () => p256,
	},
	{
		name: 'one key in two forms',
		pasted: () => text(rsa.privateKey, 'pkcs1') + RSA,
		algorithm: 'PS256',
		keys: () => rsa,
	},
];

const PSS: Pasted[] = (
	[
		['without limits', pss],
		['for SHA-256 with a salt of 32 bytes', pssFor('sha256', 32)],
		['for SHA-256 with a salt of at least 20 bytes', pssFor('sha256', 20)],
	] as Array<[string, Keys]>
).flatMap(([name, keys]) => [
	{
		name: `an RSA-PSS key ${name}`,
		pasted: () => text(keys.privateKey),
		algorithm: 'PS256' as const,
		keys: () => keys,
	},
	{
		name: `an RSA-PSS key ${name}, in base64 without a heading`,
		pasted: () => bytes(keys.privateKey),
		algorithm: 'PS256' as const,
		keys: () => keys,
	},
]);

const ACCEPTED: Pasted[] = [
	...SPOILT.flatMap(([name, spoil]) => [
		{ name: `an RSA key ${name}`, pasted: () => spoil(RSA), algorithm: 'RS256' as const, keys: () => rsa },
		{ name: `an EC key ${name}`, pasted: () => spoil(EC), algorithm: 'ES256' as const, keys: () => p256 },
	]),
	{ name: 'an RSA key for PS256', pasted: () => RSA, algorithm: 'PS256', keys: () => rsa },
	...FORMS,
	...BLOCKS,
	...PSS,
];

const CLIENT_ID = 'my app:1';
const AUDIENCE = 'https://as.example/token';
const sign = (privateKey: string, signingAlgorithm: SigningAlgorithm) =>
	createAssertionSigner(CLIENT_ID, { privateKey, keyId: '', signingAlgorithm })(AUDIENCE, NOW);

describe('jose verifies what is signed with', () => {
	const verdicts = new Map<string, string>();

	beforeAll(() => {
		// One process for all. What cannot be signed is no assertion, which jose says for its own test.
		const orders = ACCEPTED.map(({ pasted, algorithm, keys }) => {
			let assertion: string;
			try {
				assertion = sign(pasted(), algorithm);
			} catch (thrown) {
				assertion = String(thrown);
			}
			return {
				assertion,
				publicJwk: publicJwkOf(keys()),
				algorithm,
				clientId: CLIENT_ID,
				audience: AUDIENCE,
				now: NOW,
			};
		});
		verifyWithJose(orders).forEach((verdict, index) => verdicts.set(ACCEPTED[index]?.name ?? '', verdict));
	}, 30_000);

	test.each(ACCEPTED)('$name', ({ name, algorithm }) => {
		expect(verdicts.get(name)).toBe(algorithm);
	});

	test('and nothing else', () => {
		const order = { algorithm: 'RS256', clientId: CLIENT_ID, audience: AUDIENCE, now: NOW };
		const assertion = sign(RSA, 'RS256');
		const publicJwk = publicJwkOf(rsa);
		expect(
			verifyWithJose([
				{ ...order, assertion, publicJwk: publicJwkOf(otherRsa) },
				{ ...order, assertion, publicJwk, now: NOW + 120_000 },
				{ ...order, assertion, publicJwk, audience: 'https://other.example' },
			]),
		).toEqual(['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'ERR_JWT_EXPIRED', 'ERR_JWT_CLAIM_VALIDATION_FAILED']);
	}, 30_000);
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
