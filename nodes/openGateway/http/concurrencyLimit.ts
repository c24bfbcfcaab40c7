import type { Clock } from './transport';

/** How many requests may be on their way to one host at once; found out as it goes. */
export interface AdaptiveWindow {
	/** Resolves when one more may leave. Who goes on with a number goes before who begins one. */
	enter(beginsNumber: boolean): Promise<void>;
	leave(): void;
	/**
	 * An answer that tells nothing of congestion.
	 *
	 * @param kind requests that take about the same time, which are compared with each other
	 * @param heldBack whether something else than this window kept it waiting; a window that is not the limit does not grow
	 */
	answered(kind: string, tookMs: number, heldBack: boolean): void;
	/** The host, or a gateway before it, cannot keep up. `sentAtMs` is when the request left. */
	congested(sentAtMs: number): void;
	/** Requests that may be under way at once, as it stands. */
	size(): number;
}

/** TCP's first window (RFC 6928): few enough not to be felt by a small gateway, and at 40 after two rounds of answers. */
const FIRST_SIZE = 10;
/** What is left of the window after congestion. TCP's half (RFC 5681) costs more than a shared gateway needs; CUBIC keeps 0.7 (RFC 9438 section 4.6). */
const DECREASE = 0.7;
/** Up to here latency is near its best: twice it, and what a busy event loop may add. */
const NEAR_BEST = { factor: 2, milliseconds: 10 };
/** The best is forgotten slowly, so that a route that got longer does not stop growth for ever. */
const FORGETTING = 0.001;

/**
 * Additive increase, multiplicative decrease (AIMD), as TCP controls congestion (RFC 5681: slow start, then one more
 * each round trip; one decrease each round trip). As in TCP Vegas and Netflix's concurrency-limits, growth also ends
 * where latency leaves its best, which is when requests begin to queue on the other side.
 *
 * @param ceiling never more than these
 */
export function createAdaptiveWindow(clock: Clock, ceiling: number): AdaptiveWindow {
	let limit = Math.min(FIRST_SIZE, ceiling);
	let inSlowStart = true;
	let inFlight = 0;
	let shrunkAtMs = -Infinity;
	const bestMs = new Map<string, number>();
	const goingOn: Array<() => void> = [];
	const beginning: Array<() => void> = [];

	const size = () => Math.floor(limit);

	function admit(): void {
		while (inFlight < size()) {
			const next = goingOn.shift() ?? beginning.shift();
			if (next === undefined) return;
			inFlight += 1;
			next();
		}
	}

	function isNearBest(kind: string, tookMs: number): boolean {
		const best = bestMs.get(kind) ?? tookMs;
		bestMs.set(kind, Math.min(tookMs, best + (tookMs - best) * FORGETTING));
		return tookMs <= best * NEAR_BEST.factor + NEAR_BEST.milliseconds;
	}

	return {
		enter: (beginsNumber) =>
			new Promise<void>((resolve) => {
				(beginsNumber ? beginning : goingOn).push(resolve);
				admit();
			}),
		leave: () => {
			inFlight -= 1;
			admit();
		},
		answered: (kind, tookMs, heldBack) => {
			if (!isNearBest(kind, tookMs) || heldBack || inFlight < size()) return;
			limit = Math.min(ceiling, limit + (inSlowStart ? 1 : 1 / limit));
		},
		congested: (sentAtMs) => {
			if (sentAtMs < shrunkAtMs) return;
			limit = Math.max(1, limit * DECREASE);
			inSlowStart = false;
			shrunkAtMs = clock.now();
		},
		size,
	};
}
