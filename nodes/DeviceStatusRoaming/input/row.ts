import type { IDataObject } from 'n8n-workflow';
import type { CheckRequest } from '../../openGateway/batch/batch';
import { OpenGatewayError } from '../../openGateway/errors';
import { heldAnswer } from '../../openGateway/roaming/consentHold';
import { n8nClock } from '../../transport/n8nClock';
import type { RecalledState, StateStore } from '../stateStore';
import { captureError } from '../nodeErrors';
import { toCheckRequest } from './checkRequest';
import type { NodeInput } from './nodeInput';
import type { RunOptions } from './runOptions';

/** One item of the input, read when it is its turn. */
export interface Row {
	itemIndex: number;
	/** Fields of the input item that the output item gets. */
	inputFields: IDataObject;
	/** E.164; the given value where that is no phone number. */
	phoneNumber: unknown;
	purpose: string;
	/** What the item says of the state where it stays as it came in. */
	stateFields: IDataObject;
	/** The last known state of the number; undefined where it, or the number, could not be read. */
	lastState: RecalledState | undefined;
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
	{ evaluation: { origin, consentHoldMs } }: Pick<RunOptions, 'evaluation'>,
	itemIndex: number,
	refusal: OpenGatewayError | undefined,
): Row {
	const json = inputs[itemIndex]?.json ?? {};
	const row: Omit<Row, 'request'> = {
		itemIndex,
		inputFields: {},
		phoneNumber: '',
		purpose: '',
		// Where the expression in 'Last State' cannot be evaluated, the state is most likely in its default field.
		stateFields: states.handBack(json.roamingState),
		lastState: undefined,
	};
	const request = captureError(node, itemIndex, () => {
		// First, so that whatever fails after it hands the state back.
		const lastState = reader.lastState(itemIndex);
		row.stateFields = states.handBack(lastState);
		const form = reader.forItem(itemIndex);
		const { includeInputFields, inputFields } = form.options;
		row.inputFields = pickInputFields(json, includeInputFields, inputFields);
		row.phoneNumber = form.phoneNumber;
		const checkRequest = toCheckRequest(form);
		row.phoneNumber = checkRequest.phoneNumber;
		row.purpose = checkRequest.options.purpose;
		row.lastState = states.recall(checkRequest.phoneNumber, lastState);
		const hold = { origin, purpose: row.purpose, holdMs: consentHoldMs };
		return refusal ?? heldAnswer(row.lastState.state, hold, n8nClock.now()) ?? checkRequest;
	});
	return { ...row, request };
}

/**
 * The fields of the input item that the output item takes along. One named `error` stays behind: n8n would take the
 * item, and with "Retry On Fail" the whole node, for failed.
 *
 * @param include the option "Include Input Fields": none, all or selected
 * @param names the option "Input Fields": names separated by commas
 */
function pickInputFields(json: IDataObject, include: unknown, names: unknown): IDataObject {
	if (include !== 'all' && include !== 'selected') return {};
	const selected = String(names ?? '')
		.split(',')
		.map((name) => name.trim());
	return Object.fromEntries(
		Object.entries(json).filter(([name]) => name !== 'error' && (include === 'all' || selected.includes(name))),
	);
}
