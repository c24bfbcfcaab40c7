import { outcomeOfAnswer, type CheckAnswer, type Outcome } from '../roaming/answer';
import { countryLabel } from '../countries';
import { OpenGatewayError } from '../errors';
import type { Settings } from '../credential/settings';
import type { Transport } from '../http/transport';

/** What a batch has come to so far. */
export interface Tally {
	/** Rows of the list that have their answer. */
	rows: number;
	/** Numbers that were checked, each once for all its rows. */
	uniqueNumbers: number;
	byOutcome: Record<Outcome, number>;
	/** Rows of phones that are roaming, by the country in words. */
	byCountry: Map<string, number>;
	/** Rows that failed, by code. A code may be a server's own word, so there are at most so many; then OTHER_CODES. */
	failures: Map<string, number>;
	/** RFC 3339, of the answer that was known longest. */
	oldestStatusTime: string | null;
	requests: Record<'authorize' | 'token' | 'roaming', number>;
	/** Authorization requests that were accepted, each of which may have prompted a subscriber. */
	prompts: number;
	/** 429 and 503: a host that asked to be left alone. */
	throttles: number;
	/** How many checks took so many milliseconds: of 100,000 checks most share their figure with others. */
	checkMs: Map<number, number>;
}

/** Where the failures are counted whose code was one too many. */
export const OTHER_CODES = 'others';

/** A server could answer each number with a code of its own. */
const MOST_CODES = 1000;

export function createTally(): Tally {
	return {
		rows: 0,
		uniqueNumbers: 0,
		byOutcome: { roaming: 0, home: 0, unknown: 0, consentPending: 0, notCovered: 0, failed: 0 },
		byCountry: new Map(),
		failures: new Map(),
		oldestStatusTime: null,
		requests: { authorize: 0, token: 0, roaming: 0 },
		prompts: 0,
		throttles: 0,
		checkMs: new Map(),
	};
}

/** A number was checked. */
export function countCheck(tally: Tally, tookMs: number): void {
	tally.uniqueNumbers += 1;
	tally.checkMs.set(tookMs, (tally.checkMs.get(tookMs) ?? 0) + 1);
}

/** A row has its answer. */
export function countRow(tally: Tally, answer: CheckAnswer): void {
	const outcome = outcomeOfAnswer(answer);
	tally.rows += 1;
	tally.byOutcome[outcome] += 1;
	if (answer instanceof OpenGatewayError) {
		if (outcome === 'failed') countFailure(tally, answer.code);
		return;
	}
	const { roaming, countryName, countryCode, lastStatusTime } = answer;
	if (roaming === true) {
		const country = countryLabel(countryName, countryCode) ?? 'Unknown country';
		tally.byCountry.set(country, (tally.byCountry.get(country) ?? 0) + 1);
	}
	if (lastStatusTime !== null && isOlder(lastStatusTime, tally.oldestStatusTime))
		tally.oldestStatusTime = lastStatusTime;
}

function countFailure({ failures }: Tally, code: string): void {
	const counted = failures.has(code) || failures.size < MOST_CODES ? code : OTHER_CODES;
	failures.set(counted, (failures.get(counted) ?? 0) + 1);
}

function isOlder(time: string, than: string | null): boolean {
	return than === null || Date.parse(time) < Date.parse(than);
}

/** The same transport, with its requests counted. */
export function countingTransport(
	tally: Tally,
	{ authorizeUrl, tokenUrl }: Pick<Settings, 'authorizeUrl' | 'tokenUrl'>,
	transport: Transport,
): Transport {
	return async (request, signal) => {
		const kind = request.url === authorizeUrl ? 'authorize' : request.url === tokenUrl ? 'token' : 'roaming';
		tally.requests[kind] += 1;
		const response = await transport(request, signal);
		if (kind === 'authorize' && response.status >= 200 && response.status < 300) tally.prompts += 1;
		if (response.status === 429 || response.status === 503) tally.throttles += 1;
		return response;
	};
}

/**
 * The smallest value that so large a share of all does not exceed (nearest rank).
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
