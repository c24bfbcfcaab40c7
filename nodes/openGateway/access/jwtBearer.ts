import { randomUUID } from 'node:crypto';
import { audienceOf, createClientAuthentication } from '../credential/clientAuthentication';
import { createJwtSigner, lifetime } from '../credential/privateKeyJwt';
import { scopeParameters } from '../credential/requestStyles';
import { createError, type OpenGatewayError } from '../errors';
import { readErrorBody } from '../http/errorBody';
import { sendWithRetries } from '../http/retry';
import { isSuccess, type ApiResponse } from '../http/send';
import { apiScopeOf, bearer, type AccessFlow } from './accessFlow';
import { formRequest, readAccessToken, tokenError } from './tokenRequest';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * JWT Bearer (RFC 7523 section 2.1; CAMARA Identity and Consent Management r4.2): one token request for each number, and
 * nobody is prompted. The scope is a claim and no parameter. The assertion shows who asks, so there is no other client
 * authentication, unless the aggregator wants both. Nothing is used up by a request whose response is lost: it is sent
 * again with a new assertion.
 */
export const jwtBearer: AccessFlow = {
	name: 'jwtBearer',
	create(settings) {
		const sign = createJwtSigner(settings);
		const authenticate = settings.alsoAuthenticateClient ? createClientAuthentication(settings) : undefined;
		const { tokenUrl } = settings;

		return async (context, accessRequest) => {
			const { phoneNumber, purpose } = accessRequest;
			const apiScope = apiScopeOf(settings, accessRequest);
			const createAssertion = () =>
				sign({
					iss: settings.clientId,
					sub: `tel:${phoneNumber}`,
					aud: audienceOf(settings, tokenUrl),
					...lifetime(context.clock.now()),
					jti: randomUUID(),
					...scopeParameters(settings, purpose, apiScope),
				});
			const request = formRequest(context, authenticate, 'token', tokenUrl, () => ({
				grant_type: GRANT_TYPE,
				assertion: createAssertion(),
			}));
			const response = await sendWithRetries(context, request);
			if (isSuccess(response)) return readAccessToken(response);
			const error = tokenError(response, 'jwtBearer');
			throw error.code === 'invalid_grant' ? refusedAssertion(response, error) : error;
		};
	},
	headers: bearer,
	accessName: 'access token',
	refusedHint: "Check that 'Token URL' and 'Roaming URL' in the Open Gateway credential belong to the same aggregator.",
};

/**
 * `invalid_grant` stands for a missing consent and for a bad assertion alike (Identity and Consent Management r4.2,
 * appendix A). Only the aggregator's own words can tell that the consent is missing.
 */
function refusedAssertion(response: ApiResponse, error: OpenGatewayError): OpenGatewayError {
	const words = readErrorBody(response.body).texts.join(' ').slice(0, 500);
	if (/\bconsent\b/i.test(words)) {
		return createError({
			...error,
			code: 'CONSENT_PENDING',
			message: `The aggregator says that the subscriber's consent is missing (status ${response.status})`,
			hint: "Obtain the subscriber's consent for this purpose, then check the number again.",
			retryable: true,
		});
	}
	return createError({
		...error,
		message: `The aggregator issued no token: the subscriber has not consented, or the assertion is not accepted (status ${response.status})`,
		hint: "Where every number fails so, check 'Client ID', 'Private Key', 'Key ID', 'Assertion Audience' and the clock of this n8n; where only some do, their subscribers have not consented.",
		retryable: false,
	});
}
