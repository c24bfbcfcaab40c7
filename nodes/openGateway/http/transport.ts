/** One HTTP request, ready to send. Every call of this package is a POST. */
export interface HttpRequest {
	method: 'POST';
	url: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Sent byte for byte. */
	body: string;
	timeoutMs: number;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case; `retry-after` is the one that is read, so a transport may leave the others out. */
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
	/** Epoch milliseconds, for time stamps. Whoever sets the clock of the machine moves it, back too. */
	now(): number;
	/** Milliseconds since some moment, for durations and deadlines. They only ever grow. */
	monotonicMs(): number;
	/** Resolves after `milliseconds`; rejects at once when the signal aborts. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
