import { configurationError } from './errors';
import { findNumberingPlan, numberingPlanOf, type NumberingPlan } from './numberingPlan';
import { ambiguousRefusal, notInPlanRefusal, refusal } from './phoneNumberRefusal';
import { BRACKETED_ZERO, readWrittenNumber, toPlainCharacters, type WrittenNumber } from './phoneNumberText';

/** E.164 as CAMARA writes it since device-roaming-status 0.6: "+" and 5 to 15 digits, no separators. */
const E164 = /^\+[1-9][0-9]{4,14}$/;

/** The exit code that ITU-T E.164 recommends. It is understood everywhere. */
const EXIT_CODE = '00';

/** One number that digits may stand for, and that is in the numbering plan. */
interface Reading {
	phoneNumber: string;
	isMobile: boolean;
	/**
	 * Whether it is a number of any type; where the table of plans does not tell, whether mobile numbers or fixed lines of the
	 * country have this many digits.
	 */
	mayBeValid: boolean;
	/** Whether it is certain that it is a number of any type. */
	isValid: boolean;
	/** For an error message, for example "a national number of +49". */
	description: string;
}

const isMobile = (reading: Reading) => reading.isMobile;
const isValid = (reading: Reading) => reading.isValid;
const mayBeValid = (reading: Reading) => reading.mayBeValid;

type Read = (digits: string) => Reading[];

/**
 * Makes `^\+[1-9][0-9]{4,14}$` of what a person, a spreadsheet or a form wrote. What cannot be read with certainty is
 * refused. With a plus sign or the exit code 00, digits are taken as written, except for a trunk prefix behind the country
 * code. Without them, they are read against the numbering plan of the default country code only.
 *
 * @param input text or JSON number
 * @param defaultCountryCode for example "34", "+34", "0034" or 34; empty where there is none
 * @throws OpenGatewayError of stage `validation`, which never repeats the input
 */
export function normalizePhoneNumber(input: unknown, defaultCountryCode: unknown = ''): string {
	const { hasPlus, groups } = readInput(input);
	if (hasPlus) return takeInternational(groups);
	const plan = defaultPlan(defaultCountryCode);
	if (groups[0]?.startsWith(EXIT_CODE)) return takeBehindExitCode(groups, plan);
	if (plan === undefined) throw refusal('noCountryCode');
	return takeNational(groups, plan);
}

function readInput(input: unknown): WrittenNumber {
	if (typeof input === 'string') {
		return E164.test(input) ? { hasPlus: true, groups: [input.slice(1)] } : readWrittenNumber(input);
	}
	if (typeof input === 'number') {
		if (!Number.isSafeInteger(input) || input <= 0) throw refusal('unusableNumber');
		return { hasPlus: false, groups: [String(input)] };
	}
	if (input === undefined || input === null) throw refusal('empty');
	throw refusal(Array.isArray(input) ? 'array' : 'neitherTextNorNumber');
}

/** Numbers that are in no plan are taken as written: the test numbers of aggregators are such (+99999991000). */
function takeInternational(groups: string[]): string {
	if (groups[0] === BRACKETED_ZERO) throw refusal('bracketedZero');
	const [reading, other] = readGroups(groups, readInternational);
	if (other !== undefined) throw refusal('bracketedZero');
	if (reading !== undefined) return reading.phoneNumber;
	if (groups.includes(BRACKETED_ZERO)) throw refusal('bracketedZero');
	// No plan tells where such a number ends. So it ends behind a group that may be a whole number.
	if (groups.slice(0, -1).some((group) => group.length >= 7)) throw refusal('furtherDigits');
	const phoneNumber = `+${groups.join('')}`;
	if (!E164.test(phoneNumber)) throw refusal('notInternational');
	return phoneNumber;
}

