/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a command line program, not published */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT_FOLDER = path.resolve(__dirname, '..');
const LIBRARY_FOLDER = path.join(PROJECT_FOLDER, 'node_modules/libphonenumber-js');
const GENERATED_FILE = path.join(PROJECT_FOLDER, 'nodes/openGateway/numberingPlans.ts');

/**
 * What the library knows of a region, by position. The positions are those that METADATA.md and `source/metadata.js` of
 * libphonenumber-js name; 0 stands for what is not there.
 */
type Region = unknown[];
const EXIT_CODE = 1;
const GENERAL_PATTERN = 2;
const LENGTHS = 3;
const NATIONAL_PREFIX = 5;
const NATIONAL_PREFIX_FOR_PARSING = 7;
const TRANSFORM_RULE = 8;
const TYPES = 11;
const FIXED_LINE = 0;
const MOBILE = 1;

/**
 * The calling codes whose patterns of all types are in the table. They tell where a number ends: in these plans many
 * beginnings of a number fit the general pattern and have the length of a shorter number, but are none. In other plans they
 * change little, and the patterns of all plans together are as long as the rest of the table.
 */
const WITH_ALL_TYPES = new Set('20 40 43 46 48 49 63 82 86 98 265 359 375 421 595 856 967 972 977'.split(' '));

interface Metadata {
	/** The main region of a calling code stands first. */
	country_calling_codes: Record<string, string[]>;
	countries: Record<string, Region>;
	/** By calling code: satellites, freephone and other services of no country. */
	nonGeographic: Record<string, Region>;
}

/**
 * One line for each calling code. Where several regions share one, its patterns match what matches in any of them, and its
 * lengths are those of any of them. National prefix, transform rule and exit code are those of the main region: the other
 * regions have the same, except that they add an area code to local numbers, and without the region the area code is unknown.
 */
export function generateNumberingPlans(): string {
	const { version } = readJson('package.json') as { version: string };
	const metadata = readJson('metadata.max.json') as Metadata;
	const rows = new Map<string, Region[]>();
	for (const [code, regions] of Object.entries(metadata.country_calling_codes)) {
		rows.set(
			code,
			regions.map((region) => metadata.countries[region] ?? []),
		);
	}
	for (const [code, region] of Object.entries(metadata.nonGeographic)) rows.set(code, [region]);
	const table = [...rows]
		.sort(([a], [b]) => Number(a) - Number(b))
		.map(([code, regions]) => `${[code, ...fieldsOf(code, regions)].map(checkedField).join(';')}\n`);
	return `${head(version)}${table.join('')}\`;\n`;
}

function fieldsOf(code: string, regions: Region[]): string[] {
	const [main = []] = regions;
	return [
		union(regions.map((region) => text(region[GENERAL_PATTERN]))),
		union(regions.map(mobilePattern)),
		WITH_ALL_TYPES.has(code) ? union(regions.flatMap(otherPatterns)) : '',
		lineLengths(regions),
		text(main[NATIONAL_PREFIX_FOR_PARSING]) || text(main[NATIONAL_PREFIX]),
		text(main[TRANSFORM_RULE]),
		text(main[EXIT_CODE]),
	];
}

/** An empty pattern says that mobile numbers and fixed lines cannot be told apart, as in the United States. */
function mobilePattern(region: Region): string {
	const mobile = typeOf(region, MOBILE);
	if (mobile === undefined) return '';
	return mobile.pattern || (typeOf(region, FIXED_LINE)?.pattern ?? '');
}

function otherPatterns(region: Region): string[] {
	const types = region[TYPES] as unknown[];
	return types.flatMap((_, type) => (type === MOBILE ? [] : (typeOf(region, type)?.pattern ?? [])));
}

function lineLengths(regions: Region[]): string {
	const types = regions.flatMap((region) => [typeOf(region, FIXED_LINE), typeOf(region, MOBILE)]);
	const lengths = new Set(types.flatMap((type) => type?.lengths ?? []));
	return [...lengths].sort((a, b) => a - b).join(' ');
}

/** The lengths of a type are left out where they are those of the region. */
function typeOf(region: Region, type: number): { pattern: string; lengths: number[] } | undefined {
	const types = region[TYPES] as Array<[pattern: string, lengths?: number[]] | 0>;
	const found = types[type];
	if (!found) return undefined;
	return { pattern: found[0], lengths: found[1] ?? (region[LENGTHS] as number[]) };
}

function union(patterns: string[]): string {
	return [...new Set(patterns.filter((pattern) => pattern !== ''))].join('|');
}

function text(field: unknown): string {
	return typeof field === 'string' ? field : '';
}

/** @throws where the field would end its line, or the text of all lines */
function checkedField(value: string): string {
	if (/[;\n`]|\$\{/.test(value)) throw new Error(`This cannot stand in the table: ${value}`);
	return value;
}

function readJson(file: string): unknown {
	return JSON.parse(readFileSync(path.join(LIBRARY_FOLDER, file), 'utf8'));
}

/** `/*!` keeps the licences in the built file, from which all other comments are removed. */
function head(version: string): string {
	return `/*!
 * Generated by scripts/numberingPlans.ts ("npm run generate:numbering-plans"). Do not edit.
 *
 * Source: metadata.max.json of libphonenumber-js ${version} (https://gitlab.com/catamphetamine/libphonenumber-js), MIT
 * License, Copyright (c) 2016 @catamphetamine. The metadata are those of Google's libphonenumber
 * (https://github.com/google/libphonenumber), Apache License 2.0, reduced to one row for each calling code.
 */

/**
 * One line for each calling code, with fields between semicolons: calling code, \`general\`, \`mobile\`, \`otherTypes\`,
 * \`lengths\`, \`nationalPrefix\`, \`transform\`, \`exitCode\`. Where several regions share a calling code, patterns of numbers
 * and \`lengths\` hold for all of them together.
 *
 * All patterns are regular expressions without anchors, and an empty text stands for nothing. \`general\` matches every
 * national number, \`mobile\` those of mobile phones, or those that may be mobile phones. \`otherTypes\`, which few lines have,
 * matches the valid numbers of all other types, such as fixed lines. \`lengths\` are the numbers of digits that mobile numbers
 * and fixed lines have. \`nationalPrefix\` matches what is dialed before a national number inside the country, such as a trunk
 * prefix or the code of a carrier; \`transform\` is what replaces it where its last group took part in the match. \`exitCode\`
 * matches what is dialed before a country code.
 */
export const NUMBERING_PLANS = String.raw\`
`;
}

if (require.main === module) writeFileSync(GENERATED_FILE, generateNumberingPlans());
