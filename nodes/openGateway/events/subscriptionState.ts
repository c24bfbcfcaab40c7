import { isRecord } from '../json';
import { EVENT_NAMES, type EventName } from './eventTypes';
import type { Target } from './subscription';

/** An ID, and what is needed to use it: the number where a token names one. */
export interface RememberedId extends Target {
	id: string;
}

/** One subscription as the trigger remembers it. */
export interface StoredSubscription extends RememberedId {
	/** Epoch milliseconds. */
	createdAtMs: number;
	/** Epoch milliseconds; the earlier end of subscription and token. */
	endsAtMs: number;
	/** Whether its first event may tell the current status. */
	initialEvent: boolean;
	/** Those that it has replaced, newest first: an event of theirs may still be under way. */
	formerIds: string[];
}

/** What one trigger remembers of its subscriptions: JSON, and of use after a restart. */
export interface SubscriptionState {
	/** Epoch milliseconds of the last change. Of two copies the later one counts. */
	changedAtMs: number;
	/** The bearer token that events carry, kept through renewals. */
	token: string;
	subscriptions: StoredSubscription[];
	/** Replaced, but not removed yet. */
	leftovers: RememberedId[];
}

/** Each replaces the last; events of older ones are long delivered. */
const MOST_FORMER_IDS = 5;

/** Reads what `SubscriptionState` was stored as; undefined where it is damaged or missing. */
export function readSubscriptionState(stored: unknown): SubscriptionState | undefined {
	if (!isRecord(stored) || typeof stored.token !== 'string' || stored.token.length < 32) return undefined;
	const { token, changedAtMs, subscriptions, leftovers } = stored;
	return {
		token,
		changedAtMs: numberOf(changedAtMs),
		subscriptions: recordsOf(subscriptions)
			.filter(isTarget)
			.map((entry) => ({
				...targetOf(entry),
				id: entry.id,
				createdAtMs: numberOf(entry.createdAtMs),
				endsAtMs: numberOf(entry.endsAtMs),
				initialEvent: entry.initialEvent === true,
				formerIds: (Array.isArray(entry.formerIds) ? entry.formerIds : []).map(String),
			})),
		leftovers: recordsOf(leftovers)
			.filter(isTarget)
			.map((entry) => ({ ...targetOf(entry), id: entry.id })),
	};
}

/** The later of two copies. */
export function laterState(
	left: SubscriptionState | undefined,
	right: SubscriptionState | undefined,
): SubscriptionState | undefined {
	if (left === undefined || right === undefined) return left ?? right;
	return right.changedAtMs > left.changedAtMs ? right : left;
}

/** The subscription of an ID, also of one that it has replaced. */
export function findSubscription({ subscriptions }: SubscriptionState, id: string): StoredSubscription | undefined {
	return subscriptions.find((stored) => stored.id === id || stored.formerIds.includes(id));
}

export function withFormerId({ id, formerIds }: StoredSubscription): string[] {
	return [id, ...formerIds].slice(0, MOST_FORMER_IDS);
}

/** The state with another ID for one subscription; events of the former ID still count as its own. */
export function withLostId(state: SubscriptionState, old: StoredSubscription, id: string): SubscriptionState {
	const found = { ...old, id, formerIds: withFormerId(old) };
	return { ...state, subscriptions: state.subscriptions.map((stored) => (stored.id === old.id ? found : stored)) };
}

export function sameTarget(left: Target, right: Target): boolean {
	return left.phoneNumber === right.phoneNumber && left.event === right.event && left.sink === right.sink;
}

/** Whether less than half of its life is left. */
export function isNearEnd({ createdAtMs, endsAtMs }: StoredSubscription, nowMs: number): boolean {
	return nowMs >= createdAtMs + (endsAtMs - createdAtMs) / 2;
}

function recordsOf(value: unknown): Array<Record<string, unknown>> {
	return (Array.isArray(value) ? value : []).filter(isRecord);
}

type StoredTarget = Record<string, unknown> & Target & { id: string };

function isTarget(entry: Record<string, unknown>): entry is StoredTarget {
	const { id, sink, phoneNumber, event } = entry;
	return [id, sink, phoneNumber].every((text) => typeof text === 'string') && EVENT_NAMES.includes(event as EventName);
}

function targetOf({ sink, phoneNumber, event }: StoredTarget): Target {
	return { sink, phoneNumber, event };
}

function numberOf(value: unknown): number {
	return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
