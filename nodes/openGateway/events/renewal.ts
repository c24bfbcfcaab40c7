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

/** Nothing is missed, for the old one lives until the new one does. */
export function renewalAfterEvent(subscription: StoredSubscription, nowMs: number): Renewal {
	return isNearEnd(subscription, nowMs) ? { initialEvent: false } : undefined;
}
