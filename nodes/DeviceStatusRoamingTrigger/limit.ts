import { n8nClock } from '../transport/n8nClock';

/** No release of the API says how long a sender waits. */
const LONGEST_MS = 5000;

/** @returns what the work gives within 5 s; undefined afterwards, while the work goes on by itself */
export async function withinLimit<Result>(work: Promise<Result>): Promise<Result | undefined> {
	const isDone = new AbortController();
	const limit = n8nClock.sleep(LONGEST_MS, isDone.signal).catch(() => undefined);
	const result = await Promise.race([work, limit]);
	isDone.abort();
	return result ?? undefined;
}
