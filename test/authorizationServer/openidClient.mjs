// A client that others wrote and certified drives the sandbox through CIBA, and hands back what came of it.
import { createPrivateKey, webcrypto } from 'node:crypto';
import * as openid from 'openid-client';

// openid-client waits a whole interval before each poll; the sandbox's clock is moved instead.
const realSetTimeout = globalThis.setTimeout;
globalThis.setTimeout = (act, milliseconds, ...rest) =>
	realSetTimeout(act, milliseconds >= 1000 ? 0 : milliseconds, ...rest);

const { baseUrl, clientId, clientSecret, method, privateKey, loginHint } = JSON.parse(process.env.ORDER);

async function clientAuthentication() {
	if (method === 'client_secret_basic') return openid.ClientSecretBasic(clientSecret);
	if (method === 'client_secret_post') return openid.ClientSecretPost(clientSecret);
	const der = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
	const key = await webcrypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
	return openid.PrivateKeyJwt(key, {
		// Its own choice is the issuer; CAMARA wants a URL of the server.
		[openid.modifyAssertion]: (_header, payload) => {
			payload.aud = `${baseUrl}/token`;
		},
	});
}

async function drive() {
	const metadata = {
		issuer: baseUrl,
		backchannel_authentication_endpoint: `${baseUrl}/bc-authorize`,
		token_endpoint: `${baseUrl}/token`,
	};
	const configuration = new openid.Configuration(metadata, clientId, {}, await clientAuthentication());
	openid.allowInsecureRequests(configuration);
	const request = await openid.initiateBackchannelAuthentication(configuration, {
		login_hint: loginHint,
		scope: 'openid dpv:FraudPreventionAndDetection device-roaming-status:read',
	});
	const tokens = await openid.pollBackchannelAuthenticationGrant(configuration, request);
	const response = await fetch(`${baseUrl}/device-roaming-status/v1/retrieve`, {
		method: 'POST',
		headers: { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' },
		body: '{}',
	});
	return response.json();
}

process.send(await drive().catch(({ error, status, message }) => ({ error, status, message })));
process.disconnect();
