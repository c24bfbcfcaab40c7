import { API_VERSIONS } from '../credential/apiVersions';
import type { AccessFlowName } from '../credential/fields';
import type { Settings } from '../credential/settings';
import { createError, messageOf, type OpenGatewayError } from '../errors';
import type { RetryContext } from '../http/retry';
import type { AccessToken } from './tokenCache';

/** What is asked for: access to one number for one purpose. */
export interface AccessRequest {
	/** E.164. */
	phoneNumber: string;
	/** Without the prefix `dpv:`. */
	purpose: string;
	/** Longest wait for the subscriber's consent, in milliseconds. */
	maxConsentWaitMs: number;
	/** The scope of the API that is called; that of the roaming status unless given. */
	apiScope?: string;
}

export function apiScopeOf({ apiVersion }: Settings, { apiScope }: Pick<AccessRequest, 'apiScope'>): string {
	return apiScope ?? API_VERSIONS[apiVersion].scope;
}

export interface AccessContext extends RetryContext {
	/** Runs a wait without holding a place in the batch, so that other numbers go on. */
	releaseWhile<Value>(wait: () => Promise<Value>): Promise<Value>;
}

/** @throws OpenGatewayError */
export type ObtainToken = (context: AccessContext, request: AccessRequest) => Promise<AccessToken>;

/** How one flow gets access to the roaming API. Which fields of the credential it needs stands in `accessFlows.ts`. */
export interface AccessFlow {
	name: AccessFlowName;
	/**
	 * Makes the function that gets a token, once for a credential.
	 *
	 * @returns undefined where the flow has no token
	 * @throws OpenGatewayError of stage `validation` where the private key cannot be used
	 */
	create(settings: Settings): ObtainToken | undefined;
	/**
	 * The headers that let a roaming request in.
	 *
	 * @param accessToken empty where the flow has none
	 */
	headers(settings: Settings, accessToken: string): Record<string, string>;
	/** What the roaming API refuses with 401, in the middle of a sentence. */
	accessName: 'access token' | 'API key' | 'application token';
	/** What to do then. */
	refusedHint: string;
}

/**
 * A 401 of the API that is called, in the words of the flow: what is not accepted, and what to do.
 *
 * @param endsRun whether every further number would be refused as well
 */
export function accessRefused(
	{ accessName, refusedHint }: AccessFlow,
	error: OpenGatewayError,
	endsRun = false,
): OpenGatewayError {
	const message = error.message.replace(messageOf('UNAUTHENTICATED'), `The API did not accept the ${accessName}`);
	return createError({ ...error, message, hint: refusedHint, endsRun });
}

/** RFC 6750 section 2.1. */
export function bearer(_settings: Settings, accessToken: string): Record<string, string> {
	return { authorization: `Bearer ${accessToken}` };
}
