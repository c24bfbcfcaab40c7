import type { IWebhookFunctions } from 'n8n-workflow';
import { rethrowUnlessApiError } from '../openGateway/errors';
import type { CloudEvent } from '../openGateway/events/cloudEvent';
import { targetOfUnknown } from '../openGateway/events/roamingEvent';
import { findSubscription, withLostId, type SubscriptionState } from '../openGateway/events/subscriptionState';
import { n8nClock } from '../transport/n8nClock';
import { isTestRun, readOptions } from './form';
import { openSubscriptions } from './openSubscriptions';
import { changeInTurn, type TriggerStore } from './stateStore';

/** Events of a second subscription beside a known one may come many in a second. */
const LOOK_AGAIN_AFTER_MS = 60_000;
/** Milliseconds for a request that an event waits for. No release of the API says how long a sender waits. */
export const LONGEST_REQUEST_MS = 5000;

/**
 * Finds the place of an event with the right token whose subscription is not known. The token is of this trigger alone, so the
 * trigger has made that subscription, and the record of it was lost: n8n's static data were overwritten by an older copy, and the
 * process that knew better has ended.
 *
 * @returns the state to read the event with. Where the known subscription lives, it is unchanged: this one is a second.
 */
export async function adoptUnknown(
	context: IWebhookFunctions,
	store: TriggerStore,
	state: SubscriptionState,
	event: CloudEvent,
): Promise<SubscriptionState> {
	const id = String(event.data.subscriptionId ?? '');
	if (id === '' || findSubscription(state, id) !== undefined || isTestRun(context)) return state;
	const target = targetOfUnknown(event, state);
	if (target === undefined || n8nClock.now() < store.memory.lookAgainAtMs) return state;

	const adopt = async (): Promise<SubscriptionState> => {
		const current = store.read();
		// Deactivated meanwhile.
		if (current === undefined) return state;
		const old = findSubscription(current, target.id);
		if (old === undefined || findSubscription(current, id) !== undefined) return current;
		const set = await openSubscriptions(context, readOptions(context), { ...old, events: [], phoneNumbers: [] });
		const adopted = await set.adopt(current, old, id);
		if (adopted === undefined) store.memory.lookAgainAtMs = n8nClock.now() + LOOK_AGAIN_AFTER_MS;
		else store.write(adopted);
		return adopted ?? current;
	};
	const adopting = changeInTurn(store.memory, adopt).catch((thrown: unknown) => void rethrowUnlessApiError(thrown));
	// Where the aggregator does not answer, the event is delivered: at least once is what is promised.
	return (await withinLimit(adopting, LONGEST_REQUEST_MS)) ?? withLostId(state, target, id);
}

/** @returns what the work gives in this time; undefined afterwards, while the work goes on by itself */
export async function withinLimit<Result>(work: Promise<Result>, longestMs: number): Promise<Result | undefined> {
	const isDone = new AbortController();
	const limit = n8nClock.sleep(longestMs, isDone.signal).catch(() => undefined);
	const result = await Promise.race([work, limit]);
	isDone.abort();
	return result ?? undefined;
}
