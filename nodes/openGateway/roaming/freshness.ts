import { unknownPlace } from './place';
import { TOLERATED_SKEW_MS, type RoamingStatus } from './status';

export interface FreshnessRule {
	/** Oldest status that still counts, in seconds. */
	maxAgeSeconds: number;
	/** Whether an answer without a time counts as too old. One with a time that cannot be read always does. */
	undatedIsStale: boolean;
}

/** What is told of an answer's age beside the answer itself. */
export interface Freshness {
	/** True where the answer was too old to count. */
	stale: boolean;
	/** What it said nevertheless; `null` where it is fresh. */
	staleRoaming: boolean | null;
	/** ISO 3166-1 alpha-2, where exactly one country was known. */
	staleCountry: string | null;
	/** True where the status is from the future: the clocks of network and n8n disagree. */
	clockSkew: boolean;
}

/** What is told of a number without an answer. */
export const NOTHING_STALE: Freshness = { stale: false, staleRoaming: null, staleCountry: null, clockSkew: false };

/**
 * Takes an answer that is too old for what it is: the network does not know where the phone is now.
 *
 * @returns the answer as it counts, and what is told of its age
 */
export function applyFreshness(
	status: RoamingStatus,
	{ maxAgeSeconds, undatedIsStale }: FreshnessRule,
): { status: RoamingStatus; freshness: Freshness } {
	const { lastStatusTime, statusAgeSeconds, isDated, checkedAt } = status;
	const clockSkew = lastStatusTime !== null && Date.parse(lastStatusTime) > Date.parse(checkedAt) + TOLERATED_SKEW_MS;
	// An answer whose time cannot be read, or is in the future, is not known to be fresh.
	const stale = statusAgeSeconds === null ? isDated || undatedIsStale : statusAgeSeconds > maxAgeSeconds;
	if (!stale) return { status, freshness: { ...NOTHING_STALE, clockSkew } };
	return {
		status: { ...status, roaming: null, outcome: 'unknown', ...unknownPlace() },
		freshness: { stale, staleRoaming: status.roaming, staleCountry: status.country, clockSkew },
	};
}
