/**
 * So many pass in one turn of the event loop. Answers that come in one heap would otherwise send the next requests in one
 * heap, too, and from then on client and server wait for each other by turns; QUIC spreads its window over the round trip
 * for the same reason (RFC 9002 section 7.7). Three to twelve are as good as six, all at once are not (20 ms an answer,
 * window 50).
 */
const MOST_IN_ONE_TURN = 6;

/**
 * @param nextTurn resolves in the next turn of the event loop
 * @returns a function whose promise resolves in a later turn, and in each only for a few
 */
export function createPacer(nextTurn: () => Promise<void>): () => Promise<void> {
	const waiting: Array<() => void> = [];

	async function letPass(): Promise<void> {
		while (waiting.length > 0) {
			// Who comes from now on waits for a whole turn of its own.
			const passing = Math.min(MOST_IN_ONE_TURN, waiting.length);
			await nextTurn();
			for (const pass of waiting.splice(0, passing)) pass();
		}
	}

	return () =>
		new Promise((resolve) => {
			waiting.push(resolve);
			// Where others wait before it, they are being let pass already, and it with them.
			if (waiting.length === 1) void letPass();
		});
}
