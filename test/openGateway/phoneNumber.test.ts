import fc from 'fast-check';
import { maskPhoneNumber, normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { refusalBy, thrownBy } from './partner';

const refusal = (input: unknown, defaultCountryCode?: string) =>
	refusalBy(() => normalizePhoneNumber(input, defaultCountryCode));

test.each([
	['+34666555341', '+34666555341'],
	[' +34 666 555 341 ', '+34666555341'],
	['+34-666.555/341', '+34666555341'],
	['(+34) 666 555 341', '+34666555341'],
	['0034666555341', '+34666555341'],
	['00 34 666 555 341', '+34666555341'],
	['tel:+34666555341', '+34666555341'],
	['\u200E+34\u00A0666\u2011555\u2013341\u202C', '+34666555341'],
	['＋３４６６６５５５３４１', '+34666555341'],
	['+44 (0)20 7946 0018', '+442079460018'],
	['+39 06 698 12345', '+390669812345'],
	['+12345', '+12345'],
	[34666555341, '+34666555341'],
	[4915112345678, '+4915112345678'],
])('%j is %s', (input, expected) => {
	expect(normalizePhoneNumber(input)).toBe(expected);
});

test.each([
	['666555343', '34', '+34666555343'],
	['0171 2345678', '+49', '+491712345678'],
	['06 698 12345', '39', '+390669812345'],
	['+34666555343', '49', '+34666555343'],
	[666555343, '34', '+34666555343'],
	[34666555343, '34', '+34666555343'],
	['666555343', ' 0034 ', '+34666555343'],
])('%j with the default country code %s is %s', (input, defaultCountryCode, expected) => {
	expect(normalizePhoneNumber(input, defaultCountryCode)).toBe(expected);
});

test.each([
	['', /empty/],
	['   ', /empty/],
	[undefined, /empty/],
	[null, /empty/],
	['abc', /characters/],
	['📱', /characters/],
	['+34666555341x', /characters/],
	['++34666555341', /characters/],
	['666555343', /country code/],
	[666555343, /country code/],
	['+0666555341', /5 to 15 digits/],
	['+1234', /5 to 15 digits/],
	['+1234567890123456', /5 to 15 digits/],
	['1'.repeat(10_000), /too long/],
	[1.5, /fraction/],
	[-34666555341, /sign/],
	[NaN, /fraction/],
	[1e21, /too many digits/],
	[{}, /neither/],
	[true, /neither/],
	[['+34666555341'], /neither/],
])('%j is refused with a sentence that tells how to write it', (input, message) => {
	const error = refusal(input);
	expect(error).toMatchObject({
		stage: 'validation',
		code: 'INVALID_PHONE_NUMBER',
		httpStatus: null,
		retryable: false,
	});
	expect(error.message).toMatch(message);
	expect(error.hint).toContain('+34666555341');
	expect(error.message.length + error.hint.length).toBeLessThan(300);
});

test('a default country code that is none is named', () => {
	expect(refusal('666555343', 'Spain')).toMatchObject({ code: 'INVALID_CONFIGURATION' });
	expect(refusal('666555343', 'Spain').message).toContain('Default Country Code');
});

test('whatever is given, the result is E.164 or a refusal that does not repeat it', () => {
	const e164 = /^\+[1-9][0-9]{4,14}$/;
	fc.assert(
		fc.property(
			fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'+0123456789 ()-.') })),
			(input) => {
				let normalized: string | undefined;
				const thrown = thrownBy(() => (normalized = normalizePhoneNumber(input)));
				if (thrown === undefined) {
					expect(normalized).toMatch(e164);
					return;
				}
				const { message, hint } = refusalBy(() => normalizePhoneNumber(input));
				if (/[0-9]{4}/.test(input)) expect(`${message} ${hint}`).not.toContain(input);
			},
		),
	);
});

test('separators change nothing', () => {
	const digits = fc.stringMatching(/^[1-9][0-9]{4,14}$/);
	const separator = fc.constantFrom('', ' ', '-', '.', '\u00A0', '\u2009', '\u200B', '\u2010', '/');
	fc.assert(
		fc.property(digits, fc.array(separator, { minLength: 15, maxLength: 15 }), (number, separators) => {
			const written = [...number].map((digit, index) => `${digit}${separators[index]}`).join('');
			expect(normalizePhoneNumber(`+${written}`)).toBe(`+${number}`);
		}),
	);
});

test.each([
	['+34666555343', '+34*****5343'],
	['+12345', '+12*****'],
])('%s is shown as %s', (phoneNumber, masked) => {
	expect(maskPhoneNumber(phoneNumber)).toBe(masked);
});
