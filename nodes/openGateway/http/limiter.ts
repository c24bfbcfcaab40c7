import { createSemaphore, type Semaphore } from '../semaphore';
import { createConcurrencyLimit, type ConcurrencyLimit } from './concurrencyLimit';
import { createRateLimit, type RateLimit } from './rateLimit';
import type { Clock } from './transport';

/** Decides when a request may be sent, and learns from the result. */
export interface Limiter {
	/**
	 * Resolves when the request may be sent; rejects where the signal aborts before.
	 *
	 * @returns to be called once, with the result of the request
	 */
	acquire(request: LimitedRequest, signal?: AbortSignal): Promise<Release>;
}

export interface LimitedRequest {
	/** Requests to one URL take about the same time; requests to one host share its limits. */
	url: string;
	/** Whether it is the first request for a number. The others go first, so that what is half done does not expire. */
	startsNumber: boolean;
}

export type Release = (result: RequestResult) => void;

export interface RequestResult {
	/** HTTP status; `null` where no response came. */
	status: number | null;
	timedOut: boolean;
	/** Seconds for which the host wants no request at all; 0 where it does not say. */
	retryAfterSeconds: number;
}

/** Every request may be sent at once. */
export const noLimit: Limiter = { acquire: async () => () => undefined };

/** What a host sends that cannot keep up, or a gateway in front of it. */
const OVERLOAD = new Set([502, 503, 504]);
const TOO_MANY_REQUESTS = 429;

interface Host {
	places: Semaphore;
	concurrency: ConcurrencyLimit;
	rate: RateLimit;
	nextSlotMs: number;
	pausedUntilMs: number;
}

/**
 * For each host a limit of concurrency and, once it refuses, one of rate; over all hosts the rate of the contract. A rate
 * is even spacing, that is a token bucket that holds one token: a burst would break a contract that counts in windows
 * shorter than a second.
 *
 * @param maxConcurrency requests under way to one host at the same time
 * @param requestsPerSecond to all hosts together; 0 for no limit
 */
export function createLimiter(clock: Clock, maxConcurrency: number, requestsPerSecond: number): Limiter {
	const contractIntervalMs = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
	let nextSlotMs = 0;
	const hosts = new Map<string, Host>();
	const hostOfUrl = new Map<string, Host>();

	function hostOf(url: string): Host {
		const known = hostOfUrl.get(url);
		if (known !== undefined) return known;
		const name = new URL(url).host;
		const host = hosts.get(name) ?? createHost(clock, maxConcurrency);
		hosts.set(name, host);
		hostOfUrl.set(url, host);
		return host;
	}

	/** The next time at which both the contract and the host allow a request. */
	function reserveSlot(host: Host): number {
		const slotMs = Math.max(nextSlotMs, host.nextSlotMs, host.rate.nextAllowedAtMs(), clock.now());
		nextSlotMs = slotMs + contractIntervalMs;
		host.nextSlotMs = slotMs + host.rate.minIntervalMs();
		return slotMs;
	}

	/** @returns whether the request had to wait */
	async function waitForSlot(host: Host, signal?: AbortSignal): Promise<boolean> {
		signal?.throwIfAborted();
		const startedAtMs = clock.now();
		for (;;) {
			const pauseMs = () => host.pausedUntilMs - clock.now();
			for (let waitMs = pauseMs(); waitMs > 0; waitMs = pauseMs()) await clock.sleep(waitMs, signal);
			const waitMs = reserveSlot(host) - clock.now();
			if (waitMs > 0) await clock.sleep(waitMs, signal);
			// The host may have asked for a pause while this request waited for its slot.
			if (pauseMs() <= 0) return clock.now() > startedAtMs;
		}
	}

	return {
		async acquire({ url, startsNumber }, signal) {
			const host = hostOf(url);
			await host.places.acquire(!startsNumber);
			// A cancelled request hands its place on.
			const hadToWait = await waitForSlot(host, signal).catch((thrown: unknown) => {
				host.places.release();
				throw thrown;
			});
			const sentAtMs = clock.now();
			return (result) => {
				learn(host, result, { url, sentAtMs, nowMs: clock.now(), hadToWait });
				host.places.release();
			};
		},
	};
}

function createHost(clock: Clock, maxConcurrency: number): Host {
	const concurrency = createConcurrencyLimit(clock, maxConcurrency);
	return {
		concurrency,
		places: createSemaphore(concurrency.current()),
		rate: createRateLimit(clock),
		nextSlotMs: 0,
		pausedUntilMs: 0,
	};
}

function learn(
	host: Host,
	{ status, timedOut, retryAfterSeconds }: RequestResult,
	{ url, sentAtMs, nowMs, hadToWait }: { url: string; sentAtMs: number; nowMs: number; hadToWait: boolean },
): void {
	const { places, concurrency, rate } = host;
	const isThrottled = status === TOO_MANY_REQUESTS && rate.onThrottled(sentAtMs, retryAfterSeconds);
	if (isThrottled || timedOut || (status !== null && OVERLOAD.has(status))) {
		concurrency.onOverload(sentAtMs);
	} else if (status !== null) {
		rate.onSuccess();
		concurrency.onSuccess(url, nowMs - sentAtMs, !hadToWait && places.inUse() >= concurrency.current());
	}
	host.pausedUntilMs = Math.max(host.pausedUntilMs, nowMs + retryAfterSeconds * 1000);
	places.setLimit(concurrency.current());
}
