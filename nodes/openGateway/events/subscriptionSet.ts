import { randomBytes } from 'node:crypto';
import { OpenGatewayError, rethrowUnlessApiError } from '../errors';
import type { Clock } from '../http/transport';
import type { EventName } from './eventTypes';
import { firstFailure, fulfilledOf, inTurns, valuesOf } from './inTurns';
import { serves, type Subscription, type Target } from './subscription';
import { isWithoutList, mayHaveCreated, type SubscriptionsApi } from './subscriptionsApi';
import {
	isNearEnd,
	sameTarget,
	withFormerId,
	withLostId,
	type RememberedId,
	type StoredSubscription,
	type SubscriptionState,
} from './subscriptionState';

/** What a trigger wants to be told. */
export interface SubscriptionPlan {
	/** Where events are sent to. */
	sink: string;
	/** E.164, each once. */
	phoneNumbers: string[];
	events: EventName[];
	/** Milliseconds that a subscription is asked to live. */
	lifeMs: number;
	/** Undefined for no limit. */
	maxEvents: number | undefined;
	/** Whether the first subscription of a number asks for the current status. */
	initialEvent: boolean;
}

/** All subscriptions of one trigger. Each function throws OpenGatewayError where the aggregator refuses or cannot be asked. */
export interface SubscriptionSet {
	/** False only where `complete` has something to do. */
	isComplete(state: SubscriptionState | undefined): Promise<boolean>;
	/** Makes what is missing, then removes what is superseded. What it made and cannot finish, it removes before it throws. */
	complete(state: SubscriptionState | undefined): Promise<SubscriptionState>;
	/**
	 * Replaces one subscription by one with the sink of the plan; the new one is made before the old one is removed.
	 *
	 * @param initialEvent whether an event may have been missed, so that the current status is asked for
	 */
	renew(state: SubscriptionState, old: StoredSubscription, initialEvent: boolean): Promise<Renewed>;
	/**
	 * Takes the ID of an event that carries the token, in place of the known one of its target: as after a renewal whose
	 * record was lost. The entry keeps its former end, so that it is renewed soon.
	 *
	 * @returns undefined where the known one still lives
	 */
	adopt(state: SubscriptionState, old: StoredSubscription, id: string): Promise<SubscriptionState | undefined>;
	/** @returns undefined where none is left; else what could not be removed, and why */
	removeAll(state: SubscriptionState | undefined): Promise<Unremoved | undefined>;
}

export interface Renewed {
	state: SubscriptionState;
	/** Where the old one had to go first and no new one could be made: why. In the state it is one that has ended. */
	lost?: OpenGatewayError;
}

export interface Unremoved {
	state: SubscriptionState;
	error: unknown;
}

/**
 * The token outlives its subscription, so that the subscription is what ends (Commonalities, event guide r4.2: a token that
 * ends before ends the subscription with ACCESS_TOKEN_EXPIRED).
 */
const TOKEN_OUTLIVES_MS = 3_600_000;

/**
 * A subscription of this age may be one that another process of the same n8n makes at this moment. And right after 202 an
 * aggregator may not know it yet (Commonalities, event guide r4.2).
 */
const JUST_MADE_MS = 120_000;

const ALREADY_THERE = new Set(['ALREADY_EXISTS', 'CONFLICT']);

