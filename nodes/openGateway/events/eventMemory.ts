import type { CloudEvent } from './cloudEvent';
import { eventTimeMs, type RoamingEvent } from './roamingEvent';

/** The answer to a message, as the response of node:http shows it. `writableEnded` is also true where the sender has gone. */
export interface Answer {
	readonly statusCode: number;
	readonly writableEnded: boolean;
}

/** What this process knows of the events of one trigger. It ends with the process: at least once is what is promised. */
export interface EventMemory {
	/** Whether an event has to wait: for the answer to a copy of it, or since too many answers are open. */
	hasToWait(event: CloudEvent, nowMs: number): boolean;
	/**
	 * Takes an event unless it came before. It counts as come once its answer has ended with the promised status; after
	 * any other answer the sender is free to send it again.
	 *
	 * @returns false where the event is known
	 */
	take(event: CloudEvent, answer: Answer, promisedStatus: number, nowMs: number): boolean;
	/** Why it is no change; undefined where it is one. To be asked for each event in the order of arrival. */
	whyNoChange(event: CloudEvent, read: Extract<RoamingEvent, { kind: 'roaming' }>): string | undefined;
}

interface UnderWay {
	answer: Answer;
	promisedStatus: number;
	sinceMs: number;
}

/** In a burst, a sender's repeat may come behind thousands of others. */
const MOST_EVENTS = 5000;
/** Numbers and subscriptions of one trigger, with some that were replaced. */
const MOST_KEPT = 1000;

/**
 * A burst is taken bit by bit: with 100 events a second and no bound, n8n 2.41.1 on SQLite had not run 1,000 events after
 * 15 minutes and answered 503 ("Database is not ready!"). A trigger of 100 numbers has no use for more at the same time.
 */
const MOST_UNDER_WAY = 20;

/** An answer that is open for longer is given up: the event may be taken again. */
const LONGEST_UNDER_WAY_MS = 600_000;

/** After the creation of a subscription, its first event may be the one that `initialEvent` asks for. */
const INITIAL_WITHIN_MS = 60_000;

const OUTDATED =
	'The event is older than another one of this number that came before, so it is not taken for a change.';
const INITIAL = 'The event tells the status at the start of the subscription, which is not a change.';

export function createEventMemory(): EventMemory {
	const taken = new Set<string>();
	const underWay = new Map<string, UnderWay>();
	const newest = new Map<string, number>();
	/** The first event of each subscription. */
	const firsts = new Map<string, string>();

	/** Moves what has been answered. */
	function settle(nowMs: number): void {
		for (const [key, { answer, promisedStatus, sinceMs }] of underWay) {
			if (!answer.writableEnded && nowMs - sinceMs < LONGEST_UNDER_WAY_MS) continue;
			underWay.delete(key);
			if (answer.writableEnded && answer.statusCode === promisedStatus) keep(taken.add(key), MOST_EVENTS);
		}
	}

	return {
		hasToWait(event, nowMs) {
			settle(nowMs);
			const key = keyOf(event);
			// A repeat needs no room: kept waiting, it would outlast its place in the memory and be run again.
			return !taken.has(key) && (underWay.size >= MOST_UNDER_WAY || underWay.has(key));
		},

		take(event, answer, promisedStatus, nowMs) {
			settle(nowMs);
			const key = keyOf(event);
			if (underWay.has(key)) return false;
			if (taken.delete(key)) {
				// The latest stands last.
				taken.add(key);
				return false;
			}
			underWay.set(key, { answer, promisedStatus, sinceMs: nowMs });
			return true;
		},

		whyNoChange(event, { subscription, subscriptionId }) {
			const timeMs = eventTimeMs(event);
			const first = firsts.get(subscriptionId) ?? keyOf(event);
			keep(firsts.set(subscriptionId, first), MOST_KEPT);
			const last = newest.get(subscription.phoneNumber);
			if (timeMs !== null && last !== undefined && timeMs < last) return OUTDATED;
			if (timeMs !== null) {
				newest.delete(subscription.phoneNumber);
				keep(newest.set(subscription.phoneNumber, timeMs), MOST_KEPT);
			}
			const isFirst = first === keyOf(event);
			const isAtStart = (timeMs ?? 0) <= subscription.createdAtMs + INITIAL_WITHIN_MS;
			return subscription.initialEvent && isFirst && isAtStart ? INITIAL : undefined;
		},
	};
}

/** Source and ID identify an event (CloudEvents 1.0.2, section 3.1.1). */
function keyOf({ source, id }: CloudEvent): string {
	return JSON.stringify([source, id]);
}

/** Sets and maps keep the order of insertion, so the first is the oldest. */
function keep(kept: { size: number; keys(): Iterator<string>; delete(key: string): boolean }, most: number): void {
	const { value } = kept.keys().next();
	if (kept.size > most && typeof value === 'string') kept.delete(value);
}