/** Where the exit code of the default country is longer than 00, such as 0011 in Australia, both are tried. */
function takeBehindExitCode(groups: string[], plan: NumberingPlan | undefined): string {
	const { exitCode = '' } = plan?.behindExitCode(groups.join('')) ?? {};
	if (plan === undefined || exitCode === EXIT_CODE || !exitCode.startsWith(EXIT_CODE)) {
		const [first = '', ...others] = groups;
		return takeInternational([first.slice(EXIT_CODE.length), ...others].filter((group) => group !== ''));
	}
	const [reading, other] = readGroups(groups, (digits) => [
		...readInternational(digits.slice(EXIT_CODE.length)),
		...readBehindExitCode(digits, plan),
	]);
	if (reading !== undefined && other === undefined) return reading.phoneNumber;
	throw ambiguousRefusal([EXIT_CODE, exitCode].map((code) => `a number behind the exit code ${code}`));
}

/** Digits without a country code, or digits that begin with the default one but have no plus sign. */
function takeNational(groups: string[], plan: NumberingPlan): string {
	const zero = groups.indexOf(BRACKETED_ZERO);
	if (zero > 0 && groups.slice(0, zero).join('') === plan.callingCode) return takeInternational(groups);
	if (zero > 0) throw refusal('bracketedZero');
	const mayBeginWithCode = !splitsCode(groups, plan);
	const national = (digits: string) => readingOf(plan, digits, `a national number of +${plan.callingCode}`);
	const reading = takeOnly(
		readGroups(groups, (digits) => [
			...national(digits),
			...national(plan.withoutNationalPrefix(digits)),
			...(mayBeginWithCode && digits.startsWith(plan.callingCode) ? readFull(digits, plan) : []),
			...readBehindExitCode(digits, plan),
		]),
		plan,
	);
	const [full] = readFullOfAnotherCode(groups, plan);
	if (!reading.isMobile && full?.isMobile && full.phoneNumber !== reading.phoneNumber) {
		throw ambiguousRefusal([reading.description, full.description]);
	}
	return reading.phoneNumber;
}

function takeOnly(readings: Reading[], plan: NumberingPlan): Reading {
	const [reading, other] = readings;
	if (reading === undefined) throw notInPlanRefusal(plan.callingCode);
	if (other !== undefined) throw ambiguousRefusal(readings.map(({ description }) => description));
	return reading;
}

/**
 * All different numbers that the groups may stand for, with and without a zero in brackets.
 *
 * @throws OpenGatewayError where the number may end at a separator before its last group
 */
function readGroups(groups: string[], read: Read): Reading[] {
	const variants = groups.includes(BRACKETED_ZERO) ? withAndWithoutZero(groups) : [groups];
	const readings = variants.flatMap((variant) => read(variant.join('')));
	const phoneNumbers = readings.map(({ phoneNumber }) => phoneNumber);
	const different = readings.filter(({ phoneNumber }, index) => phoneNumbers.indexOf(phoneNumber) === index);
	for (const variant of variants) refuseEarlierEnd(variant, read, different);
	return different;
}

/** A zero in brackets is a trunk prefix where it stands first, or behind the country code (ITU-T E.123). */
function withAndWithoutZero(groups: string[]): string[][] {
	const position = groups.indexOf(BRACKETED_ZERO);
	const before = groups.slice(0, position).join('');
	const behind = groups.slice(position + 1);
	if (before !== '' && numberingPlanOf(before) === undefined) throw refusal('bracketedZero');
	return [
		[before, '0', ...behind],
		[before, ...behind],
	];
}

/**
 * `+34666555341 123`: where the digits before a separator are a number already, nobody can tell whether the rest belongs to
 * it.
 *
 * @throws OpenGatewayError where the number may end earlier
 */
function refuseEarlierEnd(groups: string[], read: Read, whole: Reading[]): void {
	for (let end = 1; end < groups.length; end += 1) {
		const beginning = read(groups.slice(0, end).join('')).filter(mayBeValid);
		if (beginning.length === 0) continue;
		const rest = groups.slice(end).join('');
		const isExtension = rest.length <= 2 && ((groups[end - 1]?.length ?? 0) > 2 || beginning.some(isValid));
		if (!isExtension && isMobileReadOtherwise(groups, whole, beginning)) continue;
		throw refusal(rest.length < 5 ? 'furtherDigits' : 'secondNumber');
	}
}

