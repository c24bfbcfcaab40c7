import type { IExecuteFunctions } from 'n8n-workflow';
import { formatInteger } from '../openGateway/batch/reportText';
import type { Stats } from '../openGateway/batch/stats';
import type { Clock } from '../openGateway/http/transport';
import type { Semaphore } from '../openGateway/semaphore';
import type { RunHint } from './hints';

/** What a run shows of itself; never a number, a name or a token. */
export interface Progress {
	/** Called after each request and each row: shows how far the run is, where it is time for that. */
	report(): void;
	/** At the end: the summary of the run, as a hint on the node. */
	addSummaryHint(summary: RunHint): void;
}

/** Least time between two lines in the editor's console, in milliseconds. */
const CONSOLE_INTERVAL_MS = 2000;
/**
 * n8n's log gets a line each time one more of these parts is done. A list of fewer numbers than parts gets none: a
 * workflow that checks one number at a time would fill the log.
 */
const LOGGED_PARTS = 10;

export function createProgress(
	context: Pick<
		IExecuteFunctions,
		'getInputData' | 'getMode' | 'getNode' | 'sendMessageToUI' | 'logger' | 'addExecutionHints'
	>,
	{ stats, semaphore }: { stats: Stats; semaphore: Pick<Semaphore, 'waitingCount'> },
	clock: Pick<Clock, 'monotonicMs'>,
): Progress {
	const total = context.getInputData().length;
	const isManual = context.getMode() === 'manual';
	const isLogged = total >= LOGGED_PARTS;
	const startedAtMs = clock.monotonicMs();
	let lastLineAtMs = startedAtMs;
	let loggedParts = 0;

	function line(): string {
		const { rows, byOutcome } = stats;
		const perSecond = (rows * 1000) / Math.max(1, clock.monotonicMs() - startedAtMs);
		const left = rows === 0 ? [] : [`about ${formatInteger((total - rows) / perSecond)} s left`];
		return [
			`${formatInteger(rows)} of ${formatInteger(total)} done`,
			`${perSecond.toFixed(1)} a second`,
			`${formatInteger(byOutcome.roaming)} roaming`,
			`${formatInteger(byOutcome.failed)} failed`,
			`${formatInteger(semaphore.waitingCount())} waiting for consent`,
			...left,
		].join(', ');
	}

	function report(): void {
		if (isManual && clock.monotonicMs() - lastLineAtMs >= CONSOLE_INTERVAL_MS) {
			lastLineAtMs = clock.monotonicMs();
			context.sendMessageToUI(line());
		}
		const parts = Math.floor((stats.rows / total) * LOGGED_PARTS);
		if (isLogged && parts > loggedParts) {
			loggedParts = parts;
			context.logger.info(`${context.getNode().name}: ${parts * (100 / LOGGED_PARTS)} %, ${line()}`);
		}
	}

	return {
		report,
		addSummaryHint(summary) {
			report();
			context.addExecutionHints({ ...summary, location: 'outputPane' });
		},
	};
}
