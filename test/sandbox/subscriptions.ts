import { randomUUID } from 'node:crypto';
import { json } from '../../nodes/simulator/messages';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import type { SandboxRequest } from './sandbox';
import { camara, PREFIX, readRequest, type SandboxSubscription } from './subscriptionRequest';
import { readBody } from './twoLegged';

/** Where the strict API of events is; Nokia's root stands before it. */
export const SUBSCRIPTIONS_PATH = '/device-status/device-roaming-status-subscriptions/v0.8/subscriptions';
const PATHS = new RegExp(`^${SUBSCRIPTIONS_PATH.replace('v0.8', 'v0\\.[78]')}(?:/([^/?]+))?$`);

export interface PhoneStatus {
	roaming: boolean;
	countryCode?: number;
	countryName?: string[];
}

/** A message to a sink, as the API sends it. */
export interface SentEvent {
	sink: string;
	headers: Record<string, string>;
	body: string;
	/** The business event in it, or the end of a subscription. */
	id: string;
	type: string;
	subscriptionId: string;
}

export interface SubscriptionsOptions {
	/** Checks the access of a request. Returns the number of a three-legged token; undefined where it is refused. */
	access: (request: SandboxRequest) => { phoneNumber?: string } | undefined;
	/** Epoch milliseconds. */
	now?: () => number;
	/** Delivers an event. */
	send: (event: SentEvent) => void;
	/** Answers in place of the API, where it returns something. */
	override?: (request: SandboxRequest) => SimulatorResponse | undefined;
	/** Longest life of a subscription in milliseconds, whatever is requested. */
	longestLifeMs?: number;
	/** 202 with the ID alone. */
	isAsync?: boolean;
	/** 409 for a second subscription of one sink, type and number. */
	isUnique?: boolean;
}

export interface SubscriptionsSandbox {
	(request: SandboxRequest): SimulatorResponse;
	/** The active subscriptions. */
	live(): SandboxSubscription[];
	/** How many were created so far. */
	made(): number;
	/** A phone moves; the events that follow from it are sent. */
	move(phoneNumber: string, status: PhoneStatus): SentEvent[];
	/** Ends expired subscriptions, and sends their end events. */
	tick(): SentEvent[];
	/** The network ends a subscription. */
	end(id: string, reason: string): SentEvent[];
	/** Removes a subscription without an event, as after a loss of data at the aggregator. */
	lose(id: string): void;
}

/**
 * The API device-roaming-status-subscriptions 0.7.0 and 0.8.0, strict about what it is sent: every field and its type, one
 * event type, an https sink (http on loopback, for tests), ends in the future, `device` only without a three-legged token.
 */
