import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { SigningAlgorithm } from '../../../nodes/openGateway/credential/privateKeyJwt';
import { NOW } from '../partner';
import { verifyWithJose } from './jose';
import {
	AUDIENCE,
	bytes,
	CLIENT_ID,
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

/** `openssl ecparam -name prime256v1 -genkey` writes the name of the curve before the key. */
const EC_PARAMETERS = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';

let certificate: string;
let certified: Keys;
let certifiedText: string;
beforeAll(async () => {
	({ certificate, certified, certifiedText } = await createCertificate());
});

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
