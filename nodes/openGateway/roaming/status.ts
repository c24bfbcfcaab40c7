import { isRecord } from '../json';

export type AnsweredOutcome = 'roaming' | 'home' | 'unknown';

/** What the network said of one number; each key is always there. */
export interface RoamingStatus {
	/** `null`: the network did not say. Never coerced to false. */
	roaming: boolean | null;
	outcome: AnsweredOutcome;
	/** Mobile country code (ITU-T E.212), such as 262; 901 is international. */
	countryCode: number | null;
	/** ISO 3166-1 alpha-2; one MCC may cover several countries (340) or none (901). */
	countryName: string[];
	/** Set only where exactly one country is known. */
	country: string | null;
	/** RFC 3339, as the network wrote it: when the status was last known to be right. */
	lastStatusTime: string | null;
	/** Whole seconds between `lastStatusTime` and `checkedAt`, never below 0. */
	statusAgeSeconds: number | null;
	/** RFC 3339, UTC. */
	checkedAt: string;
	/** The `x-correlator` of the roaming call. */
	correlator: string;
}

/** What a roaming answer may have; the network need not know each of them. */
const KEYS = ['roaming', 'countryCode', 'countryName', 'lastStatusTime'];

/**
 * Reads the body of a roaming answer. Nothing in it is trusted to have the type that the specification gives: gateways
 * send MCCs as text, single countries without an array, and null for what they do not know.
 *
 * @returns undefined where the body is no JSON object, or speaks of something else
 */
export function readRoamingStatus(body: unknown, correlator: string, checkedAtMs: number): RoamingStatus | undefined {
	if (!isRecord(body) || saysSomethingElse(body)) return undefined;
	const roaming = typeof body.roaming === 'boolean' ? body.roaming : null;
	// Conformance test 02 of 1.1.0: no country beside roaming false. Some gateways send the home country there.
	const countryCode = roaming === false ? null : readCountryCode(body.countryCode);
	const countryName = roaming === false ? [] : readCountryName(body.countryName);
	const lastStatusTime = readTime(body.lastStatusTime);
	return {
		roaming,
		outcome: roaming === null ? 'unknown' : roaming ? 'roaming' : 'home',
		countryCode,
		countryName,
		country: countryName.length === 1 ? (countryName[0] ?? null) : null,
		lastStatusTime,
		statusAgeSeconds: lastStatusTime === null ? null : secondsBetween(Date.parse(lastStatusTime), checkedAtMs),
		checkedAt: new Date(checkedAtMs).toISOString(),
		correlator,
	};
}

function saysSomethingElse(body: Record<string, unknown>): boolean {
	const keys = Object.keys(body);
	return keys.length > 0 && !keys.some((key) => KEYS.includes(key));
}

function readCountryCode(value: unknown): number | null {
	const code = typeof value === 'string' && /^\s*[0-9]{1,3}\s*$/.test(value) ? Number(value) : value;
	// An MCC has three digits; 001 is the test network, which arrives as 1.
	return Number.isInteger(code) && Number(code) >= 1 && Number(code) <= 999 ? Number(code) : null;
}

function readCountryName(value: unknown): string[] {
	const names = Array.isArray(value) ? value : [value];
	const codes = names
		.filter((name) => typeof name === 'string')
		.map((name) => name.trim().toUpperCase())
		.filter((name) => /^[A-Z]{2}$/.test(name));
	return [...new Set(codes)];
}

/** A time without zone could be off by half a day, so it counts as none. */
function readTime(value: unknown): string | null {
	const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
	if (typeof value !== 'string' || !rfc3339.test(value)) return null;
	return Number.isNaN(Date.parse(value)) ? null : value;
}

/** Clocks differ: a status from the near future is as fresh as can be, not of negative age. */
function secondsBetween(fromMs: number, toMs: number): number {
	return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}
