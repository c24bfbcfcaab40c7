import type { IHookFunctions } from 'n8n-workflow';
import { toNodeError } from '../DeviceStatusRoaming/nodeErrors';
import { configurationError, OpenGatewayError, rethrowUnlessApiError } from '../openGateway/errors';
import { readOptions, readOr, readRemoval, readTargets } from './form';
import { openSubscriptions, openToSubscribe } from './openSubscriptions';
import { changeInTurn, openTriggerStore, type TriggerStore } from './stateStore';

/** @returns false only where `create` has something to do; n8n asks at activation, and before 2.41 at each start of each main */
export async function checkSubscriptions(context: IHookFunctions): Promise<boolean> {
	return withNodeErrors(context, async () => {
		const state = openTriggerStore(context).read();
		const set = await openToSubscribe(context, readOptions(context), {
			sink: sinkOf(context),
			...readTargets(context),
		});
		return set.isComplete(state);
	});
}

/** Makes what is missing. Where it throws, n8n forgets what was stored, so nothing is left at the aggregator then. */
export async function makeSubscriptions(context: IHookFunctions): Promise<boolean> {
	return withNodeErrors(context, async () => {
		const store = openTriggerStore(context);
		const set = await openToSubscribe(context, readOptions(context), {
			sink: sinkOf(context),
			...readTargets(context),
		});
		await changeInTurn(store.memory, async () => store.write(await set.complete(store.read())));
		return true;
	});
}

/**
 * @throws NodeApiError where one could not be removed. n8n 2.41's publication service then tries again; other versions only
 *   log the error and end the workflow.
 */
export async function removeSubscriptions(context: IHookFunctions): Promise<boolean> {
	return withNodeErrors(context, async () => {
		const store = openTriggerStore(context);
		// In turn, for a renewal that is under way would bring back what is removed here.
		return changeInTurn(store.memory, () => removeAll(context, store));
	});
}

async function removeAll(context: IHookFunctions, store: TriggerStore): Promise<boolean> {
	const state = store.read();
	const removal = readRemoval(context);
	const targets = { ...removal, sink: readOr('', () => sinkOf(context)) };
	const opened = await openSubscriptions(context, removal, targets).catch(rethrowUnlessApiError);
	if (opened instanceof OpenGatewayError) {
		// With a credential that cannot subscribe, nothing can have been made.
		if (state === undefined) return true;
		throw opened;
	}
	const unremoved = await opened.removeAll(state);
	if (unremoved === undefined) {
		store.forget();
		return true;
	}
	store.write(unremoved.state);
	throw unremoved.error;
}

function sinkOf(context: IHookFunctions): string {
	const sink = context.getNodeWebhookUrl('default');
	if (sink !== undefined && URL.canParse(sink)) return sink;
	throw configurationError(
		'n8n has no usable address for the webhook of this node',
		'Set the environment variable N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to the public https address of this n8n.',
	);
}

async function withNodeErrors<Result>(context: IHookFunctions, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (thrown) {
		throw inOneText(toNodeError(context.getNode(), thrown));
	}
}

/**
 * Of an activation that fails, n8n shows one text: the message, or before 2.41 the description of a NodeApiError where there is
 * one (WorkflowService).
 */
function inOneText(error: ReturnType<typeof toNodeError>): ReturnType<typeof toNodeError> {
	error.message = [error.message, error.description]
		.filter((part) => typeof part === 'string' && part !== '')
		.join('. ');
	error.description = undefined;
	return error;
}
