import { sealCapsule } from './capsule';
import { endingOf } from './endings';
import type { SimulatorRequest, SimulatorResponse } from './http';
import { oauthError, oauthResponse, readOAuthRequest } from './oauth';
import { readRequestedScope } from './scope';
import type { SimulatorWorld } from './world';

/** Seconds; the values of CAMARA's own examples (Identity and Consent Management r4.2). */
const EXPIRES_IN = 120;
const INTERVAL = 2;

/** The backchannel authentication endpoint (CIBA Core 1.0 section 7). */
export function answerAuthorize(request: SimulatorRequest, world: SimulatorWorld): SimulatorResponse {
	const oauthRequest = readOAuthRequest(request, world);
	if ('refusal' in oauthRequest) return oauthRequest.refusal;
	const { clientId, form } = oauthRequest;

	const { login_hint: loginHint = '' } = form;
	const [, phoneNumber] = /^(?:tel:)?(\+[1-9][0-9]{4,14})$/.exec(loginHint) ?? [];
	if (phoneNumber === undefined) return oauthError('invalid_request', whatIsWrongWith(loginHint));

	const scope = readRequestedScope(form);
	if (scope === undefined) {
		return oauthError('invalid_scope', 'Exactly one purpose and one scope of the roaming API must be requested');
	}

	const ending = endingOf(phoneNumber);
	if (ending.authorize !== undefined) return oauthError(ending.authorize, ending.summary);

	const grant = { phoneNumber, clientId, scope, issuedAt: world.now, expiresAt: world.now + EXPIRES_IN * 1000 };
	return oauthResponse(200, {
		auth_req_id: sealCapsule('auth_req_id', grant, world.signingKey),
		expires_in: EXPIRES_IN,
		interval: INTERVAL,
	});
}

function whatIsWrongWith(loginHint: string): string {
	if (loginHint === '') return 'login_hint is missing';
	// In a form a raw plus means a blank, so this is what most first attempts look like on arrival.
	if (/^(?:tel:)? [0-9]/.test(loginHint)) return 'login_hint has a blank for the plus, which must be sent as %2B';
	return 'login_hint must be tel:+<number> or +<number>, with 5 to 15 digits';
}
