import { openCapsule, sealCapsule } from './capsule';
import { endingOf } from './endings';
import type { SimulatorRequest, SimulatorResponse } from './http';
import { oauthError, oauthResponse, readOAuthRequest } from './oauth';
import type { SimulatorWorld } from './world';

const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

/** Seconds; the value of CAMARA's own example (Identity and Consent Management r4.2). */
const EXPIRES_IN = 120;

/** The token endpoint in poll mode (CIBA Core 1.0 sections 10.1 and 11). */
export function answerToken(request: SimulatorRequest, world: SimulatorWorld): SimulatorResponse {
	const oauthRequest = readOAuthRequest(request, world);
	if ('refusal' in oauthRequest) return oauthRequest.refusal;
	const { clientId, form } = oauthRequest;

	const { grant_type: grantType, auth_req_id: authReqId } = form;
	if (grantType === undefined) return oauthError('invalid_request', 'grant_type is missing');
	if (grantType !== GRANT_TYPE) return oauthError('unsupported_grant_type', `grant_type must be ${GRANT_TYPE}`);
	if (authReqId === undefined) return oauthError('invalid_request', 'auth_req_id is missing');

	const grant = openCapsule('auth_req_id', authReqId, world.signingKey);
	if (grant === undefined || grant.clientId !== clientId) {
		return oauthError('invalid_grant', 'auth_req_id was not issued to this client');
	}
	if (world.now > grant.expiresAt) return oauthError('expired_token', 'auth_req_id has expired');

	const { token, summary } = endingOf(grant.phoneNumber);
	if (token !== undefined && world.now < grant.issuedAt + token.seconds * 1000) return oauthError(token.error, summary);

	const accessGrant = { ...grant, issuedAt: world.now, expiresAt: world.now + EXPIRES_IN * 1000 };
	return oauthResponse(200, {
		access_token: sealCapsule('access_token', accessGrant, world.signingKey),
		token_type: 'Bearer',
		expires_in: EXPIRES_IN,
		scope: grant.scope,
	});
}
