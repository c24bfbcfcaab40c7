import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { configurationError, type OpenGatewayError } from '../errors';

/** Characters; a key with its certificates has fewer than 20,000. */
const LONGEST_TEXT = 65_536;

const PASTE_PEM =
	'Paste the whole private key in PEM form, from "-----BEGIN PRIVATE KEY-----" to "-----END PRIVATE KEY-----".';

/**
 * Reads a private key as people paste it: PEM (PKCS#8, PKCS#1 or SEC1) with or without other blocks beside it, base64
 * without the lines that begin and end it, or a JWK. What a text field, JSON, a shell or a web page does to such a text
 * is undone first.
 *
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, that says what the text is and never shows it
 */
export function readPrivateKey(text: string): KeyObject {
	if (text.trim() === '') throw unusable("The field 'Private Key' is empty");
	if (text.length > LONGEST_TEXT) throw unusable("The field 'Private Key' holds more than a private key");
	const clean = unwrapBase64(undoEscapes(text));
	const keys = keysIn(clean);
	const [key] = keys;
	if (key === undefined) throw refusalOf(clean);
	if (!keys.every((other) => other.equals(key))) {
		throw unusable(
			"The field 'Private Key' holds several private keys",
			'Paste the one whose public key the aggregator has.',
		);
	}
	return key;
}

const NAMED_CHARACTERS = new Map([
	['amp', '&'],
	['equals', '='],
	['nbsp', ' '],
	['plus', '+'],
	['quot', '"'],
	['sol', '/'],
]);
const fromCode = (radix: number) => (_match: string, code: string) => String.fromCharCode(parseInt(code, radix));
const fromName = (match: string, name: string) => NAMED_CHARACTERS.get(name.toLowerCase()) ?? match;

