import fc from 'fast-check';
import { maskPhoneNumber, normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { thrownBy } from './partner';
import { refusal } from './phoneNumberRefusal';

describe('with a plus sign', () => {
	test.each([
		['+34666555341'],
		[' +34 666 555 341 '],
		['+34-666.555.341'],
		['+34 666/555341'],
		['+34 666 55 53 41'],
		['(+34) 666 555 341'],
		['(+34 666 555 341)'],
		['+34 (666) 555 341'],
		['+34 (666555341)'],
		['[+34] 666 555 341'],
		['+ 34 666 555 341'],
		['++34666555341'],
		["'+34666555341"],
		['tel:+34666555341'],
		['TEL: +34 666 555 341'],
		['sms:+34666555341'],
		['whatsapp:+34666555341'],
		['+34666555341@c.us'],
		['+34666555341@s.whatsapp.net'],
		['\u200E+34\u00A0666\u2011555\u2013341\u202C'],
		['+34\u2212666\u30FC555\u00B7341'],
		['＋３４（６６６）５５５／３４１'],
		['+34 (0)666 555 341'],
	])('%j is +34666555341', (input) => {
		expect(normalizePhoneNumber(input)).toBe('+34666555341');
	});

	test.each([
		['Nokia', '+99999991000'],
		['Nokia', '+99999991001'],
		['Nokia', '+99999990400'],
		['Orange', '+990100000000'],
		['Orange', '+990100000002'],
		['Orange', '+33699901032'],
		['Vonage', '+990123400'],
		['Vonage', '+99012345678'],
		['the simulator', '+34666555901'],
		["CAMARA's examples", '+123456789'],
		["CAMARA's examples", '+12345'],
		['nobody, in a known plan', '+34000000000'],
		['Ofcom, for films', '+447700900123'],
		['NANPA, for films', '+15555550100'],
	])('a number of %s, %s, is sent as written', (_owner, phoneNumber) => {
		expect(normalizePhoneNumber(phoneNumber)).toBe(phoneNumber);
		expect(normalizePhoneNumber(`00${phoneNumber.slice(1)}`)).toBe(phoneNumber);
		expect(normalizePhoneNumber(phoneNumber, '34')).toBe(phoneNumber);
	});

	test.each([
		['+44 (0)7911 123456', '+447911123456'],
		['(+44) (0)7911 123456', '+447911123456'],
		['+44(0)7911123456', '+447911123456'],
		['+44 ( 0 ) 7911 123456', '+447911123456'],
		['+44-[0]-7911-123456', '+447911123456'],
		['+44 (07911) 123456', '+447911123456'],
		['+44 07911 123456', '+447911123456'],
		['+4407911123456', '+447911123456'],
		['+44 020 7946 0018', '+442079460018'],
		['+36 (06) 30 123 4567', '+36301234567'],
		['+7 (8) 912 345-67-89', '+79123456789'],
		['+1 1 212 555 0123', '+12125550123'],
		['+1 (0) 212 555 0123', '+12125550123'],
		['+54 011 15 2345-6789', '+5491123456789'],
	])('a trunk prefix behind the country code is dropped: %s is %s', (input, expected) => {
		expect(normalizePhoneNumber(input)).toBe(expected);
		expect(normalizePhoneNumber(input.replace('+', '00'))).toBe(expected);
	});

	test.each([
		['+39 06 698 12345', '+390669812345'],
		['+39 (0)6 1234567', '+39061234567'],
		['+225 (0)7 01 23 45 67', '+2250701234567'],
		['+229 01 95 12 34 56', '+2290195123456'],
	])('a zero that belongs to the number stays: %s is %s', (input, expected) => {
		expect(normalizePhoneNumber(input)).toBe(expected);
	});
});

describe('what is refused', () => {
	test.each<[unknown, string]>([
		['', 'is empty'],
		['   ', 'is empty'],
		['\u200E\uFEFF', 'is empty'],
		['tel:', 'is empty'],
		[' '.repeat(100), 'is empty'],
		[undefined, 'is empty'],
		[null, 'is empty'],
		[{}, 'is neither text nor a number'],
		[true, 'is neither text nor a number'],
		[34666555341n, 'is neither text nor a number'],
		[['+34666555341'], 'is a list'],
		[[], 'is a list'],
		['1'.repeat(65), 'is far too long'],
		['+34666555341 '.repeat(1000), 'is far too long'],
		[1.5, 'is a number with a fraction, a sign or too many digits'],
		[34666555341.5, 'is a number with a fraction, a sign or too many digits'],
		[-34666555341, 'is a number with a fraction, a sign or too many digits'],
		[0, 'is a number with a fraction, a sign or too many digits'],
		[NaN, 'is a number with a fraction, a sign or too many digits'],
		[Infinity, 'is a number with a fraction, a sign or too many digits'],
		[1e21, 'is a number with a fraction, a sign or too many digits'],
		['3.46666E+10', 'is in scientific notation: a spreadsheet has shortened it'],
		['3,46666E+10', 'is in scientific notation: a spreadsheet has shortened it'],
		['+3.46666e10', 'is in scientific notation: a spreadsheet has shortened it'],
		['34E9', 'is in scientific notation: a spreadsheet has shortened it'],
		['2024-01-15', 'is a date'],
		['2024/1/15', 'is a date'],
		['15.01.2024', 'is a date'],
		['1/15/2024', 'is a date'],
		['2024-01-15T03:00:00Z', 'is a date'],
		['juan@example.com', 'is an e-mail address or another address with @'],
		['34666555341@example.com', 'is an e-mail address or another address with @'],
		['sip:+34666555341@ims.example', 'is an e-mail address or another address with @'],
		['120363012345678901@g.us', 'is an e-mail address or another address with @'],
		['+34666555341 ext. 5', 'is followed by an extension'],
		['+34666555341 x5', 'is followed by an extension'],
		['+34666555341#5', 'is followed by an extension'],
		['+34666555341 (ext 12)', 'is followed by an extension'],
		['+34666555341,,5', 'is followed by an extension'],
		['+34666555341p5', 'is followed by an extension'],
		['+7 912 345-67-89 доб. 12', 'is followed by an extension'],
		['+49 89 123456 Durchwahl 12', 'is followed by an extension'],
		['tel:+34-666-555-341;ext=5', 'is followed by an extension'],
		['+34666555341.0', 'is followed by decimals'],
		['+34666555341.00', 'is followed by decimals'],
		['+34666555341.000', 'is followed by decimals'],
		['+34666555341.5', 'is followed by decimals'],
		['+34666555341,50', 'is followed by decimals'],
		['34.666.555.341,00', 'is followed by decimals'],
		['66655534.1', 'is followed by decimals'],
		['+99999991000.0', 'is followed by decimals'],
		['+34666555341 (1)', 'is followed by a remark'],
		['+34666555341 (work)', 'is followed by a remark'],
		['+34666555341 home', 'is followed by a remark'],
		['+34666555341x', 'is followed by a remark'],
		['+99999991000 (123)', 'is followed by a remark'],
		['tel:666555341;phone-context=+34', 'is followed by a remark'],
		['+34666555341 +34666555342', 'is followed by another number'],
		['+34666555341, +34666555342', 'is followed by another number'],
		['+34666555341\n+34666555342', 'is followed by another number'],
		['+34666555341 or 666555342', 'is followed by another number'],
		['+34666555341;666555342', 'is followed by another number'],
		['+34666555341|666555342', 'is followed by another number'],
		['+34666555341 / 666555342', 'is followed by another number'],
		['+34666555341 666555342', 'is followed by another number'],
		['+298 211234 211235', 'is followed by another number'],
		['+34666555341/2', 'may be followed by digits that do not belong to it'],
		['+34666555341- 2', 'may be followed by digits that do not belong to it'],
		['+34666555341 2', 'may be followed by digits that do not belong to it'],
		['+34666555341 12', 'may be followed by digits that do not belong to it'],
		['+34666555341 123', 'may be followed by digits that do not belong to it'],
		['+34666555341-1234', 'may be followed by digits that do not belong to it'],
		['+34 666 555 341 / 342', 'may be followed by digits that do not belong to it'],
		['+49 89 123456-0/12', 'may be followed by digits that do not belong to it'],
		['+49 1512 3456789 123', 'may be followed by digits that do not belong to it'],
		['+62 812-345-678 123', 'may be followed by digits that do not belong to it'],
		['+39 320 123 456 - 7', 'may be followed by digits that do not belong to it'],
		['+967 7 810 410 12', 'may be followed by digits that do not belong to it'],
		['+99999991000/2', 'may be followed by digits that do not belong to it'],
		['+99999991000 123', 'may be followed by digits that do not belong to it'],
		// A Chilean identity number.
		['21.345.678-9', 'may be followed by digits that do not belong to it'],
		['abc', 'holds letters'],
		['1-800-FLOWERS', 'holds letters'],
		['Juan +34666555341', 'holds letters'],
		['%2B34666555341', 'holds letters'],
		['📱', 'holds characters that do not belong in one'],
		['+34666555341²', 'holds characters that do not belong in one'],
		['+34666555341½', 'holds characters that do not belong in one'],
		['+3466655534①', 'holds characters that do not belong in one'],
		['€34666555341', 'holds characters that do not belong in one'],
		['34666555341 %', 'holds characters that do not belong in one'],
		['+34,666,555,341', 'holds characters that do not belong in one'],
		['*123#', 'holds characters that do not belong in one'],
		['=+34666555341', 'holds characters that do not belong in one'],
		['03:00:00', 'holds characters that do not belong in one'],
		['+34666\u0000555341', 'holds characters that do not belong in one'],
		['+34666\uD835555341', 'holds characters that do not belong in one'],
		['-', 'holds no digits'],
		['+', 'holds no digits'],
		['34+666555341', 'holds a plus sign that does not stand at its beginning'],
		['00+34666555341', 'holds a plus sign that does not stand at its beginning'],
		['-34666555341', 'begins or ends with a character that does not belong to it'],
		['+34666555341-', 'begins or ends with a character that does not belong to it'],
		['tel://+34666555341', 'begins or ends with a character that does not belong to it'],
		['+241 (0)6 123456', 'has a zero in brackets, and it is not certain whether the zero belongs to it'],
		['+999 (0)9991000', 'has a zero in brackets, and it is not certain whether the zero belongs to it'],
		['+44 (0)99 123', 'has a zero in brackets, and it is not certain whether the zero belongs to it'],
		['+44 7911 (0) 123456', 'has a zero in brackets, and it is not certain whether the zero belongs to it'],
		['+44 (0)(0)7911 123456', 'has a zero in brackets, and it is not certain whether the zero belongs to it'],
		['+(0)44 7911 123456', 'has a zero in brackets, and it is not certain whether the zero belongs to it'],
		['666555343', 'has no country code'],
		[666555343, 'has no country code'],
		['+0666555341', 'does not have the 5 to 15 digits of an international number'],
		['+0034666555341', 'does not have the 5 to 15 digits of an international number'],
		['00034666555341', 'does not have the 5 to 15 digits of an international number'],
		['+1234', 'does not have the 5 to 15 digits of an international number'],
		['+1234567890123456', 'does not have the 5 to 15 digits of an international number'],
		['0000', 'does not have the 5 to 15 digits of an international number'],
	])('%j', (input, sentence) => {
		const error = refusal(input);
		expect(error).toMatchObject({
			stage: 'validation',
			code: 'INVALID_PHONE_NUMBER',
			httpStatus: null,
			retryable: false,
			message: `The phone number ${sentence}`,
		});
		expect(error.hint).toContain('+34666555341');
		expect(error.message.length + error.hint.length).toBeLessThan(300);
	});

	test('what shall be done is said for spreadsheets and for lists', () => {
		expect(refusal('3.46666E+10').hint).toContain('Format the column as text');
		expect(refusal('+34666555341.0').hint).toContain('Format the column as text');
		expect(refusal('+34666555341, +34666555342').hint).toContain("'Split Out'");
		expect(refusal(['+34666555341']).hint).toContain("'Split Out'");
	});

	test.each([['45'], ['7'], ['1'], ['49']])('a date is no number of +%s', (defaultCountryCode) => {
		expect(refusal('2024-01-15', defaultCountryCode).message).toBe('The phone number is a date');
	});
});

test('the decimal digits of each script count as digits', () => {
	const scripts = Intl.supportedValuesOf('numberingSystem')
		.map((name) => new Intl.NumberFormat(`en-u-nu-${name}`, { useGrouping: false }))
		.filter(({ format }) => /^\p{Nd}$/u.test(format(7)));
	expect(scripts.length).toBeGreaterThan(50);
	for (const { format } of scripts) {
		const written = '+349876543210'.replace(/\d/g, (digit) => format(Number(digit)));
		expect(normalizePhoneNumber(written)).toBe('+349876543210');
	}
});

test('whatever is given, the result is E.164 or a refusal that does not repeat it', () => {
	const e164 = /^\+[1-9][0-9]{4,14}$/;
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 70 }),
		fc.string({ unit: fc.constantFrom(...'+0123456789 ()-./'), maxLength: 30 }),
		fc.string({ unit: fc.constantFrom(...'+00344(0)6 -x,@e'), maxLength: 20 }),
	);
	fc.assert(
		fc.property(text, fc.constantFrom('', '34', '49', '1', '7', '61', '241'), (input, defaultCountryCode) => {
			let normalized: string | undefined;
			const thrown = thrownBy(() => (normalized = normalizePhoneNumber(input, defaultCountryCode)));
			if (thrown === undefined) {
				expect(normalized).toMatch(e164);
				return;
			}
			const { code, message, hint } = refusal(input, defaultCountryCode);
			expect(code).toBe('INVALID_PHONE_NUMBER');
			if (/[0-9]{4}/.test(input)) expect(`${message} ${hint}`).not.toContain(input);
		}),
		{ seed: 20, numRuns: 2000 },
	);
});

test.each([
	['+34666555343', '+34*****5343'],
	['+12345', '+12*****'],
])('%s is shown as %s', (phoneNumber, masked) => {
	expect(maskPhoneNumber(phoneNumber)).toBe(masked);
});
