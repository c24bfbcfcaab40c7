import type { VirtualTime } from '../virtualTime';

/** When a process, or the whole computer, does other work; both in milliseconds, drawn anew each time. */
export interface Stalls {
	betweenMs(): number;
	lengthMs(): number;
}

/** @returns what waits until the process is free: its timers and answers come late while it does other work */
export function createStalls(time: VirtualTime, { betweenMs, lengthMs }: Stalls): () => Promise<void> {
	let stall = { fromMs: 0, toMs: 0 };
	return async () => {
		const nowMs = time.clock.monotonicMs();
		while (stall.toMs <= nowMs) {
			const fromMs = stall.toMs + betweenMs();
			stall = { fromMs, toMs: fromMs + lengthMs() };
		}
		if (nowMs >= stall.fromMs) await time.pass(stall.toMs - nowMs);
	};
}
