import { COUNTRIES, countryOfText, englishName, spellingKey } from '../../nodes/openGateway/countrySpelling';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const ALL_ALPHA2 = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

describe('the table', () => {
	test('has the 249 codes of ISO 3166-1 and Kosovo, each once', () => {
		expect(COUNTRIES).toHaveLength(250);
		expect(new Set(COUNTRIES.map(({ alpha2 }) => alpha2)).size).toBe(250);
		expect(new Set(COUNTRIES.map(({ alpha3 }) => alpha3)).size).toBe(250);
		expect(COUNTRIES.filter(({ alpha2, alpha3 }) => !/^[A-Z]{2} [A-Z]{3}$/.test(`${alpha2} ${alpha3}`))).toEqual([]);
	});

	test('has no name twice', () => {
		const keys = COUNTRIES.flatMap(({ names }) => names.map(spellingKey));
		expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
	});

	test('has no name that is the code of another country', () => {
		const codes = new Map(
			COUNTRIES.flatMap(({ alpha2, alpha3 }) => [[alpha2, alpha2] as const, [alpha3, alpha2] as const]),
		);
		for (const { alpha2, names } of COUNTRIES)
			for (const name of names) expect(codes.get(spellingKey(name).toUpperCase()) ?? alpha2).toBe(alpha2);
	});
});

test('each code and each name is read as its country, in any case', () => {
	for (const { alpha2, alpha3, names } of COUNTRIES) {
		for (const written of [alpha2, alpha3, ...names]) {
			expect([written, countryOfText(written)]).toEqual([written, alpha2]);
			expect([written, countryOfText(written.toLowerCase())]).toEqual([written, alpha2]);
			expect([written, countryOfText(` ${written.toUpperCase()} `)]).toEqual([written, alpha2]);
		}
	}
});

test('of all pairs of letters only the codes, EL and UK are read', () => {
	const read = ALL_ALPHA2.filter((code) => countryOfText(code) !== undefined);
	expect(read).toEqual([...COUNTRIES.map(({ alpha2 }) => alpha2), 'EL', 'UK'].sort());
	expect([countryOfText('EL'), countryOfText('UK')]).toEqual(['GR', 'GB']);
});

test.each([
	['Spain', 'ES'],
	['SPAIN', 'ES'],
	['Nigeria', 'NG'],
	['Niger', 'NE'],
	['Czech Republic', 'CZ'],
	['Czechia', 'CZ'],
	['Côte d’Ivoire', 'CI'],
	["Cote d'Ivoire", 'CI'],
	['Ivory Coast', 'CI'],
	['Türkiye', 'TR'],
	['TÜRKİYE', 'TR'],
	['Turkiye', 'TR'],
	['Turkey', 'TR'],
	['Curaçao', 'CW'],
	['Curac\u0327ao', 'CW'],
	['Reunion', 'RE'],
	['South Korea', 'KR'],
	['Korea, Republic of', 'KR'],
	['Korea (Republic of)', 'KR'],
	["Korea (Democratic People's Republic of)", 'KP'],
	['USA', 'US'],
	['U.S.A.', 'US'],
	['United States of America', 'US'],
	['UNITED_STATES', 'US'],
	['The United States', 'US'],
	['UK', 'GB'],
	['U.K.', 'GB'],
	['Great Britain', 'GB'],
	['United Kingdom of Great Britain and Northern Ireland', 'GB'],
	['Bosnia and Herzegovina', 'BA'],
	['Bosnia & Herzegovina', 'BA'],
	['Trinidad and Tobago', 'TT'],
	['St. Lucia', 'LC'],
	['Saint Lucia', 'LC'],
	['Gambia (The)', 'GM'],
	['THE_GAMBIA', 'GM'],
	['Bahamas, The', 'BS'],
	['Guinea', 'GN'],
	['Guinea-Bissau', 'GW'],
	['Equatorial Guinea', 'GQ'],
	['Papua New Guinea', 'PG'],
	['Dominica', 'DM'],
	['Dominican Republic', 'DO'],
	['Hong Kong', 'HK'],
	['Hong Kong, China', 'HK'],
	['Macau', 'MO'],
	['Taiwan, Province of China', 'TW'],
	['Viet Nam', 'VN'],
	['Lao P.D.R.', 'LA'],
	['Russian Federation', 'RU'],
	['Moldova (Republic of)', 'MD'],
	['DR Congo', 'CD'],
	['Republic of the Congo', 'CG'],
	['Swaziland', 'SZ'],
	['Macedonia', 'MK'],
	['Kosovo', 'XK'],
	['XKX', 'XK'],
	['XKK', 'XK'],
	['HUN', 'HU'],
	['deu', 'DE'],
])('%s is %s', (written, alpha2) => {
	expect(countryOfText(written)).toBe(alpha2);
});

test.each([
	// User-assigned, reserved and withdrawn codes of ISO 3166-1, and what stands for no country.
	...[
		'AA',
		'QM',
		'QZ',
		'XA',
		'XX',
		'XZ',
		'ZZ',
		'EU',
		'UN',
		'EZ',
		'AC',
		'EA',
		'IC',
		'TA',
		'SU',
		'AN',
		'FX',
		'BU',
		'CS',
		'DD',
	],
	...['TP', 'YU', 'ZR', 'AAA', 'XXX', 'ZZZ', 'ANT', 'ROM', 'SCG', 'YUG', 'EUR'],
	// Two countries have these names.
	...['Congo', 'Korea', 'Saint Martin', 'St. Martin', 'Virgin Islands'],
	// Not English, not a country, or more than one.
	...[
		'España',
		'Deutschland',
		'Europe',
		'Maritime',
		'Unknown',
		'N/A',
		'n.a.',
		'none',
		'null',
		'-',
		'',
		' ',
		'D',
		'the',
		'&',
	],
	...['DE,FR', 'DE FR', '["DE"]', 'US-CA', 'es_ES', 'Germany, France', 'Germany2', '🇩🇪', 'DE\u0000', 'Россия', 'Spаin'],
	...['__proto__', 'constructor', 'toString', '\ud800', 'Germany\udfff', '<b>DE</b>'],
	...[`Germany${' '.repeat(100)}`, 'Germany'.repeat(20)],
])('%j is no country', (written) => {
	expect(countryOfText(written)).toBeUndefined();
});

test.each([
	['DE', 'Germany'],
	['XK', 'Kosovo'],
	['MF', 'Saint Martin (French part)'],
	['XX', undefined],
	['Germany', undefined],
	['__proto__', undefined],
])('the name of %s is %s', (alpha2, name) => {
	expect(englishName(alpha2)).toBe(name);
});
