import type { AnnouncedRate } from './rateLimitHeaders';

/** Decides when a request of one execution may be sent, and learns from the result. */
export interface Limiter {
	/**
	 * Resolves when the request may be sent; rejects with the reason of the signal where it aborts before, and with a
	 * NotSentError where the request is not waited for any longer.
	 *
	 * @returns to be called once, with the result of the request
	 */
	acquire(request: LimitedRequest, signal?: AbortSignal): Promise<Release>;
}

export interface LimitedRequest {
	/** Requests to one URL take about the same time; requests to one host share its limits. */
	url: string;
	/** Whether it is the first request for a number. The others go first, so that started numbers do not expire. */
	startsNumber: boolean;
}

export type Release = (result: RequestResult) => void;

export interface RequestResult extends AnnouncedRate {
	/** HTTP status; `null` where no response came. */
	status: number | null;
	timedOut: boolean;
	/** Whether the server, or the way to it, is to blame. */
	failed: boolean;
	/** Seconds for which the host wants no request at all; 0 where it does not say. */
	retryAfterSeconds: number;
}

/** Why a request was not waited for any longer. */
export class NotSentError extends Error {
	constructor(readonly reason: 'deadline' | 'hostDown' | 'refused') {
		super(`Not sent: ${reason}`);
	}
}

/** Every request may be sent at once. */
export const noLimit: Limiter = { acquire: async () => () => undefined };

/** What one execution allows itself. */
export interface Ceilings {
	/** Requests under way to one host at the same time. */
	maxConcurrency: number;
	/** To all hosts together; 0 for no limit. */
	requestsPerSecond: number;
	/** When no further number is started, by the monotonic clock; infinite for never. */
	deadlineMs: number;
	/** Called when a host fails so often that it is tried by one request at a time. */
	onHostDown?(host: string): void;
}
