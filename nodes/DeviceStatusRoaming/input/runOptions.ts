import type { IDataObject, INode } from 'n8n-workflow';
import { configurationError } from '../../openGateway/errors';
import type { FreshnessRule } from '../../openGateway/roaming/freshness';
import type { Origin } from '../../openGateway/roaming/numberState';
import { CONNECTIONS, type Connection } from '../../transport/transports';
import { STATE_SOURCES, type StateSource } from '../stateStore';
import type { FieldChoice } from '../resultFields';
import { readChoice, readNumber, withoutGroups, type RunForm } from './form';

const DEFAULT_CONCURRENCY = 32;

export type OutputMode = 'single' | 'byOutcome';

const EMIT_CHOICES = ['all', 'changes', 'changesAndFirstSeen'] as const;
export type Emit = (typeof EMIT_CHOICES)[number];

export interface ItemShape {
	/** The key that holds the whole result; empty for one level with the input fields. */
	outputField: string;
	/** Which fields of the result the item gets. */
	fields: FieldChoice;
}

/** What the form asks for beyond what the network said. */
export interface EvaluationOptions {
	freshness: FreshnessRule | undefined;
	detectChanges: boolean;
	emit: Emit;
	/** Whether the new state leaves with the item, and is lost without one. */
	stateInItem: boolean;
	/** Whether a change is given again until it is confirmed. */
	untilConfirmed: boolean;
	/** Who answers. */
	origin: Origin;
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
	/** Whether a run in which no number has an item gives its report as one. */
	summaryIfEmpty: boolean;
}

/**
 * @param asTool whether a model called the node
 * @param origin who answers
 * @throws OpenGatewayError of stage `validation`
 */
export function readRunOptions(form: RunForm, asTool: boolean, origin: Origin): RunOptions {
	const { options } = form;
	const detectChanges = readChoice('Operation', form.operation, ['checkStatus', 'detectChanges']) === 'detectChanges';
	const emit = readChoice('Emit', form.emit, EMIT_CHOICES);
	const delivery = readChoice('Delivery', form.delivery, ['atLeastOnce', 'atMostOnce']);
	const consentHoldMs = readNumber('Consent Hold (Hours)', options.consentHold ?? 0, 0, 'hours') * 3_600_000;
	const maxAgeMinutes = readNumber('Max Age (Minutes)', options.maxStatusAge ?? 0, 0, 'minutes');
	const undated = readChoice('Undated Status', options.undatedStatus ?? 'fresh', ['fresh', 'stale']);
	const source = detectChanges ? form.stateSource : options.stateSource;
	const stateSource =
		detectChanges || consentHoldMs > 0 ? readChoice('State Source', source ?? 'inputField', STATE_SOURCES) : undefined;
	// The form of a tool shows neither; both may stay from a node that was no tool.
	const outputMode = asTool ? 'single' : readChoice('Output Mode', form.outputMode, ['single', 'byOutcome']);
	const report = !asTool && options.report === true;
	return {
		connection: readChoice('Connection', options.connection ?? 'n8n', CONNECTIONS),
		...readPlaces(options),
		requestsPerSecond: readNumber('Requests per Second', options.requestsPerSecond ?? 0, 0, 'requests'),
		maxDurationMs: readNumber('Max Duration (Minutes)', options.maxDuration ?? 0, 0, 'minutes') * 60_000,
		stateSource,
		evaluation: {
			freshness:
				maxAgeMinutes > 0 ? { maxAgeSeconds: maxAgeMinutes * 60, undatedIsStale: undated === 'stale' } : undefined,
			detectChanges,
			emit: detectChanges ? emit : 'all',
			stateInItem: stateSource === 'inputField',
			untilConfirmed: detectChanges && stateSource === 'staticData' && delivery === 'atLeastOnce',
			origin,
			consentHoldMs,
			notCoveredIsError: options.notCoveredIsError === true,
			consentPendingIsError: options.consentPendingIsError === true,
		},
		shape: {
			outputField: asTool ? '' : readOutputField(options.outputField),
			fields: asTool ? fieldsOfTool(form) : form.simple === false ? 'raw' : 'simplified',
		},
		outputMode,
		report,
		// By outcome, the first output says that a phone is roaming.
		summaryIfEmpty: detectChanges && outputMode === 'single' && options.summaryIfEmpty === true,
	};
}

function fieldsOfTool({ output, outputFields }: RunForm): FieldChoice {
	const choice = readChoice('Output', output, ['raw', 'selected', 'simplified']);
	return choice === 'selected' ? [outputFields].flat().map(String) : choice;
}

/**
 * n8n takes an item with the field `error` for failed, and with "Retry On Fail" runs the whole node again. JavaScript
 * has a meaning of its own for names such as `__proto__`.
 */
function readOutputField(written: unknown): string {
	const name = nameOf(written);
	if (!isReservedName(name)) return name;
	throw configurationError(
		`The option 'Output Field' holds the name "${name}", which n8n or JavaScript uses for something else`,
		'Choose another name, such as roamingStatus.',
	);
}

function nameOf(written: unknown): string {
	return String(written ?? '').trim();
}

function isReservedName(name: string): boolean {
	return name === 'error' || name === 'prototype' || name in Object.prototype;
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
export function readRunOptionsOfRefusedRun({ parameters }: Pick<INode, 'parameters'>, asTool = false): RunOptions {
	const { outputMode, simple } = parameters;
	const options = withoutGroups(parameters.options);
	const detectChanges = parameters.operation === 'detectChanges';
	const defaults = readRunOptions(
		{
			operation: detectChanges ? 'detectChanges' : 'checkStatus',
			stateSource: 'inputField',
			emit: 'all',
			delivery: 'atLeastOnce',
			outputMode: 'single',
			simple,
			output: 'simplified',
			outputFields: [],
			options: {},
		},
		asTool,
		'network',
	);
	const stateSource = detectChanges ? parameters.stateSource : options.stateSource;
	const needsStates = detectChanges || ![undefined, 0, '0', ''].includes(options.consentHold as undefined);
	const outputField = nameOf(options.outputField);
	return {
		...defaults,
		// A state that came with an item goes back with it. Static data stays as it is.
		stateSource: needsStates && stateSource !== 'staticData' ? 'inputField' : undefined,
		shape: { ...defaults.shape, outputField: asTool || isReservedName(outputField) ? '' : outputField },
		outputMode: outputMode === 'byOutcome' && !asTool ? 'byOutcome' : 'single',
		report: options.report === true && !asTool,
	};
}
