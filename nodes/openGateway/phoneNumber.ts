import { configurationError, createError } from './errors';

/** E.164 as CAMARA writes it since device-roaming-status 0.6: "+" and 5 to 15 digits, no separators. */
const E164 = /^\+[1-9][0-9]{4,14}$/;

/** Longest text that is looked at: a number in full dress (brackets, dashes, marks) stays far below. */
const MAXIMUM_LENGTH = 64;

const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
/** Blanks, dots, the dashes and minus signs of Unicode, brackets, slash, apostrophes of spreadsheets. */
const SEPARATORS = /[\s.\u00B7\p{Pd}\u2212()[\]/'’]/gu;

const HOW_TO_WRITE =
	'Write it with a plus sign and the country code, for example +34666555341, or set the option "Default Country Code".';

/**
 * Makes `^\+[1-9][0-9]{4,14}$` of what a person, a spreadsheet or a form wrote.
 *
 * @param input text or JSON number
 * @param defaultCountryCode for example "34" or "+34"; used for numbers written without one
 * @throws OpenGatewayError of stage `validation`, which never repeats the input
 */
export function normalizePhoneNumber(input: unknown, defaultCountryCode = ''): string {
	if (typeof input === 'number') return normalizeJsonNumber(input, defaultCountryCode);
	if (input === undefined || input === null || (typeof input === 'string' && input.trim() === '')) {
		throw invalid('The phone number is empty', `Give a phone number. ${HOW_TO_WRITE}`);
	}
	if (typeof input !== 'string') {
		throw invalid('The phone number is neither text nor a number', HOW_TO_WRITE);
	}
	if (input.length > MAXIMUM_LENGTH) {
		throw invalid('The phone number is far too long', `Pass one phone number for each item. ${HOW_TO_WRITE}`);
	}
	if (E164.test(input)) return input;
	// NFKC turns full-width digits and plus signs into plain ones (Unicode Standard Annex 15).
	const compact = input
		.normalize('NFKC')
		.replace(INVISIBLE, '')
		.replace(/^\s*tel:/i, '')
		// "+44 (0)20 …": the bracketed trunk zero is not dialed after a country code (ITU-T E.123).
		.replace(/^(\s*(?:\+|00)[^(]*)\(0\)/, '$1')
		.replace(SEPARATORS, '')
		.replace(/^00/, '+');

	if (!/^\+?[0-9]+$/.test(compact)) {
		throw invalid('The phone number holds characters that do not belong in one', HOW_TO_WRITE);
	}
	if (compact.startsWith('+')) return checked(compact);
	return withDefaultCountryCode(compact, defaultCountryCode);
}

/**
 * A spreadsheet cell formatted as a number has lost its plus sign. Eleven digits and more are too
 * long for a national number in most plans, so they are read as country code and number, unless a
 * default country code says otherwise.
 */
function normalizeJsonNumber(input: number, defaultCountryCode: string): string {
	if (!Number.isSafeInteger(input) || input <= 0) {
		throw invalid('The phone number is a number with a fraction, a sign or too many digits', HOW_TO_WRITE);
	}
	const digits = String(input);
	const countryCode = countryCodeDigits(defaultCountryCode);
	if (countryCode !== '') {
		return digits.startsWith(countryCode) && digits.length >= 11
			? checked(`+${digits}`)
			: withDefaultCountryCode(digits, defaultCountryCode);
	}
	if (digits.length < 11) throw withoutCountryCode();
	return checked(`+${digits}`);
}

function withDefaultCountryCode(digits: string, defaultCountryCode: string): string {
	const countryCode = countryCodeDigits(defaultCountryCode);
	if (countryCode === '') throw withoutCountryCode();
	// The trunk prefix 0 of a national number is dropped behind a country code, except in Italy and
	// San Marino, where it belongs to the number (ITU-T E.164, national plans).
	const national = ['39', '378'].includes(countryCode) ? digits : digits.replace(/^0/, '');
	return checked(`+${countryCode}${national}`);
}

function countryCodeDigits(defaultCountryCode: string): string {
	const digits = defaultCountryCode.replace(/[\s()-]/g, '').replace(/^(\+|00)/, '');
	if (digits !== '' && !/^[1-9][0-9]{0,2}$/.test(digits)) {
		throw configurationError(
			'The option "Default Country Code" is not a country code',
			'Write one to three digits, for example 34 for Spain.',
		);
	}
	return digits;
}

function checked(candidate: string): string {
	if (E164.test(candidate)) return candidate;
	throw invalid('The phone number does not have the 5 to 15 digits of an international number', HOW_TO_WRITE);
}

function withoutCountryCode() {
	return invalid('The phone number has no country code', HOW_TO_WRITE);
}

function invalid(message: string, hint: string) {
	return createError({ stage: 'validation', code: 'INVALID_PHONE_NUMBER', message, hint });
}

/** `+34666555343` -> `+34*****5343`: what may be shown in an error, a log or a table. */
export function maskPhoneNumber(phoneNumber: string): string {
	return `${phoneNumber.slice(0, 3)}*****${phoneNumber.length > 9 ? phoneNumber.slice(-4) : ''}`;
}
