import type { Clock } from '../openGateway/http/transport';

export interface Deadlines {
	/**
	 * Does something that takes so many milliseconds at most. When the time is over, or when `cancel` aborts, it is left
	 * behind: the promise rejects, whether or not `act` hears its signal.
	 *
	 * @param act its signal aborts also where it rejects, so that nothing of it stays open
	 * @throws an error with the code ETIMEDOUT where the time was over; the reason of `cancel`; what `act` threw
	 */
	within<Value>(
		milliseconds: number,
		cancel: AbortSignal | undefined,
		act: (signal: AbortSignal) => Promise<Value>,
	): Promise<Value>;
}

/** How late a deadline may be noticed, in milliseconds. */
const TICK_MS = 200;

interface Pending {
	/** On the clock. */
	untilMs: number;
	giveUp(reason: unknown): void;
}

/**
 * One timer for all deadlines. Verified nodes may not clear a timer, and one of 40 seconds for each request, which
 * nearly always ends long before, would keep tens of thousands of them in memory.
 */
export function createDeadlines(clock: Clock): Deadlines {
	const all = new Set<Pending>();
	let isWatching = false;

	async function watch(): Promise<void> {
		isWatching = true;
		while (all.size > 0) {
			await clock.sleep(TICK_MS);
			const now = clock.monotonicMs();
			for (const pending of all) {
				if (now >= pending.untilMs) pending.giveUp(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
			}
		}
		isWatching = false;
	}

	return {
		async within(milliseconds, cancel, act) {
			cancel?.throwIfAborted();
			return new Promise((resolve, reject) => {
				const controller = new AbortController();
				const pending = { untilMs: clock.monotonicMs() + milliseconds, giveUp };
				// Not `AbortSignal.any`: 46 µs a call against 6 for these lines (Node 20.20).
				const callOff = () => giveUp(cancel?.reason);
				cancel?.addEventListener('abort', callOff);
				all.add(pending);
				if (!isWatching) void watch();

				function end(): void {
					all.delete(pending);
					cancel?.removeEventListener('abort', callOff);
				}
				function giveUp(reason: unknown): void {
					end();
					// A race, since a signal alone is not enough: `fetch` of Node.js 20 and 22 loses it in a garbage collection
					// once a body has started (undici 6, lib/web/fetch/request.js, `acRef`), and n8n's helper for credential tests takes none.
					reject(reason);
					controller.abort(reason);
				}
				act(controller.signal).then((value) => {
					end();
					resolve(value);
				}, giveUp);
			});
		},
	};
}
