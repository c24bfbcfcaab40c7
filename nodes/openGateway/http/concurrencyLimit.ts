import type { Clock } from './transport';

/** How many requests may be under way to one host at the same time. It learns from the responses. */
export interface ConcurrencyLimit {
	/** Whole requests. */
	current(): number;
	/**
	 * A response that shows no overload.
	 *
	 * @param kind requests that take about the same time; latency is compared within a kind
	 * @param wasReached whether this limit, and nothing else, kept further requests waiting; otherwise it does not grow
	 */
	onSuccess(kind: string, latencyMs: number, wasReached: boolean): void;
	/**
	 * The host, or a gateway in front of it, cannot keep up.
	 *
	 * @param sentAtMs when the request was sent
	 * @param refusedShare of the last responses, from 0 to 1; at most what was accepted remains
	 */
	onOverload(sentAtMs: number, refusedShare?: number): void;
	/** Goes back to a limit that `current` gave before. */
	restore(limit: number): void;
	/** Starts anew, at most with the initial limit (RFC 9040 shares what is learned, RFC 7661 section 4.4.2 ages it). */
	restart(): void;
}

/** TCP's initial window (RFC 6928). A small gateway hardly notices it, and two round trips make it 40. */
const INITIAL_LIMIT = 10;
/** The share that remains after an overload. TCP halves (RFC 5681); CUBIC keeps 0.7 (RFC 9438 section 4.6). */
const DECREASE = 0.7;
/** The smallest share that remains after one overload. */
const MIN_REMAINING_SHARE = 0.5;
/** Latency up to this is near its minimum: twice the minimum, plus what a busy event loop may add. */
const NEAR_MINIMUM = { factor: 2, milliseconds: 10 };
/** The minimum rises slowly towards newer values, so that a route that got longer does not stop growth for ever. */
const MINIMUM_DRIFT = 0.001;

/**
 * Additive increase, multiplicative decrease (AIMD), as TCP controls congestion (RFC 5681: slow start, then one more
 * per round trip; one decrease per round trip). As in TCP Vegas and Netflix's concurrency-limits, growth also ends
 * where latency leaves its minimum, since requests then queue on the other side.
 *
 * @param ceiling the limit never exceeds this
 */
export function createConcurrencyLimit(clock: Pick<Clock, 'monotonicMs'>, ceiling: number): ConcurrencyLimit {
	let limit = Math.min(INITIAL_LIMIT, ceiling);
	let inSlowStart = true;
	let decreasedAtMs = -Infinity;
	const minimumLatencyMs = new Map<string, number>();

	function isNearMinimum(kind: string, latencyMs: number): boolean {
		const minimum = minimumLatencyMs.get(kind) ?? latencyMs;
		minimumLatencyMs.set(kind, Math.min(latencyMs, minimum + (latencyMs - minimum) * MINIMUM_DRIFT));
		return latencyMs <= minimum * NEAR_MINIMUM.factor + NEAR_MINIMUM.milliseconds;
	}

	return {
		current: () => Math.floor(limit),
		onSuccess: (kind, latencyMs, wasReached) => {
			if (!isNearMinimum(kind, latencyMs) || !wasReached) return;
			limit = Math.min(ceiling, limit + (inSlowStart ? 1 : 1 / limit));
		},
		onOverload: (sentAtMs, refusedShare = 0) => {
			if (sentAtMs < decreasedAtMs) return;
			const remaining = Math.max(MIN_REMAINING_SHARE, Math.min(DECREASE, 1 - refusedShare));
			limit = Math.max(1, limit * remaining);
			inSlowStart = false;
			decreasedAtMs = clock.monotonicMs();
		},
		restore: (earlier) => {
			limit = Math.max(limit, earlier);
		},
		restart: () => {
			limit = Math.min(INITIAL_LIMIT, ceiling);
			inSlowStart = true;
		},
	};
}
