import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { OpenGatewayError } from '../../nodes/openGateway/errors';
import { normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { amount } from '../long';
import { phoneNumberSamples, type Sample } from './phoneNumberSamples';

const REFUSED = 'INVALID_PHONE_NUMBER';

/** The number, or the code of the error. */
function read(input: string | number, defaultCountryCode: string): string {
	try {
		return normalizePhoneNumber(input, defaultCountryCode);
	} catch (thrown) {
		return thrown instanceof OpenGatewayError ? thrown.code : String(thrown);
	}
}

const SEPARATORS = [' ', '-', '.', '/', '\u00A0', '\u2011', ' - ', '\u200B'];

const digitsOf = (text: string) => text.replace(/\D/g, '');

/** Ways of writing that say which country is meant. */
const international = ({ e164, formattedInternational, callingCode, national }: Sample) => [
	e164,
	`+${e164}`,
	`tel:${e164}`,
	`00${callingCode}${national}`,
	`00 ${formattedInternational.slice(1)}`,
	`(+${callingCode}) ${national}`,
	`+${callingCode} (0)${national}`,
	...SEPARATORS.map((separator) => formattedInternational.replaceAll(' ', separator)),
];

/** Ways of writing inside the country. A JSON number has no leading zeros. */
const NATIONAL_FORMS: Record<string, (sample: Sample) => Array<string | number>> = {
	'with separators and national prefix': ({ formattedNational }) => [formattedNational],
	'with national prefix': ({ formattedNational }) => [digitsOf(formattedNational)],
	'without national prefix': ({ national }) => [national],
	'as a JSON number': ({ national }) => (national.startsWith('0') ? [] : [Number(national)]),
};

const nationally = (sample: Sample) => Object.values(NATIONAL_FORMS).flatMap((form) => form(sample));

/** Ways of writing that need the country's plan as well, since a plus sign is missing. */
const withoutPlus = ({ callingCode, national, formattedInternational, exitCode }: Sample) => [
	`${callingCode}${national}`,
	formattedInternational.slice(1),
	Number(`${callingCode}${national}`),
	`${exitCode}${callingCode}${national}`,
	`${exitCode} ${formattedInternational.slice(1)}`,
];

const SAMPLES = phoneNumberSamples(8);

test('the samples are of all regions', () => {
	// Tristan da Cunha has no mobile numbers.
	expect(SAMPLES.filter(({ kind }) => kind === 'example').length).toBe(245);
	expect(SAMPLES.length).toBeGreaterThan(4000);
});

test('each way of writing is the number that libphonenumber reads, or is refused', () => {
	const wrong: string[] = [];
	const readOtherwise = new Set<string>();
	for (const sample of SAMPLES) {
		for (const written of [...international(sample), ...nationally(sample), ...withoutPlus(sample)]) {
			const ours = read(written, sample.callingCode);
			if (ours === REFUSED || ours === sample.e164) continue;
			// libphonenumber does not read what it has formatted as the same number.
			const theirs = parsePhoneNumberFromString(String(written), sample.region)?.number;
			if (theirs === ours) readOtherwise.add(sample.region);
			else wrong.push(`${sample.region}: ${written} is ${sample.e164}, not ${ours}`);
		}
	}
	expect(wrong).toEqual([]);
	// Numbers of Gabon until 2019 have 7 digits and are formatted with a 0 before them; with it they are others, of 8 digits.
	expect([...readOtherwise]).toEqual(['GA']);
});

describe('what is valid is seldom refused', () => {
	const refusedOf = (samples: Sample[], spellings: (sample: Sample) => Array<string | number>) => {
		const all = samples.flatMap((sample) => spellings(sample).map((written) => [written, sample.callingCode] as const));
		const refused = all.filter(([written, callingCode]) => read(written, callingCode) === REFUSED);
		return { refused, share: refused.length / all.length };
	};
	const ofKind = (...kinds: Array<Sample['kind']>) => SAMPLES.filter(({ kind }) => kinds.includes(kind));

	test('no example of a mobile number, written nationally or as E.164', () => {
		expect(refusedOf(ofKind('example'), nationally).refused).toEqual([]);
		expect(refusedOf(SAMPLES, ({ e164 }) => [e164]).refused).toEqual([]);
	});

	test('at most 1 % of all numbers and 0.25 % of mobile numbers, written nationally', () => {
		expect(refusedOf(SAMPLES, nationally).share).toBeLessThan(0.01);
		expect(refusedOf(ofKind('mobile'), nationally).share).toBeLessThan(0.0025);
	});

	const MANY = phoneNumberSamples(amount({ short: 15, long: 100 }));

	describe.each(Object.entries(NATIONAL_FORMS))('written nationally, %s', (_name, form) => {
		test.each<Sample['kind']>(['mobile', 'fixed line'])('at most 1 %% of numbers of the kind: %s', (kind) => {
			const { share } = refusedOf(
				MANY.filter((sample) => sample.kind === kind),
				form,
			);
			expect(share).toBeLessThanOrEqual(0.01);
		});
	});

	test('at most 0.5 % of mobile numbers, written with a plus sign or 00', () => {
		const withPlus = (sample: Sample) => international(sample).filter((written) => !written.includes('(0)'));
		expect(refusedOf(ofKind('mobile', 'example'), withPlus).share).toBeLessThan(0.005);
	});
});

/** What was found behind numbers: parts of a spreadsheet, extensions, remarks and second numbers. */
const BEHIND = [
	'.0 .00 .000 .5 .50 ,0 ,00 ,5 % € ² ½ ① * ? ! e+10 E10 /2 /12 /123 -2 -12 -123 -0/12 (1) (2) (work) x5 #5 ;ext=5 ,5 ,,12'.split(
		' ',
	),
	[' (1)', ' / 2', '- 2', ' - 12', ' 2', ' 12', ' 00', ' 123', ' 000', ' 1234', ' 0000', ' ext. 12', ' home', ' 🏠'],
	[' 666555342', ' / 666555342', ', 666555342', '; 666555342', '\n666555342', ' or 666555342', ' +34666555342'],
].flat();

/** One for each way of writing that libphonenumber reads as the number. */
const WRITTEN = phoneNumberSamples(amount({ short: 1, long: 20 })).flatMap((sample) => {
	const { region, callingCode, e164, national, formattedNational, formattedInternational } = sample;
	const withDashes = formattedInternational.replaceAll(' ', '-');
	const withoutPlus = formattedInternational.slice(1);
	const withoutCode = formattedInternational.slice(`+${callingCode} `.length);
	const all = [e164, formattedInternational, withDashes, formattedNational, national, withoutPlus, withoutCode];
	return [...new Set(all)]
		.filter((written) => parsePhoneNumberFromString(written, region)?.number === e164)
		.map((written) => ({ written, callingCode, e164 }));
});

test.each(BEHIND)('with %j behind it, a number is refused or the same', (behind) => {
	const wrong = WRITTEN.flatMap(({ written, callingCode, e164 }) => {
		const ours = read(`${written}${behind}`, callingCode);
		return ours === REFUSED || ours === e164 ? [] : [`${written}${behind} is not ${ours}`];
	});
	expect(wrong).toEqual([]);
});
