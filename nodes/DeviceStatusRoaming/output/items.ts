import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { Report } from '../../openGateway/batch/report';
import { OpenGatewayError } from '../../openGateway/errors';
import type { Outcome, RoamingStatus } from '../../openGateway/roaming/status';
import { unknownPlace } from '../../openGateway/roaming/place';
import { n8nClock } from '../../transport/n8nClock';
import type { Row } from '../input/row';
import type { ItemShape } from '../input/runOptions';
import type { Evaluation } from './evaluate';
import { chooseFields, ERROR_FIELDS, type ResultField } from '../resultFields';

/** A longer text is no phone number in any spelling, and is not repeated. */
const MAX_INPUT_LENGTH = 64;

/** What an item is made of. */
export interface ItemSource {
	row: Row;
	evaluation: Evaluation;
	/** What the state store adds. */
	stateFields: IDataObject;
	simulated: boolean;
}

/** The item of a row, in the shape that On Error asks for. */
export function toItem(
	source: ItemSource,
	node: INode,
	{ outputField, fields: choice }: ItemShape,
): INodeExecutionData {
	const { row, evaluation } = source;
	const pairedItem = { item: row.itemIndex };
	const fields = resultFields(source);
	const { answer, isError } = evaluation;
	if (isError && node.onError === 'continueErrorOutput' && answer instanceof OpenGatewayError) {
		return withErrorOutput({ json: { error: answer.message, details: fields }, pairedItem }, answer);
	}
	const shown = chooseFields(fields, choice, answer instanceof OpenGatewayError);
	return {
		json: outputField === '' ? { ...row.inputFields, ...shown } : { ...row.inputFields, [outputField]: shown },
		pairedItem,
	};
}

/** The included input fields that a field of the result replaced. The new state replaces the old one on purpose. */
export function replacedFields(
	{ inputFields }: Pick<Row, 'inputFields'>,
	stateFields: IDataObject,
	item: INodeExecutionData | undefined,
): string[] {
	const json = item?.json ?? {};
	return Object.entries(inputFields)
		.filter(([name, value]) => name in json && json[name] !== value && !(name in stateFields))
		.map(([name]) => name);
}

export function toReportItem(report: Report): INodeExecutionData {
	return { json: { ...report }, pairedItem: { item: 0 } };
}

/**
 * n8n moves an item to the error output where it has an `error`, whatever its json is; newer versions also where the
 * json has no other keys than `error`, `message` and `details`, older ones only up to two of the former. The property
 * must not be enumerable: n8n copies the item, and would replace the json of a copy that has an `error` (n8n-core
 * 1.122, 2.8 and 2.41, handleNodeErrorOutput and what follows it).
 */
export function withErrorOutput(item: INodeExecutionData, error: Error | undefined): INodeExecutionData {
	return Object.defineProperty(item, 'error', { value: error, enumerable: false });
}

/** In the order of RESULT_FIELDS; each of them is always present. */
function resultFields({ row, evaluation, stateFields, simulated }: ItemSource): IDataObject {
	const { answer, outcome, fields } = evaluation;
	const phoneNumber = readablePhoneNumber(row.phoneNumber);
	const status = answer instanceof OpenGatewayError ? statusOfUnanswered(answer) : answer;
	return {
		...statusFields(phoneNumber, outcome, status, simulated),
		...(answer instanceof OpenGatewayError ? errorFields(answer) : {}),
		...fields,
		...stateFields,
	};
}

/** What is said of a number, in the order of RESULT_FIELDS. */
export function statusFields(
	phoneNumber: string,
	outcome: Outcome,
	status: Omit<RoamingStatus, 'outcome' | 'isDated'>,
	simulated: boolean,
): Record<ResultField, IDataObject[string]> {
	return {
		phoneNumber,
		roaming: status.roaming,
		outcome,
		simulated,
		country: status.country,
		countryLabel: status.countryLabel,
		isEea: status.isEea,
		countryCode: status.countryCode,
		countryName: status.countryName,
		lastStatusTime: status.lastStatusTime,
		statusAgeSeconds: status.statusAgeSeconds,
		checkedAt: status.checkedAt,
		warning: status.warning,
		correlator: status.correlator,
	};
}

/** The same keys as an answered number has, so that no expression meets `undefined`. */
function statusOfUnanswered({ correlator }: OpenGatewayError) {
	return {
		roaming: null,
		...unknownPlace(),
		lastStatusTime: null,
		statusAgeSeconds: null,
		checkedAt: new Date(n8nClock.now()).toISOString(),
		warning: null,
		correlator: correlator ?? '',
	};
}

function errorFields(error: OpenGatewayError): IDataObject {
	return Object.fromEntries(ERROR_FIELDS.map((field) => [field, error[field]]));
}

function readablePhoneNumber(phoneNumber: unknown): string {
	const text = typeof phoneNumber === 'number' ? String(phoneNumber) : phoneNumber;
	return typeof text === 'string' && text.length <= MAX_INPUT_LENGTH ? text : '';
}
