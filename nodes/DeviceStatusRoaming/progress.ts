import type { IExecuteFunctions } from 'n8n-workflow';
import { whole, type Report } from '../openGateway/batch/report';
import type { Tally } from '../openGateway/batch/stats';
import type { Window } from '../openGateway/semaphore';
import type { Clock, Transport } from '../openGateway/http/transport';

/** What a run shows of itself; never a number, a name or a token. */
export interface Progress {
	/** The same transport; each answer is an occasion to show how far the run has come. */
	watch(transport: Transport): Transport;
	/** At the end: what the run came to, as a hint on the node. */
	sumUp(report: Report): void;
}

export interface Watched {
	tally: Tally;
	window: Pick<Window, 'aside'>;
}

/** At most so often a line goes to the editor's console, in milliseconds. */
const LINE_EVERY_MS = 2000;
/** A line goes to n8n's log each time one more of so many parts is done. */
const LOGGED_PARTS = 10;

export function createProgress(
	context: Pick<
		IExecuteFunctions,
		'getInputData' | 'getMode' | 'getNode' | 'sendMessageToUI' | 'logger' | 'addExecutionHints'
	>,
	{ tally, window }: Watched,
	clock: Pick<Clock, 'now'>,
): Progress {
	const all = context.getInputData().length;
	const isManual = context.getMode() === 'manual';
	const startedAtMs = clock.now();
	let lastLineAtMs = startedAtMs;
	let loggedParts = 0;

	const perSecond = () => (tally.rows * 1000) / Math.max(1, clock.now() - startedAtMs);

	function line(): string {
		const { rows, byOutcome } = tally;
		const left = rows === 0 ? [] : [`about ${whole((all - rows) / perSecond())} s left`];
		return [
			`${whole(rows)} of ${whole(all)} done`,
			`${perSecond().toFixed(1)} a second`,
			`${whole(byOutcome.roaming)} roaming`,
			`${whole(byOutcome.failed)} failed`,
			`${whole(window.aside())} waiting for consent`,
			...left,
		].join(', ');
	}

	function show(): void {
		if (isManual && clock.now() - lastLineAtMs >= LINE_EVERY_MS) {
			lastLineAtMs = clock.now();
			context.sendMessageToUI(line());
		}
		const parts = Math.floor((tally.rows / all) * LOGGED_PARTS);
		if (parts > loggedParts) {
			loggedParts = parts;
			context.logger.info(`${context.getNode().name}: ${parts * (100 / LOGGED_PARTS)} %, ${line()}`);
		}
	}

	return {
		watch: (transport) => async (request, signal) => {
			const response = await transport(request, signal);
			show();
			return response;
		},
		sumUp({ text }) {
			show();
			context.addExecutionHints({ message: text.replaceAll('\n', ' '), type: 'info', location: 'outputPane' });
		},
	};
}
