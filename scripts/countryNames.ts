/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line program, not published */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spellingKey } from '../nodes/openGateway/countrySpelling';

const GENERATED_FILE = path.resolve(__dirname, '../nodes/openGateway/countryNames.ts');
const LIBRARY = 'i18n-iso-countries';

/** Names to show in place of those of Unicode CLDR that could mean another country as well. */
const LABELS: Record<string, string> = { MF: 'Saint Martin (French part)' };

/**
 * Names that are in neither source. Most are the short names of ISO 3166-1 and those of ITU's lists for E.212, which
 * many gateways copy; the rest are former names and abbreviations that mean one country only.
 */
const OTHER_NAMES: Record<string, string[]> = {
	AX: ['Aland'],
	BA: ['Bosnia-Herzegovina'],
	BN: ['Negara Brunei Darussalam'],
	BO: ['Bolivia, Plurinational State of', 'Plurinational State of Bolivia'],
	BQ: ['Bonaire', 'BES Islands', 'Bonaire, Saint Eustatius and Saba'],
	CC: ['Cocos (Keeling) Is.', 'Keeling Islands'],
	CD: [
		'Congo, Democratic Republic of the',
		'Dem. Rep. of the Congo',
		'DR Congo',
		'DRC',
		'Congo DR',
		'Congo, Dem. Rep.',
	],
	CF: ['Central African Rep.'],
	CG: ['Congo, Republic of the', 'Congo, Rep.'],
	CN: ["China, People's Republic of", 'PR China', 'Mainland China', 'PRC'],
	CV: ['Cabo Verde'],
	CZ: ['Czech Rep.'],
	DO: ['Dominican Rep.'],
	FK: ['Falkland Islands', 'Falklands', 'Malvinas'],
	FM: ['Micronesia', 'Federated States of Micronesia'],
	FO: ['Faeroe Islands', 'Faroes'],
	GB: ['United Kingdom of Great Britain and Northern Ireland', 'Britain', 'UK'],
	GM: ['Gambia, Republic of The'],
	// The European Union writes EL for Greece and UK for the United Kingdom (Interinstitutional Style Guide, 7.1.1).
	GR: ['EL', 'Hellas', 'Hellenic Republic'],
	GS: ['South Georgia'],
	HK: ['Hong Kong, China', 'Hong Kong SAR', 'China, Hong Kong'],
	IE: ['Republic of Ireland', 'Eire'],
	IR: ['Iran, Islamic Republic of'],
	KP: [
		"Korea, Democratic People's Republic of",
		"Democratic People's Republic of Korea",
		"Dem. People's Rep. of Korea",
		'DPRK',
		'D.P.R. Korea',
		'Korea, North',
		'Korea DPR',
	],
	KR: ['Korea, Rep. of', 'Rep. of Korea', 'Korea, South', 'ROK'],
	KG: ['Kyrgyz Republic'],
	LA: ['Lao', 'Laos', 'Lao P.D.R.', "Lao People's Dem. Rep."],
	LU: ['Luxemburg'],
	LY: ['Libyan Arab Jamahiriya', 'Libya (State of)', 'State of Libya'],
	MD: ['Moldova', 'Republic of Moldova', 'Moldova, Rep. of'],
	MF: ['St. Martin (French part)'],
	MK: [
		'Macedonia',
		'The Former Yugoslav Republic of Macedonia',
		'FYR Macedonia',
		'FYROM',
		'Macedonia, the former Yugoslav Republic of',
	],
	MM: ['Burma'],
	MO: ['Macau', 'Macao, China', 'Macau, China', 'Macao SAR', 'China, Macao'],
	NL: ['Holland', 'Kingdom of the Netherlands'],
	PS: [
		'Palestine, State of',
		'Palestinian Territory',
		'Palestinian Territory, Occupied',
		'Occupied Palestinian Territory',
	],
	RE: ['Reunion Island', 'La Reunion'],
	RS: ['Republic of Serbia'],
	SA: ['Kingdom of Saudi Arabia', 'KSA'],
	SH: ['Saint Helena, Ascension and Tristan da Cunha'],
	SK: ['Slovak Republic', 'Slovak Rep.'],
	ST: ['São Tomé'],
	SX: ['Sint Maarten', 'St. Maarten', 'Saint Maarten', 'Saint Martin (Dutch part)'],
	SY: ['Syria', 'Syrian Arab Rep.'],
	SZ: ['Swaziland'],
	TC: ['Turks & Caicos'],
	TF: ['French Southern and Antarctic Lands'],
	TL: ['East Timor', 'Dem. Rep. of Timor-Leste', 'Democratic Republic of Timor-Leste'],
	TR: ['Republic of Turkey', 'Republic of Türkiye'],
	TW: ['Taiwan, China', 'Chinese Taipei', 'Taiwan, R.O.C.'],
	TZ: ['Tanzania, United Republic of'],
	VA: ['Vatican', 'Holy See', 'Vatican City State', 'Holy See (Vatican City)'],
	VC: ['Saint Vincent'],
	VE: ['Venezuela, Bolivarian Republic of', 'Bolivarian Republic of Venezuela'],
	VG: ['UK Virgin Islands', 'BVI'],
	VI: ['United States Virgin Islands', 'USVI', 'Virgin Islands (USA)'],
	XK: ['Republic of Kosovo', 'XKX'],
};

