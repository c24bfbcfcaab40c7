/** What a workflow can wait for. */
export type EventName = 'changedCountry' | 'enteredRoaming' | 'leftRoaming' | 'roamingStatusChanged';

export interface EventTypeRow {
	/** As the form shows it. */
	displayName: string;
	description: string;
	/** The last part of CAMARA's event type. */
	type: string;
	/** What the event says by its type alone; `null` where its data say it. */
	roaming: boolean | null;
}

/** The events of device-roaming-status-subscriptions 0.7.0 and 0.8.0, one row each. */
export const EVENT_TYPES: Record<EventName, EventTypeRow> = {
	changedCountry: {
		displayName: 'Changed Country',
		description: 'A phone that stays abroad moves from one foreign country to another',
		type: 'roaming-change-country',
		roaming: true,
	},
	enteredRoaming: {
		displayName: 'Entered Roaming',
		description: 'A phone goes abroad',
		type: 'roaming-on',
		roaming: true,
	},
	leftRoaming: {
		displayName: 'Left Roaming',
		description: 'A phone comes home',
		type: 'roaming-off',
		roaming: false,
	},
	roamingStatusChanged: {
		displayName: 'Roaming Status Changed',
		description: 'A phone goes abroad or comes home',
		type: 'roaming-status',
		roaming: null,
	},
};

export const EVENT_NAMES = Object.keys(EVENT_TYPES) as EventName[];

const API = 'device-roaming-status-subscriptions';

/** The event type in full, as a request and a scope name it. */
export function fullTypeOf(event: EventName): string {
	return `org.camaraproject.${API}.v0.${EVENT_TYPES[event].type}`;
}

export type SubscriptionAction = 'create' | 'delete' | 'read';

/** The API scope of one action; to create has a scope for each event type. */
export function subscriptionScope(action: SubscriptionAction, event: EventName): string {
	return action === 'create' ? `${API}:${fullTypeOf(event)}:create` : `${API}:${action}`;
}

/** Also those of device-status 0.5 and device-roaming-status-subscriptions 0.6, which differ in the prefix. */
const EVENT_TYPE =
	/^org\.camaraproject\.(?:device-status|(?:device-)?roaming-status-subscriptions)\.v\d{1,3}\.([a-z-]{1,40})$/;

/** @returns the last part of the type, or undefined where it is none of this API */
export function shortTypeOf(type: string): string | undefined {
	return type.length > 200 ? undefined : EVENT_TYPE.exec(type)?.[1];
}

export function eventOfType(shortType: string): EventName | undefined {
	return EVENT_NAMES.find((event) => EVENT_TYPES[event].type === shortType);
}

/** 0.7 writes the first, 0.8 the second. */
export const ENDED_TYPES = new Set(['subscription-ends', 'subscription-ended']);

export type SubscriptionsVersion = 'v0.7' | 'v0.8';
export const SUBSCRIPTIONS_VERSIONS: SubscriptionsVersion[] = ['v0.7', 'v0.8'];
