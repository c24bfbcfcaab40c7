import { countriesOfMcc, countryLabel, isEea, isMcc, isUsedIn } from '../countries';
import { countryOfText } from '../countrySpelling';

/** Where a phone is, as far as it is certain; each key is always there. */
export interface Place {
	/** Mobile country code (ITU-T E.212), such as 262; 901 is international. `null` also where it contradicts the name. */
	countryCode: number | null;
	/** ISO 3166-1 alpha-2, as the network named them; one MCC may cover several countries (340) or none (901). */
	countryName: string[];
	/** ISO 3166-1 alpha-2. Set only where exactly one country is known, by its name or else by the MCC. */
	country: string | null;
	/** In English, such as `Germany`; several countries are joined by " / ". `null` where the place is not certain. */
	countryLabel: string | null;
	/** Whether the country is in the EEA or an EU territory; `null` where that is not certain. */
	isEea: boolean | null;
}

/** What the answer says of the country. */
export interface WrittenPlace {
	countryCode: unknown;
	countryName: unknown;
}

/** Namibia, and what many systems write for "not available". */
const NAMIBIA = { alpha2: 'NA', mcc: 649 };

/** More names than any MCC has countries. A longer list counts as one name that is not known. */
const MOST_NAMES = 50;

/** A longer text than this is not looked at: neither an MCC nor a country code of ISO 3166-1. */
const LONGEST_CODE = 8;

export function unknownPlace(): Place {
	return { countryCode: null, countryName: [], country: null, countryLabel: null, isEea: null };
}

/** True where the answer says something of the country. */
export function isPlaceGiven({ countryCode, countryName }: WrittenPlace): boolean {
	return !isEmpty(countryCode) || givenNames(countryName).length > 0;
}

/**
 * Reads `countryCode` and `countryName`. Gateways write the MCC as text, a dialling code in its place, English names
 * for alpha-2 codes, and single names without an array. The names are trusted more than the number, since a number may
 * be a dialling code (Orange's Playground writes 34 for Spain), and 234 is Nigeria as one and Great Britain as an MCC.
 *
 * @returns the place, and one sentence for each thing that was set aside
 */
export function readPlace(written: WrittenPlace): { place: Place; warnings: string[] } {
	const mcc = readMcc(written.countryCode);
	const named = givenNames(written.countryName);
	const read = named.map((name) => readName(name, mcc));
	const countryName = [...new Set(read.filter((country) => country !== undefined))];
	const warnings: string[] = [];

	if (mcc === null && !isEmpty(written.countryCode)) warnings.push(notAnMcc(written.countryCode));
	const contradicts = mcc !== null && countryName.length > 0 && !countryName.some((name) => isUsedIn(mcc, name));
	if (contradicts) warnings.push(contradiction(mcc, countryName));
	const countryCode = contradicts ? null : mcc;

	const unread = read.indexOf(undefined);
	if (unread !== -1) {
		warnings.push(unknownName(named[unread]));
		// An MCC without a country tells the kind of network all the same.
		return {
			place: { ...unknownPlace(), countryCode, countryName, countryLabel: countryLabel([], countryCode) },
			warnings,
		};
	}
	const countries = countryName.length > 0 || countryCode === null ? countryName : countriesOfMcc(countryCode);
	const country = countries.length === 1 ? (countries[0] ?? null) : null;
	const label = countryLabel(countries, countryCode);
	return { place: { countryCode, countryName, country, countryLabel: label, isEea: isEea(countries) }, warnings };
}

/** An MCC with its network code, such as 26201, is not taken apart: no version of the API sends it. */
function readMcc(value: unknown): number | null {
	const isText = typeof value === 'string' && value.length <= LONGEST_CODE && /^\s*[0-9]{1,3}\s*$/.test(value);
	const code = isText ? Number(value) : value;
	return typeof code === 'number' && isMcc(code) ? code : null;
}

function givenNames(value: unknown): unknown[] {
	const names = (Array.isArray(value) ? value : [value]).filter((name) => !isEmpty(name));
	return names.length > MOST_NAMES ? [names] : names;
}

function readName(name: unknown, mcc: number | null): string | undefined {
	if (typeof name !== 'string') return undefined;
	const country = countryOfText(name);
	const isNotAvailable = name.trim().toUpperCase() === NAMIBIA.alpha2 && mcc !== NAMIBIA.mcc;
	return isNotAvailable ? undefined : country;
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function notAnMcc(value: unknown): string {
	const isShort = (typeof value === 'number' || typeof value === 'string') && /^[0-9]{1,6}$/.test(String(value));
	return `The country code${isShort ? ` ${value}` : ''} is no mobile country code (MCC) and was set aside.`;
}

function contradiction(mcc: number, countryName: string[]): string {
	return `The country code ${mcc} does not belong to ${countryLabel(countryName, null)}, which stands beside it, and was set aside.`;
}

function unknownName(name: unknown): string {
	const code = typeof name === 'string' && name.length <= LONGEST_CODE ? name.trim() : '';
	if (code.toUpperCase() === NAMIBIA.alpha2)
		return `The country name "${code}" may mean Namibia or "not available", so the country is not certain.`;
	return `The country name${/^[A-Za-z]{2,3}$/.test(code) ? ` "${code}"` : ''} is not known, so the country is not certain.`;
}
