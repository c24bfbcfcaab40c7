import type { IDataObject } from 'n8n-workflow';
import { createTokenCache } from '../openGateway/access/tokenCache';
import { configurationError } from '../openGateway/errors';
import { hashOfClient } from '../openGateway/credential/secrets';
import { isSimulated } from '../openGateway/credential/aggregators';
import { readSettings, type Settings } from '../openGateway/credential/settings';
import { requireSink, requireSubscriptions, withVersion } from '../openGateway/events/subscriptionErrors';
import { createSubscriptionsApi } from '../openGateway/events/subscriptionsApi';
import {
	createSubscriptionSet,
	type SubscriptionPlan,
	type SubscriptionSet,
} from '../openGateway/events/subscriptionSet';
import { createRetryBudget } from '../openGateway/http/retryBudget';
import { LIMITERS } from '../transport/limiters';
import { n8nClock } from '../transport/n8nClock';
import { createN8nTransport } from '../transport/n8nTransport';
import type { TriggerContext, TriggerOptions } from './form';

/** Outlives a call, so that a look at each subscription needs one token where one is good for all. */
const TOKENS = createTokenCache(1000);

const REQUESTS_AT_ONCE = 8;
const TIMEOUT_MS = 40_000;
const MAX_ATTEMPTS = 3;

type Targets = Pick<SubscriptionPlan, 'sink' | 'events' | 'phoneNumbers'>;

/**
 * The subscriptions of this trigger at the aggregator of its credential.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot subscribe
 */
export async function openSubscriptions(
	context: TriggerContext,
	options: TriggerOptions,
	targets: Targets,
): Promise<SubscriptionSet> {
	return createSubscriptions(context, await readCredential(context, options), options, targets);
}

/** The same, for an activation. @throws OpenGatewayError also where the aggregator cannot reach the sink */
export async function openToSubscribe(
	context: TriggerContext,
	options: TriggerOptions,
	targets: Targets,
): Promise<SubscriptionSet> {
	const settings = await readCredential(context, options);
	requireSink(targets.sink, settings.subscriptionsUrl);
	return createSubscriptions(context, settings, options, targets);
}

/** An error of n8n becomes one of this package, so that an event whose subscription cannot be renewed is not lost by it. */
async function readCredential(context: TriggerContext, { version }: TriggerOptions): Promise<Settings> {
	const credential = await context.getCredentials<IDataObject>('openGatewayApi').catch((thrown: Error) => {
		const hint = 'Choose the credential in the node again.';
		throw configurationError(`n8n cannot read the credential of this node (${thrown.message})`, hint);
	});
	const settings = readSettings(credential);
	requireSubscriptions(settings, isSimulated(credential.aggregator));
	return { ...settings, subscriptionsUrl: withVersion(settings.subscriptionsUrl, version) };
}

function createSubscriptions(
	{ helpers }: TriggerContext,
	settings: Settings,
	{ purpose, lifeMs, maxEvents, initialEvent }: TriggerOptions,
	targets: Targets,
): SubscriptionSet {
	const api = createSubscriptionsApi(
		settings,
		purpose,
		{
			transport: createN8nTransport(n8nClock, helpers.httpRequest),
			clock: n8nClock,
			limiter: LIMITERS.open(
				{ hash: hashOfClient(settings), requestsPerSecond: settings.requestsPerSecond },
				{ maxConcurrency: REQUESTS_AT_ONCE, requestsPerSecond: 0, deadlineMs: Infinity },
			),
			random: Math.random,
			retryBudget: createRetryBudget(),
			onRequest: () => undefined,
			timeoutMs: TIMEOUT_MS,
			maxAttempts: MAX_ATTEMPTS,
		},
		TOKENS,
	);
	return createSubscriptionSet(api, { ...targets, lifeMs, maxEvents, initialEvent }, n8nClock);
}
