import type { HttpRequest } from './transport';

/** What stands where something was taken out. */
const HIDDEN = '[hidden]';

const MAXIMUM_LENGTH = 200;

/** Values that a request may carry and that everybody may read: the rest of a form is a secret or a subscriber. */
const PUBLIC_PARAMETERS = new Set(['grant_type', 'scope', 'purpose', 'client_id', 'client_assertion_type']);

export interface Redactor {
	/** A server's own words without what the request held, cut to a length that fits an error message. */
	redact(text: string): string;
	/** True where the text holds one of the values that were sent, however encoded. */
	holdsSecret(text: string): boolean;
}

/**
 * Servers quote what they were sent ("unknown number +34…", "bad assertion eyJ…"). This takes it out again: first the
 * very values of the request, then whatever looks like a phone number or a token.
 *
 * @param request the request that was answered
 * @param phoneNumber the number it was about, which a token may name although the body does not
 */
export function createRedactor(request: HttpRequest, phoneNumber: string): Redactor {
	const exact = new RegExp(
		[...new Set([...secretsOf(request), ...spellingsOfNumber(phoneNumber)].flatMap(encodings))]
			.filter((secret) => secret !== '')
			// The longest first, or the tail of a longer secret would stay behind a shorter one.
			.sort((left, right) => right.length - left.length)
			.map(escapeForRegExp)
			.join('|') || '(?!)',
		'gi',
	);
	const publicWords = publicWordsOf(request);

	return {
		redact: (text) =>
			cut(
				text
					.replace(exact, HIDDEN)
					.replace(/[A-Za-z0-9_+/=.~%-]{20,}/g, (run) => (isOpaque(run) && !publicWords.includes(run) ? HIDDEN : run))
					// Seven digits and more, however spaced: a phone number, an IMSI, an MSISDN of somebody else.
					.replace(/[+(]*[0-9](?:[\s().-]*[0-9]){6,}/g, HIDDEN)
					// Control and direction characters could forge lines in a log.
					.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
					.trim(),
			),
		holdsSecret: (text) => text.search(exact) !== -1,
	};
}

function secretsOf(request: HttpRequest): string[] {
	return [...authorizationSecrets(request.headers.authorization ?? ''), ...bodySecrets(request)];
}

function authorizationSecrets(header: string): string[] {
	const [scheme = '', value = ''] = header.split(' ');
	if (scheme.toLowerCase() !== 'basic') return [value];
	const [, encodedSecret = ''] = Buffer.from(value, 'base64').toString('utf8').split(':');
	const [secret = ''] = new URLSearchParams(`secret=${encodedSecret}`).values();
	return [value, encodedSecret, secret];
}

function bodySecrets(request: HttpRequest): string[] {
	if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') return [];
	return [...new URLSearchParams(request.body)]
		.filter(([name]) => !PUBLIC_PARAMETERS.has(name))
		.map(([, value]) => value);
}

function spellingsOfNumber(phoneNumber: string): string[] {
	return [phoneNumber, phoneNumber.replace(/^\+/, '')];
}

function encodings(secret: string): string[] {
	return [
		secret,
		encodeURIComponent(secret),
		Buffer.from(secret).toString('base64'),
		Buffer.from(secret).toString('base64url'),
	];
}

function publicWordsOf(request: HttpRequest): string {
	const form = new URLSearchParams(request.body);
	return `${form.get('scope') ?? ''} ${form.get('purpose') ?? ''}`;
}

/** Words are of one case and hold no digits; tokens mix. */
function isOpaque(run: string): boolean {
	return /[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run));
}

function escapeForRegExp(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function cut(text: string): string {
	return text.length > MAXIMUM_LENGTH ? `${text.slice(0, MAXIMUM_LENGTH - 1)}…` : text;
}
