import { createRefusals } from './refusals';
import type { Clock } from './transport';

/** How many requests per second a host accepts from one client. It learns from those that were refused with status 429. */
export interface RateLimit {
	/** Milliseconds between two requests; 0 while nothing was refused. */
	minIntervalMs(): number;
	/** @param sentAtMs when the request was sent that was accepted */
	onSuccess(sentAtMs: number): void;
	/**
	 * A response with status 429.
	 *
	 * @param sentAtMs when the request was sent
	 * @param retryAfterSeconds 0 without a `Retry-After`
	 */
	onThrottled(sentAtMs: number, retryAfterSeconds: number): void;
	/** The host said that no further request is allowed before this time, by the monotonic clock. */
	pauseUntil(timeMs: number): void;
	/** Until when a refusal or `pauseUntil` holds everything back, by the monotonic clock. */
	pausedUntilMs(): number;
	/** Nothing was sent for so long, so the rate is tried carefully again. */
	onIdle(idleMs: number): void;
}

/** Most limits count in seconds, so the requests that got through in the last second are taken for the limit. */
const MEASURED_MS = 1000;
/** The target after a refusal, as a share of the rate that was refused. Exactly at the limit, refusals would go on. */
const TARGET = 0.97;
/** The rate right after a refusal, as a share of the target. CUBIC and the AWS SDKs use 0.7; here the target is measured. */
const DECREASE = 0.9;
/** Seconds to reach the target: few at first, then more each time, since each refusal may cost a pause; most with a `Retry-After`. */
const SECONDS_TO_TARGET = { guess: 1.75, factor: 2, factorWithRetryAfter: 3 };
/** At most so many, or the time of so many requests where that is longer: a few refusals are then a small share. */
const MAX_TO_TARGET = { seconds: 12, requests: 1800, most: 30 };
/**
 * Above its target, a rate grows by a tenth in so many seconds at most, or in the time of so many requests: where none of
 * them was refused, the target is too low.
 */
const ABOVE_TARGET = { seconds: 5, requests: 100 };
/** What is not used shows nothing, so a rate grows above its target only to this multiple of what gets through. */
const MAX_UNUSED = { multiple: 2, perSecond: 4 };
/** After so long in which everything was refused, in milliseconds, the right rate may be much higher. */
const OUTAGE_MS = 5000;
/** After so long without a request, in milliseconds, the rate starts as low as after a refusal. */
const LONG_IDLE_MS = 60_000;
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
export function createRateLimit(clock: Pick<Clock, 'monotonicMs'>): RateLimit {
	const refusals = createRefusals(clock, MEASURED_MS);
	const succeededAtMs: number[] = [];
	let curve = UNLIMITED;
	/** When the last response came that was no refusal. */
	let acceptedAtMs = -Infinity;
	let exhaustedUntilMs = -Infinity;
	const pausedUntilMs = () => Math.max(refusals.pausedUntilMs(), exhaustedUntilMs);

	/** Requests per second that got through: those of the last second. Older ones are removed. */
	function throughput(): number {
		const since = clock.monotonicMs() - MEASURED_MS;
		while (succeededAtMs[0] !== undefined && succeededAtMs[0] < since) succeededAtMs.shift();
		return succeededAtMs.length;
	}

	/** Requests per second. */
	function rate(): number {
		const { target, secondsToTarget, loweredAtMs } = curve;
		if (target === Infinity) return Infinity;
		const seconds = (clock.monotonicMs() - loweredAtMs) / 1000;
		const at = (scale: number) => target * (1 + (1 - DECREASE) * ((seconds - secondsToTarget) / scale) ** 3);
		if (seconds < secondsToTarget) return at(secondsToTarget);
		// A higher rate would be refused, and the slow-down would seem useless.
		if (refusals.isMeasuring() && secondsToTarget > SECONDS_TO_TARGET.guess) return target;
		const scale = Math.min(secondsToTarget, Math.max(ABOVE_TARGET.seconds, ABOVE_TARGET.requests / target));
		// As the adaptive retry mode of the AWS SDKs; RFC 9438 section 5.8 has the same aim.
		const used = Math.max(MAX_UNUSED.perSecond, MAX_UNUSED.multiple * throughput());
		return Math.min(at(scale), Math.max(target, used));
	}

	/**
	 * @param refused the rate that was refused
	 * @param lastOneHelped whether requests got through at the target; then it is too high by little, or not at all
	 */
	function lower(refused: number, lastOneHelped: boolean, retryAfterSeconds: number): void {
		const factor = retryAfterSeconds > 0 ? SECONDS_TO_TARGET.factorWithRetryAfter : SECONDS_TO_TARGET.factor;
		const isFirst = curve.target === Infinity;
		// During an outage, refusals say nothing about the rate.
		const isGuess = isFirst || acceptedAtMs < Math.min(curve.loweredAtMs, clock.monotonicMs() - OUTAGE_MS);
		// Little gets through also where little is sent, so throughput alone does not bring a rate down to nothing.
		const remaining = isFirst ? 0 : refused * MIN_REMAINING_SHARE;
		const known = lastOneHelped ? Math.min(curve.target, Math.max(refused, throughput())) : 0;
		const minimum = isFirst ? MIN_RATE.first : MIN_RATE.later;
		const target = Math.max(minimum, TARGET * Math.max(known, remaining, Math.min(refused, throughput())));
		const { seconds, requests, most } = MAX_TO_TARGET;
		const longest = Math.min(most, Math.max(seconds, requests / target));
		curve = {
			target,
			loweredAtMs: clock.monotonicMs(),
			secondsToTarget: isGuess ? SECONDS_TO_TARGET.guess : Math.min(longest, curve.secondsToTarget * factor),
		};
	}

	return {
		minIntervalMs: () => 1000 / rate(),
		onSuccess: (sentAtMs) => {
			acceptedAtMs = clock.monotonicMs();
			succeededAtMs.push(acceptedAtMs);
			const perSecond = throughput();
			// It was under way when the rate was lowered, and shows that more gets through than was known then.
			if (sentAtMs < curve.loweredAtMs) curve.target = Math.max(curve.target, TARGET * perSecond);
			if (refusals.onAccepted(sentAtMs) === 'undo') curve = UNLIMITED;
		},
		onThrottled: (sentAtMs, retryAfterSeconds) => {
			// Both change with the refusal.
			const refused = rate();
			const lastOneHelped = refusals.hasHelped();
			const reaction = refusals.onRefused(sentAtMs, retryAfterSeconds);
			if (reaction === 'undo') curve = UNLIMITED;
			if (reaction === 'slowDown') lower(refused, lastOneHelped, retryAfterSeconds);
		},
		pauseUntil: (timeMs) => {
			exhaustedUntilMs = Math.max(exhaustedUntilMs, timeMs);
		},
		pausedUntilMs,
		onIdle: (idleMs) => {
			const isLong = idleMs > LONG_IDLE_MS;
			// The curve rises while requests are sent, not while nobody sends.
			curve = { ...curve, loweredAtMs: isLong ? clock.monotonicMs() : curve.loweredAtMs + idleMs };
		},
	};
}

/** A rate as a function of time. */
interface Curve {
	/** Requests per second; infinite where there is no limit. */
	target: number;
	secondsToTarget: number;
	loweredAtMs: number;
}

const UNLIMITED: Curve = {
	target: Infinity,
	secondsToTarget: SECONDS_TO_TARGET.guess,
	loweredAtMs: -Infinity,
};
