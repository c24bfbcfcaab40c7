import type { CheckAnswer } from './answer';
import { countriesOfMcc } from '../countries';
import { OpenGatewayError } from '../errors';
import type { NumberState } from './numberState';
import type { RoamingStatus } from './status';

/** What became of a phone since it was last known where it is. */
export type Change =
	| 'firstSeen'
	| 'enteredRoaming'
	| 'changedCountry'
	| 'returnedHome'
	| 'unchanged'
	/** This time nobody could say; what was known stays known. */
	| 'undetermined';

export interface DetectedChange {
	change: Change;
	previousRoaming: boolean | null;
	/** ISO 3166-1 alpha-2, where exactly one country was known. */
	previousCountry: string | null;
	/** RFC 3339. */
	previousCheckedAt: string | null;
}

/** Compares an answer with what was known before. */
export function detectChange(known: NumberState, answer: CheckAnswer): DetectedChange {
	const [country = null, ...others] = placeOf(known)?.countries ?? [];
	return {
		change: changeBetween(known, answer),
		previousRoaming: known.roaming ?? null,
		previousCountry: others.length === 0 ? country : null,
		previousCheckedAt: known.checkedAt ?? null,
	};
}

/** What is known after an answer; a part of it that says nothing leaves what was known before. */
export function rememberStatus(known: NumberState, answer: CheckAnswer): NumberState {
	if (answer instanceof OpenGatewayError || answer.roaming === null) return known;
	const { consentCode, heldUntil } = known;
	const consent = consentCode === undefined || heldUntil === undefined ? {} : { consentCode, heldUntil };
	const { roaming, checkedAt } = answer;
	if (!roaming) return { roaming, checkedAt, ...consent };
	// Roaming without a certain country: still in the one that was known, as far as anybody can say.
	const before = known.roaming === true ? known : {};
	const { countryCode = null, countryName = [] } = placeOfAnswer(answer) === undefined ? before : answer;
	return { roaming, countryCode, countryName, checkedAt, ...consent };
}

function changeBetween(known: NumberState, answer: CheckAnswer): Change {
	if (answer instanceof OpenGatewayError || answer.roaming === null) return 'undetermined';
	if (known.roaming === undefined) return 'firstSeen';
	if (known.roaming !== answer.roaming) return answer.roaming ? 'enteredRoaming' : 'returnedHome';
	return answer.roaming && isElsewhere(placeOf(known), placeOfAnswer(answer)) ? 'changedCountry' : 'unchanged';
}

interface Place {
	countries: string[];
	mcc: number | null;
}

/** Undefined where it is not certain: then an answer may have an MCC all the same, but no label. */
function placeOfAnswer(answer: RoamingStatus): Place | undefined {
	return answer.countryLabel === null ? undefined : placeOf(answer);
}

/** Undefined where the network did not say. */
function placeOf({
	countryCode = null,
	countryName = [],
}: Pick<NumberState, 'countryCode' | 'countryName'>): Place | undefined {
	if (countryName.length === 0 && countryCode === null) return undefined;
	const ofMcc = countryCode === null ? [] : countriesOfMcc(countryCode);
	return { countries: countryName.length > 0 ? countryName : ofMcc, mcc: countryCode };
}

/** Surely another place: an MCC may cover several countries, and a country may have several MCCs. */
function isElsewhere(before: Place | undefined, now: Place | undefined): boolean {
	if (before === undefined || now === undefined) return false;
	// A ship or an aeroplane has no country, only a network.
	if (before.countries.length === 0 || now.countries.length === 0) return before.mcc !== now.mcc;
	return !now.countries.some((country) => before.countries.includes(country));
}
