import type { INode } from 'n8n-workflow';
import type { FindingOptions } from '../output/evaluate';
import { readChoice, readNumber, type RunForm } from './form';
import type { ItemShape } from '../output/items';
import type { OutputMode } from '../output/outputs';
import { STATE_SOURCES, type StateSource } from '../stateStore';
import { CONNECTIONS, type Connection } from '../../transport/transports';

/** What the form asks for a run as a whole; read from the first item. */
export interface RunOptions {
	connection: Connection;
	/** Numbers at work at once, at most. */
	concurrency: number;
	/** Numbers begun at once, those whose subscribers have not consented yet included. */
	maxConsentPending: number;
	/** To all hosts together; 0 is without a limit. */
	requestsPerSecond: number;
	/** Milliseconds after which no number is begun any more; 0 is never. */
	maxDurationMs: number;
	/** Undefined where nothing is known from one run to the next. */
	stateSource: StateSource | undefined;
	findings: FindingOptions;
	shape: ItemShape;
	outputMode: OutputMode;
	report: boolean;
}

/**
 * The node's first version took each number without an answer for an error; workflows that were made with it go on as
 * they were.
 */
const FIRST_VERSION = 1;

/**
 * @param asTool whether a model called the node
 * @throws OpenGatewayError of stage `validation`
 */
export function readRunOptions(
	form: RunForm,
	{ typeVersion }: Pick<INode, 'typeVersion'>,
	asTool: boolean,
): RunOptions {
	const { options } = form;
	const detectChanges = readChoice('Operation', form.operation, ['checkStatus', 'detectChanges']) === 'detectChanges';
	const emit = readChoice('Emit', form.emit, ['all', 'changes']);
	const consentHoldMs = readNumber('Consent Hold', options.consentHold ?? 0, 0, 'hours') * 3_600_000;
	const maxAgeMinutes = readNumber('Max Status Age', options.maxStatusAge ?? 0, 0, 'minutes');
	const undated = readChoice('Undated Status', options.undatedStatus ?? 'fresh', ['fresh', 'stale']);
	const stateSource = detectChanges ? form.stateSource : options.stateSource;
	const errorUnlessAnswered = typeVersion === FIRST_VERSION;
	return {
		connection: readChoice('Connection', options.connection ?? 'n8n', CONNECTIONS),
		concurrency: Math.floor(readNumber('Concurrency', options.concurrency ?? 32, 1, 'numbers')),
		maxConsentPending: Math.floor(readNumber('Max Consent Pending', options.maxConsentPending ?? 500, 1, 'numbers')),
		requestsPerSecond: readNumber('Requests per Second', options.requestsPerSecond ?? 0, 0, 'requests'),
		maxDurationMs: readNumber('Max Duration', options.maxDuration ?? 0, 0, 'minutes') * 60_000,
		stateSource:
			detectChanges || consentHoldMs > 0
				? readChoice('State Source', stateSource ?? 'inputField', STATE_SOURCES)
				: undefined,
		findings: {
			freshness:
				maxAgeMinutes > 0 ? { maxAgeSeconds: maxAgeMinutes * 60, undatedIsStale: undated === 'stale' } : undefined,
			detectChanges,
			onlyChanges: detectChanges && emit === 'changes',
			consentHoldMs,
			notCoveredIsError: (options.notCoveredIsError ?? errorUnlessAnswered) === true,
			consentPendingIsError: (options.consentPendingIsError ?? errorUnlessAnswered) === true,
		},
		shape: { outputField: String(options.outputField ?? '').trim(), short: asTool },
		outputMode: readChoice('Output Mode', form.outputMode, ['single', 'byOutcome']),
		report: options.report === true,
	};
}
