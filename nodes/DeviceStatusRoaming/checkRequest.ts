import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CheckRequest } from '../openGateway/batch/batch';
import { configurationError, type OpenGatewayError } from '../openGateway/errors';
import { normalizePhoneNumber } from '../openGateway/phoneNumber';
import { OTHER_PURPOSE } from './parameters';
import { CONNECTIONS, type Connection } from './transports';

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
}

/** The form as filled in for one item: each field may hold an expression, so each item may say something else. */
export interface FilledForm {
	phoneNumber: unknown;
	purpose: unknown;
	customPurpose: unknown;
	options: IDataObject;
}

/** @throws OpenGatewayError of stage `validation` where an expression of the form cannot be evaluated */
export function readForm(context: IExecuteFunctions, itemIndex: number): FilledForm {
	const read = (name: string, fallback: unknown) => {
		try {
			return context.getNodeParameter(name, itemIndex, fallback) as unknown;
		} catch (thrown) {
			throw refuseExpression(name, thrown);
		}
	};
	return {
		phoneNumber: read('phoneNumber', ''),
		purpose: read('purpose', ''),
		customPurpose: read('customPurpose', ''),
		options: read('options', {}) as IDataObject,
	};
}

/** @throws OpenGatewayError of stage `validation`, before anything is sent */
export function toCheckRequest({ phoneNumber, purpose, customPurpose, options }: FilledForm): CheckRequest {
	return {
		phoneNumber: normalizePhoneNumber(phoneNumber, String(options.defaultCountryCode ?? '')),
		options: {
			purpose: readPurpose(purpose === OTHER_PURPOSE ? customPurpose : purpose),
			maxConsentWaitMs: readNumber('Max Consent Wait', options.maxConsentWait ?? 60, 0, 'seconds') * 1000,
			timeoutMs: readNumber('Timeout', options.timeout ?? 40, 1, 'seconds') * 1000,
			maxAttempts: readNumber('Max Attempts', options.maxAttempts ?? 3, 1, 'times'),
			reuseTokens: options.reuseTokens !== false,
		},
	};
}

/** @throws OpenGatewayError of stage `validation` */
export function readRunOptions({ options }: FilledForm): RunOptions {
	return {
		connection: readConnection(options.connection ?? 'n8n'),
		concurrency: Math.floor(readNumber('Concurrency', options.concurrency ?? 32, 1, 'numbers')),
		maxConsentPending: Math.floor(readNumber('Max Consent Pending', options.maxConsentPending ?? 500, 1, 'numbers')),
		requestsPerSecond: readNumber('Requests per Second', options.requestsPerSecond ?? 0, 0, 'requests'),
		maxDurationMs: readNumber('Max Duration', options.maxDuration ?? 0, 0, 'minutes') * 60_000,
	};
}

function readConnection(value: unknown): Connection {
	const connection = CONNECTIONS.find((known) => known === value);
	if (connection !== undefined) return connection;
	throw configurationError('The option "Connection" holds an unknown choice', 'Choose a connection from the list.');
}

function readPurpose(written: unknown): string {
	const purpose = String(written).trim().replace(/^dpv:/, '');
	if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(purpose)) return purpose;
	throw configurationError(
		'The purpose is not the name of one',
		'Write one word as in the vocabulary, for example FraudPreventionAndDetection.',
	);
}

function readNumber(label: string, value: unknown, minimum: number, unit: string): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number) && number >= minimum) return number;
	throw configurationError(`The option "${label}" is not a number of ${unit}`, `Enter a number, ${minimum} or more.`);
}

function refuseExpression(name: string, thrown: unknown): OpenGatewayError {
	const words = thrown instanceof Error ? `: ${thrown.message}` : '';
	return configurationError(
		`The expression in the field "${name}" cannot be evaluated${words}`,
		'Open the node and correct the expression.',
	);
}
