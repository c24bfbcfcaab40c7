import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
	checkConnection as checkConnectionOfNumber,
	refusedStep,
	type ConnectionStep,
} from '../openGateway/checkConnection';
import { isSimulated } from '../openGateway/credential/aggregators';
import { OpenGatewayError } from '../openGateway/errors';
import { noLimit } from '../openGateway/http/limiter';
import { createRetryBudget } from '../openGateway/http/retryBudget';
import { n8nClock } from '../transport/n8nClock';
import { CONNECTIONS, createTransport } from '../transport/transports';
import { readCredential } from './execute';
import { captureError } from './nodeErrors';
import { toCheckRequest } from './input/checkRequest';
import { createFormReader, readChoice } from './input/form';

/**
 * The operation 'Check Connection': goes the way to an answer for the number of the first item and gives one item a step.
 * A step that fails is an item, too, whatever On Error says.
 */
export async function checkConnection(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const steps = await readSteps(context);
	if (context.getInputData().length > 1) {
		const message = "'Check Connection' checks the number of the first item only.";
		context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
	}
	return [steps.map((step) => ({ json: { ...step, text: asText(step) }, pairedItem: { item: 0 } }))];
}

async function readSteps(context: IExecuteFunctions): Promise<ConnectionStep[]> {
	const credential = await readCredential(context);
	if (credential instanceof OpenGatewayError) return [refusedStep('Credential', credential)];
	const input = captureError(context.getNode(), 0, () => {
		const form = createFormReader(context).forItem(0);
		const connection = readChoice('Connection', form.options.connection ?? 'n8n', CONNECTIONS);
		return { ...toCheckRequest(form), connection };
	});
	if (input instanceof OpenGatewayError) return [refusedStep('Node', input)];

	const simulated = isSimulated(credential.aggregator);
	if (simulated) {
		const message = 'Simulated answers. To check a real connection, choose the credential of your aggregator.';
		context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
	}
	const deps = {
		transport: createTransport(simulated, input.connection, context.helpers),
		clock: n8nClock,
		limiter: noLimit,
		random: Math.random,
		retryBudget: createRetryBudget(),
		releaseWhile: <Value>(wait: () => Promise<Value>) => wait(),
		onRequest: () => undefined,
	};
	const signal = context.getExecutionCancelSignal();
	return checkConnectionOfNumber(credential, deps, input.phoneNumber, { ...input.options, signal });
}

const RESULTS: Record<ConnectionStep['result'], string> = { ok: 'OK', failed: 'Failed', notReached: 'Not reached' };

/** The step as text, to be copied into a mail to the aggregator's support. */
function asText({
	step,
	name,
	result,
	message,
	hint,
	settings,
	durationMs,
	request,
	response,
}: ConnectionStep): string {
	const parts = [
		`${step}. ${name}: ${RESULTS[result]}. ${message}.`,
		hint,
		settings.length === 0 ? '' : `Settings to look at: ${settings.join(', ')}`,
		request === '' ? '' : `Sent:\n${request}`,
		response === '' ? '' : `Received after ${durationMs} ms:\n${response}`,
	];
	return parts.filter((part) => part !== '').join('\n\n');
}
