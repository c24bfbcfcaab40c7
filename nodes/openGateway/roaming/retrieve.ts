import { ACCESS_FLOWS } from '../credential/accessFlows';
import { API_VERSIONS } from '../credential/apiVersions';
import type { Settings } from '../credential/settings';
import { createError, type OpenGatewayError } from '../errors';
import { sendWithRetries, type RetryContext } from '../http/retry';
import { isSuccess, type ApiResponse } from '../http/send';
import { readInsight } from './identityInsights';
import { readRoamingStatus, type RoamingStatus } from './status';

/**
 * Asks the roaming API about one number. Where the token names the number, a body that the API does not want beside the
 * token (422 UNNECESSARY_IDENTIFIER), or misses (422 MISSING_IDENTIFIER), is changed once. Where it does not, the body
 * always names the number: without it, an answer could be about another one.
 *
 * @param accessHeaders let the request in; called when it leaves
 * @returns the last response, successful or not
 * @throws OpenGatewayError of stage `network`
 */
export async function retrieveStatus(
	context: RetryContext,
	settings: Settings,
	{ phoneNumber, purpose }: { phoneNumber: string; purpose: string },
	accessHeaders: () => Record<string, string>,
): Promise<ApiResponse> {
	const { identifier, identifierFirst } = API_VERSIONS[settings.apiVersion];
	const { namesNumber } = ACCESS_FLOWS[settings.accessFlow];
	const withIdentifier = JSON.stringify(identifier(phoneNumber, purpose));
	const firstBody = identifierFirst || !namesNumber ? withIdentifier : '{}';
	const sendBody = (body: string) =>
		sendWithRetries(context, {
			stage: 'roaming',
			url: settings.roamingUrl,
			content: () => ({
				headers: { 'content-type': 'application/json', ...settings.additionalHeaders, ...accessHeaders() },
				body,
			}),
		});

	const response = await sendBody(firstBody);
	if (response.status !== 422 || !namesNumber) return response;
	const otherBody = new Map([
		['UNNECESSARY_IDENTIFIER', '{}'],
		['MISSING_IDENTIFIER', withIdentifier],
	]).get(response.toError().code);
	return otherBody === undefined || otherBody === firstBody ? response : sendBody(otherBody);
}

/** Dialects that answer in a way of their own, and what CAMARA's API would send instead. */
const BODY_READERS: Partial<Record<Settings['apiVersion'], (response: ApiResponse) => unknown>> = {
	identityInsights: readInsight,
};

/**
 * What a response of the roaming API says.
 *
 * @throws OpenGatewayError of stage `roaming`
 */
export function readStatus(
	response: ApiResponse,
	{ apiVersion }: Settings,
	phoneNumber: string,
	checkedAtMs: number,
): RoamingStatus {
	if (!isSuccess(response)) throw withExpectedPath(response.toError(), apiVersion);
	const body = BODY_READERS[apiVersion]?.(response) ?? response.body;
	const status = readRoamingStatus(body, { phoneNumber, correlator: response.correlator, checkedAtMs });
	if (status !== undefined && 'otherNumber' in status) throw response.toErrorWith('INVALID_TOKEN_CONTEXT');
	if (status !== undefined) return status;
	// An error under a status of success, or a response that is not from a roaming API.
	throw response.toError();
}

/** For "there is no API at this URL", the hint says how the URL should end. */
function withExpectedPath(error: OpenGatewayError, apiVersion: Settings['apiVersion']): OpenGatewayError {
	if (error.code !== 'ENDPOINT_NOT_FOUND') return error;
	const { path } = API_VERSIONS[apiVersion];
	const hint = `Check "Roaming URL" in the Open Gateway credential; in API version ${apiVersion} it usually ends in ${path}.`;
	return createError({ ...error, message: error.message, hint });
}
