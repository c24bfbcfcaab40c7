import { getAlpha3Codes } from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json';
import { countryOfText } from '../../nodes/openGateway/countrySpelling';

/** That library gives this name to both Congos. */
const AMBIGUOUS = ['Congo'];

test('each alpha-3 code of i18n-iso-countries is read as its country', () => {
	const codes = Object.entries(getAlpha3Codes());
	expect(codes).toHaveLength(250);
	expect(codes.filter(([alpha3, alpha2]) => countryOfText(alpha3) !== alpha2)).toEqual([]);
});

test('each English name of i18n-iso-countries is read as its country', () => {
	const names = Object.entries<string | string[]>(english.countries).flatMap(([alpha2, written]) =>
		[written].flat().map((name) => ({ alpha2, name })),
	);
	expect(names.length).toBeGreaterThan(250);
	const known = names.filter(({ name }) => !AMBIGUOUS.includes(name));
	expect(known.filter(({ alpha2, name }) => countryOfText(name) !== alpha2)).toEqual([]);
});

test.each([{ style: 'long' }, { style: 'short' }] as const)(
	'each name that this Node.js gives a country is read as that country, or as none: %j',
	({ style }) => {
		const names = new Intl.DisplayNames('en', { type: 'region', style });
		const codes = Object.values(getAlpha3Codes());
		const wrong = codes.filter((alpha2) => ![alpha2, undefined].includes(countryOfText(names.of(alpha2) ?? '')));
		expect(wrong).toEqual([]);
	},
);

test.each(['de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'ru', 'sv', 'tr'])(
	'a name in another language (%s) is read as the right country, or as none',
	(language) => {
		const names = new Intl.DisplayNames(language, { type: 'region' });
		const wrong = Object.values(getAlpha3Codes())
			.map((alpha2) => ({ alpha2, name: names.of(alpha2) ?? '' }))
			.map(({ alpha2, name }) => ({ alpha2, name, read: countryOfText(name) }))
			.filter(({ alpha2, read }) => read !== undefined && read !== alpha2);
		expect(wrong).toEqual([]);
	},
);
