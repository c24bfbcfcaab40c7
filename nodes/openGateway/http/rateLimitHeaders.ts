/** What a response says about the rate that its server allows this client. */
export interface AnnouncedRate {
	/** The lowest rate that is named, in requests per second; 0 where none is. */
	requestsPerSecond: number;
	/** Seconds until the next request is allowed, where the response says that it was the last one; else 0. */
	exhaustedSeconds: number;
}

/** As Kong's rate-limiting plugins name a limit and its window. Longer windows, such as a month, are quotas and set no pace. */
const WINDOW_SECONDS = new Map([
	['x-ratelimit-limit-second', 1],
	['x-ratelimit-limit-minute', 60],
]);
const MAX_WINDOW_SECONDS = 60;

/** The names of the IETF's draft (draft-ietf-httpapi-ratelimit-headers, up to version 07), and the older ones with `x-`. */
const PREFIXES = ['ratelimit', 'x-ratelimit'];

/** `100;w=60` or, in earlier drafts, `100;window=60`: so many requests in so many seconds. */
const POLICY = /^\s*(\d{1,9})\s*;\s*w(?:indow)?\s*=\s*(\d{1,9})\s*$/;

/** A number of seconds from this one on is a time (2001), below it is a duration. */
const EPOCH_SECONDS_FROM = 1_000_000_000;

/** A longer list of policies is nonsense. */
const MAX_POLICIES = 10;

/** The names of all headers that are read here, in lower case. */
export const RATE_LIMIT_HEADERS = [
	...WINDOW_SECONDS.keys(),
	...PREFIXES.flatMap((prefix) => ['limit', 'remaining', 'reset'].map((name) => `${prefix}-${name}`)),
];

/** @param nowMs by the wall clock, since some gateways write the end of the window as epoch seconds */
export function readAnnouncedRate(headers: Record<string, string>, nowMs: number): AnnouncedRate {
	return {
		requestsPerSecond: lowest([...windowRates(headers), ...policyRates(headers)]),
		exhaustedSeconds: Math.max(...PREFIXES.map((prefix) => exhaustedSeconds(headers, prefix, nowMs))),
	};
}

function windowRates(headers: Record<string, string>): number[] {
	return [...WINDOW_SECONDS].map(([name, seconds]) => readNumber(headers[name]) / seconds);
}

/** A limit without its window sets no pace. */
function policyRates(headers: Record<string, string>): number[] {
	return PREFIXES.flatMap((prefix) => (headers[`${prefix}-limit`] ?? '').split(',', MAX_POLICIES)).map((policy) => {
		const [, limit = '', window = ''] = POLICY.exec(policy) ?? [];
		const seconds = readNumber(window);
		return seconds > 0 && seconds <= MAX_WINDOW_SECONDS ? readNumber(limit) / seconds : 0;
	});
}

/** Less than one request in the longest window is nonsense, and would hold everything for hours. */
function lowest(rates: number[]): number {
	const named = rates.filter((rate) => rate >= 1 / MAX_WINDOW_SECONDS);
	return named.length === 0 ? 0 : Math.min(...named);
}

function exhaustedSeconds(headers: Record<string, string>, prefix: string, nowMs: number): number {
	if (headers[`${prefix}-remaining`]?.trim() !== '0') return 0;
	const reset = readNumber(headers[`${prefix}-reset`]);
	return Math.max(0, reset >= EPOCH_SECONDS_FROM ? reset - nowMs / 1000 : reset);
}

/** 0 for what is missing or no number. */
function readNumber(value = ''): number {
	return /^\s*\d{1,12}(\.\d{1,9})?\s*$/.test(value) ? Number(value) : 0;
}
