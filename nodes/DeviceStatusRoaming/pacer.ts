import type { Clock } from '../openGateway/transport';

/**
 * So many pass in one turn of the event loop. Answers that come in one heap would otherwise send the next requests in one
 * heap, too, and from then on client and server wait for each other by turns; QUIC spreads its window over the round trip
 * for the same reason (RFC 9002 section 7.7). With three or fewer the turns, of a millisecond or more, become the limit;
 * ten change nothing any more (20 ms an answer, window 50).
 */
const MOST_IN_ONE_TURN = 6;

/** @returns a function whose promise resolves in a later turn of the event loop, and in each only for a few */
export function createPacer(clock: Pick<Clock, 'sleep'>): () => Promise<void> {
	const waiting: Array<() => void> = [];

	async function letPass(): Promise<void> {
		while (waiting.length > 0) {
			await clock.sleep(0);
			for (const pass of waiting.splice(0, MOST_IN_ONE_TURN)) pass();
		}
	}

	return () =>
		new Promise((resolve) => {
			waiting.push(resolve);
			// Where others wait before it, they are being let pass already, and it with them.
			if (waiting.length === 1) void letPass();
		});
}
