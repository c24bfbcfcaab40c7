import { isRecord } from '../json';
import { readStatusTime } from '../statusTime';
import { fullTypeOf, type EventName } from './eventTypes';

/** A subscription as the aggregator describes it; nothing but its ID is certain to be there. */
export interface Subscription {
	id: string;
	sink: string | null;
	types: string[];
	/** As written; `null` where the token names the number. */
	phoneNumber: string | null;
	/** Epoch milliseconds. */
	startsAtMs: number | null;
	/** Epoch milliseconds; the earliest end that is named. */
	expiresAtMs: number | null;
	/** False where it is known to have ended. */
	isLive: boolean;
}

/** A longer ID is not kept. */
const LONGEST_ID = 256;

const ENDED_STATUSES = new Set(['EXPIRED', 'DELETED']);

/**
 * Reads a subscription: whole (201, 200), or its ID alone (202).
 *
 * @returns undefined where it has no usable ID
 */
export function readSubscription(body: unknown): Subscription | undefined {
	if (!isRecord(body)) return undefined;
	// Older versions write `subscriptionId`; guides show numbers.
	const id = String(body.id ?? body.subscriptionId ?? '');
	if (id === '' || id.length > LONGEST_ID || typeof body.id === 'object') return undefined;
	const config = isRecord(body.config) ? body.config : {};
	const detail = isRecord(config.subscriptionDetail) ? config.subscriptionDetail : {};
	const device = isRecord(detail.device) ? detail.device : {};
	const ends = [body.expiresAt, config.subscriptionExpireTime].map(timeOf).filter((time) => time !== null);
	return {
		id,
		sink: typeof body.sink === 'string' ? body.sink : null,
		types: (Array.isArray(body.types) ? body.types : []).map(String),
		phoneNumber: typeof device.phoneNumber === 'string' ? device.phoneNumber : null,
		startsAtMs: timeOf(body.startsAt),
		expiresAtMs: ends.length === 0 ? null : Math.min(...ends),
		isLive: !ENDED_STATUSES.has(String(body.status)),
	};
}

/** What a subscription is for. */
export interface Target {
	sink: string;
	/** E.164. */
	phoneNumber: string;
	event: EventName;
}

/** Whether a subscription still serves its target. A field that the aggregator leaves out counts as a match. */
export function serves({ isLive, sink, types, phoneNumber }: Subscription, target: Target): boolean {
	return (
		isLive &&
		(sink === null || sink === target.sink) &&
		(types.length === 0 || types.includes(fullTypeOf(target.event))) &&
		(phoneNumber === null || phoneNumber === target.phoneNumber)
	);
}

function timeOf(value: unknown): number | null {
	const time = readStatusTime(value);
	return typeof time === 'number' ? time : null;
}
