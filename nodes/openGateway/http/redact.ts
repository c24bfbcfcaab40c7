import { decodedTexts, plainText, unpackedTexts, without, type DecodedText } from './decodedText';
import type { HttpRequest } from './transport';

/** What stands where something was taken out. */
const HIDDEN = '[hidden]';

/** Of a text that is shown, in UTF-16 units. */
const LONGEST_SHOWN = 200;
/** Of a text from which that is taken. A little more is read, so that a secret does not begin at its end unseen. */
const LONGEST_SOURCE = 1000;
const LONGEST_READ = 1100;
/** No expression sees a longer URL. */
const LONGEST_URL = 4096;

/** Header values and form fields that a request may carry and that everybody may read. */
export const PUBLIC_HEADERS = new Set(['accept', 'content-type', 'user-agent', 'x-correlator', 'x-rapidapi-host']);
export const PUBLIC_PARAMETERS = new Set(['grant_type', 'scope', 'purpose', 'client_id', 'client_assertion_type']);

/** Letters and digits of a secret in a row that give it away. A shorter secret is hidden as a whole. */
const SECRET_RUN = 8;
/** Shorter than this, a value would be found in words that are none of it. */
const SHORTEST_SECRET = 4;
/** Digits of a phone number in a row that give it away; a masked number shows four. */
const NUMBER_RUN = 7;

/** What a check must not show, and how it is kept out of a server's words. */
export interface Redactor {
	/** Remembers what a request of the check carries; the work is done when a text is redacted. */
	addRequest(request: Pick<HttpRequest, 'headers' | 'body'>): void;
	/** Remembers what an answer brought, such as an `auth_req_id`, before a request carries it. */
	addSecret(secret: string): void;
	/** A server's own words without secrets and numbers, cut to a length that fits an error message. */
	redact(text: string): string;
	/** True where a text holds the number or a part of a secret, however written; also where it is too long to tell. */
	holdsSecret(text: string): boolean;
}

/**
 * Servers quote what they were sent ("unknown number +34…", "bad assertion eyJ…"), also what they were sent at an earlier
 * stage. One redactor serves a whole check, and is told of each request. It takes out the number and the secrets in any
 * spelling, and whatever looks like a phone number or a token.
 *
 * @param phoneNumber E.164; empty where the check is about none
 * @param secrets of the credential
 */
export function createRedactor({ phoneNumber, secrets }: { phoneNumber: string; secrets: string[] }): Redactor {
	const known = new Set(secrets);
	const requests: Array<Pick<HttpRequest, 'headers' | 'body'>> = [];
	let publicWords = '';
	let needles: Needles | undefined;
	let needlesOfSize = 0;

	function findNeedles(): Needles {
		for (const request of requests.splice(0)) {
			for (const secret of secretsOf(request)) known.add(secret);
			publicWords += ` ${publicWordsOf(request)}`;
		}
		// Polls and repeats carry what is known already.
		if (needles === undefined || known.size !== needlesOfSize) needles = needlesOf([...known], phoneNumber);
		needlesOfSize = known.size;
		return needles;
	}

	return {
		addRequest: ({ headers, body }) => {
			requests.push({ headers, body });
		},
		addSecret: (secret) => {
			known.add(secret);
		},
		redact: (text) => {
			const read = text.slice(0, LONGEST_READ);
			const views = decodedTexts(read);
			const known = knownRanges([...views, ...unpackedTexts(read)], findNeedles());
			const hidden = hide(read.slice(0, LONGEST_SOURCE), [...known, ...suspectRanges(views, read, publicWords)]);
			return flat(cut(hidden));
		},
		holdsSecret: (text) =>
			text.length > LONGEST_URL ||
			knownRanges([...decodedTexts(text), ...unpackedTexts(text)], findNeedles()).length > 0,
	};
}

type Range = [from: number, to: number];

/** What is looked for, in plain characters. */
interface Needles {
	/** Secrets without blanks. */
	whole: string[];
	/** All secrets, letters and digits only, one below the other. */
	letters: string;
	/** Any so many digits in a row of the phone number. */
	numberRuns: string[];
}

function needlesOf(secrets: string[], phoneNumber: string): Needles {
	const plain = secrets
		.map((secret) => secret.replace(PEM_LINES, ''))
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.map(plainText);
	const digits = phoneNumber.replace(/[^0-9]/g, '');
	const runLength = Math.min(NUMBER_RUN, digits.length);
	const starts = digits === '' ? [] : [...digits].slice(runLength - 1).keys();
	return {
		whole: plain.map((secret) => secret.replace(BLANKS, '')).filter((secret) => secret !== ''),
		letters: plain.map((secret) => secret.replace(NO_LETTERS, '')).join('\n'),
		numberRuns: [...starts].map((at) => digits.slice(at, at + runLength)),
	};
}

/** Their words ("private key") are no secret. */
const PEM_LINES = /-----[A-Z ]{1,40}-----/g;
/** In a form a blank is a plus sign. */
const BLANKS = /[\s+]/g;
const NO_LETTERS = /[^\p{L}\p{N}]/gu;
/** Digits with up to three other characters between each two of them, none of which is a letter. */
const SPACED_DIGITS = /[0-9](?:[^0-9\p{L}]{0,3}[0-9])*/gu;
const OPAQUE = /[A-Za-z0-9_+/=.~%-]{20,}/g;

