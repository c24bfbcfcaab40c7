import type { Clock } from '../transport';

/** How many requests a second one host takes; found out from those that it refused. */
export interface AdaptiveRate {
	/** Milliseconds from one request to the next; 0 as long as nothing was refused. */
	spacingMs(): number;
	answered(): void;
	/** 429. `sentAtMs` is when the request left. */
	refused(sentAtMs: number): void;
}

/** What is left of a rate that was refused. */
const DECREASE = 0.85;
/** How fast it grows again, in requests a second per second cubed. */
const GROWTH = 0.1;
/** The time over which the rate that got through is measured, in milliseconds. */
const MEASURED_MS = 500;
/** Requests a second, however much is refused. */
const SLOWEST = 0.5;

/**
 * A limit by rate cannot be met by a window alone: at 20 ms an answer, one request at a time is 50 a second and two are
 * 100. So the first refusal starts a rate, which follows a cubic curve (CUBIC, RFC 9438 section 4.2, as in the adaptive
 * retry mode of the AWS SDKs): back up quickly to where it was refused, long around there, then further up.
 */
export function createAdaptiveRate(clock: Clock): AdaptiveRate {
	const answeredAtMs: number[] = [];
	const startedAtMs = clock.now();
	let refusedRate = Infinity;
	let refusedAtMs = -Infinity;

	/** Requests a second that got through of late. */
	function throughput(): number {
		const since = clock.now() - MEASURED_MS;
		while (answeredAtMs[0] !== undefined && answeredAtMs[0] < since) answeredAtMs.shift();
		const measuredMs = Math.min(MEASURED_MS, Math.max(MEASURED_MS / 5, clock.now() - startedAtMs));
		return (answeredAtMs.length / measuredMs) * 1000;
	}

	function rate(): number {
		if (refusedRate === Infinity) return Infinity;
		const seconds = (clock.now() - refusedAtMs) / 1000;
		const secondsToRefused = Math.cbrt((refusedRate * (1 - DECREASE)) / GROWTH);
		return Math.max(SLOWEST, refusedRate + GROWTH * (seconds - secondsToRefused) ** 3);
	}

	return {
		spacingMs: () => 1000 / rate(),
		answered: () => {
			answeredAtMs.push(clock.now());
		},
		refused: (sentAtMs) => {
			if (sentAtMs < refusedAtMs) return;
			refusedRate = Math.min(rate(), Math.max(throughput(), SLOWEST));
			refusedAtMs = clock.now();
		},
	};
}
