import { readPlace } from '../../../nodes/openGateway/roaming/place';

const read = (countryCode?: unknown, countryName?: unknown) => readPlace({ countryCode, countryName });
const placeOf = (countryCode?: unknown, countryName?: unknown) => {
	const { place } = read(countryCode, countryName);
	return [place.countryCode, place.countryName, place.country, place.countryLabel, place.isEea];
};
const warningsOf = (countryCode?: unknown, countryName?: unknown) => read(countryCode, countryName).warnings;

const UNKNOWN = [null, [], null, null, null];
const NOT_KNOWN = 'The country name is not known, so the country is not certain.';

describe('code and name that agree', () => {
	test.each([
		[262, ['DE'], [262, ['DE'], 'DE', 'Germany', true]],
		['262', 'de', [262, ['DE'], 'DE', 'Germany', true]],
		[214, ['Spain'], [214, ['ES'], 'ES', 'Spain', true]],
		[621, ['Nigeria'], [621, ['NG'], 'NG', 'Nigeria', false]],
		[216, ['HUN'], [216, ['HU'], 'HU', 'Hungary', true]],
		[202, ['EL'], [202, ['GR'], 'GR', 'Greece', true]],
		[234, ['UK'], [234, ['GB'], 'GB', 'United Kingdom', false]],
		[221, ['XK'], [221, ['XK'], 'XK', 'Kosovo', false]],
		[649, ['NA'], [649, ['NA'], 'NA', 'Namibia', false]],
		[262, ['DE', 'Germany', 'DEU', null, ''], [262, ['DE'], 'DE', 'Germany', true]],
		[340, ['BL', 'GF'], [340, ['BL', 'GF'], null, 'St. Barthélemy / French Guiana', null]],
		[647, ['RE', 'YT'], [647, ['RE', 'YT'], null, 'Réunion / Mayotte', true]],
		[425, ['PS'], [425, ['PS'], 'PS', 'Palestinian Territories', false]],
		// Areas that use the codes of their country.
		[234, ['JE'], [234, ['JE'], 'JE', 'Jersey', false]],
		[
			234,
			['GB', 'GG', 'IM', 'JE'],
			[234, ['GB', 'GG', 'IM', 'JE'], null, 'United Kingdom / Guernsey / Isle of Man / Jersey', false],
		],
		[310, ['Puerto Rico'], [310, ['PR'], 'PR', 'Puerto Rico', false]],
		[244, ['AX'], [244, ['AX'], 'AX', 'Åland Islands', true]],
		[242, ['SJ'], [242, ['SJ'], 'SJ', 'Svalbard & Jan Mayen', false]],
		[505, ['CX'], [505, ['CX'], 'CX', 'Christmas Island', false]],
	])('%j with %j: %j', (countryCode, countryName, expected) => {
		expect(placeOf(countryCode, countryName)).toEqual(expected);
		expect(warningsOf(countryCode, countryName)).toEqual([]);
	});
});

describe('a code without a name gives the country where the code has one', () => {
	test.each([
		[262, [262, [], 'DE', 'Germany', true]],
		[' 262 ', [262, [], 'DE', 'Germany', true]],
		[234, [234, [], 'GB', 'United Kingdom', false]],
		[
			340,
			[340, [], null, 'St. Barthélemy / French Guiana / Guadeloupe / Saint Martin (French part) / Martinique', null],
		],
		[901, [901, [], null, 'International network', null]],
		['001', [1, [], null, 'Test network', null]],
		[1, [1, [], null, 'Test network', null]],
		[999, [999, [], null, 'Private network', null]],
	])('%j: %j', (countryCode, expected) => {
		for (const none of [undefined, null, '', ' ', [], [null, '']]) {
			expect(placeOf(countryCode, none)).toEqual(expected);
			expect(warningsOf(countryCode, none)).toEqual([]);
		}
	});
});

describe('a dialling code in place of the MCC', () => {
	// Captured: Orange's Playground, and Nokia's simulator. The others have the same form.
	test.each([
		[34, ['Spain'], 'ES'],
		[36, ['HU'], 'HU'],
		[1, ['US'], 'US'],
		[7, ['RUS'], 'RU'],
		[44, ['UK'], 'GB'],
		[49, 'Germany', 'DE'],
		[90, ['Türkiye'], 'TR'],
		[225, ['Ivory Coast'], 'CI'],
		[234, ['Nigeria'], 'NG'],
		[235, ['TD'], 'TD'],
		[244, ['Angola'], 'AO'],
		[355, ['Albania'], 'AL'],
		[420, ['Czech Republic'], 'CZ'],
		[852, ['Hong Kong'], 'HK'],
		[-262, ['DE'], 'DE'],
	])('%j with %j: the name counts', (countryCode, countryName, country) => {
		expect(read(countryCode, countryName)).toMatchObject({
			place: { countryCode: null, countryName: [country], country },
			warnings: [expect.stringMatching(/^The country code.* was set aside\.$/)],
		});
	});

	test('the warning says why', () => {
		expect(warningsOf(34, ['Spain'])).toEqual([
			'The country code 34 is no mobile country code (MCC) and was set aside.',
		]);
		expect(warningsOf(234, ['Nigeria'])).toEqual([
			'The country code 234 does not belong to Nigeria, which stands beside it, and was set aside.',
		]);
		expect(warningsOf(901, ['NO', 'SE'])).toEqual([
			'The country code 901 does not belong to Norway / Sweden, which stands beside it, and was set aside.',
		]);
	});
});

