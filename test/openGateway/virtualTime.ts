/* eslint-disable @n8n/community-nodes/no-restricted-globals -- lets all ready work happen before time moves; not published */
import type { Clock } from '../../nodes/openGateway/http/transport';

export interface VirtualTime {
	clock: Clock;
	/** Resolves after so many milliseconds of virtual time. */
	pass(milliseconds: number): Promise<void>;
	/** Moves time from one wait to the next until the work is done. */
	run<Value>(work: Promise<Value>): Promise<Value>;
	/** Sets the wall clock forward, or back; the monotonic one stays. */
	setWallClockForward(milliseconds: number): void;
	/** How many waits have not ended. */
	waiting(): number;
}

/** Runs all pending promise reactions, and those that they start. */
export function flush(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

/** Time for many waits at once: it stands still while any work is ready, and then jumps to the end of the next wait. */
export function createVirtualTime(): VirtualTime {
	let now = 0;
	// The two clocks differ, so that a test fails where a duration is measured by the wrong clock.
	let wallOffsetMs = Date.parse('2026-11-24T03:00:00Z');
	const waits: Array<{ at: number; end(): void }> = [];

	const pass = (milliseconds: number, signal?: AbortSignal) =>
		new Promise<void>((end, reject) => {
			if (signal?.aborted === true) return reject(signal.reason);
			const at = now + Math.max(0, milliseconds);
			const later = waits.findIndex((wait) => wait.at > at);
			const abort = () => {
				waits.splice(waits.indexOf(wait), 1);
				reject(signal?.reason);
			};
			const wait = {
				at,
				end: () => {
					signal?.removeEventListener('abort', abort);
					end();
				},
			};
			waits.splice(later === -1 ? waits.length : later, 0, wait);
			signal?.addEventListener('abort', abort, { once: true });
		});

	async function run<Value>(work: Promise<Value>): Promise<Value> {
		let done = false;
		const finished = work.finally(() => (done = true));
		for (;;) {
			await flush();
			const next = done ? undefined : waits.shift();
			if (next === undefined) return finished;
			now = next.at;
			next.end();
		}
	}
	return {
		clock: { now: () => now + wallOffsetMs, monotonicMs: () => now, sleep: pass },
		pass,
		run,
		setWallClockForward: (milliseconds) => {
			wallOffsetMs += milliseconds;
		},
		waiting: () => waits.length,
	};
}
