import { outcomeOfAnswer, type CheckAnswer, type Outcome } from '../answer';
import type { Settings } from '../settings';
import type { Transport } from '../transport';

/** What a batch has come to so far. */
export interface Tally {
	/** Rows of the list that have their answer. */
	rows: number;
	/** Numbers that were checked, each once for all its rows. */
	uniqueNumbers: number;
	byOutcome: Record<Outcome, number>;
	requests: Record<'authorize' | 'token' | 'roaming', number>;
	/** 429 and 503: a host that asked to be left alone. */
	throttles: number;
	/** How long each check took, in milliseconds. */
	checkMs: number[];
}

export function createTally(): Tally {
	return {
		rows: 0,
		uniqueNumbers: 0,
		byOutcome: { roaming: 0, home: 0, unknown: 0, consentPending: 0, notCovered: 0, failed: 0 },
		requests: { authorize: 0, token: 0, roaming: 0 },
		throttles: 0,
		checkMs: [],
	};
}

/** A row has its answer. */
export function countRow(tally: Tally, answer: CheckAnswer): void {
	tally.rows += 1;
	tally.byOutcome[outcomeOfAnswer(answer)] += 1;
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
		if (response.status === 429 || response.status === 503) tally.throttles += 1;
		return response;
	};
}

/**
 * The smallest value that so large a share of all does not exceed (nearest rank).
 *
 * @param share from above 0 to 1, such as 0.95
 * @returns 0 of no values
 */
export function percentile(values: number[], share: number): number {
	const sorted = [...values].sort((left, right) => left - right);
	return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
