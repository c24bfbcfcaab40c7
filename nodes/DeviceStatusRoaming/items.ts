import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { OpenGatewayError, outcomeOf } from '../openGateway/errors';
import type { RoamingStatus } from '../openGateway/roaming/status';
import { toNodeError } from './nodeErrors';

/** A longer text than this is no phone number in any spelling, and is not repeated. */
const LONGEST_INPUT = 64;

/** What became of one item. */
export interface CheckResult {
	itemIndex: number;
	/** Fields of the input item to take along. */
	inputFields: IDataObject;
	/** E.164; what was given where that is no phone number. */
	phoneNumber: unknown;
	/** What the network said, or why it said nothing. */
	answer: RoamingStatus | OpenGatewayError;
	/** RFC 3339. */
	checkedAt: string;
	simulated: boolean;
}

type UnansweredResult = CheckResult & { answer: OpenGatewayError };

function isUnanswered(result: CheckResult): result is UnansweredResult {
	return result.answer instanceof OpenGatewayError;
}

/** Results -> items, in the shape that the node's "On Error" setting asks for. */
export function toItems(results: CheckResult[], node: INode): INodeExecutionData[] {
	if (node.onError !== 'continueErrorOutput') return results.map(toFlatItem);

	// Behind the others, since n8n runs the whole node again, with "Retry On Fail", where the first item has
	// `json.error`. It separates the two kinds only then, and keeps the order of each (n8n-core 2.41).
	const answered = results.filter((result) => !isUnanswered(result)).map(toFlatItem);
	const wouldRunAgain = node.retryOnFail === true && answered.length === 0;
	const unanswered = results
		.filter(isUnanswered)
		.map((result, position) =>
			wouldRunAgain && position === 0 ? toMarkedItem(result, node) : toErrorOutputItem(result),
		);
	return [...answered, ...unanswered];
}

/** An answered number, and with "Continue" also one without an answer: all fields in one level. */
function toFlatItem(result: CheckResult): INodeExecutionData {
	const { itemIndex, inputFields, answer, simulated } = result;
	const fields: IDataObject =
		answer instanceof OpenGatewayError
			? unansweredFields({ ...result, answer })
			: { phoneNumber: readable(result.phoneNumber), ...answer, simulated };
	return { json: { ...inputFields, ...fields }, pairedItem: { item: itemIndex } };
}

/** The one shape whose data n8n keeps on its way to the error output (n8n-core 2.41, handleNodeErrorOutput). */
function toErrorOutputItem(result: UnansweredResult): INodeExecutionData {
	return {
		json: { error: result.answer.message, details: unansweredFields(result) },
		pairedItem: { item: result.itemIndex },
	};
}

/**
 * Where every number failed, the first item cannot stand behind another and goes without `json.error`. n8n then tells
 * it by `item.error`, which must not be enumerable: n8n copies the item, and would replace the json of a copy that has
 * an `error` (n8n-core 2.41, handleNodeErrorOutput and normalizeNodeErrors).
 */
function toMarkedItem(result: UnansweredResult, node: INode): INodeExecutionData {
	const item = { json: { details: unansweredFields(result) }, pairedItem: { item: result.itemIndex } };
	return Object.defineProperty(item, 'error', {
		value: toNodeError(node, result.answer, result.itemIndex),
		enumerable: false,
	});
}

/** The keys of an answered number, so that no expression meets `undefined`, and seven more that tell what happened. */
function unansweredFields({ phoneNumber, checkedAt, simulated, answer }: UnansweredResult): IDataObject {
	const { code, stage, httpStatus, message, hint, retryable, attempted, correlator } = answer;
	return {
		phoneNumber: readable(phoneNumber),
		roaming: null,
		outcome: outcomeOf(code),
		countryCode: null,
		countryName: [],
		country: null,
		lastStatusTime: null,
		statusAgeSeconds: null,
		checkedAt,
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
