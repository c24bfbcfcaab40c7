/**
 * The requests of a client at a host that were sent and have not ended. Where responses are late, for example since the
 * process was busy, requests that a learned rate spread over this time reach the gateway together, and it refuses most of
 * them. So at a learned rate their number is limited: to twice what is usual, as BBR limits what is in flight
 * (draft-ietf-ccwg-bbr, `cwnd_gain`), and a few more.
 */
export interface RequestsUnderWay {
	/** Whether there is none. */
	isEmpty(): boolean;
	onSent(nowMs: number): void;
	/**
	 * @param sentAtMs when the request was sent that has ended now
	 * @param intervalMs as in `nextAllowedAtMs`
	 */
	onEnd(sentAtMs: number, nowMs: number, intervalMs: number): void;
	/**
	 * When the next request may be sent, by the monotonic clock.
	 *
	 * @param intervalMs between two requests, at a learned rate; 0 without one
	 */
	nextAllowedAtMs(intervalMs: number): number;
}

/** What may be under way, as a multiple of the usual number: the rate times the average time of a request. */
const MULTIPLE = 2;
/** What may be under way besides: a gateway may take only ten at once. */
const FEW = 5;
/** A request that has been under way for so long, in milliseconds, does not keep others waiting: it may never be answered. */
const MAX_WAIT_MS = 1000;
/** Requests over which their time is averaged; of a longer one, the time in which it counts as under way. */
const AVERAGED = 100;

export function createRequestsUnderWay(): RequestsUnderWay {
	/** When each was sent, the oldest first. */
	const sentAt: number[] = [];
	let ended = 0;
	let averageMs = 0;
	/** What waited until now is not late, so it is not sent at once. */
	let heldUntilMs = -Infinity;

	function nextAllowedAtMs(intervalMs: number): number {
		if (intervalMs === 0) return -Infinity;
		const most = Math.floor(FEW + (MULTIPLE * averageMs) / intervalMs);
		return Math.max(heldUntilMs, (sentAt.at(-most) ?? -Infinity) + MAX_WAIT_MS);
	}

	return {
		isEmpty: () => sentAt.length === 0,
		onSent: (nowMs) => {
			sentAt.push(nowMs);
		},
		onEnd: (sentAtMs, nowMs, intervalMs) => {
			if (nextAllowedAtMs(intervalMs) > nowMs) heldUntilMs = nowMs;
			sentAt.splice(sentAt.indexOf(sentAtMs), 1);
			ended += 1;
			const tookMs = Math.min(nowMs - sentAtMs, MAX_WAIT_MS);
			averageMs += (tookMs - averageMs) / Math.min(ended, AVERAGED);
		},
		nextAllowedAtMs,
	};
}
