import { createError, type OpenGatewayError } from './errors';

const EXAMPLE = 'Write it with a plus sign and the country code, for example +34666555341';
const ALONE = 'Remove what stands behind the number, for example +34666555341.';
const ONE_EACH = "Pass one number for each item, for example +34666555341. The node 'Split Out' makes items of a list.";
const AS_TEXT = 'Format the column as text and enter the number again, for example +34666555341.';

/** Each refusal: what is wrong, in a sentence without full stop, and what to do. None repeats what was written. */
const REFUSALS = {
	empty: ['is empty', `Enter a phone number. ${EXAMPLE}.`],
	neitherTextNorNumber: ['is neither text nor a number', `${EXAMPLE}.`],
	array: ['is a list', ONE_EACH],
	tooLong: ['is far too long', ONE_EACH],
	unusableNumber: ['is a number with a fraction, a sign or too many digits', `${EXAMPLE}.`],
	scientific: ['is in scientific notation: a spreadsheet has shortened it', AS_TEXT],
	date: ['is a date', `Check which column holds the phone number. ${EXAMPLE}.`],
	address: ['is an e-mail address or another address with @', `Check which column holds the phone number. ${EXAMPLE}.`],
	extension: ['is followed by an extension', ALONE],
	decimals: ['is followed by decimals', AS_TEXT],
	remark: ['is followed by a remark', ALONE],
	secondNumber: ['is followed by another number', ONE_EACH],
	furtherDigits: [
		'may be followed by digits that do not belong to it',
		'Remove them. Where they belong to the number, write it without separators, for example +34666555341.',
	],
	letters: ['holds letters', `${EXAMPLE}.`],
	characters: ['holds characters that do not belong in one', `${EXAMPLE}.`],
	noDigits: ['holds no digits', `${EXAMPLE}.`],
	misplacedPlus: ['holds a plus sign that does not stand at its beginning', `${EXAMPLE}.`],
	looseEnd: ['begins or ends with a character that does not belong to it', `${EXAMPLE}.`],
	bracketedZero: [
		'has a zero in brackets, and it is not certain whether the zero belongs to it',
		`Write it without brackets, as it is dialed from abroad, for example +34666555341.`,
	],
	noCountryCode: ['has no country code', `${EXAMPLE}, or set the option 'Default Country Code'.`],
	notInternational: ['does not have the 5 to 15 digits of an international number', `${EXAMPLE}.`],
} as const;

export type Refusal = keyof typeof REFUSALS;

/** @returns an error of stage `validation` for the caller to throw */
export function refusal(kind: Refusal): OpenGatewayError {
	const [message, hint] = REFUSALS[kind];
	return invalid(message, hint);
}

/** @param readings what the number may be, for example "a national number of +49" */
export function ambiguousRefusal(readings: string[]): OpenGatewayError {
	return invalid(`can be read in more than one way: as ${readings.join(', or as ')}`, `${EXAMPLE}.`);
}

export function notInPlanRefusal(callingCode: string): OpenGatewayError {
	return invalid(
		`is neither a national number of +${callingCode} nor a full number that begins with ${callingCode}`,
		`${EXAMPLE}, or correct the option 'Default Country Code'.`,
	);
}

function invalid(message: string, hint: string): OpenGatewayError {
	return createError({
		stage: 'validation',
		code: 'INVALID_PHONE_NUMBER',
		message: `The phone number ${message}`,
		hint,
	});
}
