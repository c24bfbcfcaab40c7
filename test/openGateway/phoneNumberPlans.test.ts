/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads a file of the project and the processor's clock; not published */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import metadata from 'libphonenumber-js/metadata.max.json';
import { findNumberingPlan, numberingPlanOf } from '../../nodes/openGateway/numberingPlan';
import { NUMBERING_PLANS } from '../../nodes/openGateway/numberingPlans';
import { normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { generateNumberingPlans } from '../../scripts/numberingPlans';
import { phoneNumberSamples } from './phoneNumberSamples';

const LINES = NUMBERING_PLANS.trim().split('\n');
const CODES = LINES.map((line) => line.split(';', 1).join());

test('the table is what its script makes of libphonenumber-js', () => {
	const file = path.resolve(__dirname, '../../nodes/openGateway/numberingPlans.ts');
	// Not toBe: the difference of two long texts would take minutes to print.
	expect(readFileSync(file, 'utf8') === generateNumberingPlans()).toBe(true);
});

test('the table has each calling code of libphonenumber-js', () => {
	const codes = [...Object.keys(metadata.country_calling_codes), ...Object.keys(nonGeographic())];
	expect(new Set(CODES)).toEqual(new Set(codes));
});

test('no calling code is the beginning of another', () => {
	for (const code of CODES) {
		expect(findNumberingPlan(`${code}12345`)?.callingCode).toBe(code);
		expect(CODES.filter((other) => other.startsWith(code))).toEqual([code]);
	}
});

test('regions that share a calling code have all their numbers in its row', () => {
	for (const { region, callingCode, national, kind } of phoneNumberSamples(3)) {
		const plan = numberingPlanOf(callingCode);
		expect(plan?.isNumber(national)).toBe(true);
		expect(plan?.hasLineLength(national)).toBe(true);
		expect([true, undefined]).toContain(plan?.isValid(national));
		// Tristan da Cunha has no mobile numbers; its example is a fixed line.
		if (kind !== 'fixed line' && region !== 'TA') expect(plan?.isMobile(national)).toBe(true);
	}
});

test.each([
	['48', '130028597', true],
	['48', '1300285', false],
	['48', '1219123', true],
	['82', '16447740', true],
	['34', '666555341', undefined],
])('in +%s, it is known of %s whether it is valid: %s', (callingCode, national, expected) => {
	expect(numberingPlanOf(callingCode)?.isNumber(national)).toBe(true);
	expect(numberingPlanOf(callingCode)?.isValid(national)).toBe(expected);
});

test.each([
	['49', '01712345678', '1712345678'],
	['49', '1712345678', '1712345678'],
	['36', '06301234567', '301234567'],
	['7', '89123456789', '9123456789'],
	['54', '0111523456789', '91123456789'],
	['54', '01123456789', '1123456789'],
	['55', '021011987654321', '011987654321'],
	['55', '02111987654321', '11987654321'],
	['39', '0612345678', '0612345678'],
	['225', '0701234567', '0701234567'],
	// Local numbers: an area code is not added.
	['378', '886377', '886377'],
	['261', '2212345', '2212345'],
])('in +%s, %s without national prefix is %s', (callingCode, dialed, national) => {
	expect(numberingPlanOf(callingCode)?.withoutNationalPrefix(dialed)).toBe(national);
});

test('no pattern can take long: none repeats without an end, and none repeats a repetition', () => {
	for (const line of LINES) {
		const [, general, mobile, otherTypes, , nationalPrefix, , exitCode] = line.split(';');
		for (const pattern of [general, mobile, otherTypes, nationalPrefix, exitCode]) {
			expect(pattern).not.toMatch(/[*+]|\{\d+,\}/);
			expect(pattern).not.toMatch(/\)\{/);
			expect(() => new RegExp(pattern ?? '(')).not.toThrow();
		}
	}
});

test('the longest texts of each kind of character are refused or read at once', () => {
	const characters = [...'0123456789 +-./()\'"[],;:|@#xe\n\t', '(0', '\u200B', '\u00A0', '٣', '²', 'ー', '0 ', '+1'];
	const texts = characters.flatMap((character) => [
		character.repeat(64).slice(0, 64),
		`+49${character.repeat(61)}`.slice(0, 64),
		`0${character.repeat(62)}1`.slice(0, 64),
		character.repeat(100_000),
	]);
	const milliseconds = processorTime();
	for (const code of ['1', '49', '54', '81', '']) {
		for (const text of texts) {
			try {
				normalizePhoneNumber(text, code);
			} catch {
				// Whether it is refused is another test's subject.
			}
		}
	}
	expect(milliseconds() / (5 * texts.length)).toBeLessThan(2);
});

test('a number in E.164 takes 50 microseconds of processor time at most', () => {
	const milliseconds = processorTime();
	for (let index = 0; index < 20_000; index += 1) normalizePhoneNumber(`+34600${String(index).padStart(6, '0')}`);
	expect(milliseconds()).toBeLessThan(1000);
});

/** Milliseconds of processor time since the call. Unlike time on the clock, it does not depend on what else runs. */
function processorTime(): () => number {
	const before = process.cpuUsage();
	return () => process.cpuUsage(before).user / 1000;
}

function nonGeographic(): Record<string, unknown> {
	return (metadata as unknown as { nonGeographic: Record<string, unknown> }).nonGeographic;
}
