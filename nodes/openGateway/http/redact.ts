import type { HttpRequest } from './transport';

/** What stands where something was taken out. */
const HIDDEN = '[hidden]';

const MAXIMUM_LENGTH = 200;

/** Values that a request may carry and that everybody may read: the rest of a form is a secret or a subscriber. */
const PUBLIC_PARAMETERS = new Set(['grant_type', 'scope', 'purpose', 'client_id', 'client_assertion_type']);

export interface Redactor {
	/** Tells of a request that is sent, whose secrets are hidden from then on. */
	addRequest(request: Pick<HttpRequest, 'headers' | 'body'>): void;
	/** A server's own words without secrets and numbers, cut to a length that fits an error message. */
	redact(text: string): string;
	/** True where the text holds one of the secrets, however encoded. */
	holdsSecret(text: string): boolean;
}

/**
 * Servers quote what they were sent ("unknown number +34…", "bad assertion eyJ…"). This takes it out again: first the
 * secrets themselves, then whatever looks like a phone number or a token.
 *
 * @param phoneNumber the number that the check is about, which a token may name although the body does not
 * @param secrets of the credential
 */
export function createRedactor({ phoneNumber, secrets }: { phoneNumber: string; secrets: string[] }): Redactor {
	const requests: Array<Pick<HttpRequest, 'headers' | 'body'>> = [];
	const createPattern = () =>
		new RegExp(
			[...new Set([...secrets, ...requests.flatMap(secretsOf), ...spellingsOfNumber(phoneNumber)].flatMap(encodings))]
				.filter((secret) => secret !== '')
				// The longest first, or the tail of a longer secret would stay behind a shorter one.
				.sort((left, right) => right.length - left.length)
				.map(escapeForRegExp)
				.join('|') || '(?!)',
			'gi',
		);

	return {
		addRequest: (request) => void requests.push(request),
		redact: (text) => {
			const publicWords = requests.map(publicWordsOf).join(' ');
			return cut(
				text
					.replace(createPattern(), HIDDEN)
					.replace(/[A-Za-z0-9_+/=.~%-]{20,}/g, (run) => (isOpaque(run) && !publicWords.includes(run) ? HIDDEN : run))
					// Seven digits and more, however spaced: a phone number, an IMSI, an MSISDN of somebody else.
					.replace(/[+(]*[0-9](?:[\s().-]*[0-9]){6,}/g, HIDDEN)
					// Control and direction characters could forge lines in a log.
					.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
					.trim(),
			);
		},
		holdsSecret: (text) => text.search(createPattern()) !== -1,
	};
}

function secretsOf(request: Pick<HttpRequest, 'headers' | 'body'>): string[] {
	return [...authorizationSecrets(request.headers.authorization ?? ''), ...bodySecrets(request)];
}

function authorizationSecrets(header: string): string[] {
	const [scheme = '', value = ''] = header.split(' ');
	if (scheme.toLowerCase() !== 'basic') return [value];
	const [, encodedSecret = ''] = Buffer.from(value, 'base64').toString('utf8').split(':');
	const [secret = ''] = new URLSearchParams(`secret=${encodedSecret}`).values();
	return [value, encodedSecret, secret];
}

function bodySecrets(request: Pick<HttpRequest, 'headers' | 'body'>): string[] {
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

function publicWordsOf(request: Pick<HttpRequest, 'body'>): string {
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
