import type { AccessFlowName } from '../credential/fields';
import type { Settings } from '../credential/settings';
import { isLoopback } from '../credential/url';
import { configurationError, createError, messageOf, type OpenGatewayError } from '../errors';
import { SUBSCRIPTIONS_VERSIONS, type SubscriptionsVersion } from './eventTypes';

interface SubscriptionErrorRow {
	message: string;
	hint: string;
}

/** What the codes mean where a subscription is asked for (device-roaming-status-subscriptions 0.8.0; Commonalities r4.3). */
const SUBSCRIPTION_ERRORS: Record<string, SubscriptionErrorRow> = {
	ALREADY_EXISTS: {
		message: 'The aggregator has a subscription for this number and this webhook already',
		hint: 'Deactivate the workflow, wait some minutes and activate it again.',
	},
	CONFLICT: {
		message: 'The aggregator found this subscription in conflict with another one',
		hint: 'Deactivate the workflow, wait some minutes and activate it again.',
	},
	INVALID_SINK: {
		message: 'The aggregator does not accept the address of the webhook',
		hint: 'Ask the aggregator whether the webhook URL of this n8n must be registered first; it must be https and reachable from the internet.',
	},
	INVALID_CREDENTIAL: {
		message: 'The aggregator does not send events with a bearer token',
		hint: 'Ask the aggregator to allow sinkCredential of type ACCESSTOKEN.',
	},
	INVALID_PROTOCOL: {
		message: 'The aggregator does not send events by HTTP',
		hint: 'Ask the aggregator which protocols it offers; this node receives HTTP alone.',
	},
	MULTIEVENT_COMBINATION_TEMPORARILY_NOT_SUPPORTED: {
		message: 'The aggregator does not offer this combination of events for now',
		hint: "Choose one event in 'Trigger On'.",
	},
	MULTIEVENT_SUBSCRIPTION_NOT_SUPPORTED: {
		message: 'The aggregator does not offer this combination of events',
		hint: "Choose one event in 'Trigger On'.",
	},
	PRIVATE_KEY_JWT_NOT_CONFIGURED: {
		message: 'The aggregator wants to get a token of its own before it sends events (PRIVATE_KEY_JWT)',
		hint: 'Ask the aggregator to allow sinkCredential of type ACCESSTOKEN; n8n is no authorization server.',
	},
	SUBSCRIPTION_MISMATCH: {
		message: 'The token does not allow this kind of event',
		hint: 'Ask the aggregator to enable the scopes of device-roaming-status-subscriptions for your application.',
	},
	PERMISSION_DENIED: {
		message: 'The aggregator does not let this client subscribe to roaming events',
		hint: 'Ask the aggregator to enable device-roaming-status-subscriptions and this purpose for your application.',
	},
	INVALID_ARGUMENT: {
		message: 'The aggregator did not accept the form of the subscription',
		hint: "Check that 'Subscriptions URL' in the Open Gateway credential is the address of device-roaming-status-subscriptions v0.7 or v0.8.",
	},
	ENDPOINT_NOT_FOUND: {
		message: 'There is no subscriptions API at this URL',
		hint: "Check 'Subscriptions URL' in the Open Gateway credential; it usually ends in /device-roaming-status-subscriptions/v0.8/subscriptions.",
	},
	INVALID_RESPONSE: {
		message: 'The answer was not what a subscriptions API sends',
		hint: "Check 'Subscriptions URL' in the Open Gateway credential.",
	},
};

/** The same error in words that speak of subscriptions. */
export function aboutSubscription(error: OpenGatewayError): OpenGatewayError {
	const row = Object.hasOwn(SUBSCRIPTION_ERRORS, error.code) ? SUBSCRIPTION_ERRORS[error.code] : undefined;
	return createError({
		...error,
		message: row === undefined ? error.message : error.message.replace(messageOf(error.code), row.message),
		hint: row?.hint ?? error.hint.replace(/(["'])Roaming URL\1/g, "'Subscriptions URL'"),
	});
}

/** Why a flow cannot subscribe. */
const REFUSED_FLOWS: Partial<Record<AccessFlowName, string>> = {
	applicationJwt: 'an application token belongs to an aggregator that sends no events',
	ciba: 'each look at a subscription would prompt the subscriber',
};

/**
 * @param simulated whether the simulator answers for the credential
 * @throws OpenGatewayError of stage `validation` where the credential cannot subscribe
 */
export function requireSubscriptions({ accessFlow, subscriptionsUrl }: Settings, simulated: boolean): void {
	if (simulated) {
		throw configurationError(
			'The simulator sends no events',
			'Pin the example event of the documentation to try the workflow, or choose another aggregator in the Open Gateway credential.',
		);
	}
	const reason = REFUSED_FLOWS[accessFlow];
	if (reason !== undefined) {
		throw configurationError(
			`The trigger cannot use the access flow of this credential: ${reason}`,
			"Use a credential with API Key, Client Credentials or JWT Bearer, or the node 'Device Status Roaming' with the operation Detect Changes on a schedule.",
		);
	}
	if (subscriptionsUrl === '') {
		throw configurationError(
			"The field 'Subscriptions URL' is empty",
			"Fill in 'Subscriptions URL' in the Open Gateway credential with the address that the aggregator gave you; where it offers none, use Detect Changes on a schedule.",
		);
	}
}

const VERSION_IN_URL = /\/v0\.\d{1,2}(?=\/subscriptions\/?$)/;

/**
 * The URL of the chosen version of the API.
 *
 * @param version undefined for the one that the URL names
 * @throws OpenGatewayError of stage `validation` where the URL names none
 */
export function withVersion(subscriptionsUrl: string, version: SubscriptionsVersion | undefined): string {
	if (version === undefined) return subscriptionsUrl.replace(/\/$/, '');
	if (!VERSION_IN_URL.test(subscriptionsUrl)) {
		throw configurationError(
			"The option 'API Version' cannot be applied to the 'Subscriptions URL' of the credential, which does not end in a version and /subscriptions",
			`Remove the option, or enter a URL that ends in ${SUBSCRIPTIONS_VERSIONS.map((known) => `/${known}/subscriptions`).join(' or ')}.`,
		);
	}
	return subscriptionsUrl.replace(VERSION_IN_URL, `/${version}`).replace(/\/$/, '');
}

/** Addresses of RFC 1918, RFC 3927, RFC 4193 and names that no public name server knows. */
const PRIVATE_HOST =
	/^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.|\[f[cd]|\[fe80)|\.(?:local|internal|localhost)$|^[^.:]+$/i;

/**
 * CAMARA takes https alone (`^https:\/\/.+$`), and the aggregator must reach the address. For a test on one computer,
 * loopback is accepted where the API is on loopback, too.
 *
 * @throws OpenGatewayError of stage `validation`
 */
export function requireSink(sink: string, subscriptionsUrl: string): void {
	if (isReachable(sink, subscriptionsUrl)) return;
	const { protocol, hostname } = new URL(sink);
	throw configurationError(
		`The aggregator cannot reach the webhook of this n8n at ${protocol}//${hostname}`,
		'Set the environment variable N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to the public https address of this n8n.',
	);
}

/** Whether a webhook can be reached by https from the internet, or on loopback by what is on loopback itself. */
export function isReachable(sink: string, from: string): boolean {
	const { protocol, hostname } = new URL(sink);
	if (isLoopback(hostname)) return isLoopback(new URL(from).hostname);
	return protocol === 'https:' && !PRIVATE_HOST.test(hostname);
}
