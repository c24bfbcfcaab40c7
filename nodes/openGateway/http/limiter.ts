import type { Clock } from './transport';
import { createAdaptiveRate, type AdaptiveRate } from './rateLimit';
import { createAdaptiveWindow, type AdaptiveWindow } from './concurrencyLimit';

/** When requests of a batch may leave, and what is learned from how they come back. */
export interface Traffic {
	/**
	 * Resolves when this request may leave; rejects where the signal aborts before.
	 *
	 * @returns to be called once, when it has come back
	 */
	depart(departure: Departure, signal?: AbortSignal): Promise<(arrival: Arrival) => void>;
}

export interface Departure {
	/** Requests to one URL take about the same time; those to one host share its limits. */
	url: string;
	/** Whether a number begins with it; the others go first, so that nothing ages that is half done. */
	beginsNumber: boolean;
}

export interface Arrival {
	/** HTTP status; `null` where no answer came. */
	status: number | null;
	timedOut: boolean;
	/** Seconds for which the host wants to be left alone, whichever number asks; 0 is not at all. */
	closedForSeconds: number;
}

/** Lets everything through at once. */
export const FREE_TRAFFIC: Traffic = { depart: async () => () => undefined };

/** What a host says that cannot keep up, or a gateway for it. */
const OVERLOAD = new Set([502, 503, 504]);
const TOO_MANY_REQUESTS = 429;

interface Host {
	window: AdaptiveWindow;
	rate: AdaptiveRate;
	nextSlotMs: number;
	closedUntilMs: number;
}

/**
 * For each host a window and, once it refuses, a rate; over all hosts the rate of the contract. Rates are even spacing,
 * a token bucket that holds one token: a burst would break a contract that counts in windows shorter than a second.
 *
 * @param maxInFlight requests under way to one host at once, at most
 * @param requestsPerSecond to all hosts together; 0 is without a limit
 */
export function createTraffic(clock: Clock, maxInFlight: number, requestsPerSecond: number): Traffic {
	const spacingMs = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
	let nextSlotMs = 0;
	const hosts = new Map<string, Host>();
	const hostOfUrl = new Map<string, Host>();

	function hostOf(url: string): Host {
		const known = hostOfUrl.get(url);
		if (known !== undefined) return known;
		const name = new URL(url).host;
		const host = hosts.get(name) ?? {
			window: createAdaptiveWindow(clock, maxInFlight),
			rate: createAdaptiveRate(clock),
			nextSlotMs: 0,
			closedUntilMs: 0,
		};
		hosts.set(name, host);
		hostOfUrl.set(url, host);
		return host;
	}

	/** The next moment at which both the contract and the host let one through. */
	function takeSlot(host: Host): number {
		const slotMs = Math.max(nextSlotMs, host.nextSlotMs, host.rate.fullUntilMs(), clock.now());
		nextSlotMs = slotMs + spacingMs;
		host.nextSlotMs = slotMs + host.rate.spacingMs();
		return slotMs;
	}

	/** @returns whether it was kept waiting */
	async function waitForTurn(host: Host, signal?: AbortSignal): Promise<boolean> {
		signal?.throwIfAborted();
		const cameAtMs = clock.now();
		for (;;) {
			const closedForMs = () => host.closedUntilMs - clock.now();
			for (let waitMs = closedForMs(); waitMs > 0; waitMs = closedForMs()) await clock.sleep(waitMs, signal);
			const waitMs = takeSlot(host) - clock.now();
			if (waitMs > 0) await clock.sleep(waitMs, signal);
			// The host may have closed while this one waited for its turn.
			if (closedForMs() <= 0) return clock.now() > cameAtMs;
		}
	}

	return {
		async depart({ url, beginsNumber }, signal) {
			const host = hostOf(url);
			await host.window.enter(beginsNumber);
			// Who is called off hands the place on, so that all who wait get to know.
			const heldBack = await waitForTurn(host, signal).catch((thrown: unknown) => {
				host.window.leave();
				throw thrown;
			});
			const sentAtMs = clock.now();

			return ({ status, timedOut, closedForSeconds }) => {
				const isRefusal = status === TOO_MANY_REQUESTS && host.rate.refused(sentAtMs, closedForSeconds);
				if (isRefusal || timedOut || (status !== null && OVERLOAD.has(status))) {
					host.window.congested(sentAtMs);
				} else if (status !== null) {
					host.rate.answered();
					host.window.answered(url, clock.now() - sentAtMs, heldBack);
				}
				host.closedUntilMs = Math.max(host.closedUntilMs, clock.now() + closedForSeconds * 1000);
				host.window.leave();
			};
		},
	};
}
