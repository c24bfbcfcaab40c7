import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { OpenGatewayError, rethrowUnlessApiError } from '../openGateway/errors';
import { carriesToken } from '../openGateway/events/bearerToken';
import type { Answer } from '../openGateway/events/eventMemory';
import { LONGEST_BODY, readCloudEvents, type CloudEvent, type ReadEvents } from '../openGateway/events/cloudEvent';
import { readRoamingEvent } from '../openGateway/events/roamingEvent';
import { findSubscription, type SubscriptionState } from '../openGateway/events/subscriptionState';
import { n8nClock } from '../transport/n8nClock';
import { adoptUnknown, LONGEST_REQUEST_MS, withinLimit } from './adopt';
import { toItem, type EventToTell } from './items';
import { renewWhereNeeded, tellFailure, type RenewalResult } from './renew';
import { openTriggerStore, type TriggerStore } from './stateStore';

interface ToRead {
	event: CloudEvent;
	/** To read the event with. */
	state: SubscriptionState;
}

/** CAMARA's name for each status that the node answers with (Commonalities, event guide r4.2). */
const REFUSALS = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 503: 'UNAVAILABLE' };

/** For an aggregator that answers the creation only after its first event was taken. */
const LONGEST_WAIT_MS = 10_000;

const LOOK_AGAIN_AFTER_MS = 100;

/** n8n 2.41 keeps a whole JavaScript engine for each webhook that it has not answered (expression engine `vm`). */
const MOST_WAITING = 100;

/**
 * A message of the aggregator: token -> events -> what they mean -> renewal -> items. Where there are items, n8n answers, and
 * not before their execution has started (see `execute` of the node): a 2xx that leaves before would lose the event
 * where n8n cannot store the execution.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const store = openTriggerStore(context);
	const stored = await readOnceMade(store, (state) => state !== undefined);
	if (stored === undefined || !carriesToken(context.getHeaderData().authorization, stored.token)) {
		return answer(context, 401, 'The bearer token is missing or not the one of this subscription.');
	}
	const { events, fault } = await readEvents(context);
	const state = (await readOnceMade(store, (current) => events.every((event) => isKnown(current, event)))) ?? stored;
	store.restore();
	const toRead = await Promise.all(
		events.map(async (event) => ({ event, state: await adoptUnknown(context, store, state, event) })),
	);
	const status = fault === undefined ? 204 : 400;
	const response = context.getResponseObject();
	const fresh = await takeNew(store, toRead, response, status);
	if (fresh === undefined) return answer(context, 503, 'Too many events at once. Send this one again.');
	const read = fresh.flatMap(({ event, state }) => readEvent(context, store, state, event));
	const told = await leaveOutRenewed(context, store, read);
	if (told.length === 0) return answer(context, status, fault ?? '');
	const simple = context.getNodeParameter('simple', true) !== false;
	// n8n keeps the status, unless it cannot start the execution: then it answers 500.
	response.status(status);
	return { workflowData: [told.map((event) => toItem(event, simple))] };
}

/**
 * Takes those of these events that did not come before. Waits for room, and for the answers to copies, which decide whether
 * there is something left to do.
 *
 * @returns undefined where the sender has to try again
 */
async function takeNew(
	{ memory }: TriggerStore,
	events: ToRead[],
	answer: Answer,
	promisedStatus: number,
): Promise<ToRead[] | undefined> {
	// Without a pause between look and take, in which another message could come.
	const take = () => {
		const nowMs = n8nClock.now();
		if (events.some(({ event }) => memory.events.hasToWait(event, nowMs))) return undefined;
		return events.filter(({ event }) => memory.events.take(event, answer, promisedStatus, nowMs));
	};
	let taken = take();
	if (taken !== undefined || memory.waiting >= MOST_WAITING) return taken;
	memory.waiting += 1;
	for (let waitedMs = 0; taken === undefined && waitedMs < LONGEST_WAIT_MS; waitedMs += LOOK_AGAIN_AFTER_MS) {
		await n8nClock.sleep(LOOK_AGAIN_AFTER_MS);
		taken = take();
	}
	memory.waiting -= 1;
	return taken;
}

