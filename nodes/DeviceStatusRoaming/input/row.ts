import type { IDataObject } from 'n8n-workflow';
import type { CheckRequest } from '../../openGateway/batch/batch';
import { OpenGatewayError } from '../../openGateway/errors';
import { heldAnswer, type NumberState } from '../../openGateway/roaming/numberState';
import { n8nClock } from '../../transport/n8nClock';
import type { StateStore } from '../stateStore';
import { captureError } from './captureError';
import { toCheckRequest } from './checkRequest';
import { pickInputFields } from './inputFields';
import type { NodeInput } from './nodeInput';

/** One item of the input, read when it is its turn. */
export interface Row {
	itemIndex: number;
	/** Fields of the input item that the output item gets. */
	inputFields: IDataObject;
	/** E.164; the given value where that is no phone number. */
	phoneNumber: unknown;
	purpose: string;
	/** The last known state of the number; undefined where it could not be read. */
	lastState: NumberState | undefined;
	/** What to check, or why nothing is checked. */
	request: CheckRequest | OpenGatewayError;
}

/**
 * A row that cannot be checked carries the error; the other rows go on.
 *
 * @param refusal why no row of this run can be checked
 */
export function readRow(
	{ node, inputs, form: reader }: Pick<NodeInput, 'node' | 'inputs' | 'form'>,
	states: StateStore,
	itemIndex: number,
	refusal: OpenGatewayError | undefined,
): Row {
	const row: Omit<Row, 'request'> = { itemIndex, inputFields: {}, phoneNumber: '', purpose: '', lastState: undefined };
	const request = captureError(node, itemIndex, () => {
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
		row.lastState = states.recall(checkRequest.phoneNumber, row.purpose, lastState);
		return refusal ?? heldAnswer(row.lastState, n8nClock.now()) ?? checkRequest;
	});
	return { ...row, request };
}