export function createSubscriptionSet(
	api: SubscriptionsApi,
	plan: SubscriptionPlan,
	clock: Pick<Clock, 'now'>,
): SubscriptionSet {
	const targets = plan.phoneNumbers.flatMap((phoneNumber) =>
		plan.events.map((event): Target => ({ sink: plan.sink, phoneNumber, event })),
	);

	async function make(target: Target, token: string, initialEvent: boolean): Promise<StoredSubscription> {
		const nowMs = clock.now();
		const expiresAtMs = nowMs + plan.lifeMs;
		const created = await api.create({
			...target,
			token,
			tokenExpiresAtMs: expiresAtMs + TOKEN_OUTLIVES_MS,
			expiresAtMs,
			maxEvents: plan.maxEvents,
			initialEvent,
		});
		const endsAtMs = Math.min(created.expiresAtMs ?? expiresAtMs, expiresAtMs);
		return { ...target, id: created.id, createdAtMs: nowMs, endsAtMs, initialEvent, formerIds: [] };
	}

	/** Makes one in place of `old`, which is removed only where an aggregator takes no second one beside it. */
	async function replace(
		target: Target,
		old: StoredSubscription | undefined,
		token: string,
		initialEvent: boolean,
		onRemoved: () => void = () => undefined,
	): Promise<StoredSubscription> {
		const startedAtMs = clock.now();
		const made = await make(target, token, initialEvent).catch(async (thrown: unknown) => {
			const { code } = rethrowUnlessApiError(thrown);
			if (mayHaveCreated(thrown)) {
				// Its answer was lost, so it may be there without anybody who knows its ID.
				const unknown = (await listAt(target)).filter(({ startsAtMs }) => (startsAtMs ?? 0) >= startedAtMs - 1000);
				await removeEach(rememberAll(unknown, target));
				throw thrown;
			}
			if (!ALREADY_THERE.has(code)) throw thrown;
			const found = (await listAt(target)).filter((listed) => listed.id !== old?.id && !isJustMade(listed));
			if (found.length === 0 && old === undefined) throw thrown;
			const { left } = await removeEach([...rememberAll(found, target), ...(old === undefined ? [] : [old])]);
			if (left.some(({ id }) => id === old?.id)) throw thrown;
			onRemoved();
			// An event may be missed between. With a limit of events, the initial event counts and could end each at once.
			return make(target, token, initialEvent || plan.maxEvents === undefined);
		});
		return old === undefined ? made : { ...made, formerIds: withFormerId(old) };
	}

	/** Those of a target that the aggregator lists. Empty where it gives no list. */
	async function listAt(target: Target): Promise<Subscription[]> {
		const listed = await listAll(target).catch(rethrowUnlessApiError);
		if (listed instanceof OpenGatewayError) return [];
		return listed.filter((found) => found.sink === target.sink && serves(found, target));
	}

	async function listAll(target: Target): Promise<Subscription[]> {
		return api.list(target).catch((thrown: unknown) => {
			if (isWithoutList(thrown)) return [];
			throw thrown;
		});
	}

	/** Those at this sink that nobody remembers, as after a crash between their creation and its record. */
	async function findStrays(asked: Target[], isStray: (found: Subscription) => boolean): Promise<RememberedId[]> {
		const byNumber = [...new Map(asked.map((target) => [target.phoneNumber, target])).values()];
		const lists = await inTurns(api.listsByNumber ? byNumber : byNumber.slice(0, 1), async (target) =>
			rememberAll(
				(await listAll(target)).filter((found) => found.sink === plan.sink && found.isLive && isStray(found)),
				target,
			),
		);
		return valuesOf(lists).flat();
	}

	function isJustMade({ startsAtMs }: { startsAtMs: number | null }): boolean {
		return startsAtMs !== null && clock.now() - startsAtMs < JUST_MADE_MS;
	}

	/** Whether a remembered subscription can stay. Where that cannot be asked for now, it is taken to. */
	async function isInPlace(stored: StoredSubscription): Promise<boolean> {
		if (isNearEnd(stored, clock.now())) return false;
		const found = await api.retrieve(stored.id, stored).catch(rethrowUnlessApiError);
		if (found instanceof OpenGatewayError) {
			if (found.retryable) return true;
			throw found;
		}
		return found === undefined ? isJustMade({ startsAtMs: stored.createdAtMs }) : serves(found, stored);
	}

	async function keptOf({ subscriptions }: SubscriptionState): Promise<StoredSubscription[]> {
		const wanted = subscriptions.filter((stored) => targets.some((target) => sameTarget(target, stored)));
		const checked = await inTurns(wanted, async (stored) => ((await isInPlace(stored)) ? [stored] : []));
		return valuesOf(checked).flat();
	}

	/** @returns those that could not be removed, with the first error */
	async function removeEach(entries: RememberedId[]): Promise<{ left: RememberedId[]; error: unknown }> {
		const results = await inTurns(entries, (entry) => api.remove(entry.id, entry), { goesOn: true });
		const left = entries.filter((_entry, index) => results[index]?.status === 'rejected');
		return { left: left.map(rememberedId), error: firstFailure(results)?.reason };
	}

	return {
		async isComplete(state) {
			if (state === undefined || state.leftovers.length > 0) return false;
			if (state.subscriptions.length !== targets.length) return false;
			return (await keptOf(state)).length === targets.length;
		},

		async complete(state) {
			const { token, subscriptions: known, leftovers } = state ?? emptyState();
			const kept = state === undefined ? [] : await keptOf(state);
			const missing = targets.filter((target) => !kept.some((stored) => sameTarget(stored, target)));
			const knownIds = new Set([...known, ...leftovers].map(({ id }) => id));
			// Before any is made, so that none of those is among them.
			const strays = await findStrays(missing, (found) => !knownIds.has(found.id) && !isJustMade(found));

			const made = await inTurns(missing, (target) => {
				const old = known.find((stored) => sameTarget(stored, target));
				return replace(target, old, token, plan.initialEvent || old !== undefined);
			});
			const failure = firstFailure(made);
			if (failure !== undefined) {
				await removeEach(fulfilledOf(made));
				throw failure.reason;
			}
			const superseded = known.filter((stored) => !kept.includes(stored));
			const { left } = await removeEach([...superseded, ...strays, ...leftovers]);
			return { token, changedAtMs: later(state), subscriptions: [...kept, ...fulfilledOf(made)], leftovers: left };
		},

		async renew(state, old, initialEvent) {
			let isRemoved = false;
			const onRemoved = () => (isRemoved = true);
			const target = { ...old, sink: plan.sink };
			const renewed = await replace(target, old, state.token, initialEvent, onRemoved).catch((thrown: unknown) => {
				if (!isRemoved) throw thrown;
				return rethrowUnlessApiError(thrown);
			});
			const replaceBy = (next: StoredSubscription) =>
				state.subscriptions.map((stored) => (stored.id === old.id ? next : stored));
			if (renewed instanceof OpenGatewayError) {
				// Its late events are still read, and the next event or activation makes a new one.
				const subscriptions = replaceBy({ ...old, endsAtMs: clock.now() });
				return { state: { ...state, changedAtMs: later(state), subscriptions }, lost: renewed };
			}
			const { left } = await removeEach([old]);
			const leftovers = [...state.leftovers, ...left];
			return {
				state: { ...state, changedAtMs: later(state), subscriptions: replaceBy(renewed), leftovers },
			};
		},

		async adopt(state, old, id) {
			if ((await api.retrieve(old.id, old))?.isLive === true) return undefined;
			return { ...withLostId(state, old, id), changedAtMs: later(state) };
		},

		async removeAll(state) {
			const { token, subscriptions, leftovers } = state ?? emptyState();
			const known = [...subscriptions, ...leftovers];
			const knownIds = new Set(known.map(({ id }) => id));
			const removed = await removeEach(known);
			const asked = [...targets, ...known.filter(({ sink }) => sink === plan.sink)];
			const strays = await findStrays(asked, ({ id }) => !knownIds.has(id)).catch(rethrowUnlessApiError);
			const listed = strays instanceof OpenGatewayError ? { left: [], error: strays } : await removeEach(strays);
			const error = removed.error ?? listed.error;
			if (error === undefined) return undefined;
			const left = [...removed.left, ...listed.left];
			return { state: { token, changedAtMs: later(state), subscriptions: [], leftovers: left }, error };
		},
	};

	function rememberAll(found: Subscription[], { sink, phoneNumber, event }: Target): RememberedId[] {
		return found.map(({ id }) => ({ id, sink, phoneNumber, event }));
	}

	/** Two changes within a millisecond have an order, too. */
	function later(state: SubscriptionState | undefined): number {
		return Math.max(clock.now(), (state?.changedAtMs ?? 0) + 1);
	}
}

function rememberedId({ id, sink, phoneNumber, event }: RememberedId): RememberedId {
	return { id, sink, phoneNumber, event };
}

function emptyState(): SubscriptionState {
	return { token: randomBytes(32).toString('base64url'), changedAtMs: 0, subscriptions: [], leftovers: [] };
}
