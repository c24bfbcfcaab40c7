import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { configurationError, OpenGatewayError } from '../openGateway/errors';
import { normalizePhoneNumber } from '../openGateway/phoneNumber';
import { captureError, toNodeError } from './nodeErrors';
import { createFormReader, readChoice, type FormReader } from './input/form';
import { withErrorOutput } from './output/items';
import { openConfirmations } from './staticDataStore';

const CONFIRM_CHOICES = ['numbers', 'execution'] as const;

/**
 * The operation 'Confirm Changes': marks the changes that this execution returned as reported, so that no later
 * run returns them again. Sends nothing. A change that another execution returned stays: its alert may not be sent yet.
 *
 * @returns an item for each number, or one for the whole execution, with how many changes were confirmed
 * @throws NodeOperationError for the first item without a phone number, where On Error is "Stop Workflow"
 */
export function confirm(context: IExecuteFunctions): INodeExecutionData[][] {
	const node = context.getNode();
	const form = createFormReader(context);
	const confirmations = openConfirmations(context);

	function confirmItem(itemIndex: number): INodeExecutionData {
		const pairedItem = { item: itemIndex };
		const result = captureError(node, itemIndex, () => {
			const phoneNumber = readPhoneNumber(form, itemIndex);
			return { phoneNumber, confirmed: confirmations.confirmNumber(phoneNumber) };
		});
		if (!(result instanceof OpenGatewayError)) return { json: result, pairedItem };
		if (!context.continueOnFail()) throw toNodeError(node, result, itemIndex);
		const { code, message, hint } = result;
		if (node.onError === 'continueErrorOutput') {
			return withErrorOutput({ json: { error: message, details: { code, message, hint } }, pairedItem }, result);
		}
		return { json: { phoneNumber: '', confirmed: 0, code, message, hint }, pairedItem };
	}

	const items =
		readChoice('Confirm', form.confirm(), CONFIRM_CHOICES) === 'execution'
			? [{ json: { confirmed: confirmations.confirmAll() }, pairedItem: { item: 0 } }]
			: context.getInputData().map((_, itemIndex) => confirmItem(itemIndex));
	confirmations.commit();
	return [items];
}

function readPhoneNumber(form: FormReader, itemIndex: number): string {
	const { phoneNumber } = form.forItem(itemIndex);
	if (phoneNumber === undefined || phoneNumber === null || phoneNumber === '') {
		throw configurationError(
			'The item has no phone number. Steps such as Slack replace the items',
			"Write {{ $('Device Status Roaming').item.json.phoneNumber }} in 'Phone Number', with the name of the node that returned the changes, or choose 'All Changes of This Execution' in 'Confirm'.",
		);
	}
	return normalizePhoneNumber(phoneNumber, '');
}
