import { RATE_LIMIT_HEADERS } from './rateLimitHeaders';

/** The headers of a response that are read. In a long list copying all of them is felt. */
const RESPONSE_HEADERS = ['date', 'retry-after', ...RATE_LIMIT_HEADERS];

/** One HTTP request, ready to send. */
export interface HttpRequest {
	method: 'POST' | 'GET' | 'DELETE';
	url: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Sent byte for byte; empty where the method has none. */
	body: string;
	timeoutMs: number;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case; a transport may leave out all but `RESPONSE_HEADERS`. */
	headers: Record<string, string>;
	/** As text; nothing is parsed below this interface. */
	body: string;
}

/**
 * The one interface to the network. Resolves for every HTTP status, follows no redirect, rejects
 * only where no answer came (refused, reset, timed out, not trusted, aborted).
 */
export type Transport = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;

/** Time as an argument, so that a consent of two minutes is tested in no time. */
export interface Clock {
	/** Epoch milliseconds, for time stamps. It jumps, also back, when somebody sets the clock of the machine. */
	now(): number;
	/** Milliseconds since some moment, for durations and deadlines. They only ever grow. */
	monotonicMs(): number;
	/** Resolves after `milliseconds`; rejects at once when the signal aborts. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The headers of a response that are read. To read all of them, they would have to be sorted and copied.
 *
 * @param read the value of a header; undefined or null where there is none
 */
export function pickHeaders(read: (name: string) => unknown): Record<string, string> {
	const picked: Record<string, string> = {};
	for (const name of RESPONSE_HEADERS) {
		const value = read(name);
		if (value !== undefined && value !== null) picked[name] = String(value);
	}
	return picked;
}
