import type { Clock } from './transport';

/** How many requests a second one host takes; found out from those that it refused. */
export interface AdaptiveRate {
	/** Milliseconds from one request to the next; 0 as long as nothing was refused. */
	spacingMs(): number;
	/** Until then nothing more should leave, since as much got through of late as the rate allows; epoch milliseconds. */
	fullUntilMs(): number;
	answered(): void;
	/**
	 * 429.
	 *
	 * @param sentAtMs when the request left
	 * @param closedForSeconds what its `Retry-After` asks for; 0 without one
	 * @returns false where it is one of few and so says nothing of the host
	 */
	refused(sentAtMs: number, closedForSeconds: number): boolean;
}

/** Most limits count in seconds; so what got through in the last one, in milliseconds, is taken for the limit. */
const MEASURED_MS = 1000;
/** The rate aimed at after a refusal, of the one that was refused: a little below, where the two would take turns. */
const AIM = 0.97;
/** The rate right after a refusal, of the one aimed at; CUBIC and the AWS SDKs take 0.7. */
const DECREASE = 0.85;
/**
 * Seconds until the rate is where it aims: few at first, when little is known, then twice as many each time, since each
 * refusal may cost a `Retry-After` of a second.
 */
const SECONDS_TO_AIM = { first: 1, most: 10 };
/** One number may be refused for reasons of its own; up to this share a refusal says nothing of the rate. */
const TOLERATED_SHARE = 0.02;
/** How long a host that refuses and does not say how long is left alone, in milliseconds. */
const PAUSE_MS = 100;
/** What is left at least of a rate after one refusal, whatever got through. */
const LEFT_AT_LEAST = 0.5;
/** Requests a second, however much is refused; at the first refusal, which may come before any answer, some more. */
const SLOWEST = { first: 4, later: 0.5 };

/**
 * A limit by rate cannot be met by a window alone: at 20 ms an answer, one request at a time is 50 a second and two are
 * 100. So the first refusal starts a rate, which follows a cubic curve (CUBIC, RFC 9438 section 4.2, as in the adaptive
 * retry mode of the AWS SDKs, here in proportion to the rate): back up quickly, long around its aim, then further up,
 * faster and faster.
 */
export function createAdaptiveRate(clock: Clock): AdaptiveRate {
	const answeredAtMs: number[] = [];
	const refusedAtMs: number[] = [];
	let aim = Infinity;
	let secondsToAim = SECONDS_TO_AIM.first / 2;
	let slowedAtMs = -Infinity;
	let pausedUntilMs = -Infinity;

	/** How many of these came within the time that is measured. */
	function recent(timesMs: number[]): number {
		const since = clock.now() - MEASURED_MS;
		while (timesMs[0] !== undefined && timesMs[0] < since) timesMs.shift();
		return timesMs.length;
	}

	/** Requests a second that got through of late. */
	const throughput = () => (recent(answeredAtMs) * 1000) / MEASURED_MS;

	/** Requests a second. */
	function rate(): number {
		if (aim === Infinity) return Infinity;
		const seconds = (clock.now() - slowedAtMs) / 1000;
		return aim * (1 + (1 - DECREASE) * (seconds / secondsToAim - 1) ** 3);
	}

	return {
		spacingMs: () => 1000 / rate(),
		fullUntilMs: () => {
			const allowed = Math.floor((rate() * MEASURED_MS) / 1000);
			const tooMany = recent(answeredAtMs) - allowed;
			const lastOfTooMany = tooMany > 0 ? answeredAtMs[tooMany - 1] : undefined;
			return Math.max(pausedUntilMs, lastOfTooMany === undefined ? -Infinity : lastOfTooMany + MEASURED_MS);
		},
		answered: () => {
			recent(answeredAtMs);
			answeredAtMs.push(clock.now());
		},
		refused: (sentAtMs, closedForSeconds) => {
			refusedAtMs.push(clock.now());
			const share = recent(refusedAtMs) / (recent(refusedAtMs) + recent(answeredAtMs));
			if (closedForSeconds === 0 && share <= TOLERATED_SHARE) return false;
			pausedUntilMs = clock.now() + PAUSE_MS;
			// What was sent before the rate was lowered, or falls into the same second, says nothing of the lower one.
			if (sentAtMs < slowedAtMs + MEASURED_MS) return true;
			const slowest = aim === Infinity ? SLOWEST.first : SLOWEST.later;
			// Little gets through also where little is asked for, so that alone does not bring a rate down to nothing.
			const atLeast = aim === Infinity ? 0 : rate() * LEFT_AT_LEAST;
			aim = Math.max(slowest, AIM * Math.max(atLeast, Math.min(rate(), throughput())));
			slowedAtMs = clock.now();
			secondsToAim = Math.min(SECONDS_TO_AIM.most, secondsToAim * 2);
			return true;
		},
	};
}
