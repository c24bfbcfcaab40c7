import type { Clock } from '../openGateway/transport';

export interface Deadlines {
	/**
	 * Does something that its signal calls off after so many milliseconds, or when `cancel` aborts.
	 *
	 * @throws an error with the code ETIMEDOUT where the time was over
	 */
	within<Value>(
		milliseconds: number,
		cancel: AbortSignal | undefined,
		act: (signal: AbortSignal) => Promise<Value>,
	): Promise<Value>;
}

/** How late a deadline or a cancellation may be noticed, in milliseconds. */
const TICK_MS = 200;

interface UnderWay {
	controller: AbortController;
	/** Epoch milliseconds. */
	untilMs: number;
	cancel: AbortSignal | undefined;
}

/**
 * One timer for all deadlines. Verified nodes may not clear a timer, and one of 40 seconds for each request, which
 * nearly always ends long before, would keep tens of thousands of them in memory. It looks for cancellations, too, which
 * spares each request a listener.
 */
export function createDeadlines(clock: Clock): Deadlines {
	const underWay = new Set<UnderWay>();
	let isWatching = false;

	async function watch(): Promise<void> {
		isWatching = true;
		while (underWay.size > 0) {
			await clock.sleep(TICK_MS);
			for (const { controller, untilMs, cancel } of underWay) {
				if (cancel?.aborted === true) controller.abort(cancel.reason);
				if (clock.now() >= untilMs) controller.abort(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
			}
		}
		isWatching = false;
	}

	return {
		async within(milliseconds, cancel, act) {
			cancel?.throwIfAborted();
			const controller = new AbortController();
			const entry = { controller, untilMs: clock.now() + milliseconds, cancel };
			underWay.add(entry);
			if (!isWatching) void watch();
			try {
				return await act(controller.signal);
			} finally {
				underWay.delete(entry);
			}
		},
	};
}
