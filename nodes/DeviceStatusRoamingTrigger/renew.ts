import type { IWebhookFunctions } from 'n8n-workflow';
import type { RoamingEvent } from '../openGateway/events/roamingEvent';
import { renewalAfterEnd, renewalAfterEvent, type Renewal } from '../openGateway/events/renewal';
import type { StoredSubscription } from '../openGateway/events/subscriptionState';
import { n8nClock } from '../transport/n8nClock';
import { isTestRun, readOptions } from './form';
import { openSubscriptions } from './openSubscriptions';
import type { TriggerStore } from './stateStore';

/** After an early renewal that failed; the subscription lives, and events may come many in a second. */
const TRY_AGAIN_AFTER_MS = 60_000;

/**
 * Renews a subscription where an event shows that it has ended or soon will. One at a time: each renewal starts from what
 * the last one left.
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
		isEnd ? renewalAfterEnd(subscription, event.reason, nowMs) : renewalAfterEvent(subscription, nowMs);
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
		const set = await openSubscriptions(context, options, { sink: old.sink, events: [], phoneNumbers: [] });
		store.write(await set.renew(state, old, renewal.initialEvent));
		store.memory.renewAgainAtMs = 0;
		return true;
	};
	const renewing = store.memory.renewals.then(renew);
	store.memory.renewals = Promise.allSettled([renewing]);
	return renewing;
}
