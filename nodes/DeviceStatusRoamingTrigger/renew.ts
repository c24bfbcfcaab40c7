import type { IWebhookFunctions } from 'n8n-workflow';
import type { OpenGatewayError } from '../openGateway/errors';
import type { RoamingEvent } from '../openGateway/events/roamingEvent';
import { renewalAfterEnd, renewalAfterEvent, type Renewal } from '../openGateway/events/renewal';
import type { StoredSubscription } from '../openGateway/events/subscriptionState';
import { isReachable } from '../openGateway/events/subscriptionErrors';
import { n8nClock } from '../transport/n8nClock';
import { isTestRun, readOptions } from './form';
import { openSubscriptions } from './openSubscriptions';
import { changeInTurn, type TriggerStore } from './stateStore';

export type RenewalResult = 'unchanged' | 'renewed' | 'lost';

/** After an early renewal that failed; the subscription lives, and events may come many in a second. */
const TRY_AGAIN_AFTER_MS = 60_000;

/**
 * Renews a subscription where an event shows that it has ended or soon will, or comes by an address that n8n no
 * longer has.
 *
 * @returns `lost` where the old one had to go first and no new one could be made
 * @throws OpenGatewayError where it could not be renewed
 */
export async function renewWhereNeeded(
	context: IWebhookFunctions,
	store: TriggerStore,
	event: Exclude<RoamingEvent, { kind: 'ignored' }>,
): Promise<RenewalResult> {
	const options = readOptions(context);
	if (!options.renew || isTestRun(context)) return 'unchanged';
	const isEnd = event.kind === 'ended';
	const needs = (subscription: StoredSubscription, nowMs: number): Renewal =>
		isEnd
			? renewalAfterEnd(subscription, event.reason, nowMs)
			: renewalAfterEvent(subscription, sinkOf(context, subscription), nowMs);
	if (needs(event.subscription, n8nClock.now()) === undefined) return 'unchanged';

	const renew = async (): Promise<RenewalResult> => {
		const state = store.read();
		const old = state?.subscriptions.find(({ id }) => id === event.subscription.id);
		if (state === undefined) return 'unchanged';
		// Another event was faster.
		if (old === undefined) return 'renewed';
		const nowMs = n8nClock.now();
		const renewal = needs(old, nowMs);
		if (renewal === undefined || (!isEnd && nowMs < store.memory.renewAgainAtMs)) return 'unchanged';
		store.memory.renewAgainAtMs = nowMs + TRY_AGAIN_AFTER_MS;
		const set = await openSubscriptions(context, options, {
			sink: sinkOf(context, old),
			events: [],
			phoneNumbers: [],
		});
		const { state: renewed, lost } = await set.renew(state, old, renewal.initialEvent);
		store.write(renewed);
		if (lost !== undefined) {
			tellFailure(context, lost);
			return 'lost';
		}
		store.memory.renewAgainAtMs = 0;
		return 'renewed';
	};
	return changeInTurn(store.memory, renew);
}

export function tellFailure(context: IWebhookFunctions, { message, hint }: OpenGatewayError): void {
	context.logger.warn(`A roaming subscription could not be renewed: ${message}. ${hint}`);
}

/** The present address of this n8n, or the former one where the present one cannot be reached from outside. */
function sinkOf(context: IWebhookFunctions, { sink }: StoredSubscription): string {
	const address = context.getNodeWebhookUrl('default');
	return address !== undefined && URL.canParse(address) && isReachable(address, sink) ? address : sink;
}
