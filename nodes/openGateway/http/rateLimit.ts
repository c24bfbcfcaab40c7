import type { Clock } from './transport';

/** How many requests per second one host accepts. It learns from those that the host refused. */
export interface RateLimit {
	/** Milliseconds between two requests; 0 while nothing was refused. */
	minIntervalMs(): number;
	/** No request should be sent before this time, in epoch milliseconds: the last second holds as many as the rate allows. */
	nextAllowedAtMs(): number;
	onSuccess(): void;
	/**
	 * A response with status 429.
	 *
	 * @param sentAtMs when the request was sent
	 * @param retryAfterSeconds 0 without a `Retry-After`
	 * @returns false where refusals are so few that they say nothing about the rate
	 */
	onThrottled(sentAtMs: number, retryAfterSeconds: number): boolean;
}

/** Most limits count in seconds, so the requests that got through in the last second are taken for the limit. */
const MEASURED_MS = 1000;
/** The target after a refusal, as a share of the rate that was refused. Exactly at the limit, refusals would go on. */
const TARGET = 0.97;
/** The rate right after a refusal, as a share of the target; CUBIC and the AWS SDKs use 0.7. */
const DECREASE = 0.85;
/** Seconds to reach the target: few at first, then twice as many each time, since each refusal may cost a `Retry-After`. */
const SECONDS_TO_TARGET = { first: 1, max: 10 };
/** One number may be refused for reasons of its own. Up to this share, refusals say nothing about the rate. */
const TOLERATED_SHARE = 0.02;
/** Pause after a refusal without `Retry-After`, in milliseconds. */
const PAUSE_MS = 100;
/** The smallest share of a rate that remains after one refusal, whatever got through. */
const MIN_REMAINING_SHARE = 0.5;
/** The lowest rates, in requests per second. The first refusal may come before any response, so it leaves more. */
const MIN_RATE = { first: 4, later: 0.5 };

/**
 * A concurrency limit alone cannot meet a limit by rate: at 20 ms a response, one request at a time is 50 a second and
 * two are 100. So the first refusal starts a rate, which follows a cubic curve (CUBIC, RFC 9438 section 4.2, as in the
 * adaptive retry mode of the AWS SDKs, here in proportion to the rate): quickly back up, slowly around its target, then
 * further up, faster and faster.
 */
export function createRateLimit(clock: Clock): RateLimit {
	const succeededAtMs: number[] = [];
	const refusedAtMs: number[] = [];
	let target = Infinity;
	let secondsToTarget = SECONDS_TO_TARGET.first / 2;
	let loweredAtMs = -Infinity;
	let pausedUntilMs = -Infinity;

	/** How many of these times lie in the last second; older ones are removed. */
	function countRecent(timesMs: number[]): number {
		const since = clock.now() - MEASURED_MS;
		while (timesMs[0] !== undefined && timesMs[0] < since) timesMs.shift();
		return timesMs.length;
	}

	/** Requests per second that got through. */
	const throughput = () => (countRecent(succeededAtMs) * 1000) / MEASURED_MS;

	/** Requests per second. */
	function rate(): number {
		if (target === Infinity) return Infinity;
		const seconds = (clock.now() - loweredAtMs) / 1000;
		return target * (1 + (1 - DECREASE) * (seconds / secondsToTarget - 1) ** 3);
	}

	return {
		minIntervalMs: () => 1000 / rate(),
		nextAllowedAtMs: () => {
			const allowed = Math.floor((rate() * MEASURED_MS) / 1000);
			const excess = countRecent(succeededAtMs) - allowed;
			const lastInExcess = excess > 0 ? succeededAtMs[excess - 1] : undefined;
			return Math.max(pausedUntilMs, lastInExcess === undefined ? -Infinity : lastInExcess + MEASURED_MS);
		},
		onSuccess: () => {
			countRecent(succeededAtMs);
			succeededAtMs.push(clock.now());
		},
		onThrottled: (sentAtMs, retryAfterSeconds) => {
			refusedAtMs.push(clock.now());
			const refused = countRecent(refusedAtMs);
			const share = refused / (refused + countRecent(succeededAtMs));
			if (retryAfterSeconds === 0 && share <= TOLERATED_SHARE) return false;
			pausedUntilMs = clock.now() + PAUSE_MS;
			// A request that was sent before the rate was lowered, or in the same second, says nothing about the lower rate.
			if (sentAtMs < loweredAtMs + MEASURED_MS) return true;
			const isFirst = target === Infinity;
			// Little gets through also where little is sent, so throughput alone does not bring a rate down to nothing.
			const remaining = isFirst ? 0 : rate() * MIN_REMAINING_SHARE;
			const minimum = isFirst ? MIN_RATE.first : MIN_RATE.later;
			target = Math.max(minimum, TARGET * Math.max(remaining, Math.min(rate(), throughput())));
			loweredAtMs = clock.now();
			secondsToTarget = Math.min(SECONDS_TO_TARGET.max, secondsToTarget * 2);
			return true;
		},
	};
}
