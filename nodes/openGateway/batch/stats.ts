import { outcomeOfAnswer, type CheckAnswer, type Outcome } from '../roaming/status';
import type { Change } from '../roaming/change';
import { OpenGatewayError } from '../errors';
import type { RequestEvent, RequestStage } from '../http/send';

/** Counts of a batch so far. */
export interface Stats {
	/** Rows of the list that have their answer. */
	rows: number;
	/** Numbers that were checked, each once for all its rows. */
	uniqueNumbers: number;
	byOutcome: Record<Outcome, number>;
	/** Rows by their change; empty where changes are not detected. */
	byChange: Map<Change, number>;
	/** Rows of phones that are roaming, by the country in words. */
	byCountry: Map<string, number>;
	/** Rows that failed, by code. A code may be a server's own word, so their number is limited; the rest is OTHER_CODES. */
	failures: Map<string, number>;
	/** RFC 3339, the oldest `lastStatusTime`. */
	oldestStatusTime: string | null;
	requests: Record<RequestStage, number>;
	/** Authorization requests that were accepted, each of which may have prompted a subscriber. */
	prompts: number;
	/** Responses with status 429 or 503. */
	throttles: number;
	/** Hosts from which nothing but failures came for a while. */
	hostsDown: Set<string>;
	/** Duration in milliseconds -> number of checks. Most of 100,000 checks share their duration with others. */
	checkMs: Map<number, number>;
}

/** Counts those who are roaming in a country that the network did not tell. */
export const UNKNOWN_COUNTRY = 'Unknown country';

/** Counts the failures whose code is one too many. */
export const OTHER_CODES = 'others';

/** A server could answer each number with a code of its own. */
const MAX_CODES = 1000;

export function createStats(): Stats {
	return {
		rows: 0,
		uniqueNumbers: 0,
		byOutcome: { roaming: 0, home: 0, unknown: 0, consentPending: 0, notCovered: 0, failed: 0 },
		byChange: new Map(),
		byCountry: new Map(),
		failures: new Map(),
		oldestStatusTime: null,
		requests: { authorize: 0, token: 0, roaming: 0 },
		prompts: 0,
		throttles: 0,
		hostsDown: new Set(),
		checkMs: new Map(),
	};
}

/** A number was checked. */
export function recordCheck(stats: Stats, tookMs: number): void {
	stats.uniqueNumbers += 1;
	stats.checkMs.set(tookMs, (stats.checkMs.get(tookMs) ?? 0) + 1);
}

/**
 * A row has its answer.
 *
 * @param change undefined where changes are not detected
 */
export function recordRow(stats: Stats, answer: CheckAnswer, change?: Change): void {
	if (change !== undefined) stats.byChange.set(change, (stats.byChange.get(change) ?? 0) + 1);
	const outcome = outcomeOfAnswer(answer);
	stats.rows += 1;
	stats.byOutcome[outcome] += 1;
	if (answer instanceof OpenGatewayError) {
		if (outcome === 'failed') recordFailure(stats, answer.code);
		return;
	}
	const { roaming, countryLabel, lastStatusTime } = answer;
	if (roaming === true) {
		const country = countryLabel ?? UNKNOWN_COUNTRY;
		stats.byCountry.set(country, (stats.byCountry.get(country) ?? 0) + 1);
	}
	if (lastStatusTime !== null && isOlder(lastStatusTime, stats.oldestStatusTime))
		stats.oldestStatusTime = lastStatusTime;
}

function recordFailure({ failures }: Stats, code: string): void {
	const counted = failures.has(code) || failures.size < MAX_CODES ? code : OTHER_CODES;
	failures.set(counted, (failures.get(counted) ?? 0) + 1);
}

function isOlder(time: string, than: string | null): boolean {
	return than === null || Date.parse(time) < Date.parse(than);
}

/** A request has ended. */
export function recordRequest(stats: Stats, { stage, status }: RequestEvent): void {
	stats.requests[stage] += 1;
	if (stage === 'authorize' && status !== null && status >= 200 && status < 300) stats.prompts += 1;
	if (status === 429 || status === 503) stats.throttles += 1;
}

/**
 * The smallest value that the given share of all values does not exceed (nearest rank).
 *
 * @param counts how often each value occurs
 * @param share from above 0 to 1, such as 0.95
 * @returns 0 of no values
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number {
	const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
	const sorted = [...counts].sort(([left], [right]) => left - right);
	let rank = 0;
	const found = sorted.find(([, count]) => (rank += count) >= share * all);
	return found?.[0] ?? 0;
}
