import { isRecord } from '../json';
import { readRoamingStatus, type RoamingStatus } from '../roaming/status';
import { readStatusTime } from '../statusTime';
import type { CloudEvent } from './cloudEvent';
import { ENDED_TYPES, eventOfType, EVENT_TYPES, shortTypeOf, type EventName } from './eventTypes';
import { findSubscription, type StoredSubscription, type SubscriptionState } from './subscriptionState';

/** What an event says of one subscription. */
export type RoamingEvent =
	| {
			kind: 'roaming';
			event: EventName;
			subscription: StoredSubscription;
			subscriptionId: string;
			status: RoamingStatus;
	  }
	| { kind: 'ended'; subscription: StoredSubscription; subscriptionId: string; reason: string; description: string }
	| { kind: 'ignored'; why: string };

export interface Received {
	/** The `x-correlator` of the message. */
	correlator: string;
	/** Epoch milliseconds. */
	receivedAtMs: number;
}

/** SCREAMING_SNAKE of CAMARA; anything else is not repeated. */
const REASON = /^[A-Z][A-Z_]{2,60}$/;

/**
 * What an event means: for one of the subscriptions of this state, or why it means nothing. The number is the one that the
 * subscription was made for; an event of a three-legged subscription names none.
 */
export function readRoamingEvent(
	cloudEvent: CloudEvent,
	state: SubscriptionState,
	{ correlator, receivedAtMs }: Received,
): RoamingEvent {
	const { data, time } = cloudEvent;
	const shortType = shortTypeOf(cloudEvent.type);
	if (shortType === undefined) return ignored('its type is not of this API');
	const subscriptionId = String(data.subscriptionId ?? '');
	const subscription = findSubscription(state, subscriptionId);
	if (subscription === undefined) return ignored('its subscription is not known');
	if (ENDED_TYPES.has(shortType)) return ended(subscription, subscriptionId, data);
	const event = eventOfType(shortType);
	if (event === undefined) return ignored(`there is nothing to do for ${shortType}`);

	const asked = { phoneNumber: subscription.phoneNumber, correlator, checkedAtMs: receivedAtMs };
	const { device, countryCode, countryName } = data;
	const body = { device, countryCode, countryName, lastStatusTime: time };
	const implied = EVENT_TYPES[event].roaming;
	const status =
		readRoamingStatus({ ...body, roaming: data.roaming ?? implied }, asked) ??
		// What cannot be read is not known; the event happened all the same.
		readRoamingStatus({ ...body, roaming: null }, asked);
	if (status === undefined) return ignored('it cannot be read');
	if ('otherNumber' in status) return ignored('it names another number than its subscription');
	if (implied !== null && status.roaming !== null && status.roaming !== implied) {
		return ignored('its type and its data contradict each other');
	}
	return { kind: 'roaming', event, subscription, subscriptionId, status };
}

/**
 * Of an event with the right token and an unknown subscription: the known subscription that it would belong to. Only one
 * for the same event, and for the number that the event names.
 *
 * @returns undefined where no subscription, or more than one, matches
 */
export function targetOfUnknown({ type, data }: CloudEvent, state: SubscriptionState): StoredSubscription | undefined {
	const event = eventOfType(shortTypeOf(type) ?? '');
	const number = isRecord(data.device) ? data.device.phoneNumber : undefined;
	const targets = state.subscriptions.filter(
		(stored) => stored.event === event && (number === undefined || number === stored.phoneNumber),
	);
	return targets.length === 1 ? targets[0] : undefined;
}

function ended(subscription: StoredSubscription, subscriptionId: string, data: Record<string, unknown>): RoamingEvent {
	if (subscription.id !== subscriptionId) return ignored('it tells of the end of a subscription that was replaced');
	const reason = String(data.terminationReason ?? '');
	const description = typeof data.terminationDescription === 'string' ? data.terminationDescription : '';
	return {
		kind: 'ended',
		subscription,
		subscriptionId,
		reason: REASON.test(reason) ? reason : 'UNKNOWN',
		description: description.slice(0, 200),
	};
}

function ignored(why: string): RoamingEvent {
	return { kind: 'ignored', why };
}

/** An event whose time says nothing is not old. */
export function eventTimeMs({ time }: Pick<CloudEvent, 'time'>): number | null {
	const read = readStatusTime(time);
	return typeof read === 'number' ? read : null;
}
