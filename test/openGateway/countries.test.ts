import { countriesOfMcc, countryLabel, isEea, MCC_TABLE } from '../../nodes/openGateway/countries';
import { SCENARIOS } from '../../nodes/simulator/scenarios';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const ALL_ALPHA2 = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

describe('the table of MCCs', () => {
	const codes = MCC_TABLE.map(([mcc]) => mcc);

	test('has each assigned code once, in order', () => {
		expect(codes).toHaveLength(237);
		expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
	});

	test('has codes of three digits only, of the six regions that E.212 knows', () => {
		expect(codes.filter((mcc) => !Number.isInteger(mcc) || mcc < 200 || mcc > 799)).toEqual([]);
	});

	test('names countries that exist, none twice for a code', () => {
		const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
		for (const [mcc, countries] of MCC_TABLE) {
			expect(countries.length).toBeGreaterThan(0);
			expect({ mcc, countries }).toEqual({ mcc, countries: [...new Set(countries)].sort() });
			expect(countries.filter((country) => !/^[A-Z]{2}$/.test(country) || !names.of(country))).toEqual([]);
		}
	});
});

// The examples of device-status 0.4.1 and 0.5.1, device-roaming-status 0.6.1, 1.0.0 and 1.1.0 and
// device-roaming-status-subscriptions 0.7.0 and 0.8.0; the last of them (FR) only in the notifications of 0.5.1.
test.each([
	[262, ['DE']],
	[340, ['BL', 'GF', 'GP', 'MF', 'MQ']],
	[901, []],
	[214, ['ES']],
	[208, ['FR']],
])("MCC %i is %j, as in CAMARA's examples", (mcc, countries) => {
	expect(countriesOfMcc(mcc)).toEqual(countries);
});

const ROAMING = SCENARIOS.flatMap(({ answer }) =>
	typeof answer === 'object' && 'countryCode' in answer ? [[answer.countryCode, answer.countryName] as const] : [],
);

test('the simulator names countries', () => {
	expect(ROAMING.length).toBeGreaterThan(0);
});

test.each(ROAMING)('MCC %i is %j, as the simulator answers', (mcc, countries) => {
	expect(countriesOfMcc(Number(mcc))).toEqual(countries);
});

test.each([
	[310, ['US']],
	[316, ['US']],
	[234, ['GB']],
	[505, ['AU']],
	[221, ['XK']],
	[425, ['IL', 'PS']],
	[362, ['BQ', 'CW', 'SX']],
	[647, ['RE', 'YT']],
	[742, ['GF']],
])('MCC %i is %j', (mcc, countries) => {
	expect(countriesOfMcc(mcc)).toEqual(countries);
});

test.each([1, 902, 991, 999, 0, 100, 289, 535, 995, 1000, -262, 262.5, NaN, Infinity])(
	'MCC %d has no country',
	(mcc) => {
		expect(countriesOfMcc(mcc)).toEqual([]);
	},
);

test('a caller cannot change the table', () => {
	countriesOfMcc(262).push('XX');
	expect(countriesOfMcc(262)).toEqual(['DE']);
});

describe('the label', () => {
	test.each([
		[['DE'], 262, 'Germany'],
		[['DE'], null, 'Germany'],
		[['de'], null, 'Germany'],
		[['RE', 'YT'], 647, 'Réunion / Mayotte'],
		[['BQ', 'CW', 'SX'], null, 'Caribbean Netherlands / Curaçao / Sint Maarten'],
		[['XK'], null, 'Kosovo'],
		[[], 262, 'Germany'],
		[[], 647, 'Réunion / Mayotte'],
		[[], 1, 'Test network'],
		[[], 901, 'International network'],
		[[], 902, 'International network'],
		[[], 991, 'Trial network'],
		[[], 999, 'Private network'],
		[[], 995, null],
		[[], 0, null],
		[[], NaN, null],
		[[], null, null],
	])('of %j and MCC %j is %j', (alpha2, mcc, label) => {
		expect(countryLabel(alpha2, mcc)).toBe(label);
	});

	test('follows the network where it and the MCC differ', () => {
		expect(countryLabel(['JE'], 234)).toBe('Jersey');
		expect(countryLabel(['AQ'], 901)).toBe('Antarctica');
	});

	test.each(['XX', 'QQ', '', ' ', 'D', 'Germany!', '__proto__', '<b>DE</b>', 'DE\n', '🇩🇪', 'A'.repeat(99)])(
		'of the unknown country %j is the code itself',
		(code) => {
			expect(countryLabel([code], null)).toBe(code);
			expect(countryLabel(['DE', code], 262)).toBe(`Germany / ${code}`);
		},
	);
});

describe('the EEA', () => {
	// https://european-union.europa.eu/principles-countries-history/eu-countries_en
	const EU = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');
	const OTHERS = ['IS', 'LI', 'NO'];
	// Articles 349 and 355(1) and (4) TFEU; the Azores, Madeira and the Canaries have no alpha-2 code of their own.
	const TERRITORIES = ['AX', 'GF', 'GP', 'MF', 'MQ', 'RE', 'YT'];

	test('is 30 states and 7 territories with a code of their own', () => {
		expect(new Set([...EU, ...OTHERS]).size).toBe(30);
		expect(ALL_ALPHA2.filter((country) => isEea([country]))).toEqual([...EU, ...OTHERS, ...TERRITORIES].sort());
	});

	test('has an MCC for each of its states', () => {
		const reached = new Set(MCC_TABLE.flatMap(([, countries]) => countries));
		expect([...EU, ...OTHERS].filter((country) => !reached.has(country))).toEqual([]);
	});

	test.each([
		[['ES'], true],
		[['es'], true],
		[['NO'], true],
		[['DE', 'FR'], true],
		[['RE', 'YT'], true],
		[['GB'], false],
		[['GI'], false],
		[['CH'], false],
		[['SJ'], false],
		[['FO', 'GL'], false],
		[['NC', 'PF', 'BL'], false],
		// In the EU's roaming area since 1 January 2026, yet in neither the EU nor the EEA.
		[['UA', 'MD'], false],
		[['IL', 'PS'], false],
		[['BL', 'GF', 'GP', 'MF', 'MQ'], null],
		[['NO', 'SJ'], null],
		[['DE', 'XX'], null],
		[[], null],
		[[''], false],
		[['Germany'], false],
		[['__proto__'], false],
	])('holds %j: %j', (alpha2, expected) => {
		expect(isEea(alpha2)).toBe(expected);
	});
});
