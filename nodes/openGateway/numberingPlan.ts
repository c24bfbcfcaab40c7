import { NUMBERING_PLANS } from './numberingPlans';

/** The numbering plan behind one calling code. All arguments are ASCII digits without the calling code. */
export interface NumberingPlan {
	callingCode: string;
	isNumber(national: string): boolean;
	isMobile(national: string): boolean;
	/** Whether mobile numbers or fixed lines have this many digits. */
	hasLineLength(national: string): boolean;
	/** Whether it is a valid number of any type; `undefined` where the table does not have the patterns of all types. */
	isValid(national: string): boolean | undefined;
	/**
	 * What remains of a number as dialed inside the country; the same digits where no national prefix is found. An area
	 * code is never added, although the metadata do so for local numbers of a few regions.
	 */
	withoutNationalPrefix(dialed: string): string;
	/** What stands behind the exit code of the country; `null` where the digits do not begin with it. */
	behindExitCode(dialed: string): { exitCode: string; international: string } | null;
}

const FIELDS_BY_CODE = new Map(
	NUMBERING_PLANS.trim()
		.split('\n')
		.map((line): [callingCode: string, fields: string[]] => {
			const [callingCode = '', ...fields] = line.split(';');
			return [callingCode, fields];
		}),
);

/** Patterns take memory and time to compile, and a list of numbers needs a few of them only. */
const compiled = new Map<string, NumberingPlan>();

/** @returns `undefined` where no region has this calling code */
export function numberingPlanOf(callingCode: string): NumberingPlan | undefined {
	const known = compiled.get(callingCode);
	const fields = FIELDS_BY_CODE.get(callingCode);
	if (known !== undefined || fields === undefined) return known;
	const plan = compile(callingCode, fields);
	compiled.set(callingCode, plan);
	return plan;
}

/**
 * Calling codes have one to three digits, and none is the beginning of another (ITU-T E.164, list of assigned country codes).
 *
 * @param international ASCII digits that begin with a calling code
 */
export function findNumberingPlan(international: string): NumberingPlan | undefined {
	return (
		numberingPlanOf(international.slice(0, 1)) ??
		numberingPlanOf(international.slice(0, 2)) ??
		numberingPlanOf(international.slice(0, 3))
	);
}

function compile(callingCode: string, fields: string[]): NumberingPlan {
	const [general = '', mobile = '', otherTypes = '', lengths = '', nationalPrefix = '', transform = '', exitCode = ''] =
		fields;
	const numbers = anchored(general);
	const mobiles = anchored(mobile);
	const others = anchored(otherTypes);
	const lineLengths = new Set(lengths.split(' ').map(Number));
	const prefix = beginning(nationalPrefix);
	const exit = beginning(exitCode);
	return {
		callingCode,
		isNumber: (national) => numbers.test(national),
		isMobile: (national) => mobiles.test(national),
		hasLineLength: (national) => lineLengths.has(national.length),
		isValid: (national) => (otherTypes === '' ? undefined : others.test(national) || mobiles.test(national)),
		withoutNationalPrefix(dialed) {
			const match = prefix.exec(dialed);
			if (match === null) return dialed;
			// As libphonenumber does it: the rule is for a match in which the last group took part.
			const usesTransform = transform !== '' && match.length > 1 && Boolean(match.at(-1));
			const national = dialed.replace(prefix, usesTransform ? transform : '');
			return national.length > dialed.length ? dialed : national;
		},
		behindExitCode(dialed) {
			const [found] = exit.exec(dialed) ?? [];
			return found === undefined ? null : { exitCode: found, international: dialed.slice(found.length) };
		},
	};
}

/** Matches nothing where the pattern is empty. */
function anchored(pattern: string): RegExp {
	return new RegExp(pattern === '' ? '(?!)' : `^(?:${pattern})$`);
}

function beginning(pattern: string): RegExp {
	return new RegExp(pattern === '' ? '(?!)' : `^(?:${pattern})`);
}
