import { createAccess } from '../access/access';
import type { AccessContext } from '../access/accessFlow';
import type { TokenCache } from '../access/tokenCache';
import { ACCESS_FLOWS } from '../credential/accessFlows';
import { secretsOf } from '../credential/secrets';
import type { Settings } from '../credential/settings';
import { OpenGatewayError } from '../errors';
import { createRedactor } from '../http/redact';
import { sendWithRetries } from '../http/retry';
import { isSuccess, type ApiRequest, type ApiResponse } from '../http/send';
import { isRecord } from '../json';
import { fullTypeOf, subscriptionScope, type SubscriptionAction } from './eventTypes';
import { readSubscription, type Subscription, type Target } from './subscription';
import { aboutSubscription } from './subscriptionErrors';

/** What is asked of a new subscription. */
export interface NewSubscription extends Target {
	/** The bearer token that each event has to carry. */
	token: string;
	/** Epoch milliseconds. */
	tokenExpiresAtMs: number;
	/** Epoch milliseconds. */
	expiresAtMs: number;
	/** Undefined for no limit. */
	maxEvents: number | undefined;
	/** Whether an event tells the current status first. */
	initialEvent: boolean;
}

/** The CRUD of device-roaming-status-subscriptions 0.7 and 0.8. Each throws OpenGatewayError. */
export interface SubscriptionsApi {
	/** Whether a token names one number, so that each number has a list of its own. */
	listsByNumber: boolean;
	create(subscription: NewSubscription): Promise<Subscription>;
	/** @returns undefined where there is none any more */
	retrieve(id: string, target: Target): Promise<Subscription | undefined>;
	/** All subscriptions of the client, or those of the number where the token names it. */
	list(target: Target): Promise<Subscription[]>;
	/** Resolves also where it was gone already. */
	remove(id: string, target: Target): Promise<void>;
}

export type SubscriptionsDeps = Omit<AccessContext, 'redactor' | 'releaseWhile'>;

/** One that cannot be found any more. */
const GONE_STATUSES = new Set([404, 410]);

/**
 * @param settings with a `subscriptionsUrl` that is filled in, without a slash at its end
 * @throws OpenGatewayError of stage `validation` where the private key cannot be used
 */
