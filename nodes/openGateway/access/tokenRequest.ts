import { ACCESS_FLOWS } from '../credential/accessFlows';
import type { Authenticate } from '../credential/clientAuthentication';
import type { AccessFlowName } from '../credential/fields';
import { createError, type OpenGatewayError } from '../errors';
import type { ApiRequest, ApiResponse, HttpContext } from '../http/send';
import { isRecord } from '../json';
import type { AccessToken } from './tokenCache';

/**
 * A form as `URLSearchParams` writes it: `+` as %2B, `#` as %23, a blank as `+`.
 *
 * @param authenticate undefined where the parameters show who asks
 * @param parameters made anew for each attempt, since an assertion is good once (RFC 7523 section 3)
 */
export function formRequest(
	{ clock }: Pick<HttpContext, 'clock'>,
	authenticate: Authenticate | undefined,
	stage: 'authorize' | 'token',
	url: string,
	parameters: () => Record<string, string>,
): ApiRequest {
	return {
		stage,
		url,
		content: () => {
			const authentication = authenticate?.(url, clock.now());
			return {
				headers: { 'content-type': 'application/x-www-form-urlencoded', ...authentication?.headers },
				body: new URLSearchParams({ ...parameters(), ...authentication?.parameters }).toString(),
			};
		},
	};
}

/**
 * The token in the response of a token URL (RFC 6749 section 5.1).
 *
 * @throws OpenGatewayError of stage `token`
 */
export function readAccessToken(response: ApiResponse): AccessToken {
	const body = isRecord(response.body) ? response.body : {};
	const { access_token: accessToken, token_type: tokenType = 'Bearer' } = body;
	// It goes into a header, so it must be what RFC 6750 section 2.1 allows there.
	if (typeof accessToken !== 'string' || !/^[\x21-\x7E]+$/.test(accessToken)) {
		const error = response.toError();
		// Some firewalls answer with status 200 (F5).
		throw error.code === 'FIREWALL' || error.code === 'BLOCKED' ? error : response.toErrorWith('MISSING_ACCESS_TOKEN');
	}
	// DPoP and MAC tokens are useless without their proof. The type is case-insensitive (RFC 6749 section 5.1); Apigee writes
	// BearerToken.
	if (typeof tokenType === 'string' && !/^\s*bearer(token)?\s*$/i.test(tokenType.slice(0, 100))) {
		throw response.toErrorWith('UNSUPPORTED_TOKEN_TYPE');
	}
	const expiresIn = positiveNumber(body.expires_in);
	// From when it was asked for: the response may have taken long.
	return { accessToken, expiresAtMs: expiresIn === undefined ? null : response.sentAtMs + expiresIn * 1000 };
}

/** RFC 6749 section 5.2: what a token URL says that does not offer the grant, to anybody or to this client. */
const NOT_OFFERED = new Set(['unauthorized_client', 'unsupported_grant_type']);

/** The error of a token request, naming the access flow where that is what was refused. */
export function tokenError(response: ApiResponse, flow: AccessFlowName): OpenGatewayError {
	const error = response.toError();
	if (!NOT_OFFERED.has(error.code)) return error;
	const { displayName } = ACCESS_FLOWS[flow];
	return createError({
		...error,
		message: `The token URL does not offer the access flow '${displayName}' to this client (status ${response.status})`,
		hint: "Check 'Access Flow' in the Open Gateway credential, or ask the aggregator to enable this flow for your application.",
	});
}

/** Servers send numbers as text, too (Orange: "3600"). Undefined for zero, negatives and nonsense. */
export function positiveNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
}
