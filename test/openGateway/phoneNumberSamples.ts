import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';

/** A valid number, as libphonenumber-js knows it. */
export interface Sample {
	region: CountryCode;
	kind: 'example' | 'mobile' | 'fixed line';
	callingCode: string;
	/** What stands behind the calling code. */
	national: string;
	e164: string;
	/** As libphonenumber writes it inside the country, with separators and trunk prefix. */
	formattedNational: string;
	/** The same, as the country's numbers are written abroad, separated by blanks. */
	formattedInternational: string;
	/** What is dialed in the region before a calling code. */
	exitCode: string;
}

/** Positions in the metadata of a region, as METADATA.md of libphonenumber-js names them. */
const EXIT_CODE = 1;
const TYPES = 11;
const USUAL_EXIT_CODE = 12;
const [FIXED_LINE, MOBILE] = [0, 1];

/**
 * The same samples each time: of each region the example of a mobile number, and random ones of its mobile and fixed line
 * patterns.
 *
 * @param perPattern how many random ones of each pattern
 */
export function phoneNumberSamples(perPattern: number): Sample[] {
	return Object.entries(metadata.countries).flatMap(([name, plan]) => {
		const region = name as CountryCode;
		const types = plan[TYPES] as Array<[pattern: string] | 0 | undefined>;
		const fixedLine = patternOf(types[FIXED_LINE]);
		// An empty pattern: mobile numbers look like fixed lines.
		const mobile = patternOf(types[MOBILE]) || (types[MOBILE] ? fixedLine : '');
		const callingCode = plan[0] as string;
		const sample = (kind: Sample['kind']) => (national: string) =>
			sampleOf(region, kind, callingCode, national, exitCodeOf(plan));
		return [
			...[(examples as Record<string, string>)[region] ?? ''].flatMap(sample('example')),
			...matching(mobile, perPattern).flatMap(sample('mobile')),
			...matching(fixedLine, perPattern).flatMap(sample('fixed line')),
		];
	});
}

function patternOf(type: [pattern: string] | 0 | undefined): string {
	return type ? type[0] : '';
}

function exitCodeOf(plan: unknown[]): string {
	const exitCode = String(plan[EXIT_CODE]);
	if (/^\d+$/.test(exitCode)) return exitCode;
	return String(plan[USUAL_EXIT_CODE] || '00').replace('~', '');
}

function matching(pattern: string, count: number): string[] {
	if (pattern === '') return [];
	return fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { seed: 20, numRuns: count });
}

/** Nothing where libphonenumber does not take the number for valid, or for another one, or where it is too long for E.164. */
function sampleOf(
	region: CountryCode,
	kind: Sample['kind'],
	callingCode: string,
	national: string,
	exitCode: string,
): Sample[] {
	const e164 = `+${callingCode}${national}`;
	const parsed = parsePhoneNumberFromString(e164, region);
	if (parsed?.number !== e164 || !parsed.isValid() || e164.length > '+'.length + 15) return [];
	return [
		{
			region,
			kind,
			callingCode,
			national,
			e164,
			formattedNational: parsed.formatNational(),
			formattedInternational: parsed.formatInternational(),
			exitCode,
		},
	];
}
