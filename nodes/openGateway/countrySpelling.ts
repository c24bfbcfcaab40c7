import { COUNTRY_NAMES } from './countryNames';

/** Longer than any name of a country. A longer text is not looked at. */
const LONGEST_NAME = 80;

interface CountryRow {
	alpha2: string;
	alpha3: string;
	/** The first is the one to show. */
	names: string[];
}

export const COUNTRIES: CountryRow[] = COUNTRY_NAMES.trim()
	.split('\n')
	.map((line) => {
		const [alpha2 = '', alpha3 = '', ...names] = line.split('|');
		return { alpha2, alpha3, names };
	});

const LABELS = new Map(COUNTRIES.map(({ alpha2, names: [label = alpha2] }) => [alpha2, label]));

const BY_CODE = new Map(COUNTRIES.flatMap(({ alpha2, alpha3 }) => [alpha2, alpha3].map((code) => [code, alpha2])));

const BY_NAME = new Map(COUNTRIES.flatMap(({ alpha2, names }) => names.map((name) => [spellingKey(name), alpha2])));

/**
 * Reads an ISO 3166-1 code of two or three letters, in any case, or an English name.
 *
 * @returns ISO 3166-1 alpha-2; undefined where no country, or more than one, has that code or name
 */
export function countryOfText(text: string): string | undefined {
	if (text.length > LONGEST_NAME) return undefined;
	return BY_CODE.get(text.trim().toUpperCase()) ?? BY_NAME.get(spellingKey(text));
}

/** The English name to show of an ISO 3166-1 alpha-2 code; undefined where it is of no country. */
export function englishName(alpha2: string): string | undefined {
	return LABELS.get(alpha2);
}

/** The same for all spellings of a name. Characters of other scripts stay, so that a name with them is not known. */
export function spellingKey(name: string): string {
	return name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/&/g, ' and ')
		.replace(/[.,:'’‘`()_/-]/g, ' ')
		.replace(/\bthe\b/g, '')
		.replace(/\s/g, '');
}
