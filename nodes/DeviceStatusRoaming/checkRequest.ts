import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CheckOptions } from '../openGateway/client';
import { configurationError, type OpenGatewayError } from '../openGateway/errors';
import { normalizePhoneNumber } from '../openGateway/phoneNumber';
import { OTHER_PURPOSE } from './parameters';

/** What the form asks for one item. */
export interface CheckRequest {
	/** E.164. */
	phoneNumber: string;
	options: CheckOptions;
	/** Milliseconds from the start of the run after which this number is not begun any more; 0 is never. */
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
		maxDurationMs: readNumber('Max Duration', options.maxDuration ?? 0, 0, 'minutes') * 60_000,
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

/**
 * The option that holds for all items of a run.
 *
 * @throws OpenGatewayError of stage `validation`
 */
export function readRequestsPerSecond({ options }: FilledForm): number {
	return readNumber('Requests per Second', options.requestsPerSecond ?? 0, 0, 'requests');
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
