import { OpenGatewayError, outcomeOf, type UnansweredOutcome } from '../errors';
import { isRecord } from '../json';
import { readStatusTime, type StatusTime } from '../statusTime';
import { isAboutOtherNumber } from './answeredNumber';
import { isPlaceGiven, readPlace, unknownPlace, type Place } from './place';

export type AnsweredOutcome = 'roaming' | 'home' | 'unknown';

/** What the network said of one number; each key is always there. The country is known only where the phone roams. */
export interface RoamingStatus extends Place {
	/** `null`: the network did not say. Never coerced to false. */
	roaming: boolean | null;
	outcome: AnsweredOutcome;
	/** RFC 3339, UTC: when the status was last known to be right. `null` also where the time cannot be read. */
	lastStatusTime: string | null;
	/** Whole seconds between `lastStatusTime` and `checkedAt`, never below 0. `null` where that is not certain. */
	statusAgeSeconds: number | null;
	/** Whether the answer has a time, also one that cannot be read; tells freshness why there is no age. */
	isDated: boolean;
	/** RFC 3339, UTC. */
	checkedAt: string;
	/** What was set aside and why, in one sentence each; `null` where nothing was. */
	warning: string | null;
	/** The `x-correlator` of the roaming call. */
	correlator: string;
}

export interface AskedNumber {
	/** In E.164. */
	phoneNumber: string;
	/** The `x-correlator` of the roaming call. */
	correlator: string;
	/** Epoch milliseconds. */
	checkedAtMs: number;
}

/** An answer that says that it is about another number than the one that was asked for. */
export interface OtherNumber {
	otherNumber: true;
}

/** What a roaming answer may have; the network need not know each of them. */
const KEYS = ['roaming', 'countryCode', 'countryName', 'lastStatusTime'];

/**
 * `roaming` as text. ROAMING_ON and ROAMING_OFF are words of the events of device-status 0.5. Numbers are not read: 1
 * may be a boolean, but it is "registered, home network" in mobile networks (3GPP TS 27.007, `+CREG`).
 */
const ROAMING_WORDS = new Map([
	['TRUE', true],
	['ROAMING_ON', true],
	['FALSE', false],
	['ROAMING_OFF', false],
]);

/** A longer text is none of these words, and is not looked at. */
const LONGEST_WORD = 20;

/** Clocks that differ by less than this are taken for the same, as in Kerberos (RFC 4120 1.6). */
export const TOLERATED_SKEW_MS = 5 * 60_000;

/**
 * Reads the body of a roaming answer. Nothing in it is trusted to have the type that the specification gives.
 *
 * @returns undefined where the body is no JSON object, speaks of something else, or has a `roaming` that cannot be read
 */
export function readRoamingStatus(
	body: unknown,
	{ phoneNumber, correlator, checkedAtMs }: AskedNumber,
): RoamingStatus | OtherNumber | undefined {
	if (!isRecord(body) || saysSomethingElse(body)) return undefined;
	if (isAboutOtherNumber(body, phoneNumber)) return { otherNumber: true };
	const roaming = readRoaming(body.roaming);
	if (roaming === undefined) return undefined;
	const { place, warnings } = placeOf(roaming, body);
	const time = readStatusTime(body.lastStatusTime);
	const isFuture = typeof time === 'number' && time > checkedAtMs + TOLERATED_SKEW_MS;
	const warning = [...warnings, isFuture ? FUTURE : warningOfTime(time)].filter((sentence) => sentence !== null);
	return {
		roaming,
		outcome: roaming === null ? 'unknown' : roaming ? 'roaming' : 'home',
		...place,
		lastStatusTime: typeof time === 'number' ? new Date(time).toISOString() : null,
		statusAgeSeconds: typeof time === 'number' && !isFuture ? secondsBetween(time, checkedAtMs) : null,
		isDated: time !== 'absent',
		checkedAt: new Date(checkedAtMs).toISOString(),
		warning: warning.length === 0 ? null : warning.join(' '),
		correlator,
	};
}

function saysSomethingElse(body: Record<string, unknown>): boolean {
	const keys = Object.keys(body);
	return keys.length > 0 && !keys.some((key) => KEYS.includes(key));
}

/** Undefined where it cannot be read. */
function readRoaming(value: unknown): boolean | null | undefined {
	if (value === undefined || value === null) return null;
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string' || value.length > LONGEST_WORD) return undefined;
	return ROAMING_WORDS.get(value.trim().toUpperCase().replaceAll('-', '_'));
}

function placeOf(roaming: boolean | null, { countryCode, countryName }: Record<string, unknown>) {
	if (roaming === true) return readPlace({ countryCode, countryName });
	// Conformance test 02 of 1.1.0: no country beside roaming false. Some gateways send the home country there, so that
	// a country says nothing either where the answer has no `roaming`.
	const isSetAside = roaming === null && isPlaceGiven({ countryCode, countryName });
	return { place: unknownPlace(), warnings: isSetAside ? [COUNTRY_WITHOUT_ROAMING] : [] };
}

const COUNTRY_WITHOUT_ROAMING =
	'The answer names a country but not whether the phone is roaming, so the country was set aside.';

const FUTURE = 'The time of the status is more than 5 minutes in the future, so its age is not known.';

function warningOfTime(time: StatusTime): string | null {
	switch (time) {
		case 'never':
			return 'The time of the status is before the year 2000, which stands for "never", and was set aside.';
		case 'withoutZone':
			return 'The time of the status has no time zone and was set aside.';
		case 'unreadable':
			return 'The time of the status cannot be read and was set aside.';
		default:
			return null;
	}
}

/** Clocks differ: a status from the near future is as fresh as can be, not of negative age. */
function secondsBetween(fromMs: number, toMs: number): number {
	return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}

/** What became of a number: what the network said of it, or why it said nothing. */
export type CheckAnswer = RoamingStatus | OpenGatewayError;

export type Outcome = AnsweredOutcome | UnansweredOutcome;

export function outcomeOfAnswer(answer: CheckAnswer): Outcome {
	return answer instanceof OpenGatewayError ? outcomeOf(answer.code) : answer.outcome;
}
