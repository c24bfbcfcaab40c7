import type { CloudEvent } from './cloudEvent';
import { eventTimeMs, type RoamingEvent } from './roamingEvent';

/** What this process knows of the events of one trigger. It ends with the process: at least once is what is promised. */
export interface EventMemory {
	/** True where an event of this source and ID came before (CloudEvents 1.0.2: the two identify an event). */
	isDuplicate(event: CloudEvent): boolean;
	/** Why an event is no change; undefined where it is one. To be asked once for each event, in the order of arrival. */
	whyNoChange(event: CloudEvent, read: Extract<RoamingEvent, { kind: 'roaming' }>): string | undefined;
}

const MOST_EVENTS = 500;
/** Numbers and subscriptions of one trigger, with some that were replaced. */
const MOST_KEPT = 1000;

/** After the creation of a subscription, its first event may be the one that `initialEvent` asks for. */
const INITIAL_WITHIN_MS = 60_000;

const OUTDATED =
	'The event is older than another one of this number that came before, so it is not taken for a change.';
const INITIAL = 'The event tells the status at the start of the subscription, which is not a change.';

export function createEventMemory(): EventMemory {
	const events = new Set<string>();
	const newest = new Map<string, number>();
	const heardOf = new Set<string>();

	return {
		isDuplicate({ source, id }) {
			const key = JSON.stringify([source, id]);
			const isKnown = events.has(key);
			// The latest stands last.
			events.delete(key);
			keep(events.add(key), MOST_EVENTS);
			return isKnown;
		},

		whyNoChange(event, { subscription, subscriptionId }) {
			const timeMs = eventTimeMs(event);
			const isFirst = !heardOf.has(subscriptionId);
			keep(heardOf.add(subscriptionId), MOST_KEPT);
			const last = newest.get(subscription.phoneNumber);
			if (timeMs !== null && last !== undefined && timeMs < last) return OUTDATED;
			if (timeMs !== null) {
				newest.delete(subscription.phoneNumber);
				keep(newest.set(subscription.phoneNumber, timeMs), MOST_KEPT);
			}
			const isAtStart = (timeMs ?? 0) <= subscription.createdAtMs + INITIAL_WITHIN_MS;
			return subscription.initialEvent && isFirst && isAtStart ? INITIAL : undefined;
		},
	};
}

/** Sets and maps keep the order of insertion, so the first is the oldest. */
function keep(kept: { size: number; keys(): Iterator<string>; delete(key: string): boolean }, most: number): void {
	const { value } = kept.keys().next();
	if (kept.size > most && typeof value === 'string') kept.delete(value);
}