export function createSubscriptionsApi(
	settings: Settings,
	purpose: string,
	deps: SubscriptionsDeps,
	tokens: TokenCache,
): SubscriptionsApi {
	const askWithAccess = createAccess(settings, tokens, deps.clock);
	const { namesNumber } = ACCESS_FLOWS[settings.accessFlow];
	const { subscriptionsUrl } = settings;

	/** @param read makes a result of a response, or throws what is wrong with it */
	async function ask<Result>(
		action: SubscriptionAction,
		{ phoneNumber, event }: Target,
		request: Pick<ApiRequest, 'method' | 'url' | 'isOnceOnly'> & { body?: unknown; secret?: string },
		read: (response: ApiResponse) => Result,
	): Promise<Result> {
		const secrets = [...secretsOf(settings), ...(request.secret === undefined ? [] : [request.secret])];
		const redactor = createRedactor({ phoneNumber, secrets });
		const context = { ...deps, redactor, releaseWhile: <Value>(wait: () => Promise<Value>) => wait() };
		const accessRequest = {
			phoneNumber,
			purpose,
			maxConsentWaitMs: 0,
			apiScope: subscriptionScope(action, event),
			reuseTokens: true,
		};
		const { body, method, url, isOnceOnly = false } = request;
		try {
			// A result in an object of its own: an error that is thrown by `read` is told from what it returns.
			const { result } = await askWithAccess(context, accessRequest, async (accessHeaders) => {
				const response = await sendWithRetries(context, {
					stage: 'roaming',
					...(method === undefined ? {} : { method }),
					url,
					isOnceOnly,
					content: () => ({
						headers: {
							...(body === undefined ? {} : { 'content-type': 'application/json' }),
							...settings.additionalHeaders,
							...accessHeaders(),
						},
						body: body === undefined ? '' : JSON.stringify(body),
					}),
				});
				return response.status === 401 ? response.toError() : { result: read(response) };
			});
			return result;
		} catch (thrown) {
			throw thrown instanceof OpenGatewayError ? aboutSubscription(thrown) : thrown;
		}
	}

	const urlOf = (id: string) => `${subscriptionsUrl}/${encodeURIComponent(id)}`;

	return {
		listsByNumber: namesNumber,

		create: (subscription) =>
			ask(
				'create',
				subscription,
				{
					url: subscriptionsUrl,
					isOnceOnly: true,
					body: requestBody(subscription, namesNumber),
					secret: subscription.token,
				},
				(response) => {
					if (!isSuccess(response)) throw response.toError();
					const created = readSubscription(response.body);
					if (created === undefined) throw response.toErrorWith('INVALID_RESPONSE');
					return created;
				},
			),

		retrieve: (id, target) =>
			ask('read', target, { method: 'GET', url: urlOf(id) }, (response) => {
				if (isGone(response)) return undefined;
				if (!isSuccess(response)) throw response.toError();
				const found = readSubscription(response.body);
				if (found === undefined) throw response.toErrorWith('INVALID_RESPONSE');
				return found;
			}),

		list: (target) =>
			ask('read', target, { method: 'GET', url: subscriptionsUrl }, (response) => {
				if (!isSuccess(response)) throw response.toError();
				const { body } = response;
				// Some wrap the array, as 0.5 does not.
				const listed = isRecord(body) ? Object.values(body).find(Array.isArray) : body;
				if (!Array.isArray(listed)) throw response.toErrorWith('INVALID_RESPONSE');
				return listed.map(readSubscription).filter((subscription) => subscription !== undefined);
			}),

		remove: (id, target) =>
			ask('delete', target, { method: 'DELETE', url: urlOf(id) }, (response) => {
				if (!isGone(response) && !isSuccess(response)) throw response.toError();
			}),
	};
}

/** Many write no code beside 404, so that a wrong path cannot be told from a subscription that is gone. */
function isGone({ status }: ApiResponse): boolean {
	return GONE_STATUSES.has(status);
}

/** The body of a creation: exactly one type (0.7, 0.8), and `device` only where the token does not name it. */
function requestBody(
	{ sink, phoneNumber, event, token, tokenExpiresAtMs, expiresAtMs, maxEvents, initialEvent }: NewSubscription,
	namesNumber: boolean,
): Record<string, unknown> {
	return {
		protocol: 'HTTP',
		sink,
		types: [fullTypeOf(event)],
		sinkCredential: {
			credentialType: 'ACCESSTOKEN',
			accessToken: token,
			// The schema's spelling; the guide of Commonalities r4.2 has `accessTokenExpireUtc`.
			accessTokenExpiresUtc: new Date(tokenExpiresAtMs).toISOString(),
			accessTokenType: 'bearer',
		},
		config: {
			subscriptionDetail: namesNumber ? {} : { device: { phoneNumber } },
			subscriptionExpireTime: new Date(expiresAtMs).toISOString(),
			...(maxEvents === undefined ? {} : { subscriptionMaxEvents: maxEvents }),
			initialEvent,
		},
	};
}

/** Whether the request may have been processed although its answer was lost. */
export function mayHaveCreated(thrown: unknown): boolean {
	return (
		thrown instanceof OpenGatewayError &&
		(['CONNECTION_RESET', 'TIMED_OUT', 'NETWORK_FAULT', 'UNREADABLE_ANSWER', 'INVALID_RESPONSE'].includes(
			thrown.code,
		) ||
			(thrown.httpStatus ?? 0) >= 500)
	);
}

/** A limit of the API that concerns the list alone; what it holds is not known then. */
export function isWithoutList(thrown: unknown): boolean {
	return (
		thrown instanceof OpenGatewayError &&
		(thrown.code === 'ANSWER_TOO_LARGE' || [404, 405, 501].includes(thrown.httpStatus ?? 0))
	);
}
