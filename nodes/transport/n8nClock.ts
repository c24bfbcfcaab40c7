import { sleep } from 'n8n-workflow';
import type { Clock } from '../openGateway/http/transport';

/** Node.js ends a longer timer after a millisecond (TIMEOUT_MAX in its lib/internal/timers.js). */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * n8n's `sleep` takes a signal since n8n-workflow 2.34 and ignores it before, and verified nodes may not set timers of
 * their own; hence the race.
 */
export const n8nClock: Clock = {
	now: () => Date.now(),
	monotonicMs: () => performance.now(),
	async sleep(milliseconds, signal) {
		// Time goes on between its reading and this call, and Node.js warns of a negative time.
		let leftMs = Math.max(0, milliseconds);
		for (; leftMs > MAX_TIMER_MS; leftMs -= MAX_TIMER_MS) await sleepOnce(MAX_TIMER_MS, signal);
		await sleepOnce(leftMs, signal);
	},
};

function sleepOnce(milliseconds: number, signal?: AbortSignal): Promise<void> {
	return signal === undefined ? sleep(milliseconds) : raceAgainstAbort(sleep(milliseconds, signal), signal);
}

function raceAgainstAbort(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
		waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
	});
}
