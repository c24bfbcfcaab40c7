import { authenticateClient } from './clientAuthentication';
import { hasMediaType, jsonResponse, type SimulatorRequest, type SimulatorResponse } from './http';
import type { SimulatorWorld } from './world';

/** A request of a client that has shown who it is, or the answer that turns it away. */
export type OAuthRequest = { clientId: string; form: Record<string, string> } | { refusal: SimulatorResponse };

/** Reads what the authorization and the token URL have in common: a POSTed form and client authentication. */
export function readOAuthRequest(request: SimulatorRequest, world: SimulatorWorld): OAuthRequest {
	if (request.method !== 'POST') {
		// RFC 9110 section 15.5.6 asks for Allow.
		return { refusal: oauthError('invalid_request', 'Only POST is answered', 405, { allow: 'POST' }) };
	}
	if (!hasMediaType(request, 'application/x-www-form-urlencoded')) {
		return { refusal: oauthError('invalid_request', 'The body must be sent as application/x-www-form-urlencoded') };
	}
	const parameters = [...new URLSearchParams(request.body)];
	const names = parameters.map(([name]) => name);
	if (new Set(names).size < names.length) {
		// RFC 6749 section 3.2.
		return { refusal: oauthError('invalid_request', 'A parameter is sent twice') };
	}
	// A parameter without a value counts as not sent (RFC 6749 section 3.2).
	const form = Object.fromEntries(parameters.filter(([, value]) => value !== ''));

	const client = authenticateClient(request, form, world);
	if ('clientId' in client) return { clientId: client.clientId, form };
	// RFC 6749 section 5.2 asks for the challenge where the header was used.
	const challenge = request.headers.authorization === undefined ? undefined : { 'www-authenticate': 'Basic' };
	return { refusal: oauthError('invalid_client', client.reason, 401, challenge) };
}

/** An answer with tokens or about them, which nobody may keep (RFC 6749 section 5.1). */
export function oauthResponse(
	status: number,
	body: Record<string, unknown>,
	headers: Record<string, string> = {},
): SimulatorResponse {
	return jsonResponse(status, body, { 'cache-control': 'no-store', ...headers });
}

/** An error as OAuth writes it (RFC 6749 section 5.2), which is not how the roaming API does. */
export function oauthError(
	error: string,
	description: string,
	status = 400,
	headers: Record<string, string> = {},
): SimulatorResponse {
	return oauthResponse(status, { error, error_description: description }, headers);
}