describe('a code that is no MCC', () => {
	test.each([
		[34, ' 34'],
		[0, ' 0'],
		['000', ' 000'],
		[289, ' 289'],
		[1000, ' 1000'],
		[26201, ' 26201'],
		['26201', ' 26201'],
		['0262', ' 0262'],
		[26.2, ''],
		['2e2', ''],
		['+34', ''],
		['DE', ''],
		['２６２', ''],
		[true, ''],
		[[262], ''],
		[{ mcc: 262 }, ''],
		[34666555343, ''],
		['262\ud800', ''],
		['2'.repeat(100), ''],
		[NaN, ''],
	])('%j is set aside', (countryCode, shown) => {
		expect(placeOf(countryCode)).toEqual(UNKNOWN);
		const warning = `The country code${shown} is no mobile country code (MCC) and was set aside.`;
		expect(warningsOf(countryCode)).toEqual([warning]);
		expect(placeOf(countryCode, ['DE'])).toEqual([null, ['DE'], 'DE', 'Germany', true]);
		expect(warningsOf(countryCode, ['DE'])).toEqual([warning]);
	});
});

describe('a name that is not known', () => {
	test.each([['xx'], ['ZZ'], ['AA'], ['QM'], ['XZ'], ['EU'], ['UN'], ['AN'], ['FX'], ['YUG']])(
		'%s is no country, and none is derived from the code',
		(name) => {
			const warning = `The country name "${name}" is not known, so the country is not certain.`;
			expect(placeOf(262, [name])).toEqual([262, [], null, null, null]);
			expect(warningsOf(262, name)).toEqual([warning]);
			expect(placeOf(901, [name])).toEqual([901, [], null, 'International network', null]);
			expect(placeOf(undefined, [name])).toEqual(UNKNOWN);
		},
	);

	test.each([
		['España'],
		['Congo'],
		['N/A'],
		['-'],
		['DE,FR'],
		[7],
		[true],
		[{ name: 'DE' }],
		[[['DE']]],
		['\ud800'],
		['DE\udfff'],
		['__proto__'],
		['+34666555343'],
		['S3cret'],
		['A'.repeat(100)],
	])('%j is not repeated', (name) => {
		expect(placeOf(262, name)).toEqual([262, [], null, null, null]);
		expect(warningsOf(262, name)).toEqual([NOT_KNOWN]);
	});

	test('beside one that is known leaves the country uncertain', () => {
		expect(placeOf(362, ['AN', 'CW', 'SX'])).toEqual([362, ['CW', 'SX'], null, null, null]);
		expect(placeOf(262, ['DE', 'XX'])).toEqual([262, ['DE'], null, null, null]);
		expect(placeOf(901, ['DE', 'XX'])).toEqual([null, ['DE'], null, null, null]);
		expect(warningsOf(901, ['DE', 'XX'])).toHaveLength(2);
	});

	test.each([[262], [264], [undefined]])('NA beside %j may be "not available"', (countryCode) => {
		expect(read(countryCode, ['NA']).place).toMatchObject({ countryName: [], country: null, countryLabel: null });
		expect(warningsOf(countryCode, 'na')).toContain(
			'The country name "na" may mean Namibia or "not available", so the country is not certain.',
		);
		expect(read(countryCode, ['Namibia']).place).toMatchObject({ countryName: ['NA'], country: 'NA' });
	});
});

test('a list that is longer than any list of countries is not read', () => {
	expect(placeOf(262, Array(50).fill('DE'))).toEqual([262, ['DE'], 'DE', 'Germany', true]);
	expect(placeOf(262, Array(51).fill('DE'))).toEqual([262, [], null, null, null]);
	expect(warningsOf(262, Array(51).fill('DE'))).toEqual([NOT_KNOWN]);
});

test('an answer without a country has none, and nothing was set aside', () => {
	expect(placeOf()).toEqual(UNKNOWN);
	expect(placeOf(null, [])).toEqual(UNKNOWN);
	expect(warningsOf(null, null)).toEqual([]);
	expect(warningsOf('', '')).toEqual([]);
});
