import type { CheckAnswer, RoamingStatus } from './status';
import { countriesOfMcc, countryLabel } from '../countries';
import { OpenGatewayError } from '../errors';
import { REAL_CHANGES, type NumberState, type Origin, type RealChange } from './numberState';

/** What became of a phone since it was last known where it is. */
export type Change =
	| RealChange
	| 'firstSeen'
	| 'unchanged'
	/** This time nobody could say; what was known stays known. */
	| 'undetermined';

/** An answer compared with what was known before. */
export interface Comparison {
	change: Change;
	previousRoaming: boolean | null;
	/** ISO 3166-1 alpha-2, where exactly one country was known. */
	previousCountry: string | null;
	/** RFC 3339. */
	previousCheckedAt: string | null;
	/** What is known now. */
	state: NumberState;
	/** Why the answer or the last state does not count, in one sentence; null where both do. */
	warning: string | null;
}

export function isRealChange(change: Change): change is RealChange {
	return (REAL_CHANGES as readonly Change[]).includes(change);
}

/**
 * Compares an answer with what was known before. What the answer does not say stays as it was known.
 *
 * @param origin who gave the answer
 */
export function compare(known: NumberState, answer: CheckAnswer, origin: Origin): Comparison {
	const last = known.origin === origin ? known : {};
	const previous = {
		previousRoaming: last.roaming ?? null,
		previousCountry: countryOf(last),
		previousCheckedAt: last.checkedAt ?? null,
	};
	if (answer instanceof OpenGatewayError || answer.roaming === null) {
		return { change: 'undetermined', ...previous, state: known, warning: null };
	}
	if (known.origin === 'network' && origin === 'simulator') {
		return { change: 'undetermined', ...previous, state: known, warning: REAL_STATE };
	}
	const warning = known.origin === 'simulator' && origin === 'network' ? SIMULATED_STATE : null;
	const change = changeBetween(last, answer);
	if (isOlder(answer, last)) {
		return { change: 'unchanged', ...previous, state: last, warning: change === 'unchanged' ? warning : OLDER_ANSWER };
	}
	return { change, ...previous, state: learn(last, answer, origin), warning };
}

/** ISO 3166-1 alpha-2, where exactly one country is known. */
export function countryOf({ roaming, countryName = [] }: NumberState): string | null {
	return roaming === true && countryName.length === 1 ? (countryName[0] ?? null) : null;
}

const OLDER_ANSWER =
	'The network answered with a status that is older than the one already known, so the answer was not taken for a change.';
const REAL_STATE =
	'The last state is from a real network, so the answer of the simulator was not compared with it, and the state is kept.';
const SIMULATED_STATE = 'The last state is from the simulator, so it was set aside and the number counts as new.';

function changeBetween(last: NumberState, answer: RoamingStatus): Change {
	if (last.roaming === undefined) return 'firstSeen';
	if (last.roaming !== answer.roaming) return answer.roaming === true ? 'enteredRoaming' : 'returnedHome';
	return answer.roaming && isElsewhere(placeOf(last), placeOfAnswer(answer)) ? 'changedCountry' : 'unchanged';
}

/** Networks give a late answer at times. An answer without a time of its own is not taken for a late one. */
function isOlder({ lastStatusTime }: RoamingStatus, { statusTime }: NumberState): boolean {
	if (lastStatusTime === null || statusTime === undefined) return false;
	return Date.parse(lastStatusTime) < Date.parse(statusTime);
}

function learn(last: NumberState, answer: RoamingStatus, origin: Origin): NumberState {
	const { consent, unconfirmed } = last;
	const roaming = answer.roaming === true;
	const before = last.roaming === true ? placeOf(last) : undefined;
	const place = roaming ? sharpen(before, placeOfAnswer(answer)) : undefined;
	const statusTime = statusTimeOf(last, answer);
	return {
		origin,
		roaming,
		...(roaming ? { countryCode: place?.mcc ?? null, countryName: place?.countries ?? [] } : {}),
		...(statusTime === undefined ? {} : { statusTime }),
		checkedAt: answer.checkedAt,
		...(consent === undefined ? {} : { consent }),
		...(unconfirmed === undefined ? {} : { unconfirmed }),
	};
}

/** A status from the future counts as one of now; otherwise each later one would count as older. */
function statusTimeOf({ statusTime }: NumberState, { lastStatusTime, checkedAt }: RoamingStatus): string | undefined {
	if (lastStatusTime === null) return statusTime;
	const givenMs = Math.min(Date.parse(lastStatusTime), Date.parse(checkedAt));
	const knownMs = statusTime === undefined ? givenMs : Date.parse(statusTime);
	return new Date(Math.max(givenMs, knownMs)).toISOString();
}

interface Place {
	/** ISO 3166-1 alpha-2: where the phone may be. None for a ship or an aeroplane, which has only a network. */
	countries: string[];
	mcc: number | null;
}

/** Undefined where it is not certain: then an answer may have an MCC all the same, but no label. */
function placeOfAnswer(answer: RoamingStatus): Place | undefined {
	return answer.countryLabel === null ? undefined : placeOf(answer);
}

/** Undefined where the place is not known. */
function placeOf({
	countryCode = null,
	countryName = [],
}: Pick<NumberState, 'countryCode' | 'countryName'>): Place | undefined {
	const countries = countryName.length > 0 || countryCode === null ? countryName : countriesOfMcc(countryCode);
	// An MCC that no country and no international network has says nothing of the place.
	return countryLabel(countries, countryCode) === null ? undefined : { countries, mcc: countryCode };
}

/** Surely another place: an MCC may cover several countries, and a country may have several MCCs. */
function isElsewhere(before: Place | undefined, now: Place | undefined): boolean {
	if (before === undefined || now === undefined) return false;
	// A ship or an aeroplane has no country, only a network.
	if (before.countries.length === 0 || now.countries.length === 0) return before.mcc !== now.mcc;
	return sharedCountries(before, now).length === 0;
}

/**
 * What is known of a place after two answers. If no answer says that the phone has moved, it is in a country that both
 * answers name: after "Guadeloupe" and "somewhere in the French West Indies" it is in Guadeloupe.
 */
function sharpen(before: Place | undefined, now: Place | undefined): Place | undefined {
	if (before === undefined || now === undefined) return now ?? before;
	const countries = sharedCountries(before, now);
	return countries.length === 0 ? now : { countries, mcc: now.mcc ?? before.mcc };
}

function sharedCountries(before: Place, now: Place): string[] {
	return now.countries.filter((country) => before.countries.includes(country));
}
