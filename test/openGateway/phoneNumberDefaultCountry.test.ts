import { normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { refusal } from './phoneNumberRefusal';

describe('behind an exit code', () => {
	test.each([
		['0034666555341', undefined, '+34666555341'],
		['00 34 666 555 341', undefined, '+34666555341'],
		['(0034) 666 555 341', undefined, '+34666555341'],
		['00(34)666555341', undefined, '+34666555341'],
		['(00)34 666 555 341', undefined, '+34666555341'],
		['0034 (0)666 555 341', undefined, '+34666555341'],
		['００３４６６６５５５３４１', undefined, '+34666555341'],
		['0034666555341', '1', '+34666555341'],
		['0034666555341', '34', '+34666555341'],
		['011 44 7911 123456', '1', '+447911123456'],
		['0011 44 7911 123456', '61', '+447911123456'],
		['0044 7911 123456', '61', '+447911123456'],
		['810 44 7911 123456', '7', '+447911123456'],
		['810447911123456', '7', '+447911123456'],
		[810447911123456, '7', '+447911123456'],
		['8 10 44 7911 123456', '7', '+447911123456'],
		['010 44 7911 123456', '81', '+447911123456'],
		['000 44 7911 123456', '254', '+447911123456'],
	])('%j with the default country code %s is %s', (input, defaultCountryCode, expected) => {
		expect(normalizePhoneNumber(input, defaultCountryCode)).toBe(expected);
	});

	test.each([
		['011 of North America under Spain', '011 44 7911 123456', '34', /neither/],
		['810 of Russia under Spain', '810447911123456', '34', /neither/],
		['011 without a default country code', '011 44 7911 123456', '', /no country code/],
		['00 or 001 in Guyana', '0015926091234', '592', /exit code 00, or as a number behind the exit code 001$/],
		['00 or 0011 in Australia, in no plan with either', '0011 99999991000', '61', /exit code 00, .* exit code 0011$/],
	])('%s is refused', (_name, input, defaultCountryCode, message) => {
		expect(refusal(input, defaultCountryCode).message).toMatch(message);
	});
});

describe('without a country code', () => {
	test.each([
		['666555341', '34', '+34666555341'],
		['666 55 53 41', '34', '+34666555341'],
		['(666) 555-341', '34', '+34666555341'],
		['34666555341', '34', '+34666555341'],
		[' 34666555341', '34', '+34666555341'],
		['34 666 555 341', '34', '+34666555341'],
		['34666555341@c.us', '34', '+34666555341'],
		['٦٦٦٥٥٥٣٤١', '34', '+34666555341'],
		['0171 2345678', '49', '+491712345678'],
		['(0171) 234 56 78', '49', '+491712345678'],
		['0171/2345678', '49', '+491712345678'],
		['(0)171 2345678', '49', '+491712345678'],
		['49 (0)171 2345678', '49', '+491712345678'],
		['06 698 12345', '39', '+390669812345'],
		['(0)6 1234567', '39', '+39061234567'],
		['1 (212) 555-0123', '1', '+12125550123'],
		['(212) 555-0123', '1', '+12125550123'],
		['212.555.0123', '1', '+12125550123'],
		['8 (912) 345-67-89', '7', '+79123456789'],
		['7 912 345 67 89', '7', '+79123456789'],
		['912 345-67-89', '7', '+79123456789'],
		['06 30 123 4567', '36', '+36301234567'],
		['07 01 23 45 67', '225', '+2250701234567'],
		['01 95 12 34 56', '229', '+2290195123456'],
		['20 12 34 56', '45', '+4520123456'],
		['4520123456', '45', '+4520123456'],
		['6591234567', '65', '+6591234567'],
		['011 15-2345-6789', '54', '+5491123456789'],
		['0 21 11 98765-4321', '55', '+5511987654321'],
		['090ー1234ー5678', '81', '+819012345678'],
		['13123456789', '86', '+8613123456789'],
	])('%j with the default country code %s is %s', (input, defaultCountryCode, expected) => {
		expect(normalizePhoneNumber(input, defaultCountryCode)).toBe(expected);
	});

	test.each([
		['13 002 85 97', '48', '+48130028597'],
		['0233 143 900', '40', '+40233143900'],
		['031-295-8771', '82', '+82312958771'],
		['0152-88 51 49', '46', '+46152885149'],
		['02 274 730 58', '421', '+421227473058'],
		['8 0152 59-18-59', '375', '+375152591859'],
		['0664 123 4567', '43', '+436641234567'],
		['0171 234 56 78', '49', '+491712345678'],
		['33 6 12 34 56 78', '33', '+33612345678'],
	])(
		'no number ends inside %j, so with the default country code %s it is %s',
		(input, defaultCountryCode, expected) => {
			expect(normalizePhoneNumber(input, defaultCountryCode)).toBe(expected);
		},
	);

	test.each([
		['a Polish fixed line with an extension', '48 798 90 96/12', '48'],
		['a fixed line of Lesotho that begins like its country code, with an extension', '2666 2762 123', '266'],
		['the same, without a space in the number', '26662762/123', '266'],
		['a Polish fixed line of 7 digits with an extension', '95 197 84 34', '48'],
		['a Swedish fixed line with an extension', '46 701 23 45/12', '46'],
		['a fixed line of Bangladesh with an extension', '+8804423270-123', ''],
		['a fixed line of Somalia with an extension', '+252481359/123', ''],
		['a short number of South Korea with an extension', '+82 1644 7740 12', ''],
	])('%s may be a longer number, and is refused', (_name, input, defaultCountryCode) => {
		expect(refusal(input, defaultCountryCode).message).toMatch(/may be followed by digits that do not belong to it$/);
	});

	test.each([
		['84815329549', '8 (481) 532-95-49', '7', '+74815329549'],
		['24737908', '24 73 79 08', '47', '+4724737908'],
		['24749845', '24 749845', '357', '+35724749845'],
	])(
		'%s may be a mobile number of another country; %s cannot, as its code is split',
		(digits, written, code, expected) => {
			expect(refusal(digits, code).message).toMatch(/or as a full number of /);
			expect(normalizePhoneNumber(written, code)).toBe(expected);
		},
	);

	test('a separator inside the default country code is no country code', () => {
		expect(refusal('2 524813 12345', '252').message).toContain('is followed by another number');
	});

	test.each([
		[666555341, '34', '+34666555341'],
		[34666555341, '34', '+34666555341'],
		[1712345678, '49', '+491712345678'],
		[20123456, '45', '+4520123456'],
		[4520123456, '45', '+4520123456'],
		[13123456789, '86', '+8613123456789'],
		[12125550123, '1', '+12125550123'],
	])('a JSON number is read as the text of its digits: %s with %s is %s', (input, defaultCountryCode, expected) => {
		expect(normalizePhoneNumber(input, defaultCountryCode)).toBe(expected);
		expect(normalizePhoneNumber(String(input), defaultCountryCode)).toBe(expected);
	});

	test.each([['34'], ['+34'], ['0034'], [' 0034 '], ['(+34)'], ['３４'], ['+٣٤'], [34], ['\u200E34']])(
		'the default country code may be written as %j',
		(defaultCountryCode) => {
			expect(normalizePhoneNumber('666555341', defaultCountryCode)).toBe('+34666555341');
		},
	);

	test.each([[''], ['  '], [undefined], [null]])('%j is no default country code', (defaultCountryCode) => {
		for (const input of ['666555341', 666555341, '34666555341', 34666555341, 13123456789, 490154203237518]) {
			expect(refusal(input, defaultCountryCode).message).toBe('The phone number has no country code');
		}
	});

	test.each([
		['Spain'],
		['ES'],
		['999'],
		['3'],
		['1-242'],
		['034'],
		[-34],
		[34.5],
		[NaN],
		['34²'],
		[true],
		[{}],
		[['34']],
		[`34${' '.repeat(100)}`],
		['+'],
	])('a default country code that is none is named: %j', (defaultCountryCode) => {
		const error = refusal('666555341', defaultCountryCode);
		expect(error).toMatchObject({ stage: 'validation', code: 'INVALID_CONFIGURATION' });
		expect(error.message).toBe("The option 'Default Country Code' is not a country code");
		expect(normalizePhoneNumber('+34666555341', defaultCountryCode)).toBe('+34666555341');
	});

	test.each([
		['666555341', '1', /national number of \+1 nor a full number that begins with 1/],
		['0666555341', '34', /national number of \+34 nor/],
		// An IMEI, and the ID of a chat.
		[490154203237518, '34', /neither/],
		[490154203237518, '49', /neither/],
		[351234567890123, '49', /neither/],
		['1234567890123456', '34', /neither/],
		// The zero that a spreadsheet took away belongs to these numbers.
		[701234567, '225', /neither/],
		[195123456, '229', /neither/],
	])('%j with the default country code %s is not guessed into one', (input, defaultCountryCode, message) => {
		const error = refusal(input, defaultCountryCode);
		expect(error.message).toMatch(message);
		expect(error.hint).toContain("'Default Country Code'");
	});

	test('a zero in brackets stands first, or behind the default country code', () => {
		expect(refusal('44 (0)7911 123456', '34').message).toContain('a zero in brackets');
		expect(refusal('666 (0) 555341', '34').message).toContain('a zero in brackets');
	});

	test.each([
		[
			'a mobile number of another country',
			'34666555341',
			'49',
			/national number of \+49, or as a full number of \+34$/,
		],
		['its JSON number', 34666555341, '49', /national number of \+49, or as a full number of \+34$/],
		['an area code like the country code', '4915123456789', '49', /\+49, or as a full number that begins with 49$/],
		['national, or behind an exit code', '81079123456789', '7', /\+7, or as a number behind the exit code 810$/],
	])('both readings are named: %s', (_name, input, defaultCountryCode, message) => {
		const error = refusal(input, defaultCountryCode);
		expect(error.message).toMatch(/^The phone number can be read in more than one way: as a n/);
		expect(error.message).toMatch(message);
	});
});
