import { n8nClock } from '../transport/n8nClock';

/** Milliseconds for a request that an event waits for. No release of the API says how long a sender waits. */
export const LONGEST_REQUEST_MS = 5000;

/** @returns what the work gives in this time; undefined afterwards, while the work goes on by itself */
export async function withinLimit<Result>(work: Promise<Result>, longestMs: number): Promise<Result | undefined> {
	const isDone = new AbortController();
	const limit = n8nClock.sleep(longestMs, isDone.signal).catch(() => undefined);
	const result = await Promise.race([work, limit]);
	isDone.abort();
	return result ?? undefined;
}
