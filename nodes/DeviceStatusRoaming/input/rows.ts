import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { CheckRequest } from '../../openGateway/batch/batch';
import { OpenGatewayError } from '../../openGateway/errors';
import { heldAnswer, type KnownState } from '../../openGateway/roaming/numberState';
import { toCheckRequest } from './checkRequest';
import type { FormReader } from './form';
import { pickInputFields } from './inputFields';
import { n8nClock } from '../../transport/n8nClock';
import { toNodeError } from '../output/nodeErrors';
import type { States } from '../stateStore';

/** One item of the input, read when it is its turn. */
export interface Row {
	itemIndex: number;
	/** Fields of the input item to take along. */
	inputFields: IDataObject;
	/** E.164; what was given where that is no phone number. */
	phoneNumber: unknown;
	purpose: string;
	/** What is known of the number; undefined where it could not be read. */
	known: KnownState | undefined;
	/** What to check, or why nothing is checked. */
	request: CheckRequest | OpenGatewayError;
}

/** A refusal is the answer to its item, and the end of no other. */
export function readRow(
	{
		node,
		inputs,
		form: reader,
		states,
	}: { node: INode; inputs: INodeExecutionData[]; form: FormReader; states: States },
	itemIndex: number,
): Row {
	const row: Omit<Row, 'request'> = { itemIndex, inputFields: {}, phoneNumber: '', purpose: '', known: undefined };
	const request = attempt(node, itemIndex, () => {
		const form = reader.forItem(itemIndex);
		const { includeInputFields, inputFields } = form.options;
		const json = inputs[itemIndex]?.json ?? {};
		row.inputFields = pickInputFields(json, includeInputFields, inputFields);
		row.phoneNumber = form.phoneNumber;
		const checkRequest = toCheckRequest(form);
		row.phoneNumber = checkRequest.phoneNumber;
		row.purpose = checkRequest.options.purpose;
		// As the default of the field says, where the option was not added.
		const lastState = form.lastState === '' ? (form.options.lastState ?? json.state) : form.lastState;
		row.known = states.recall(checkRequest.phoneNumber, row.purpose, lastState);
		return heldAnswer(row.known, n8nClock.now()) ?? checkRequest;
	});
	return { ...row, request };
}

/** What comes of it, or the refusal of what the user filled in. */
export function attempt<Value>(node: INode, itemIndex: number, act: () => Value): Value | OpenGatewayError {
	try {
		return act();
	} catch (thrown) {
		if (thrown instanceof OpenGatewayError) return thrown;
		throw toNodeError(node, thrown, itemIndex);
	}
}
