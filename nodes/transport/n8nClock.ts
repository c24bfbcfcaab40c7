import { sleep } from 'n8n-workflow';
import type { Clock } from '../openGateway/http/transport';

/**
 * n8n's `sleep` takes a signal since n8n-workflow 2.34 and ignores it before, and verified nodes may not set timers of
 * their own; hence the race.
 */
export const n8nClock: Clock = {
	now: () => Date.now(),
	sleep: (milliseconds, signal) =>
		signal === undefined ? sleep(milliseconds) : raceAgainstAbort(sleep(milliseconds, signal), signal),
};

function raceAgainstAbort(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
		waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
	});
}
