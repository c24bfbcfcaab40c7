import { NodeOperationError, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';
import type { CheckAnswer } from '../openGateway/answer';
import { OpenGatewayError, outcomeOf } from '../openGateway/errors';
import { n8nClock } from './n8nClock';

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
	simulated: boolean;
}

/** A number's item, in the shape that the node's "On Error" setting asks for. */
export function toItem(result: CheckResult, node: INode): INodeExecutionData {
	const { itemIndex, inputFields, answer, simulated } = result;
	const pairedItem = { item: itemIndex };
	const phoneNumber = readable(result.phoneNumber);
	if (!(answer instanceof OpenGatewayError)) {
		return { json: { ...inputFields, phoneNumber, ...answer, simulated }, pairedItem };
	}
	const details = unansweredFields(phoneNumber, answer, simulated);
	return node.onError === 'continueErrorOutput'
		? // The one shape whose data n8n keeps on its way to the error output (n8n-core 2.41, handleNodeErrorOutput).
			{ json: { error: answer.message, details }, pairedItem }
		: { json: { ...inputFields, ...details }, pairedItem };
}

/**
 * Puts the items for the error output behind the others, since n8n runs the whole node again, with "Retry On Fail",
 * where the first item has `json.error`. It separates the two kinds only then, and keeps the order of each (n8n-core
 * 2.41).
 */
export function arrange(items: INodeExecutionData[], node: INode): INodeExecutionData[] {
	if (node.onError !== 'continueErrorOutput') return items;
	const answered = items.filter(({ json }) => json.error === undefined);
	const unanswered = items.filter(({ json }) => json.error !== undefined);
	const [first, ...others] = unanswered;
	if (node.retryOnFail !== true || answered.length > 0 || first === undefined) return [...answered, ...unanswered];
	return [toMarkedItem(first, node), ...others];
}

/**
 * Where every number failed, the first item cannot stand behind another and goes without `json.error`. n8n then tells
 * it by `item.error`, which must not be enumerable: n8n copies the item, and would replace the json of a copy that has
 * an `error` (n8n-core 2.41, handleNodeErrorOutput and normalizeNodeErrors).
 */
function toMarkedItem({ json: { error, details }, pairedItem }: INodeExecutionData, node: INode): INodeExecutionData {
	return Object.defineProperty({ json: { details }, pairedItem } as INodeExecutionData, 'error', {
		value: new NodeOperationError(node, String(error)),
		enumerable: false,
	});
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
		lastStatusTime: null,
		statusAgeSeconds: null,
		checkedAt: new Date(n8nClock.now()).toISOString(),
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