/**
 * `33 6 12 34 56 78` is a mobile number behind the country code; its beginning is a number only where it is read as a national
 * one. Where both are read in the same way, `+880 4423270 123` may be a fixed line with an extension. So may `2666 2762 123`
 * in Lesotho (+266), where the country code does not stand alone.
 */
function isMobileReadOtherwise(groups: string[], whole: Reading[], beginning: Reading[]): boolean {
	if (beginning.some(isMobile)) return false;
	const codeStandsAlone = numberingPlanOf(groups[0] ?? '') !== undefined;
	return whole
		.filter((reading) => reading.isMobile && (codeStandsAlone || reading.phoneNumber !== `+${groups.join('')}`))
		.some(({ description }) => beginning.every((other) => other.description !== description));
}

/** As written where that is a number, otherwise without a trunk prefix behind the country code. */
function readInternational(digits: string): Reading[] {
	const plan = findNumberingPlan(digits);
	if (plan === undefined) return [];
	const description = `a full number of +${plan.callingCode}`;
	const written = digits.slice(plan.callingCode.length);
	const asWritten = readingOf(plan, written, description);
	return asWritten.length > 0 ? asWritten : readingOf(plan, plan.withoutNationalPrefix(written), description);
}

function readFull(digits: string, plan: NumberingPlan): Reading[] {
	const { callingCode } = plan;
	return readingOf(plan, digits.slice(callingCode.length), `a full number that begins with ${callingCode}`);
}

function readFullOfAnotherCode(groups: string[], plan: NumberingPlan): Reading[] {
	const digits = groups.join('');
	const other = findNumberingPlan(digits);
	return other === undefined || other === plan || splitsCode(groups, other) ? [] : readInternational(digits);
}

/** Nobody writes a separator inside a country code: `8 (481) 532-95-49` is no number of +84. */
function splitsCode([first = '']: string[], { callingCode }: NumberingPlan): boolean {
	return first.length < callingCode.length;
}

function readBehindExitCode(digits: string, plan: NumberingPlan): Reading[] {
	const found = plan.behindExitCode(digits);
	if (found === null) return [];
	const description = `a number behind the exit code ${found.exitCode}`;
	return readInternational(found.international).map((reading) => ({ ...reading, description }));
}

function readingOf(plan: NumberingPlan, national: string, description: string): Reading[] {
	const phoneNumber = `+${plan.callingCode}${national}`;
	if (!plan.isNumber(national) || !E164.test(phoneNumber)) return [];
	const valid = plan.isValid(national);
	return [
		{
			phoneNumber,
			isMobile: plan.isMobile(national),
			isValid: valid ?? false,
			mayBeValid: valid ?? plan.hasLineLength(national),
			description,
		},
	];
}

/** @returns `undefined` where there is no default country code */
function defaultPlan(countryCode: unknown): NumberingPlan | undefined {
	const written = typeof countryCode === 'number' && countryCode > 0 ? String(countryCode) : (countryCode ?? '');
	if (typeof written === 'string' && written.length <= 64) {
		const plain = toPlainCharacters(written);
		if (plain === '') return undefined;
		const plan = numberingPlanOf(plain.replace(/[ ()]/g, '').replace(/^(?:\+|00)/, ''));
		if (plan !== undefined) return plan;
	}
	throw configurationError(
		"The option 'Default Country Code' is not a country code",
		'Write its one to three digits, for example 34 for Spain.',
	);
}

/** `+34666555343` -> `+34*****5343`: what may be shown in an error, a log or a table. */
export function maskPhoneNumber(phoneNumber: string): string {
	return `${phoneNumber.slice(0, 3)}*****${phoneNumber.length > 9 ? phoneNumber.slice(-4) : ''}`;
}
