import type { Clock } from '../transport';

/** When requests of a batch may leave. */
export interface Pace {
	/** Resolves when a request to this host may leave; rejects where the signal aborts before. */
	admit(host: string, signal?: AbortSignal): Promise<void>;
	/** Lets nothing through to this host for so many seconds, whichever number it is about. */
	closeHost(host: string, seconds: number): void;
}

/** Lets everything through at once. */
export const UNPACED: Pace = { admit: async () => undefined, closeHost: () => undefined };

/**
 * Evenly spaced requests, as a token bucket that holds one token; a burst at the start would break a contract that
 * counts in windows shorter than a second.
 *
 * @param requestsPerSecond to all hosts together; 0 is without a limit
 */
export function createPace(clock: Clock, requestsPerSecond: number): Pace {
	const spacingMs = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
	let nextSlotMs = 0;
	const closedUntilMs = new Map<string, number>();

	function takeSlot(): number {
		const slotMs = Math.max(nextSlotMs, clock.now());
		nextSlotMs = slotMs + spacingMs;
		return slotMs;
	}

	const closedForMs = (host: string) => (closedUntilMs.get(host) ?? 0) - clock.now();

	return {
		async admit(host, signal) {
			for (;;) {
				for (let waitMs = closedForMs(host); waitMs > 0; waitMs = closedForMs(host)) await clock.sleep(waitMs, signal);
				const waitMs = takeSlot() - clock.now();
				if (waitMs > 0) await clock.sleep(waitMs, signal);
				// The host may have closed while this one waited for its turn.
				if (closedForMs(host) <= 0) return;
			}
		},
		closeHost(host, seconds) {
			closedUntilMs.set(host, Math.max(closedUntilMs.get(host) ?? 0, clock.now() + seconds * 1000));
		},
	};
}
