import type { RoamingStatus } from './status';

export interface FreshnessRule {
	/** Oldest status that still counts, in seconds. */
	maxAgeSeconds: number;
	/** Whether an answer that does not say how old it is counts as too old. */
	undatedIsStale: boolean;
}

/** What is told of an answer's age beside the answer itself. */
export interface Freshness {
	/** True where the answer was too old to count. */
	stale: boolean;
	/** What it said nevertheless; `null` where it is fresh. */
	staleRoaming: boolean | null;
	/** ISO 3166-1 alpha-2, where it named exactly one country. */
	staleCountry: string | null;
	/** True where the status is from the future: the clocks of network and n8n disagree. */
	clockSkew: boolean;
}

/** Clocks that differ by less than this, in milliseconds, are taken for the same. */
const TOLERATED_SKEW_MS = 2 * 60_000;

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
	const { lastStatusTime, statusAgeSeconds, checkedAt } = status;
	const clockSkew = lastStatusTime !== null && Date.parse(lastStatusTime) > Date.parse(checkedAt) + TOLERATED_SKEW_MS;
	const stale = statusAgeSeconds === null ? undatedIsStale : statusAgeSeconds > maxAgeSeconds;
	if (!stale) return { status, freshness: { ...NOTHING_STALE, clockSkew } };
	return {
		status: { ...status, roaming: null, outcome: 'unknown', countryCode: null, countryName: [], country: null },
		freshness: { stale, staleRoaming: status.roaming, staleCountry: status.country, clockSkew },
	};
}
