import type { IWebhookFunctions } from 'n8n-workflow';
import type { RoamingEvent } from '../openGateway/events/roamingEvent';
import { renewalAfterEnd, renewalAfterEvent, type Renewal } from '../openGateway/events/renewal';
import type { StoredSubscription } from '../openGateway/events/subscriptionState';
import { isReachable } from '../openGateway/events/subscriptionErrors';
import { n8nClock } from '../transport/n8nClock';
import { isTestRun, readOptions } from './form';
import { openSubscriptions } from './openSubscriptions';
import { changeInTurn, type TriggerStore } from './stateStore';

/** After an early renewal that failed; the subscription lives, and events may come many in a second. */
const TRY_AGAIN_AFTER_MS = 60_000;

/**
 * Renews a subscription where an event shows that it has ended or soon will, or comes by an address that n8n no
 * longer has.
 *
 * @returns whether the subscription goes on
 * @throws OpenGatewayError where it could not be renewed
 */
export async function renewWhereNeeded(
	context: IWebhookFunctions,
	store: TriggerStore,
	event: Exclude<RoamingEvent, { kind: 'ignored' }>,
): Promise<boolean> {
	const options = readOptions(context);
	if (!options.renew || isTestRun(context)) return false;
	const isEnd = event.kind === 'ended';
	const needs = (subscription: StoredSubscription, nowMs: number): Renewal =>
		isEnd
			? renewalAfterEnd(subscription, event.reason, nowMs)
			: renewalAfterEvent(subscription, sinkOf(context, subscription), nowMs);
	if (needs(event.subscription, n8nClock.now()) === undefined) return false;

	const renew = async (): Promise<boolean> => {
		const state = store.read();
		const old = state?.subscriptions.find(({ id }) => id === event.subscription.id);
		// Another event was faster.
		if (state === undefined || old === undefined) return state !== undefined;
		const nowMs = n8nClock.now();
		const renewal = needs(old, nowMs);
		if (renewal === undefined || (!isEnd && nowMs < store.memory.renewAgainAtMs)) return false;
		store.memory.renewAgainAtMs = nowMs + TRY_AGAIN_AFTER_MS;
		const set = await openSubscriptions(context, options, {
			sink: sinkOf(context, old),
			events: [],
			phoneNumbers: [],
		});
		store.write(await set.renew(state, old, renewal.initialEvent));
		store.memory.renewAgainAtMs = 0;
		return true;
	};
	return changeInTurn(store.memory, renew);
}

/** Where this n8n says that it is reached now; the former address where nobody outside can reach that. */
function sinkOf(context: IWebhookFunctions, { sink }: StoredSubscription): string {
	const address = context.getNodeWebhookUrl('default');
	return address !== undefined && URL.canParse(address) && isReachable(address, sink) ? address : sink;
}