/** Renews what is to be renewed, and leaves out the ends of subscriptions that go on. What takes longer goes on by itself. */
async function leaveOutRenewed(
	context: IWebhookFunctions,
	store: TriggerStore,
	events: EventToTell[],
): Promise<EventToTell[]> {
	const renewed = await Promise.all(
		events.map(({ read }) => withinLimit(renewOrTell(context, store, read), LONGEST_REQUEST_MS)),
	);
	return events.flatMap((event, index) => {
		if (event.read.kind === 'ended') return renewed[index] === 'renewed' ? [] : [event];
		return renewed[index] === 'lost' ? [event, endOf(event)] : [event];
	});
}

async function renewOrTell(
	context: IWebhookFunctions,
	store: TriggerStore,
	event: EventToTell['read'],
): Promise<RenewalResult> {
	const renewed = await renewWhereNeeded(context, store, event).catch(rethrowUnlessApiError);
	if (!(renewed instanceof OpenGatewayError)) return renewed;
	tellFailure(context, renewed);
	return 'unchanged';
}

/** The end of the subscription of an event, which no message of the aggregator tells. */
function endOf(event: EventToTell): EventToTell {
	const { subscription, subscriptionId } = event.read;
	const description = 'The subscription was removed to make a new one, and the new one was refused.';
	const read = { kind: 'ended' as const, subscription, subscriptionId, reason: 'RENEWAL_FAILED', description };
	return { ...event, read, whyNoChange: undefined };
}

function isKnown(state: SubscriptionState | undefined, { data }: CloudEvent): boolean {
	return state !== undefined && findSubscription(state, String(data.subscriptionId)) !== undefined;
}

/** The first event of a subscription may come before the answer that tells its ID. */
async function readOnceMade(
	store: TriggerStore,
	isEnough: (state: SubscriptionState | undefined) => boolean,
): Promise<SubscriptionState | undefined> {
	const state = store.read();
	if (isEnough(state)) return state;
	await withinLimit(store.memory.changes, LONGEST_WAIT_MS);
	return store.read();
}

/** n8n parses no body of a CloudEvent; it keeps the bytes as `rawBody`, up to N8N_PAYLOAD_SIZE_MAX (n8n 1.123 to 2.41). */
async function readEvents(context: IWebhookFunctions): Promise<ReadEvents> {
	const request = context.getRequestObject();
	const headers = context.getHeaderData();
	if (Number(headers['content-length'] ?? 0) > LONGEST_BODY) return { events: [], fault: 'The body is too long.' };
	await request.readRawBody();
	return readCloudEvents({ headers, body: request.rawBody?.toString('utf8') ?? '' });
}

/** @returns nothing where the event means nothing */
function readEvent(
	context: IWebhookFunctions,
	{ memory }: TriggerStore,
	state: SubscriptionState,
	cloudEvent: CloudEvent,
): EventToTell[] {
	const receivedAtMs = n8nClock.now();
	const correlator = correlatorOf(context.getHeaderData());
	const read = readRoamingEvent(cloudEvent, state, { correlator, receivedAtMs });
	if (read.kind === 'ignored') {
		context.logger.info(`A roaming event was left out: ${read.why}.`);
		return [];
	}
	const whyNoChange = read.kind === 'roaming' ? memory.events.whyNoChange(cloudEvent, read) : undefined;
	return [{ cloudEvent, read, whyNoChange, receivedAtMs, correlator }];
}

/** As CAMARA writes it (Commonalities r4.2); anything else is left out. */
function correlatorOf(headers: IDataObject | Record<string, unknown>): string {
	const correlator = String(headers['x-correlator'] ?? '');
	return /^[a-zA-Z0-9-_:;./<>{}]{0,256}$/.test(correlator) ? correlator : '';
}

function answer(context: IWebhookFunctions, status: 204 | 400 | 401 | 503, message: string): IWebhookResponseData {
	const response = context.getResponseObject().status(status);
	if (status === 204) response.end();
	else response.json({ status, code: REFUSALS[status], message });
	return { noWebhookResponse: true };
}
