import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { readPurpose } from '../DeviceStatusRoaming/input/checkRequest';
import { readChoice, readNumber } from '../DeviceStatusRoaming/input/form';
import { configurationError, createError, rethrowUnlessApiError } from '../openGateway/errors';
import {
	EVENT_NAMES,
	SUBSCRIPTIONS_VERSIONS,
	type EventName,
	type SubscriptionsVersion,
} from '../openGateway/events/eventTypes';
import type { SubscriptionPlan } from '../openGateway/events/subscriptionSet';
import { normalizePhoneNumber } from '../openGateway/phoneNumber';
import { DEFAULT_LIFE_HOURS, MOST_NUMBERS } from './description';

export type TriggerContext = IHookFunctions | IWebhookFunctions;

/** Of a test run: n8n waits for 2 minutes, 2.41 for up to 10, and a crash leaves the subscription behind. */
const TEST_LIFE_MS = 15 * 60_000;

const HOUR_MS = 3_600_000;
const YEAR_HOURS = 8760;

/** What of the form does not name numbers. */
export interface TriggerOptions extends Pick<SubscriptionPlan, 'lifeMs' | 'maxEvents' | 'initialEvent'> {
	purpose: string;
	version: SubscriptionsVersion | undefined;
	renew: boolean;
}

/** @throws OpenGatewayError of stage `validation` */
export function readOptions(context: TriggerContext): TriggerOptions {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const hours = readNumber('Expires After (Hours)', options.expiresAfter ?? DEFAULT_LIFE_HOURS, 0, 'hours');
	if (hours === 0 || hours > YEAR_HOURS) {
		throw configurationError(
			"The option 'Expires After (Hours)' is not more than 0 hours and at most a year",
			`Enter a number of hours, such as ${DEFAULT_LIFE_HOURS}.`,
		);
	}
	const maxEvents = Math.floor(readNumber('Max Events', options.maxEvents ?? 0, 0, 'events'));
	return {
		purpose: purposeOf(context),
		version: versionOf(options),
		lifeMs: isTestRun(context) ? TEST_LIFE_MS : hours * HOUR_MS,
		maxEvents: maxEvents === 0 ? undefined : maxEvents,
		initialEvent: options.initialEvent === true,
		renew: options.renew !== false,
	};
}

/** What a removal needs. What cannot be read, also by n8n's expressions, is no reason to leave subscriptions behind. */
export function readRemoval(context: TriggerContext): TriggerOptions & ReturnType<typeof readTargets> {
	const options = readOr({}, () => context.getNodeParameter('options', {}) as IDataObject);
	return {
		purpose: readOr('', () => purposeOf(context)),
		version: readOr(undefined, () => versionOf(options)),
		...readOr({ events: [], phoneNumbers: [] }, () => readTargets(context)),
		lifeMs: 0,
		maxEvents: undefined,
		initialEvent: false,
		renew: false,
	};
}

export function readOr<Value>(otherwise: Value, read: () => Value): Value {
	try {
		return read();
	} catch {
		return otherwise;
	}
}

function purposeOf(context: TriggerContext): string {
	return readPurpose(context.getNodeParameter('purpose', ''), context.getNodeParameter('customPurpose', ''));
}

function versionOf({ apiVersion }: IDataObject): SubscriptionsVersion | undefined {
	return apiVersion === undefined ? undefined : readChoice('API Version', apiVersion, SUBSCRIPTIONS_VERSIONS);
}

/**
 * What to wait for, and of whom.
 *
 * @throws OpenGatewayError of stage `validation`
 */
export function readTargets(context: TriggerContext): Pick<SubscriptionPlan, 'events' | 'phoneNumbers'> {
	const chosen = [context.getNodeParameter('triggerOn', [])].flat() as unknown[];
	const events = chosen.map((event): EventName => readChoice('Trigger On', event, EVENT_NAMES));
	if (events.length === 0) {
		throw configurationError("The field 'Trigger On' is empty", 'Choose at least one event.');
	}
	const { defaultCountryCode } = context.getNodeParameter('options', {}) as IDataObject;
	const written = listOf(context.getNodeParameter('phoneNumbers', ''));
	const phoneNumbers = new Set(
		written.map((number, index) => readNumberAt(number, index, String(defaultCountryCode ?? ''))),
	);
	if (phoneNumbers.size === 0) {
		throw configurationError("The field 'Phone Numbers' is empty", 'Enter at least one number, such as +34666555341.');
	}
	if (phoneNumbers.size > MOST_NUMBERS) {
		throw configurationError(
			`The field 'Phone Numbers' holds ${phoneNumbers.size.toLocaleString('en')} numbers, and one trigger watches at most ${MOST_NUMBERS}`,
			"For longer lists, use the node 'Device Status Roaming' with the operation Detect Changes on a schedule.",
		);
	}
	return { events: [...new Set(events)], phoneNumbers: [...phoneNumbers] };
}

/** @throws OpenGatewayError of stage `validation` that tells which number of the list it is */
function readNumberAt(written: unknown, index: number, defaultCountryCode: string): string {
	try {
		return normalizePhoneNumber(written, defaultCountryCode);
	} catch (thrown) {
		const error = rethrowUnlessApiError(thrown);
		throw createError({ ...error, message: `${error.message} (number ${index + 1} in 'Phone Numbers')` });
	}
}

/** A list, or text with numbers between commas, semicolons or line breaks. */
function listOf(written: unknown): unknown[] {
	const numbers = Array.isArray(written)
		? written
		: typeof written === 'string'
			? written.split(/[,;\r\n]+/)
			: [written];
	return numbers.filter((number) => number !== null && number !== undefined && String(number).trim() !== '');
}

/** Whether the editor listens for a test event. */
export function isTestRun(context: TriggerContext): boolean {
	return context.getMode() === 'manual';
}
