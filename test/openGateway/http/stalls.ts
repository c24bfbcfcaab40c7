import { createLimiterRegistry } from '../../../nodes/openGateway/http/limiterRegistry';
import type { Clock } from '../../../nodes/openGateway/http/transport';
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

/** The limiters of a process whose timers are late while it does other work. */
export function createLateRegistry({ clock }: VirtualTime, untilFree: () => Promise<void>) {
	const sleep: Clock['sleep'] = async (milliseconds, signal) => {
		await clock.sleep(milliseconds, signal);
		await untilFree();
	};
	return createLimiterRegistry({ ...clock, sleep });
}
