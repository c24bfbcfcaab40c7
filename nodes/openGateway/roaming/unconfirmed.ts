import { countryOf, isRealChange, type Comparison } from './change';
import type { NumberState, RealChange, UnconfirmedChange } from './numberState';

/** The older of a number are no longer listed, so that a state stays small. */
export const MOST_UNCONFIRMED = 20;

const NOT_LISTED = `More than ${MOST_UNCONFIRMED} changes of this number were never confirmed, and the oldest are no longer listed.`;

/** What an item tells of changes. */
export interface GivenChange {
	change: Comparison['change'];
	/** True where an earlier run gave this change, and no run confirmed it. */
	changeRepeated: boolean;
	changeSeenAt: string | null;
	changeCountry: string | null;
	previousRoaming: boolean | null;
	previousCountry: string | null;
	previousCheckedAt: string | null;
	/** Older changes of this number that are not confirmed either, the oldest first. */
	earlierChanges: UnconfirmedChange[];
}

/** What an item tells of a change that is given once. */
export function giveOnce(comparison: Comparison): GivenChange {
	const { change, previousRoaming, previousCountry, previousCheckedAt, state } = comparison;
	return {
		change,
		changeRepeated: false,
		changeSeenAt: isRealChange(change) ? (state.checkedAt ?? null) : null,
		changeCountry: isRealChange(change) ? countryOf(state) : null,
		previousRoaming,
		previousCountry,
		previousCheckedAt,
		earlierChanges: [],
	};
}

/**
 * Gives a change together with those that no run has confirmed yet, and keeps all of them as unconfirmed. The newest is
 * the change of the item; where this run found none, that is one of an earlier run.
 *
 * @param execution the ID of the execution that gives them
 */
export function giveUntilConfirmed(
	comparison: Comparison,
	execution: string,
): { given: GivenChange; state: NumberState; warning: string | null } {
	const once = giveOnce(comparison);
	const { unconfirmed = [], ...state } = comparison.state;
	const found = isRealChange(comparison.change) ? [newChange(once, comparison.change)] : [];
	// Another row of this execution gave it.
	if (found.length === 0 && unconfirmed.every((change) => change.execution === execution)) {
		return { given: once, state: comparison.state, warning: null };
	}
	const all = [...unconfirmed, ...found].map((change) => ({
		...change,
		timesGiven: change.timesGiven + 1,
		execution,
	}));
	const listed = all.slice(-MOST_UNCONFIRMED);
	return {
		given: { ...once, ...newestOf(listed), earlierChanges: listed.slice(0, -1) },
		state: { ...state, unconfirmed: listed },
		warning: all.length > listed.length ? NOT_LISTED : null,
	};
}

/**
 * Marks the changes that an execution returned as told.
 *
 * @returns the state without them, and how many they were
 */
export function confirmChanges(state: NumberState, execution: string): { state: NumberState; confirmed: number } {
	const { unconfirmed = [], ...rest } = state;
	const left = unconfirmed.filter((change) => change.execution !== execution);
	return {
		state: left.length === 0 ? rest : { ...rest, unconfirmed: left },
		confirmed: unconfirmed.length - left.length,
	};
}

function newestOf(changes: UnconfirmedChange[]): Partial<GivenChange> {
	const newest = changes.at(-1);
	if (newest === undefined) return {};
	const { change, country, seenAt, previousRoaming, previousCountry, previousCheckedAt, timesGiven } = newest;
	return {
		change,
		changeRepeated: timesGiven > 1,
		changeSeenAt: seenAt,
		changeCountry: country,
		previousRoaming,
		previousCountry,
		previousCheckedAt,
	};
}

function newChange(once: GivenChange, change: RealChange): UnconfirmedChange {
	const { previousRoaming, previousCountry, previousCheckedAt } = once;
	return {
		change,
		country: once.changeCountry,
		seenAt: once.changeSeenAt ?? '',
		previousRoaming,
		previousCountry,
		previousCheckedAt,
		timesGiven: 0,
		execution: '',
	};
}
