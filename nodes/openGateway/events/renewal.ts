import { isNearEnd, type StoredSubscription } from './subscriptionState';

/** What to do about a subscription after an event; `initialEvent` asks for the current status, since an event may be missed. */
export type Renewal = { initialEvent: boolean } | undefined;

/** Ends after which a new subscription helps, and whether its initial event does. */
const RENEWED: Record<string, { initialEvent: boolean }> = {
	ACCESS_TOKEN_EXPIRED: { initialEvent: true },
	SUBSCRIPTION_EXPIRED: { initialEvent: true },
	// The initial event counts (0.8.0), so that with one event at most it would end each new subscription at once.
	MAX_EVENTS_REACHED: { initialEvent: false },
};

/** One that ended sooner is not made again: an aggregator that ends each at once would never be left alone. */
const SHORTEST_LIFE_MS = 1000;

export function renewalAfterEnd({ createdAtMs }: StoredSubscription, reason: string, nowMs: number): Renewal {
	const renewal = Object.hasOwn(RENEWED, reason) ? RENEWED[reason] : undefined;
	return reason !== 'MAX_EVENTS_REACHED' && nowMs - createdAtMs < SHORTEST_LIFE_MS ? undefined : renewal;
}

/** So that two processes that are told different addresses do not replace a subscription at each event. */
const MOVED_AFTER_MS = 3_600_000;

/**
 * Nothing is missed, for the old one lives until the new one does.
 *
 * @param sink the present address of the webhook. n8n 2.41 looks at no webhook when it starts, so after a change of the address
 *   an event by the old one is what shows it.
 */
export function renewalAfterEvent(subscription: StoredSubscription, sink: string, nowMs: number): Renewal {
	const isMoved = subscription.sink !== sink && nowMs - subscription.createdAtMs >= MOVED_AFTER_MS;
	return isMoved || isNearEnd(subscription, nowMs) ? { initialEvent: false } : undefined;
}
