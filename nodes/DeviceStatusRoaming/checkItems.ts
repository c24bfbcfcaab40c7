import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { isSimulated } from '../openGateway/aggregators';
import type { CheckAnswer } from '../openGateway/answer';
import { checkBatch, type CheckRequest } from '../openGateway/batch/batch';
import { OpenGatewayError } from '../openGateway/errors';
import { readForm, toCheckRequest } from './checkRequest';
import { pickInputFields } from './inputFields';
import { toItem } from './items';
import { toNodeError } from './nodeErrors';
import { openRun, type Run } from './run';

/** One item of the input, read when it is its turn. */
interface Row {
	itemIndex: number;
	/** Fields of the input item to take along. */
	inputFields: IDataObject;
	/** E.164; what was given where that is no phone number. */
	phoneNumber: unknown;
	request: CheckRequest | OpenGatewayError;
}

/**
 * Checks the number of each input item.
 *
 * @returns one item for each, in input order
 * @throws NodeApiError or NodeOperationError for the first number without an answer, where the node is to stop at it;
 *   the checks under way are called off then
 */
export async function checkItems(context: IExecuteFunctions, credential: IDataObject): Promise<INodeExecutionData[]> {
	const inputs = context.getInputData();
	const node = context.getNode();
	const simulated = isSimulated(credential.aggregator);

	const readRow = (itemIndex: number) => readItem(context, node, itemIndex, inputs[itemIndex]?.json ?? {});
	function finish({ itemIndex, inputFields, phoneNumber }: Row, answer: CheckAnswer): INodeExecutionData {
		if (answer instanceof OpenGatewayError && !context.continueOnFail()) throw toNodeError(node, answer, itemIndex);
		return toItem({ itemIndex, inputFields, phoneNumber, answer, simulated }, node);
	}

	const run = attempt(node, 0, () => openRun(context, credential));
	// Nothing can be sent then, but each number is still looked at and told what keeps it from being checked.
	if (run instanceof OpenGatewayError) {
		return inputs.map((_, itemIndex) => {
			const row = readRow(itemIndex);
			return finish(row, row.request instanceof OpenGatewayError ? row.request : run);
		});
	}
	return runBatch(run, inputs.length, readRow, finish).catch((thrown: unknown) => {
		throw toNodeError(node, thrown, 0);
	});
}

async function runBatch(
	run: Run,
	count: number,
	readRow: (itemIndex: number) => Row,
	finish: (row: Row, answer: CheckAnswer) => INodeExecutionData,
): Promise<INodeExecutionData[]> {
	const items = await checkBatch(count, readRow, finish, run.batch);
	run.progress.sumUp();
	return items;
}

/** A refusal is the answer to its item, and the end of no other. */
function readItem(context: IExecuteFunctions, node: INode, itemIndex: number, json: IDataObject): Row {
	const row: Omit<Row, 'request'> = { itemIndex, inputFields: {}, phoneNumber: '' };
	const request = attempt(node, itemIndex, () => {
		const form = readForm(context, itemIndex);
		row.inputFields = pickInputFields(json, form.options.includeInputFields, form.options.inputFields);
		row.phoneNumber = form.phoneNumber;
		const checkRequest = toCheckRequest(form);
		row.phoneNumber = checkRequest.phoneNumber;
		return checkRequest;
	});
	return { ...row, request };
}

/** What comes of it, or the refusal of what the user filled in. */
function attempt<Value>(node: INode, itemIndex: number, act: () => Value): Value | OpenGatewayError {
	try {
		return act();
	} catch (thrown) {
		if (thrown instanceof OpenGatewayError) return thrown;
		throw toNodeError(node, thrown, itemIndex);
	}
}
