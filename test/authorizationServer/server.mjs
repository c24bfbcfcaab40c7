// An authorization server that others wrote and certified: oidc-provider with CIBA and client credentials switched on, and
// a roaming API that takes its tokens only. In a process of its own, because it is an ES module and so that its clock can be moved.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { errors, Provider } from 'oidc-provider';

const SCOPE = 'openid dpv:FraudPreventionAndDetection device-roaming-status:read';

let aheadMs = 0;
const realNow = Date.now;
Date.now = () => realNow() + aheadMs;

/** Requests whose subscriber has not decided yet. */
const undecided = [];

async function consent(request) {
	const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId });
	grant.addOIDCScope(SCOPE);
	await grant.save();
	await provider.backchannelResult(request, grant);
}

/** The last digit of the number decides what the subscriber does. */
const decisions = {
	1: consent,
	4: async (request) => undecided.push(request),
	5: async () => undefined,
	6: (request) => provider.backchannelResult(request, new errors.AccessDenied()),
};

const controls = {
	'/control/consent': () => Promise.all(undecided.splice(0).map(consent)),
	'/control/clock': async ({ seconds }) => {
		aheadMs += seconds * 1000;
	},
	'/control/revoke': async ({ token }) => (await provider.ClientCredentials.find(token)).destroy(),
};

const server = createServer(async (request, response) => {
	const { pathname } = new URL(request.url, 'http://localhost');
	if (pathname in controls) {
		await controls[pathname](JSON.parse(await textOf(request)));
		response.end();
	} else if (pathname === '/device-roaming-status/v1/retrieve') {
		const given = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
		const ofNumber = await provider.AccessToken.find(given);
		const token = ofNumber ?? (await provider.ClientCredentials.find(given));
		// A token of a client names nobody, so the body does.
		const body = ofNumber === undefined ? /^{"device":{"phoneNumber":"\+[0-9]+"}}$/ : /^{}$/;
		const allowed = token?.scope?.split(' ').includes('device-roaming-status:read') && body.test(await textOf(request));
		response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' });
		response.end(
			JSON.stringify(allowed ? { roaming: true, countryCode: 262, countryName: ['DE'] } : { code: 'UNAUTHENTICATED' }),
		);
	} else {
		provider.callback()(request, response);
	}
});

async function textOf(stream) {
	let text = '';
	for await (const chunk of stream) text += chunk;
	return text;
}

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
// Read anew: Node.js 20 may wait for ever in the export of a generated key as a JWK.
const { privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const provider = new Provider(issuer, {
	clients: JSON.parse(process.env.CLIENTS).map((client) => ({
		grant_types: ['urn:openid:params:grant-type:ciba'],
		response_types: [],
		redirect_uris: [],
		backchannel_token_delivery_mode: 'poll',
		...client,
	})),
	jwks: { keys: [{ ...createPrivateKey(privateKey).export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
	scopes: SCOPE.split(' '),
	routes: { backchannel_authentication: '/bc-authorize', token: '/token' },
	findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
	ttl: { BackchannelAuthenticationRequest: 120, AccessToken: 120, ClientCredentials: 120, IdToken: 120, Grant: 120 },
	features: {
		devInteractions: { enabled: false },
		clientCredentials: { enabled: true },
		ciba: {
			enabled: true,
			deliveryModes: ['poll'],
			processLoginHint: async (_context, hint) => (/^tel:\+\d+[^7]$/.test(hint) ? hint : undefined),
			validateRequestContext: () => undefined,
			validateBindingMessage: () => undefined,
			verifyUserCode: () => undefined,
			triggerAuthenticationDevice: (_context, request) => decisions[request.accountId.at(-1)](request),
		},
	},
});
process.send({ issuer });
