import type { Clock } from './transport';

/** Notices that nothing but failures come. */
export interface Breaker {
	/** Since when, by the monotonic clock; undefined where something else came. */
	downSinceMs(): number | undefined;
	/** The earliest time for the next try; always in the past where not only failures came. */
	nextTryAtMs(): number;
	onResult(failed: boolean): void;
}

/** Failures in a row. As many as a new host gets at once, so that one bad moment costs each of these requests alone. */
const MAX_FAILURES = 10;
/** Least time from the end of one try to the next, in milliseconds. */
const TRY_INTERVAL_MS = 500;

export function createBreaker(clock: Pick<Clock, 'monotonicMs'>): Breaker {
	let failuresInARow = 0;
	let downSinceMs: number | undefined;
	let nextTryAtMs = -Infinity;
	return {
		downSinceMs: () => downSinceMs,
		nextTryAtMs: () => nextTryAtMs,
		onResult: (failed) => {
			failuresInARow = failed ? failuresInARow + 1 : 0;
			if (failuresInARow >= MAX_FAILURES) {
				downSinceMs ??= clock.monotonicMs();
				nextTryAtMs = clock.monotonicMs() + TRY_INTERVAL_MS;
			} else {
				downSinceMs = undefined;
				nextTryAtMs = -Infinity;
			}
		},
	};
}
