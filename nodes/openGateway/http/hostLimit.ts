import { createBreaker } from './breaker';
import { createConcurrencyLimit } from './concurrencyLimit';
import { createRefusals, type Reaction } from './refusals';
import type { Clock } from './transport';

/** What is known of a host: how many requests it takes at once, whether it asked for a pause, whether it is down. */
export interface HostLimit {
	/** Requests that may be under way at the same time. */
	places(): number;
	/** No request should be sent before this time, by the monotonic clock. */
	nextAllowedAtMs(): number;
	/** Since when nothing but failures came, by the monotonic clock; undefined where the host answers. */
	downSinceMs(): number | undefined;
	onResult(result: HostResult): void;
	/** Nothing was sent for so long, so the host is tried carefully again. */
	onIdle(idleMs: number): void;
}

export interface HostResult {
	url: string;
	sentAtMs: number;
	tookMs: number;
	/** `null` where no response came. */
	status: number | null;
	isOverload: boolean;
	isFailure: boolean;
	/** Of a 503; 0 without. */
	retryAfterSeconds: number;
	/** Whether the places, and nothing else, kept further requests waiting. */
	wasReached: boolean;
}

/** No execution reaches more with the options of the node. */
const MAX_PLACES = 1000;
/** A host that is down is tried by one request at a time. */
const PLACES_WHEN_DOWN = 1;
/** A host that was down for a shorter time, in milliseconds, refused a burst; what was learned of it holds. */
const SHORTEST_OUTAGE_MS = 1000;
/** After so long without a request, in milliseconds, the host is treated as a new one. */
const LONG_IDLE_MS = 60_000;

export function createHostLimit(clock: Pick<Clock, 'monotonicMs'>): HostLimit {
	const concurrency = createConcurrencyLimit(clock, MAX_PLACES);
	// The effect of fewer places shows with the next response.
	const refusals = createRefusals(clock, 0);
	const breaker = createBreaker(clock);
	let placesBefore = concurrency.current();
	const isDown = () => breaker.downSinceMs() !== undefined;

	function onOverload(sentAtMs: number, retryAfterSeconds: number): Reaction {
		const wasTrying = refusals.isTrying();
		const places = concurrency.current();
		const reaction = refusals.onRefused(sentAtMs, retryAfterSeconds);
		if (reaction !== 'slowDown') return reaction;
		if (!wasTrying) placesBefore = places;
		concurrency.onOverload(sentAtMs, refusals.share());
		return reaction;
	}

	return {
		places: () => (isDown() ? PLACES_WHEN_DOWN : concurrency.current()),
		nextAllowedAtMs: () => Math.max(refusals.pausedUntilMs(), breaker.nextTryAtMs()),
		downSinceMs: breaker.downSinceMs,
		onResult: ({ url, sentAtMs, tookMs, status, isOverload, isFailure, retryAfterSeconds, wasReached }) => {
			const downMs = clock.monotonicMs() - (breaker.downSinceMs() ?? Infinity);
			// What was cancelled, or failed for a reason of this computer, does not show that the host is up.
			if (isFailure || status !== null) breaker.onResult(isFailure);
			if (downMs >= SHORTEST_OUTAGE_MS && !isDown()) concurrency.restart();
			const reaction = isOverload
				? onOverload(sentAtMs, retryAfterSeconds)
				: status === null
					? 'none'
					: refusals.onAccepted(sentAtMs);
			if (reaction === 'undo') concurrency.restore(placesBefore);
			if (isOverload || status === null) return;
			// An error often comes much faster than an answer.
			concurrency.onSuccess(`${status} ${url}`, tookMs, wasReached && !refusals.isMeasuring());
		},
		onIdle: (idleMs) => {
			if (idleMs > LONG_IDLE_MS) concurrency.restart();
		},
	};
}
