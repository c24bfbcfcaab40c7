import { configurationError, type OpenGatewayError } from '../errors';
import { isRecord, parseJson } from '../json';
import {
	ORIGINS,
	REAL_CHANGES,
	STATE_VERSION,
	type ConsentAnswer,
	type NumberState,
	type UnconfirmedChange,
} from './numberState';

/** A state has a few hundred characters. The longest cell of a spreadsheet or database that cuts is below this. */
const MOST_CHARACTERS = 70_000;

/** Text that was made to JSON again each time it was stored. */
const MOST_LAYERS = 20;

/** Where text of this length was surely cut: the longest text of one cell. */
const CELL_LIMITS = new Map([
	[255, 'a database column of 255 characters cut it'],
	[32_767, 'the sheet (Excel) cut it at 32,767 characters'],
	[50_000, 'the sheet (Google Sheets) cut it at 50,000 characters'],
	[65_535, 'the database column (MySQL TEXT) cut it at 65,535 characters'],
]);

const HOW_TO_STORE =
	'Store the field "roamingState" of an earlier result there, as it is or as {{ JSON.stringify($json.roamingState) }}, or leave it empty.';

/**
 * Reads what somebody stored: an object, or JSON text as databases and sheets give it back.
 *
 * @returns an empty state where nothing is stored yet
 * @throws OpenGatewayError of stage `validation` that says what happened to the state
 */
export function readStoredState(stored: unknown): NumberState {
	const value = innermostValue(stored);
	if (value === undefined) return {};
	if (typeof value === 'string')
		throw unreadable(whatHappened(value, typeof stored === 'string' ? stored.length : value.length));
	if (!isRecord(value)) throw unreadable('it is no state that this node gave');
	const { version } = value;
	if (Object.keys(value).length === 0) return {};
	if (isFromNewerRelease(value)) {
		throw configurationError(
			`What is stored in 'Last State' has the version ${String(version)}, and this release of the node reads up to ${STATE_VERSION}`,
			'Update the node, or leave the field empty so that the number counts as new.',
		);
	}
	const state = version === STATE_VERSION ? readState(value) : undefined;
	if (state === undefined) throw unreadable('it is no state that this node gave');
	return state;
}

/**
 * The value inside of what somebody stored, without what sheets and databases add around it: a byte order mark, an
 * apostrophe that marks text, quotes of CSV, JSON as text in JSON.
 *
 * @returns undefined where nothing is stored; text where it is no JSON
 */
