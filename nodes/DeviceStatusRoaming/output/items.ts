import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { CheckAnswer } from '../../openGateway/roaming/answer';
import { OpenGatewayError, outcomeOf } from '../../openGateway/errors';
import type { RoamingStatus } from '../../openGateway/roaming/status';
import { n8nClock } from '../../transport/n8nClock';

/** A longer text than this is no phone number in any spelling, and is not repeated. */
const LONGEST_INPUT = 64;

/** What became of one item. */
export interface CheckResult {
	itemIndex: number;
	/** Fields of the input item to take along. */
	inputFields: IDataObject;
	/** E.164; what was given where that is no phone number. */
	phoneNumber: unknown;
	answer: CheckAnswer;
	/** Whether it goes to the error output, where the node has one. */
	isError: boolean;
	/** Beside those of the answer. */
	fields: IDataObject;
	simulated: boolean;
}

export interface ItemShape {
	/** The key under which the result stands; empty for one level with the input fields. */
	outputField: string;
	/** Without what a model does not need. */
	short: boolean;
}

/** A number's item, in the shape that the node's "On Error" setting asks for. */
export function toItem(result: CheckResult, node: INode, { outputField, short }: ItemShape): INodeExecutionData {
	const { itemIndex, inputFields, answer, isError, fields, simulated } = result;
	const pairedItem = { item: itemIndex };
	const phoneNumber = readable(result.phoneNumber);
	const whole =
		answer instanceof OpenGatewayError
			? { ...unansweredFields(phoneNumber, answer, simulated), ...fields }
			: { phoneNumber, ...answeredFields(answer), simulated, ...fields };
	if (isError && node.onError === 'continueErrorOutput' && answer instanceof OpenGatewayError) {
		return forErrorOutput({ json: { error: answer.message, details: whole }, pairedItem }, answer);
	}
	const shown = short ? shorten(whole) : whole;
	return {
		json: outputField === '' ? { ...inputFields, ...shown } : { ...inputFields, [outputField]: shown },
		pairedItem,
	};
}

/**
 * n8n moves an item to the error output where it has an `error`, whatever its json is; newer versions also where the
 * json has no other keys than `error`, `message` and `details`, older ones only up to two of the former. The property
 * must not be enumerable: n8n copies the item, and would replace the json of a copy that has an `error` (n8n-core
 * 1.122, 2.8 and 2.41, handleNodeErrorOutput and what follows it).
 */
export function forErrorOutput(item: INodeExecutionData, error: Error | undefined): INodeExecutionData {
	return Object.defineProperty(item, 'error', { value: error, enumerable: false });
}

/** For the support of an operator, or for the next run; to a model they are noise. */
const NOT_FOR_MODELS = new Set(['correlator', 'state', 'stage', 'httpStatus']);

/** Without ids, and without fields that say nothing. */
function shorten(whole: IDataObject): IDataObject {
	const saysNothing = (value: unknown) =>
		value === null || value === '' || (Array.isArray(value) && value.length === 0);
	return Object.fromEntries(
		Object.entries(whole).filter(([key, value]) => !NOT_FOR_MODELS.has(key) && !saysNothing(value)),
	);
}

/** The status without what serves its freshness only. */
function answeredFields(answer: RoamingStatus): IDataObject {
	const told: Partial<RoamingStatus> = { ...answer };
	delete told.isDated;
	return { ...told };
}

/** The keys of an answered number, so that no expression meets `undefined`, and seven more that tell what happened. */
function unansweredFields(phoneNumber: string, answer: OpenGatewayError, simulated: boolean): IDataObject {
	const { code, stage, httpStatus, message, hint, retryable, attempted, correlator } = answer;
	return {
		phoneNumber,
		roaming: null,
		outcome: outcomeOf(code),
		countryCode: null,
		countryName: [],
		country: null,
		countryLabel: null,
		isEea: null,
		lastStatusTime: null,
		statusAgeSeconds: null,
		checkedAt: new Date(n8nClock.now()).toISOString(),
		warning: null,
		correlator: correlator ?? '',
		simulated,
		code,
		stage,
		httpStatus,
		message,
		hint,
		retryable,
		attempted,
	};
}

function readable(phoneNumber: unknown): string {
	const text = typeof phoneNumber === 'number' ? String(phoneNumber) : phoneNumber;
	return typeof text === 'string' && text.length <= LONGEST_INPUT ? text : '';
}
