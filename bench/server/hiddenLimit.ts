import type { Override } from '../../test/sandbox/sandbox';

export interface HiddenLimit {
	requestsPerSecond: number;
	/** Requests that may come at once after a pause. */
	burst: number;
	/** What a refusal names as `Retry-After`, if it does. */
	retryAfterSeconds?: number;
}

export interface HiddenLimitReport {
	accepted: number;
	refused: number;
	/** Requests accepted after the first seconds, in which a client looks for the limit. */
	settledAccepted: number;
	/** From then to the last request. */
	settledSeconds: number;
}

/** Time that a client has to find the limit, in milliseconds. */
const SETTLING_MS = 10_000;

/** Refuses whatever goes beyond a rate, as a gateway does before it looks at the request: a token bucket over all paths. */
export function createHiddenLimit({ requestsPerSecond, burst, retryAfterSeconds }: HiddenLimit) {
	let tokens = burst;
	let filledAtMs = performance.now();
	let firstAtMs: number | undefined;
	let report: HiddenLimitReport = { accepted: 0, refused: 0, settledAccepted: 0, settledSeconds: 0 };

	return {
		override: (): Override | undefined => {
			const nowMs = performance.now();
			firstAtMs ??= nowMs;
			tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1000) * requestsPerSecond);
			filledAtMs = nowMs;
			report.settledSeconds = Math.max(0, nowMs - firstAtMs - SETTLING_MS) / 1000;
			if (tokens < 1) {
				report.refused += 1;
				return tooManyRequests(retryAfterSeconds);
			}
			tokens -= 1;
			report.accepted += 1;
			if (report.settledSeconds > 0) report.settledAccepted += 1;
			return undefined;
		},
		reset: (): void => {
			firstAtMs = undefined;
			report = { accepted: 0, refused: 0, settledAccepted: 0, settledSeconds: 0 };
		},
		report: (): HiddenLimitReport => report,
	};
}

/** The gateway's answer is the same on all paths: it knows nothing of OAuth. */
function tooManyRequests(retryAfterSeconds: number | undefined): Override {
	return {
		status: 429,
		headers: {
			'content-type': 'application/json',
			...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
		},
		body: JSON.stringify({ status: 429, code: 'TOO_MANY_REQUESTS', message: 'Too many requests.' }),
	};
}