/** Names of two countries: they are read as neither, whichever source has them. */
const AMBIGUOUS = ['Congo', 'Korea', 'Saint Martin', 'St. Martin', 'Virgin Islands'];

/** One line for each country: alpha-2, alpha-3, label, and the other names whose spelling differs from it. */
export function generateCountryNames(): string {
	const library = path.dirname(require.resolve(`${LIBRARY}/package.json`));
	const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(library, file), 'utf8'));
	const { version } = readJson('package.json') as { version: string };
	const codes = readJson('codes.json') as Array<[alpha2: string, alpha3: string]>;
	const { countries } = readJson('langs/en.json') as { countries: Record<string, string | string[]> };
	const long = new Intl.DisplayNames('en', { type: 'region' });
	const short = new Intl.DisplayNames('en', { type: 'region', style: 'short' });

	const ownerOfKey = new Map(AMBIGUOUS.map((name) => [spellingKey(name), 'ambiguous']));
	const lines = [...codes].sort().map(([alpha2, alpha3]) => {
		const label = LABELS[alpha2] ?? long.of(alpha2) ?? alpha2;
		const names = [label, long.of(alpha2), short.of(alpha2), countries[alpha2], OTHER_NAMES[alpha2]].flat();
		const known = names.filter((name): name is string => {
			if (name === undefined) return false;
			const key = spellingKey(name);
			const owner = ownerOfKey.get(key);
			ownerOfKey.set(key, owner ?? alpha2);
			if (owner !== undefined && owner !== alpha2 && owner !== 'ambiguous')
				throw new Error(`"${name}" is a name of ${owner} and of ${alpha2}: add it to AMBIGUOUS.`);
			return owner === undefined;
		});
		if (known[0] !== label) throw new Error(`The label "${label}" of ${alpha2} is ambiguous: add another to LABELS.`);
		return [alpha2, alpha3, ...known].join('|');
	});
	return `${head(version)}export const COUNTRY_NAMES = \`\n${lines.join('\n')}\n\`;\n`;
}

function head(version: string): string {
	const { cldr = '' } = process.versions as { cldr?: string };
	return `/*!
 * Generated by scripts/countryNames.ts ("npm run generate:country-names"). Do not edit.
 *
 * Sources: alpha-2, alpha-3 and some names of ${LIBRARY} ${version} (npm), MIT License, Copyright
 * (c) 2016 widdix GmbH; the names to show, and some others, of Unicode CLDR ${cldr}, as Node.js has them in Intl.DisplayNames,
 * Unicode License v3, Copyright (c) Unicode, Inc.; the rest by hand, in the script.
 */

/**
 * One line for each country and area of ISO 3166-1, and for Kosovo: alpha-2, alpha-3, the name to show, other English
 * names. Names that differ only in case, accents, punctuation, blanks or "the" stand here once.
 */
`;
}

if (require.main === module) writeFileSync(GENERATED_FILE, generateCountryNames());
