import { countriesOfMcc, countryLabel, isEea, isMcc, isUsedIn, MCC_TABLE } from '../../nodes/openGateway/countries';
import { englishName } from '../../nodes/openGateway/countrySpelling';
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
		for (const [mcc, countries] of MCC_TABLE) {
			expect(countries.length).toBeGreaterThan(0);
			expect({ mcc, countries }).toEqual({ mcc, countries: [...new Set(countries)].sort() });
			expect(countries.filter((country) => englishName(country) === undefined)).toEqual([]);
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

test('callers cannot change the table', () => {
	countriesOfMcc(262).push('XX');
	expect(countriesOfMcc(262)).toEqual(['DE']);
});

test('an MCC is what is assigned, to a country or to networks without one', () => {
	const assigned = Array.from({ length: 1002 }, (_, code) => code - 1).filter(isMcc);
	expect(assigned).toEqual([1, ...MCC_TABLE.map(([mcc]) => mcc), 901, 902, 991, 999]);
	expect([NaN, 262.5, Infinity].filter(isMcc)).toEqual([]);
});

describe('an MCC is used in', () => {
	test('each country that it is assigned to', () => {
		for (const [mcc, countries] of MCC_TABLE)
			for (const country of countries) expect([mcc, isUsedIn(mcc, country)]).toEqual([mcc, true]);
	});

	// Each pair stands in the npm package mcc-mnc-list 1.1.11, which is made from Wikipedia, or in a territory's own law.
	test.each([
		[234, 'GG'],
		[234, 'IM'],
		[235, 'JE'],
		[242, 'SJ'],
		[244, 'AX'],
		[310, 'GU'],
		[311, 'AS'],
		[310, 'MP'],
		[313, 'PR'],
		[310, 'VI'],
		[505, 'CC'],
		[505, 'CX'],
		[505, 'NF'],
		[604, 'EH'],
	])('(%i) the area %s, which depends on its country', (mcc, area) => {
		expect(isUsedIn(mcc, area)).toBe(true);
	});

	test.each([
		[234, 'NG'],
		[234, 'GI'],
		[330, 'US'],
		[544, 'US'],
		[901, 'NO'],
		[1, 'US'],
		[34, 'ES'],
		[262, 'XX'],
		[262, '__proto__'],
	])('(%i) no country that it is not assigned to: %s', (mcc, country) => {
		expect(isUsedIn(mcc, country)).toBe(false);
	});
});

describe('the label', () => {
	test.each([
		[['DE'], 262, 'Germany'],
		[['DE'], null, 'Germany'],
		[['RE', 'YT'], 647, 'Réunion / Mayotte'],
		[['BQ', 'CW', 'SX'], null, 'Caribbean Netherlands / Curaçao / Sint Maarten'],
		[['XK'], null, 'Kosovo'],
		[['AQ'], 901, 'Antarctica'],
		[[], 1, 'Test network'],
		[[], 901, 'International network'],
		[[], 902, 'International network'],
		[[], 991, 'Trial network'],
		[[], 999, 'Private network'],
		[[], 262, null],
		[[], 995, null],
		[[], 0, null],
		[[], NaN, null],
		[[], null, null],
	])('of %j and MCC %j is %j', (countries, mcc, label) => {
		expect(countryLabel(countries, mcc)).toBe(label);
	});
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
		[[''], null],
		[['XX'], null],
		[['Germany'], null],
		[['__proto__'], null],
	])('holds %j: %j', (alpha2, expected) => {
		expect(isEea(alpha2)).toBe(expected);
	});
});