export function createSubscriptionsSandbox(options: SubscriptionsOptions): SubscriptionsSandbox {
	const { access, now = Date.now, send, override = () => undefined, longestLifeMs, isAsync, isUnique } = options;
	const subscriptions = new Map<string, SandboxSubscription>();
	const statuses = new Map<string, PhoneStatus>();
	let made = 0;

	function isOver({ expiresAtMs, tokenExpiresAtMs }: SandboxSubscription): boolean {
		return tokenExpiresAtMs <= now() || (expiresAtMs !== null && expiresAtMs <= now());
	}

	function shown(subscription: SandboxSubscription, isThreeLegged: boolean): Record<string, unknown> {
		const { id, sink, type, phoneNumber, expiresAtMs, maxEvents, initialEvent, startsAtMs } = subscription;
		const expiresAt = expiresAtMs === null ? {} : { expiresAt: new Date(expiresAtMs).toISOString() };
		return {
			id,
			sink,
			protocol: 'HTTP',
			types: [type],
			config: {
				subscriptionDetail: isThreeLegged ? {} : { device: { phoneNumber } },
				...(maxEvents === null ? {} : { subscriptionMaxEvents: maxEvents }),
				initialEvent,
			},
			startsAt: new Date(startsAtMs).toISOString(),
			...expiresAt,
			status: isOver(subscription) ? 'EXPIRED' : 'ACTIVE',
		};
	}

	function create(request: SandboxRequest, number: string | undefined, version: 'v0.7' | 'v0.8'): SimulatorResponse {
		const read = readRequest(readBody(request), number, now());
		if ('status' in read) return read;
		const isThere = [...subscriptions.values()].some(
			({ sink, type, phoneNumber }) => sink === read.sink && type === read.type && phoneNumber === read.phoneNumber,
		);
		if (isUnique === true && isThere) return camara(409, 'ALREADY_EXISTS');
		made += 1;
		const longest = longestLifeMs === undefined ? null : now() + longestLifeMs;
		const ends = [read.expiresAtMs, longest].filter((time) => time !== null);
		const expiresAtMs = ends.length === 0 ? null : Math.min(...ends);
		const subscription = { ...read, id: randomUUID(), startsAtMs: now(), sent: 0, expiresAtMs, version };
		subscriptions.set(subscription.id, subscription);
		const status = statuses.get(subscription.phoneNumber);
		if (subscription.initialEvent && status !== undefined && wantsNow(subscription.type, status)) {
			sendStatus(subscription, status);
		}
		return isAsync === true ? json(202, { id: subscription.id }) : json(201, shown(subscription, number !== undefined));
	}

	function sendEvent(
		{ id, sink, token, version }: SandboxSubscription,
		type: string,
		data: Record<string, unknown>,
	): SentEvent {
		const event = {
			id: randomUUID(),
			source: 'https://notifications.example.com',
			specversion: '1.0',
			type: `${PREFIX}${type}`,
			datacontenttype: 'application/json',
			time: new Date(now()).toISOString(),
			data: { subscriptionId: id, ...data },
		};
		const sent = {
			sink,
			headers: {
				'content-type':
					version === 'v0.7' ? 'application/cloudevents+json' : 'application/cloudevents+json; charset=UTF-8',
				authorization: `Bearer ${token}`,
				'x-correlator': randomUUID(),
			},
			body: JSON.stringify(event),
			id: event.id,
			type,
			subscriptionId: id,
		};
		send(sent);
		return sent;
	}

	function sendStatus(subscription: SandboxSubscription, status: PhoneStatus): SentEvent[] {
		const { type, phoneNumber } = subscription;
		const { roaming, ...place } = status;
		const short = type.slice(PREFIX.length);
		subscription.sent += 1;
		const sent = sendEvent(subscription, short, {
			device: { phoneNumber },
			...(short === 'roaming-status' ? { roaming } : {}),
			...(roaming ? place : {}),
		});
		const isLast = subscription.maxEvents !== null && subscription.sent >= subscription.maxEvents;
		return [sent, ...(isLast ? finish(subscription, 'MAX_EVENTS_REACHED') : [])];
	}

	function finish(subscription: SandboxSubscription, reason: string): SentEvent[] {
		subscriptions.delete(subscription.id);
		const type = subscription.version === 'v0.7' ? 'subscription-ends' : 'subscription-ended';
		return [sendEvent(subscription, type, { terminationReason: reason })];
	}

	function tick(): SentEvent[] {
		return [...subscriptions.values()]
			.filter(isOver)
			.flatMap((subscription) =>
				finish(subscription, subscription.tokenExpiresAtMs <= now() ? 'ACCESS_TOKEN_EXPIRED' : 'SUBSCRIPTION_EXPIRED'),
			);
	}

	function answer(request: SandboxRequest): SimulatorResponse {
		const overridden = override(request);
		if (overridden !== undefined) return overridden;
		const [path = ''] = request.path.split('?');
		const match = PATHS.exec(path);
		if (match === null) return json(404, { message: `Endpoint '${path}' does not exist` });
		const allowed = access(request);
		if (allowed === undefined) return camara(401, 'UNAUTHENTICATED');
		if (request.method !== 'POST' && request.body !== '')
			return camara(400, 'INVALID_ARGUMENT', 'No body is expected.');
		const isVisible = ({ phoneNumber }: SandboxSubscription) =>
			allowed.phoneNumber === undefined || phoneNumber === allowed.phoneNumber;
		const [, encodedId] = match;
		if (encodedId === undefined) {
			if (request.method === 'POST') {
				return create(request, allowed.phoneNumber, path.includes('/v0.7/') ? 'v0.7' : 'v0.8');
			}
			if (request.method !== 'GET') return camara(405, 'METHOD_NOT_ALLOWED');
			const visible = [...subscriptions.values()].filter(isVisible);
			return json(
				200,
				visible.map((found) => shown(found, allowed.phoneNumber !== undefined)),
			);
		}
		const found = subscriptions.get(decodeURIComponent(encodedId));
		if (found === undefined || !isVisible(found)) return camara(404, 'NOT_FOUND');
		if (request.method === 'GET') return json(200, shown(found, allowed.phoneNumber !== undefined));
		if (request.method !== 'DELETE') return camara(405, 'METHOD_NOT_ALLOWED');
		finish(found, 'SUBSCRIPTION_DELETED');
		return isAsync === true ? json(202, { id: found.id }) : { status: 204, headers: {}, body: '' };
	}

	return Object.assign(answer, {
		live: () => [...subscriptions.values()],
		made: () => made,
		tick,
		move(phoneNumber: string, status: PhoneStatus) {
			const before = statuses.get(phoneNumber) ?? { roaming: false };
			statuses.set(phoneNumber, status);
			return [...subscriptions.values()]
				.filter((subscription) => subscription.phoneNumber === phoneNumber && !isOver(subscription))
				.filter(({ type }) => isTriggered(type, before, status))
				.flatMap((subscription) => sendStatus(subscription, status));
		},
		end(id: string, reason: string) {
			const found = subscriptions.get(id);
			return found === undefined ? [] : finish(found, reason);
		},
		lose: (id: string) => void subscriptions.delete(id),
	});
}

/** The table of "initialEvent and event-type behaviour" (0.8.0). */
function wantsNow(type: string, { roaming }: PhoneStatus): boolean {
	const short = type.slice(PREFIX.length);
	return short === 'roaming-status' || (short === 'roaming-on' && roaming) || (short === 'roaming-off' && !roaming);
}

/** "Clarification on roaming-change-country event-type" (0.8.0). */
function isTriggered(type: string, before: PhoneStatus, now: PhoneStatus): boolean {
	switch (type.slice(PREFIX.length)) {
		case 'roaming-status':
			return before.roaming !== now.roaming;
		case 'roaming-on':
			return !before.roaming && now.roaming;
		case 'roaming-off':
			return before.roaming && !now.roaming;
		default:
			return before.roaming && now.roaming && before.countryCode !== now.countryCode;
	}
}