export function innermostValue(stored: unknown): unknown {
	let value = stored;
	for (let layer = 0; layer < MOST_LAYERS && typeof value === 'string'; layer += 1) {
		if (value.length > MOST_CHARACTERS) return value;
		const text = value.replace(/^[\s\uFEFF]*'?/, '').trim();
		if (text === '' || /^(?:null|undefined)$/i.test(text)) return undefined;
		const parsed = parseJson(text) ?? parseJson(withoutCsvQuotes(text));
		if (parsed === undefined) return text;
		value = parsed;
	}
	return value ?? undefined;
}

/** True where a later release of this package wrote the state. */
export function isFromNewerRelease(value: unknown): boolean {
	return isRecord(value) && typeof value.version === 'number' && value.version > STATE_VERSION;
}

function readState(value: Record<string, unknown>): NumberState | undefined {
	const origin = ORIGINS.find((known) => known === value.origin);
	const place = value.roaming === undefined ? {} : readPlace(value);
	const consent = value.consent === undefined ? {} : readConsent(value.consent);
	const unconfirmed = value.unconfirmed === undefined ? {} : readUnconfirmed(value.unconfirmed);
	if (origin === undefined || place === undefined || consent === undefined || unconfirmed === undefined)
		return undefined;
	return { origin, ...place, ...consent, ...unconfirmed };
}

function readPlace(value: Record<string, unknown>): NumberState | undefined {
	const { statusTime, checkedAt } = value;
	const roaming = readBoolean(value.roaming);
	if (roaming === undefined || !isTime(checkedAt)) return undefined;
	const times = { ...(isTime(statusTime) ? { statusTime } : {}), checkedAt };
	if (isEmpty(statusTime) || isTime(statusTime)) {
		if (!roaming) return { roaming, ...times };
		const countryCode = readCountryCode(value.countryCode);
		const countryName = readCountryName(value.countryName);
		if (countryCode === undefined || countryName === undefined) return undefined;
		return { roaming, countryCode, countryName, ...times };
	}
	return undefined;
}

function readBoolean(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** @returns null where none is known, undefined where it is no MCC */
function readCountryCode(value: unknown): number | null | undefined {
	if (isEmpty(value)) return null;
	const code = typeof value === 'string' && /^[0-9]{1,3}$/.test(value) ? Number(value) : value;
	return Number.isInteger(code) && Number(code) >= 1 && Number(code) <= 999 ? Number(code) : undefined;
}

/** @returns undefined where something else than alpha-2 codes stands there */
function readCountryName(value: unknown): string[] | undefined {
	if (isEmpty(value)) return [];
	const names: unknown[] = typeof value === 'string' ? value.split(/[\s,;]+/) : Array.isArray(value) ? value : [value];
	const codes = names.filter((name) => typeof name === 'string' && /^[A-Za-z]{2}$/.test(name)) as string[];
	return codes.length === names.length ? codes.map((code) => code.toUpperCase()) : undefined;
}

function readConsent(value: unknown): NumberState | undefined {
	if (!isRecord(value)) return undefined;
	const answers = Object.entries(value);
	if (!answers.every((entry): entry is [string, ConsentAnswer] => isConsentAnswer(entry[1]))) return undefined;
	return { consent: Object.fromEntries(answers.map(([purpose, { code, askedAt }]) => [purpose, { code, askedAt }])) };
}

function isConsentAnswer(value: unknown): value is ConsentAnswer {
	return isRecord(value) && typeof value.code === 'string' && isTime(value.askedAt);
}

function readUnconfirmed(value: unknown): NumberState | undefined {
	return Array.isArray(value) && value.every(isUnconfirmedChange) ? { unconfirmed: [...value] } : undefined;
}

function isUnconfirmedChange(value: unknown): value is UnconfirmedChange {
	if (!isRecord(value)) return false;
	const { change, seenAt, country, timesGiven, execution } = value;
	return (
		(REAL_CHANGES as readonly unknown[]).includes(change) &&
		isTime(seenAt) &&
		(country === null || typeof country === 'string') &&
		Number.isInteger(timesGiven) &&
		typeof execution === 'string'
	);
}

function isTime(value: unknown): value is string {
	return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value));
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** RFC 4180, section 2: a field in quotes, with its own quotes doubled. */
function withoutCsvQuotes(text: string): string {
	return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/**
 * In words that do not repeat the text.
 *
 * @param length of the whole cell
 */
function whatHappened(text: string, length: number): string {
	if (length > MOST_CHARACTERS) return `it has ${length} characters, and a state has a few hundred`;
	if (/^\[object \w+\]/i.test(text)) return 'an object was put into text without JSON.stringify';
	if (/[\u201C\u201D\u201E\u00AB\u00BB]/.test(text)) return 'an editor replaced the quotes by typographic ones';
	if (/^["\\]*[{[]/.test(text) && !/[}\]]["\\]*$/.test(text)) {
		return CELL_LIMITS.get(length) ?? `it was cut after ${length} characters`;
	}
	if (text.startsWith("{'") || text.startsWith('{&')) return 'its quotes were replaced by others';
	return 'it is no state that this node gave';
}

function unreadable(what: string): OpenGatewayError {
	return configurationError(`What is stored in 'Last State' cannot be read: ${what}`, HOW_TO_STORE);
}