/** What other programs do to a key, and how it is undone. Neither PEM nor a JWK has any of these characters itself. */
const ESCAPES: Array<[pattern: RegExp, replacement: string | ((match: string, group: string) => string)]> = [
	// HTML and XML, escaped once or twice, with tags such as <br>.
	[/&amp;/gi, '&'],
	[/&#(\d{1,5});/g, fromCode(10)],
	[/&#x([0-9a-f]{1,4});/gi, fromCode(16)],
	[/&([a-z]{1,8});/gi, fromName],
	[/<[^<>]*>/g, ' '],
	// Strings of JSON and programs, escaped several times at most: \n, \r, \t, \u003d, \/ and \".
	[/\\{1,8}u([0-9a-f]{4})/gi, fromCode(16)],
	[/\\{1,8}[rnt]/g, ' '],
	[/\\/g, ''],
	// The lines of a program: "…" + "…".
	[/["'] ?\+\s*["']/g, ''],
	// URLs.
	[/%([0-9a-f]{2})/gi, fromCode(16)],
	// A word processor makes long dashes of two short ones.
	[/[\u2010-\u2015\u2212]/g, '-'],
	// Byte order marks, characters without a width, and line breaks, which a text field turns into blanks.
	[/[\s\u200B-\u200D\u2060\uFEFF]+/g, ' '],
];

function undoEscapes(text: string): string {
	return ESCAPES.reduce(
		(clean, [pattern, replacement]) =>
			typeof replacement === 'string' ? clean.replace(pattern, replacement) : clean.replace(pattern, replacement),
		text,
	);
}

/** Environment variables often hold a PEM file in base64. Other texts stay as they are. */
function unwrapBase64(clean: string): string {
	const bytes = bytesOf(clean);
	return bytes.includes('-----BEGIN ') ? undoEscapes(bytes.toString('latin1')) : clean;
}

/** Every private key that can be read in the text. */
function keysIn(clean: string): KeyObject[] {
	if (!clean.includes('BEGIN ')) return keysWithoutPem(clean);
	// RFC 7468. Beside the key there may be certificates, public keys, EC parameters and lines of explanation.
	const blocks = [...clean.matchAll(/BEGIN ([A-Z ]{0,20}PRIVATE KEY) ?-{1,10}([^-]*)-{1,10} ?END \1 ?-/g)];
	return blocks.map(([, , body = '']) => parseDer(Buffer.from(body, 'base64'))).filter((key) => key !== undefined);
}

function keysWithoutPem(clean: string): KeyObject[] {
	if (clean.includes('{'))
		return readJwks(clean)
			.map(parseJwk)
			.filter((key) => key !== undefined);
	const key = parseDer(bytesOf(clean));
	return key === undefined ? [] : [key];
}

/** The bytes of base64 without a heading; none where the text is something else. */
function bytesOf(clean: string): Buffer {
	const base64 = clean.replace(/[ "'`]/g, '');
	return /^[A-Za-z0-9+/_-]+=*$/.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
}

/** PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) or SEC1 (RFC 5915), whatever a heading says. */
function parseDer(der: Buffer): KeyObject | undefined {
	const types = ['pkcs8', 'pkcs1', 'sec1'] as const;
	return firstThatWorks(types.map((type) => () => createPrivateKey({ key: der, format: 'der', type })));
}

type Jwk = Record<string, unknown>;

/** The keys of a JWK or of a JWK set (RFC 7517 sections 4 and 5). */
function readJwks(clean: string): Jwk[] {
	try {
		const value = JSON.parse(clean.slice(clean.indexOf('{'), clean.lastIndexOf('}') + 1)) as Jwk;
		return [value.keys ?? value].flat().filter((jwk): jwk is Jwk => typeof jwk === 'object' && jwk !== null);
	} catch {
		// What is no JSON holds no JWK; the caller says what to paste.
		return [];
	}
}

function parseJwk(jwk: Jwk): KeyObject | undefined {
	return firstThatWorks([() => createPrivateKey({ key: jwk, format: 'jwk' })]);
}

function firstThatWorks(attempts: Array<() => KeyObject>): KeyObject | undefined {
	for (const attempt of attempts) {
		try {
			return attempt();
		} catch {
			// The words of OpenSSL ("DECODER routines::unsupported") help nobody; the caller says what to paste.
		}
	}
	return undefined;
}

/** Why there is no private key in the text; the first row that matches. */
const REASONS: Array<[matches: (clean: string) => boolean, message: string, hint?: string]> = [
	[
		(clean) => /PuTTY-User-Key-File/.test(clean),
		'The private key is in the format of PuTTY',
		'In PuTTYgen choose "Conversions > Export OpenSSH key", without a passphrase, and paste that file.',
	],
	[
		(clean) => /BEGIN (OPENSSH PRIVATE KEY|SSH2 )/.test(clean),
		'The private key is in the format of OpenSSH',
		'Convert a copy of it with: ssh-keygen -p -N "" -m PKCS8 -f FILE. Then paste what the file holds.',
	],
	[
		(clean) => /ENCRYPTED/.test(clean) || isEncrypted(clean),
		'The private key is protected by a passphrase',
		'Remove the passphrase, for example with: openssl pkey -in FILE. Then paste the key that it shows.',
	],
	[(clean) => /BEGIN PGP /.test(clean), "The field 'Private Key' holds a PGP key"],
	[isPublic, "The field 'Private Key' holds a public key or a certificate"],
	[
		(clean) => readJwks(clean).some(({ kty }) => kty !== undefined),
		"The field 'Private Key' holds a JWK without a whole private key",
		'Paste the JWK with all its private parts ("d"; for RSA also "p", "q", "dp", "dq" and "qi"), or the key in PEM form.',
	],
	[
		(clean) => /BEGIN [A-Z ]{0,20}PRIVATE KEY/.test(clean) && !/END [A-Z ]{0,20}PRIVATE KEY/.test(clean),
		'The private key cannot be read: its last line is missing',
	],
];

function refusalOf(clean: string): OpenGatewayError {
	const [, message, hint] = REASONS.find(([matches]) => matches(clean)) ?? [];
	return unusable(message ?? 'The private key cannot be read', hint);
}

/** base64 of PKCS#8 that is encrypted. */
function isEncrypted(clean: string): boolean {
	try {
		createPrivateKey({ key: bytesOf(clean), format: 'der', type: 'pkcs8' });
		return false;
	} catch (thrown) {
		return (thrown as { code?: unknown }).code === 'ERR_MISSING_PASSPHRASE';
	}
}

/** PEM without a private key, OpenSSH's one line, or base64 of a public key or a certificate. */
function isPublic(clean: string): boolean {
	if (/BEGIN /.test(clean)) return /CERTIFICATE|PUBLIC KEY/.test(clean) && !/PRIVATE KEY/.test(clean);
	if (/^\W{0,9}(ssh|ecdsa)-/.test(clean)) return true;
	const der = bytesOf(clean);
	const certificate = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`;
	const attempts = [
		() => createPublicKey({ key: der, format: 'der', type: 'spki' }),
		() => createPublicKey(certificate),
	];
	return firstThatWorks(attempts) !== undefined;
}

function unusable(message: string, hint = PASTE_PEM): OpenGatewayError {
	return configurationError(message, hint);
}
