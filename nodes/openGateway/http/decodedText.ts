/*
 * A text as a reader would understand it: decoded, in plain lower-case letters and digits. Each of its UTF-16 units knows
 * from which part of the given text it comes, so that what is found in the one can be hidden in the other.
 */

export interface DecodedText {
	text: string;
	/** For each unit of `text`, where its part of the given text begins. */
	from: number[];
	/** For each unit of `text`, where its part of the given text ends. */
	to: number[];
}

/** A text may be encoded several times over, such as a form in a JSON text in a URL. */
const MOST_DECODINGS = 4;

/** Characters that are not seen: soft hyphen, zero-width characters, directions and other format characters. */
const INVISIBLE = /\p{Cf}|\p{Mn}|\p{Me}/u;

type Step = [expression: RegExp, replace: (found: string) => string];

/** Each of these is what one character was made into. */
const DECODINGS: Step[] = [
	// RFC 3986 section 2.1, of one character in UTF-8
	[
		/%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi,
		(found) => attempt(() => decodeURIComponent(found)),
	],
	// JavaScript's escape(), and JSON and JavaScript texts
	[
		/%u[\da-f]{4}|\\u[\da-f]{4}|\\u\{[\da-f]{1,6}\}|\\x[\da-f]{2}/gi,
		(found) => character(Number.parseInt(found.replace(/[^\da-f]/gi, ''), 16)),
	],
	[/\\[^a-z\d\s]/gi, (found) => found.slice(1)],
	[/\\[nrtbfv]/g, () => ' '],
	// HTML
	[/&#x[\da-f]{1,6};?/gi, (found) => character(Number.parseInt(found.slice(3), 16))],
	[/&#\d{1,7};?/g, (found) => character(Number.parseInt(found.slice(2), 10))],
	[/&[a-z]{2,8};/gi, (found) => ENTITIES[found.slice(1, -1).toLowerCase()] ?? ' '],
];

/** Of the named entities, those that may belong to a secret; the others count as a blank. */
const ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	plus: '+',
	percnt: '%',
	num: '#',
	bsol: '\\',
	equals: '=',
	excl: '!',
	dollar: '$',
	lowbar: '_',
};

interface Packing {
	/** What may be bytes in this encoding. */
	expression: RegExp;
	encoding: 'base64' | 'hex';
	/** Characters in front that do not belong to it, from none to as many as stand for whole bytes. */
	skip: number;
}

const BASE64 = /[\w+/-]{6,}/g;
const HEXADECIMAL = /[\da-f]{8,}/gi;
const PACKINGS: Packing[] = [
	...[0, 1, 2, 3].map((skip): Packing => ({ expression: BASE64, encoding: 'base64', skip })),
	...[0, 1].map((skip): Packing => ({ expression: HEXADECIMAL, encoding: 'hex', skip })),
];
/** Base64 of a secret has capitals, also behind its first character, or digits; most words have none. */
const NO_WORD = /[\d_]|.[A-Z]/;

const NOT_ASCII = /[^\0-\x7f]/u;
const PLAIN: Step[] = [
	// Full-width characters, accents and the digits of all scripts.
	[/[^\0-\x7f]/gu, plainCharacter],
	[/[A-Z]+/g, (found) => found.toLowerCase()],
];

/**
 * @param given a short text; the work is in proportion to its length
 * @returns the text as it is given, and after each round of decoding that changes it, each in plain characters
 */
export function decodedTexts(given: string): DecodedText[] {
	return decodings(undecoded(given)).map(inPlainCharacters);
}

/** What the runs of letters and digits in a text are as base64 and as hexadecimal. Most of it is nonsense. */
export function unpackedTexts(given: string): DecodedText[] {
	return decodings(undecoded(given))
		.flatMap((text) => PACKINGS.map((packing) => unpack(text, packing)))
		.filter(({ text }) => text !== '')
		.flatMap(decodings)
		.map(inPlainCharacters);
}

/** Only the runs that may be packed; the characters of each come from the whole of it. */
function unpack(source: DecodedText, { expression, encoding, skip }: Packing): DecodedText {
	const result: DecodedText = { text: '', from: [], to: [] };
	for (const { 0: found, index } of source.text.matchAll(expression)) {
		if (!NO_WORD.test(found)) continue;
		const bytes = Buffer.from(found.slice(skip), encoding);
		append(result, ` ${bytes.toString('utf8')} `, source.from[index], source.to[index + found.length - 1]);
	}
	return result;
}

function append(target: DecodedText, text: string, from = 0, to = 0): void {
	target.text += text;
	for (let unit = 0; unit < text.length; unit += 1) {
		target.from.push(from);
		target.to.push(to);
	}
}

/** A text in plain characters, as they stand in what `decodedTexts` gives. */
export function plainText(given: string): string {
	return (NOT_ASCII.test(given) ? given.replace(/[^\0-\x7f]/gu, plainCharacter) : given).toLowerCase();
}

/** The same without the characters that an expression matches. */
export function without(text: DecodedText, expression: RegExp): DecodedText {
	return rewrite(text, [expression, () => '']);
}

function inPlainCharacters(text: DecodedText): DecodedText {
	return PLAIN.reduce(rewrite, text);
}

function decodings(given: DecodedText): DecodedText[] {
	const texts = [given];
	for (let text = given; texts.length <= MOST_DECODINGS; texts.push(text)) {
		const next = DECODINGS.reduce(rewrite, text);
		if (next === text) break;
		text = next;
	}
	return texts;
}

function undecoded(text: string): DecodedText {
	const from = Array.from({ length: text.length }, (_, index) => index);
	return { text, from, to: from.map((index) => index + 1) };
}

/** @returns the same object where nothing matched */
function rewrite(source: DecodedText, [expression, replace]: Step): DecodedText {
	const result: DecodedText = { text: '', from: [], to: [] };
	let copied = 0;
	const copyUntil = (end: number): void => {
		result.text += source.text.slice(copied, end);
		for (; copied < end; copied += 1) {
			result.from.push(source.from[copied] ?? 0);
			result.to.push(source.to[copied] ?? 0);
		}
	};
	for (const match of source.text.matchAll(expression)) {
		copyUntil(match.index);
		copied += match[0].length;
		append(result, replace(match[0]), source.from[match.index], source.to[copied - 1]);
	}
	if (copied === 0 && result.text === '') return source;
	copyUntil(source.text.length);
	return result;
}

function plainCharacter(found: string): string {
	// NFKD takes full-width characters and accents apart (Unicode Standard Annex 15).
	return [...found.normalize('NFKD').toLowerCase()]
		.filter((part) => !INVISIBLE.test(part))
		.map((part) => (/\p{Nd}/u.test(part) ? digit(part) : part))
		.join('');
}

/** The decimal digits of a script stand side by side from 0 to 9 (Unicode Standard section 4.6). */
function digit(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	let zero = code;
	while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
	return String((code - zero) % 10);
}

function character(code: number): string {
	return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

/** Bytes that are no UTF-8 count as a blank. */
function attempt(decode: () => string): string {
	try {
		return decode();
	} catch {
		return ' ';
	}
}
