import type { IDataObject, INode } from 'n8n-workflow';
import { configurationError } from '../../openGateway/errors';
import type { FreshnessRule } from '../../openGateway/roaming/freshness';
import { CONNECTIONS, type Connection } from '../../transport/transports';
import { STATE_SOURCES, type StateSource } from '../stateStore';
import { readChoice, readNumber, type RunForm } from './form';

const DEFAULT_CONCURRENCY = 32;

export type OutputMode = 'single' | 'byOutcome';

export interface ItemShape {
	/** The key that holds the whole result; empty for one level with the input fields. */
	outputField: string;
	/** Without what a model does not need. */
	short: boolean;
}

/** What the form asks for beyond what the network said. */
export interface EvaluationOptions {
	freshness: FreshnessRule | undefined;
	detectChanges: boolean;
	onlyChanges: boolean;
	/** For how long a subscriber without consent is not asked again, in milliseconds; 0 for not at all. */
	consentHoldMs: number;
	notCoveredIsError: boolean;
	consentPendingIsError: boolean;
}

/** The options that apply to a whole run; read from the first item. */
export interface RunOptions {
	connection: Connection;
	/** Numbers under way at the same time, at most. */
	concurrency: number;
	/** The same, with the numbers that wait for consent. */
	maxConsentPending: number;
	/** To all hosts together; 0 for no limit. */
	requestsPerSecond: number;
	/** Milliseconds after which no further number is started; 0 for no limit. */
	maxDurationMs: number;
	/** Undefined where nothing is kept from one run to the next. */
	stateSource: StateSource | undefined;
	evaluation: EvaluationOptions;
	shape: ItemShape;
	outputMode: OutputMode;
	report: boolean;
}

/**
 * @param asTool whether a model called the node
 * @throws OpenGatewayError of stage `validation`
 */
export function readRunOptions(form: RunForm, asTool: boolean): RunOptions {
	const { options } = form;
	const detectChanges = readChoice('Operation', form.operation, ['checkStatus', 'detectChanges']) === 'detectChanges';
	const emit = readChoice('Emit', form.emit, ['all', 'changes']);
	const consentHoldMs = readNumber('Consent Hold', options.consentHold ?? 0, 0, 'hours') * 3_600_000;
	const maxAgeMinutes = readNumber('Max Status Age', options.maxStatusAge ?? 0, 0, 'minutes');
	const undated = readChoice('Undated Status', options.undatedStatus ?? 'fresh', ['fresh', 'stale']);
	const stateSource = detectChanges ? form.stateSource : options.stateSource;
	return {
		connection: readChoice('Connection', options.connection ?? 'n8n', CONNECTIONS),
		...readPlaces(options),
		requestsPerSecond: readNumber('Requests per Second', options.requestsPerSecond ?? 0, 0, 'requests'),
		maxDurationMs: readNumber('Max Duration', options.maxDuration ?? 0, 0, 'minutes') * 60_000,
		stateSource:
			detectChanges || consentHoldMs > 0
				? readChoice('State Source', stateSource ?? 'inputField', STATE_SOURCES)
				: undefined,
		evaluation: {
			freshness:
				maxAgeMinutes > 0 ? { maxAgeSeconds: maxAgeMinutes * 60, undatedIsStale: undated === 'stale' } : undefined,
			detectChanges,
			onlyChanges: detectChanges && emit === 'changes',
			consentHoldMs,
			notCoveredIsError: options.notCoveredIsError === true,
			consentPendingIsError: options.consentPendingIsError === true,
		},
		shape: { outputField: String(options.outputField ?? '').trim(), short: asTool },
		outputMode: readChoice('Output Mode', form.outputMode, ['single', 'byOutcome']),
		report: options.report === true,
	};
}

/**
 * A number that is under way may come to wait for its consent, so there are no more of them than may wait. A larger
 * Concurrency that the user chose would do nothing, so it is refused.
 */
function readPlaces(options: IDataObject): Pick<RunOptions, 'concurrency' | 'maxConsentPending'> {
	const maxConsentPending = Math.floor(
		readNumber('Max Consent Pending', options.maxConsentPending ?? 500, 1, 'numbers'),
	);
	const chosen = options.concurrency ?? Math.min(DEFAULT_CONCURRENCY, maxConsentPending);
	const concurrency = Math.floor(readNumber('Concurrency', chosen, 1, 'numbers'));
	if (concurrency > maxConsentPending) {
		throw configurationError(
			"The option 'Concurrency' is greater than 'Max Consent Pending'",
			"Lower 'Concurrency' to as many, or raise 'Max Consent Pending'.",
		);
	}
	return { concurrency, maxConsentPending };
}

/** What can be read of the form where the credential or an option cannot be used: where items go, and how they look. */
export function readRunOptionsOfRefusedRun({ parameters }: Pick<INode, 'parameters'>): RunOptions {
	const { outputMode, options = {} } = parameters as { outputMode?: unknown; options?: Record<string, unknown> };
	const defaults = readRunOptions(
		{ operation: 'checkStatus', stateSource: 'inputField', emit: 'all', outputMode: 'single', options: {} },
		false,
	);
	return {
		...defaults,
		shape: { outputField: String(options.outputField ?? '').trim(), short: false },
		outputMode: outputMode === 'byOutcome' ? 'byOutcome' : 'single',
		report: options.report === true,
	};
}