/** Where a text holds the number or a secret. */
function knownRanges(views: DecodedText[], needles: Needles): Range[] {
	return views.flatMap((view) => [
		...wholeRanges(without(view, BLANKS), needles.whole),
		...partRanges(without(view, NO_LETTERS), needles.letters),
		...spacedDigits(view)
			.filter(({ digits }) => needles.numberRuns.some((run) => digits.includes(run)))
			.map(({ range }) => range),
	]);
}

function wholeRanges(view: DecodedText, secrets: string[]): Range[] {
	const ranges: Range[] = [];
	for (const secret of secrets) {
		for (let at = view.text.indexOf(secret); at !== -1; at = view.text.indexOf(secret, at + secret.length)) {
			ranges.push(rangeOf(view, at, at + secret.length));
		}
	}
	return ranges;
}

/** Every eight characters in a row hold six that begin at a multiple of three; few of those are in a secret. */
function partRanges(view: DecodedText, secrets: string): Range[] {
	const { text } = view;
	const starts: number[] = [];
	for (let at = 0; at + 6 <= text.length; at += 3) {
		if (!secrets.includes(text.slice(at, at + 6))) continue;
		starts.push(...[at - 2, at - 1, at].filter((start) => start >= 0 && start + SECRET_RUN <= text.length));
	}
	return starts
		.filter((start) => secrets.includes(text.slice(start, start + SECRET_RUN)))
		.map((start) => rangeOf(view, start, start + SECRET_RUN));
}

/** What looks like the number or the token of somebody else: a phone number, an IMSI, a JWT. */
function suspectRanges(views: DecodedText[], text: string, publicWords: string): Range[] {
	const numbers = views.flatMap(spacedDigits).filter(({ digits }) => digits.length >= NUMBER_RUN);
	const tokens = [...text.matchAll(OPAQUE)].filter(([run]) => isOpaque(run) && !publicWords.includes(run));
	return [
		...numbers.map(({ range }) => range),
		...tokens.map((match): Range => [match.index, match.index + match[0].length]),
	];
}

function spacedDigits(view: DecodedText): Array<{ digits: string; range: Range }> {
	return [...view.text.matchAll(SPACED_DIGITS)].map((match) => ({
		digits: match[0].replace(/[^0-9]/g, ''),
		range: rangeOf(view, withSign(view.text, match.index), match.index + match[0].length),
	}));
}

/** The plus sign and the brackets before a number belong to it. */
function withSign(text: string, at: number): number {
	let from = at;
	while (from > 0 && '+('.includes(text.charAt(from - 1))) from -= 1;
	return from;
}

function rangeOf(view: DecodedText, from: number, to: number): Range {
	return [view.from[from] ?? 0, view.to[to - 1] ?? 0];
}

function secretsOf({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): string[] {
	const hidden = Object.entries(headers).filter(([name]) => !PUBLIC_HEADERS.has(name.toLowerCase()));
	const values = hidden.flatMap(([name, value]) =>
		name.toLowerCase() === 'authorization' ? authorizationSecrets(value) : [value],
	);
	return [...values, ...formSecrets(headers, body)];
}

/** What follows the scheme; of Basic the secret, too. */
function authorizationSecrets(value: string): string[] {
	const credentials = value.slice(value.indexOf(' ') + 1);
	if (!/^basic /i.test(value)) return [credentials];
	const pair = Buffer.from(credentials, 'base64').toString('utf8');
	const encoded = pair.slice(pair.indexOf(':') + 1);
	const [secret = ''] = new URLSearchParams(`secret=${encoded}`).values();
	return [credentials, encoded, secret];
}

function formSecrets(headers: Record<string, string>, body: string): string[] {
	return formOf(headers, body)
		.filter(([name]) => !PUBLIC_PARAMETERS.has(name))
		.map(([, value]) => value);
}

/** Scope and purpose are long words, but no secrets. */
function publicWordsOf({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): string {
	return formOf(headers, body)
		.filter(([name]) => PUBLIC_PARAMETERS.has(name))
		.map(([, value]) => value)
		.join(' ');
}

function formOf(headers: Record<string, string>, body: string): Array<[string, string]> {
	const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
	return isForm ? [...new URLSearchParams(body)] : [];
}

/** Words are of one case and hold no digits; tokens mix. */
function isOpaque(run: string): boolean {
	return /[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run));
}

/** The text with a sign in place of each range, and of the padding of base64 behind it. */
function hide(text: string, ranges: Range[]): string {
	const marks = new Uint8Array(text.length);
	for (const [from, to] of ranges) marks.fill(1, from, to);
	let shown = '';
	for (let at = 0; at < text.length; at += 1) {
		if (text[at] === '=' && marks[at - 1] === 1) marks[at] = 1;
		if (marks[at] === 0) shown += text[at];
		else if (marks[at - 1] !== 1) shown += HIDDEN;
	}
	return shown;
}

function cut(text: string): string {
	return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
}

/** Control and direction characters could forge lines in a log; half of a surrogate pair is no text. */
function flat(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
}
