import { accessRefused, type AccessContext } from './access/accessFlow';
import { FLOWS } from './access/flows';
import { calledUrls } from './credential/accessFlows';
import { API_VERSIONS } from './credential/apiVersions';
import { requireDistinctUrls } from './credential/distinctUrls';
import { FIELD_LABELS, type AccessFlowName } from './credential/fields';
import type { Settings } from './credential/settings';
import { createError, OpenGatewayError, rethrowUnlessApiError } from './errors';
import { isSuccess, send, type ApiRequest, type HttpContext } from './http/send';
import { isRecord } from './json';

/** What the test of a credential found out where nothing is wrong. @throws OpenGatewayError where something is */
export type Trial = (settings: Settings, context: AccessContext) => Promise<string>;

/** ITU-T E.164.1 reserves the country code 999, so no subscriber has this number. */
const NO_NUMBER = '+999000000000';
const REQUEST = { phoneNumber: NO_NUMBER, purpose: 'FraudPreventionAndDetection', maxConsentWaitMs: 0 };

/** What a token URL says of a number that nobody has, once it has taken the client for known. */
const ABOUT_THE_NUMBER = new Set(['CONSENT_PENDING', 'access_denied', 'invalid_grant', 'unknown_user_id']);

/** What a roaming API says of a number that nobody has, after it has let the client in. */
const ABOUT_THE_NUMBER_ASKED = new Set(['IDENTIFIER_NOT_FOUND', 'NOT_FOUND', 'SERVICE_NOT_APPLICABLE']);

/** The tests of the flows beside CIBA; none of them asks for a subscriber. */
export const TRIALS: Record<Exclude<AccessFlowName, 'ciba'>, Trial> = {
	async clientCredentials(settings, context) {
		await FLOWS.clientCredentials.create(settings)?.(context, REQUEST);
		return "The aggregator accepts this client and issued a token. Check one number to try 'Roaming URL'.";
	},

	async jwtBearer(settings, context) {
		const refusal = await FLOWS.jwtBearer
			.create(settings)?.(context, REQUEST)
			.then(
				() => undefined,
				(thrown: unknown) => thrown,
			);
		if (refusal === undefined) {
			return "The aggregator accepts this client and issued a token. Check one number to try 'Roaming URL'.";
		}
		if (refusal instanceof OpenGatewayError && ABOUT_THE_NUMBER.has(refusal.code)) {
			return 'The token URL was reached. It answers alike to a bad assertion and to a number that nobody has, so check one number to see whether the assertion is accepted.';
		}
		throw refusal;
	},

	async applicationJwt(settings, context) {
		const token = await FLOWS.applicationJwt.create(settings)?.(context, REQUEST);
		const { identifier } = API_VERSIONS[settings.apiVersion];
		await tryRoamingUrl(settings, context, token?.accessToken ?? '', identifier(NO_NUMBER, REQUEST.purpose));
		return 'The roaming API accepts this application.';
	},

	async apiKey(settings, context) {
		await tryRoamingUrl(settings, context, '', {});
		return 'The roaming API accepts this key.';
	},
};

/** Sends a body that cannot be answered: only an accepted client is told so. */
async function tryRoamingUrl(
	settings: Settings,
	context: AccessContext,
	accessToken: string,
	body: Record<string, unknown>,
): Promise<void> {
	const flow = FLOWS[settings.accessFlow];
	const response = await send(context, {
		stage: 'roaming',
		url: settings.roamingUrl,
		content: () => ({
			headers: {
				'content-type': 'application/json',
				...settings.additionalHeaders,
				...flow.headers(settings, accessToken),
			},
			body: JSON.stringify(body),
		}),
	});
	if (!isRecord(response.body)) {
		// A 400 or 200 without JSON comes from some web server, not from an API.
		throw response.status < 300 || response.status === 400
			? response.toErrorWith('INVALID_RESPONSE')
			: response.toError();
	}
	if (isSuccess(response)) return;
	const error = response.toError();
	const isRefusedBody = [400, 422].includes(response.status) && error.code !== 'ENDPOINT_NOT_FOUND';
	if (isRefusedBody || ABOUT_THE_NUMBER_ASKED.has(error.code)) return;
	throw response.status === 401 ? accessRefused(flow, error) : error;
}

/** @throws OpenGatewayError of stage `validation` where two fields hold one URL, or one holds that of another */
export function checkUrls(settings: Settings): void {
	requireDistinctUrls(new Map(calledUrls(settings).map(({ field }) => [field, settings[field]])));
}

/**
 * Reaches each host that the test of the flow did not: an empty request without secrets, which no API takes for a
 * check. Whatever the host answers, it is there.
 *
 * @returns an error that names the field of the first host that cannot be reached; undefined where each can
 */
export async function reachHosts(settings: Settings, context: HttpContext): Promise<OpenGatewayError | undefined> {
	const urls = calledUrls(settings);
	const tried = urls.some(({ stage }) => stage === 'token') ? settings.tokenUrl : settings.roamingUrl;
	const reached = new Set([new URL(tried).origin]);
	for (const { stage, field } of urls) {
		const url = settings[field];
		const { origin } = new URL(url);
		if (reached.has(origin)) continue;
		reached.add(origin);
		const error = await reach({ stage, url, content: () => ({ headers: {}, body: '' }) }, context);
		if (error === undefined) continue;
		const label = FIELD_LABELS[field];
		const hint = error.code === 'TIMED_OUT' ? 'Check whether a firewall or proxy blocks it.' : error.hint;
		return createError({ ...error, message: `'${label}' cannot be reached: ${error.message}`, hint });
	}
	return undefined;
}

async function reach(request: ApiRequest, context: HttpContext): Promise<OpenGatewayError | undefined> {
	try {
		await send(context, request);
		return undefined;
	} catch (thrown) {
		return rethrowUnlessApiError(thrown);
	}
}

/** The flows whose test calls the roaming API. */
export const ROAMING_TRIALS = new Set<AccessFlowName>(['apiKey', 'applicationJwt']);

/** Where the node's hint would speak of options that a credential does not have, or of URLs that were not called. */
export const ROAMING_HINTS = new Map(
	Object.entries({
		ENDPOINT_NOT_FOUND: "Check 'Roaming URL' for a missing or mistyped path.",
		INVALID_RESPONSE: "Check 'Roaming URL'; it seems to be the address of a web page.",
		METHOD_NOT_ALLOWED: "Check 'Roaming URL'; it does not take roaming requests.",
		TIMED_OUT: "Check 'Roaming URL', and whether a firewall or proxy stands between n8n and the aggregator.",
		TOO_MANY_REQUESTS: 'Wait a minute, then test again.',
	}),
);
