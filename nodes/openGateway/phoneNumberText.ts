import { refusal, type Refusal } from './phoneNumberRefusal';

/** A text as it was written, with nothing left in it but digits. */
export interface WrittenNumber {
	/** Whether a plus sign stands before the digits. */
	hasPlus: boolean;
	/** The digits between separators, in their order. A zero in brackets is the group `(0)`. There is at least one group. */
	groups: string[];
}

export const BRACKETED_ZERO = '(0)';

/** Longer texts are refused before a regular expression sees them. A number with all its marks stays far below. */
const MAXIMUM_LENGTH = 64;

/** Soft hyphen, marks of writing direction and of zero width. */
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * Characters that mean the same, by the one that is used here. Unicode's normal form NFKC is not used: it makes digits of
 * superscripts, fractions and numbers in circles, which are no digits of a phone number.
 */
const SAME_CHARACTERS: Array<[RegExp, string]> = [
	[INVISIBLE, ''],
	[/[\uFF0B\uFE62]/g, '+'],
	[/[[\uFF08\uFF3B]/g, '('],
	[/[\]\uFF09\uFF3D]/g, ')'],
	// All dashes, the minus sign and the long vowel marks of Japanese keyboards.
	[/[\p{Pd}\u2212\u30FC\uFF70]/gu, '-'],
	[/[\u00B7\uFF0E]/g, '.'],
	[/\uFF0F/g, '/'],
	[/[\u2019\uFF07]/g, "'"],
	[/[^\S\r\n\t]/g, ' '],
];

const ONLY_DIGITS = /^[0-9]+$/;
const SCHEME = /^(?:tel|sms|callto|whatsapp):/i;
const WHATSAPP_DOMAIN = /@(?:c\.us|s\.whatsapp\.net)$/i;

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const DATE = new RegExp(`^(?:(?:19|20)\\d\\d([-/.])${DAY}\\1${DAY}|${DAY}([-/.])${DAY}\\2(?:19|20)\\d\\d)(?:[ T]|$)`);
/** Words of several languages, `;ext=` of tel URIs (RFC 3966), pause characters. Blanks and brackets are taken out before. */
const EXTENSION =
	/\d(?:[;,]?(?:ext|extn|extension|extensi\u00F3n|anexo|poste|int|durchwahl|dw|\u0434\u043E\u0431|[xpw#])|,,)\d{1,7}$/i;
const DECIMALS = /^(?:[^.,]*\d\.|[^,]*\d,)(?:\d{1,2}|0+)$/;
const BETWEEN_NUMBERS = /[\p{L}&;,|\r\n\t+]+/u;

/** What is refused for its looks, the more telling first. */
const REFUSED: Array<[Refusal, (text: string) => boolean]> = [
	['empty', (text) => text === ''],
	['scientific', (text) => SCIENTIFIC.test(text)],
	['date', (text) => DATE.test(text)],
	['address', (text) => text.includes('@')],
	['extension', (text) => EXTENSION.test(text.replace(/[ .:=()]/g, ''))],
	['decimals', (text) => DECIMALS.test(text)],
	['secondNumber', (text) => text.split(BETWEEN_NUMBERS).filter(isLongEnough).length > 1],
	['remark', (text) => isLongEnough(text.split(/\p{L}/u, 1)[0] ?? '') && /\p{L}/u.test(text)],
	['letters', (text) => /\p{L}/u.test(text)],
	['characters', (text) => /[^\d +\-./()']/.test(text)],
	['noDigits', (text) => !/\d/.test(text)],
	['misplacedPlus', (text) => text.lastIndexOf('+') > text.search(/\d/)],
	['looseEnd', hasLooseEnd],
	['remark', endsInBrackets],
	['furtherDigits', endsInShortGroup],
];

/**
 * Takes separators out of a text, and refuses what is not one phone number and nothing else.
 *
 * @param input as a person, a spreadsheet or a form wrote it
 * @throws OpenGatewayError of stage `validation`, which never repeats the input
 */
export function readWrittenNumber(input: string): WrittenNumber {
	if (input.length > MAXIMUM_LENGTH) throw refusal(input.trim() === '' ? 'empty' : 'tooLong');
	if (ONLY_DIGITS.test(input)) return { hasPlus: false, groups: [input] };
	const text = toPlainCharacters(input).replace(SCHEME, '').replace(WHATSAPP_DOMAIN, '').trim();
	const [found] = REFUSED.find(([, isFound]) => isFound(text)) ?? [];
	if (found !== undefined) throw refusal(found);
	return { hasPlus: text.includes('+'), groups: groupsOf(text) };
}

/**
 * Decimal digits of all scripts become ASCII digits; characters that mean the same become one of ASCII.
 *
 * @param text of any length that is bounded
 */
export function toPlainCharacters(text: string): string {
	if (/^[0-9+()./ -]*$/.test(text)) return text.trim();
	return SAME_CHARACTERS.reduce((plain, [same, character]) => plain.replace(same, character), text)
		.replace(/(?![0-9])\p{Nd}/gu, toAsciiDigit)
		.trim();
}

/**
 * Unicode places decimal digits in runs of ten, from 0 to 9 (Unicode Standard Annex 44, since version 6.3). Some runs follow
 * one another, so the value is counted from the first digit before which no digit stands.
 */
function toAsciiDigit(digit: string): string {
	const codePoint = digit.codePointAt(0) ?? 0;
	let first = codePoint;
	while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
	return String((codePoint - first) % 10);
}

function groupsOf(text: string): string[] {
	return text.replace(/\( *0 *\)/g, ` ${BRACKETED_ZERO} `).match(/\(0\)|\d+/g) ?? [];
}

/** Five digits are the least that a phone number has. */
function isLongEnough(text: string): boolean {
	return text.replace(/\D/g, '').length >= 5;
}

/** `666555341-`: brackets, blanks and the apostrophe of spreadsheets may stand around a number, and a plus sign before it. */
function hasLooseEnd(text: string): boolean {
	const around = text.replace(/[ ()']/g, '').split(/\d+/);
	return !/^\+*$/.test(around[0] ?? '') || around.at(-1) !== '';
}

/** `+34666555341 (1)`: brackets at the end hold no part of a number, unless they hold all of it. */
function endsInBrackets(text: string): boolean {
	const start = text.lastIndexOf('(');
	const [inside = '', behind = ''] = text.slice(start + 1).split(')');
	return isLongEnough(text.slice(0, Math.max(start, 0))) && !isLongEnough(inside) && !/\d/.test(behind);
}

/** `+34666555341 2`, `123456-12`: a number ends in one or two digits only where it is written in short groups. */
function endsInShortGroup(text: string): boolean {
	const [previous, last] = groupsOf(text)
		.map(({ length }) => length)
		.slice(-2);
	if (previous === undefined || last === undefined) return false;
	return (last === 1 && previous > 1) || (last === 2 && previous > 4);
}
