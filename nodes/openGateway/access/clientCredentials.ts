import { createClientAuthentication } from '../credential/clientAuthentication';
import { scopeParameters } from '../credential/requestStyles';
import { sendWithRetries } from '../http/retry';
import { isSuccess } from '../http/send';
import { apiScopeOf, bearer, type AccessFlow } from './accessFlow';
import { formRequest, readAccessToken, tokenError } from './tokenRequest';

/**
 * Client credentials (RFC 6749 section 4.4): one token for all numbers. The scope is left out where the aggregator wants
 * none (Orange Playground); CAMARA wants purpose and API scope (Identity and Consent Management r4.2).
 */
export const clientCredentials: AccessFlow = {
	name: 'clientCredentials',
	create(settings) {
		const authenticate = createClientAuthentication(settings);
		return async (context, accessRequest) => {
			const apiScope = apiScopeOf(settings, accessRequest);
			const parameters = {
				grant_type: 'client_credentials',
				...scopeParameters(settings, accessRequest.purpose, apiScope),
			};
			const request = formRequest(context, authenticate, 'token', settings.tokenUrl, () => parameters);
			const response = await sendWithRetries(context, request);
			if (!isSuccess(response)) throw tokenError(response, 'clientCredentials');
			return readAccessToken(response);
		};
	},
	headers: bearer,
	accessName: 'access token',
	refusedHint:
		"Check that 'Token URL' and 'Roaming URL' in the Open Gateway credential belong to the same aggregator, and that your application is subscribed to the roaming API.",
};
