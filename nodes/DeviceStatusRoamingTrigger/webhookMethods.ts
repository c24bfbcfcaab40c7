import { NodeApiError, type IHookFunctions } from 'n8n-workflow';
import { toNodeError } from '../DeviceStatusRoaming/nodeErrors';
import { configurationError, OpenGatewayError, rethrowUnlessApiError } from '../openGateway/errors';
import { readOptions, readTargets } from './form';
import { openSubscriptions } from './openSubscriptions';
import { changeInTurn, openTriggerStore } from './stateStore';

/** @returns false only where `create` has something to do; n8n asks at activation, and before 2.41 at each start of each main */
export async function checkSubscriptions(context: IHookFunctions): Promise<boolean> {
	return withNodeErrors(context, async () => {
		const state = openTriggerStore(context).read();
		const set = await openSubscriptions(context, readOptions(context), {
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
		const set = await openSubscriptions(context, readOptions(context), {
			sink: sinkOf(context),
			...readTargets(context),
		});
		await changeInTurn(store.memory, async () => store.write(await set.complete(store.read())));
		return true;
	});
}

/** @throws NodeApiError where one could not be removed: n8n tries again after an exception, and not after `false` */
export async function removeSubscriptions(context: IHookFunctions): Promise<boolean> {
	return withNodeErrors(context, async () => {
		const store = openTriggerStore(context);
		// A change that is under way would bring back what is removed here.
		await store.memory.changes;
		const state = store.read();
		const opened = await openForRemoval(context).catch(rethrowUnlessApiError);
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
	});
}

/** Numbers that cannot be read are no reason to leave subscriptions behind. */
async function openForRemoval(context: IHookFunctions) {
	let targets: ReturnType<typeof readTargets>;
	try {
		targets = readTargets(context);
	} catch (thrown) {
		rethrowUnlessApiError(thrown);
		targets = { events: [], phoneNumbers: [] };
	}
	return openSubscriptions(context, readOptions(context), { sink: sinkOf(context), ...targets });
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

/** Of an activation that fails, n8n shows the description of an API error, and only the message of others (1.123 to 2.41). */
function inOneText(error: ReturnType<typeof toNodeError>): ReturnType<typeof toNodeError> {
	const text = [error.message, error.description].filter((part) => typeof part === 'string' && part !== '').join('. ');
	if (error instanceof NodeApiError) error.description = text;
	else error.message = text;
	return error;
}
