import { tryCredential } from '../../nodes/openGateway/tryCredential';
import { CREDENTIAL, json, scriptedContext, type Reply } from './partner';

const credential = { aggregator: 'telefonicaSandbox', clientId: 'id', clientSecret: 'secret' };
const html = (status: number): Reply => ({ status, headers: { 'content-type': 'text/html' }, body: '<html></html>' });
const failed = (code: string) => Object.assign(new Error('x'), { code });

test('posts a made-up auth_req_id to the token URL, and nothing else', async () => {
	const context = scriptedContext(json(400, { error: 'invalid_grant' }));
	await tryCredential(credential, context);
	expect(context.requests).toHaveLength(1);
	expect(context.requests[0]?.url).toBe('https://sandbox.opengateway.telefonica.com/apigateway/token');
	const { grant_type, auth_req_id } = Object.fromEntries(new URLSearchParams(context.requests[0]?.body));
	expect(grant_type).toBe('urn:openid:params:grant-type:ciba');
	expect(auth_req_id).toBeTruthy();
});

test.each([
	['invalid_grant', json(400, { error: 'invalid_grant' })],
	['invalid_request', json(400, { error: 'invalid_request' })],
	['expired_token', json(400, { error: 'expired_token' })],
	[
		'invalid_request that speaks of the auth_req_id',
		json(400, { error: 'invalid_request', error_description: 'The auth_req_id of this client_id is invalid' }),
	],
	['a 400 in a shape of its own', json(400, { code: 400, message: 'Bad auth_req_id' })],
	['a token, as a mock gives to everybody', json(200, { access_token: 'x' })],
])('%s: the client is accepted', async (_name, reply) => {
	expect(await tryCredential(credential, scriptedContext(reply))).toMatchObject({ accepted: true });
});

const sentences: Array<[string, Reply, RegExp]> = [
	['invalid_client', json(401, { error: 'invalid_client' }), /client secret/],
	['a bare 401', html(401), /does not accept these client credentials/],
	['invalid_client with 400', json(400, { error: 'invalid_client' }), /client secret/],
	['a client without CIBA', json(400, { error: 'unauthorized_client' }), /not allowed to use the CIBA flow/],
	[
		'Keycloak, a wrong secret',
		json(401, { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' }),
		/does not accept these client credentials/,
	],
	['UAA, a wrong secret', json(401, { error: 'unauthorized' }), /does not accept these client credentials/],
	['Auth0, a wrong secret', json(401, { error: 'access_denied' }), /does not accept these client credentials/],
	...[
		'Client authentication failed',
		'Invalid client secret',
		'client_id is required',
		'Missing client_id',
		'The client_assertion has expired',
		'Unknown client',
		'Client my-app could not be found: client not registered',
	].map((description): [string, Reply, RegExp] => [
		`invalid_request with "${description}"`,
		json(400, { error: 'invalid_request', error_description: description }),
		/does not accept these client credentials/,
	]),
	['a quota in a gateway\u2019s words', json(403, { error: 'Quota exceeded' }), /quota of your contract/],
	['a firewall', { status: 403, headers: {}, body: 'error code: 1020' }, /IP address of this n8n/],
	[
		'a firewall with a status of success',
		{ status: 200, headers: {}, body: '<html>Your support ID is: 1</html>' },
		/IP address of this n8n/,
	],
	['a proxy that wants a login', html(407), /user name and the password of the proxy/],
	['an answer that cannot be read', failed('HPE_INVALID_CONSTANT'), /not valid HTTP/],
	['a server without CIBA', json(400, { error: 'unsupported_grant_type' }), /does not support the CIBA flow/],
	['404', html(404), /missing or mistyped path/],
	['405', html(405), /does not take token requests/],
	['a web page', html(200), /address of a web page/],
	['a web page with 400', html(400), /address of a web page/],
	['a redirect', html(302), /redirects/],
	['500', html(500), /internal fault/],
	['503', html(503), /not available/],
	['429', html(429), /Wait a minute/],
	['DNS', failed('ENOTFOUND'), /host name/],
	['TLS', failed('DEPTH_ZERO_SELF_SIGNED_CERT'), /certificate/],
	['refused', failed('ECONNREFUSED'), /refused the connection/],
	['reset', failed('ECONNRESET'), /closed the connection/],
	['timeout', failed('ETIMEDOUT'), /firewall/],
];

test.each(sentences)('%s has its own message', async (_name, reply, message) => {
	const verdict = await tryCredential(credential, scriptedContext(reply));
	expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
	expect(verdict.message).not.toMatch(/option "/);
	expect(verdict.message).not.toContain('undefined');
});

test.each([
	[{ clientAuthentication: 'privateKeyJwt', privateKey: 'none' }, /private key cannot be read/],
	[{ tokenUrl: 'as.example' }, /'Token URL'/],
])('%j is named before anything is sent', async (changes, message) => {
	const context = scriptedContext();
	const urls = {
		authorizeUrl: 'https://a.example/1',
		tokenUrl: 'https://a.example/2',
		roamingUrl: 'https://a.example/3',
	};
	const verdict = await tryCredential({ ...credential, ...urls, aggregator: 'camara', ...changes }, context);
	expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
	expect(context.requests).toEqual([]);
});

const GRANTED = json(400, { error: 'invalid_grant' });
const URLS = {
	authorizeUrl: 'https://a.example/bc-authorize',
	tokenUrl: 'https://a.example/token',
	roamingUrl: 'https://a.example/device-status/v0/roaming',
};

test.each([
	['token and roaming', { roamingUrl: URLS.tokenUrl }, /'Token URL' and 'Roaming URL' hold the same URL/],
	['authorize and token', { authorizeUrl: `${URLS.tokenUrl}/` }, /'Authorize URL' and 'Token URL' hold the same URL/],
	['authorize and roaming', { authorizeUrl: URLS.roamingUrl }, /'Authorize URL' and 'Roaming URL' hold the same/],
	['other capitals in the host', { roamingUrl: 'https://A.example/token' }, /hold the same URL/],
	[
		'authorize and token swapped',
		{ authorizeUrl: URLS.tokenUrl, tokenUrl: URLS.authorizeUrl },
		/'Authorize URL' seems to hold the URL for 'Token URL'.*swapped/,
	],
	[
		'token and roaming swapped',
		{ tokenUrl: URLS.roamingUrl, roamingUrl: URLS.tokenUrl },
		/'Token URL' seems to hold the URL for 'Roaming URL'/,
	],
	[
		'authorize and roaming swapped',
		{ authorizeUrl: 'https://a.example/v1/retrieve', roamingUrl: URLS.authorizeUrl },
		/'Authorize URL' seems to hold the URL for 'Roaming URL'/,
	],
] as Array<[string, object, RegExp]>)(
	'%s: refused by name before anything is sent',
	async (_name, changes, message) => {
		const context = scriptedContext();
		const verdict = await tryCredential({ ...CREDENTIAL, ...URLS, ...changes }, context);
		expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
		expect(verdict.message).not.toContain('example');
		expect(context.requests).toEqual([]);
	},
);

test('URLs with an unusual path are accepted', async () => {
	const urls = {
		authorizeUrl: 'https://a.example/ciba/auth',
		tokenUrl: 'https://a.example/oauth',
		roamingUrl: 'https://a.example/x',
	};
	expect(await tryCredential({ ...CREDENTIAL, ...urls }, scriptedContext(GRANTED))).toMatchObject({ accepted: true });
});

test('each further host is reached once, without secrets; whatever it answers', async () => {
	const urls = { ...URLS, authorizeUrl: 'https://b.example/bc-authorize', roamingUrl: 'https://c.example/retrieve' };
	const context = scriptedContext(GRANTED, html(404), html(500));
	expect(await tryCredential({ ...CREDENTIAL, ...urls }, context)).toMatchObject({ accepted: true });
	expect(context.requests.map(({ url }) => url)).toEqual([urls.tokenUrl, urls.authorizeUrl, urls.roamingUrl]);
	for (const { headers, body } of context.requests.slice(1)) {
		expect(body).toBe('');
		expect(headers).not.toHaveProperty('authorization');
	}
	const sameHost = scriptedContext(GRANTED);
	await tryCredential({ ...CREDENTIAL, ...URLS }, sameHost);
	expect(sameHost.requests).toHaveLength(1);
});

test.each([
	['authorizeUrl', 'ECONNREFUSED', /'Authorize URL' cannot be reached: The server refused the connection/],
	['authorizeUrl', 'ENOTFOUND', /'Authorize URL' cannot be reached: The host name/],
	['roamingUrl', 'ETIMEDOUT', /'Roaming URL' cannot be reached.*firewall/],
	['roamingUrl', 'DEPTH_ZERO_SELF_SIGNED_CERT', /'Roaming URL' cannot be reached.*certificate/],
])('a host in %s that fails with %s gives an error with the name of the field', async (field, code, message) => {
	const urls = { ...URLS, [field]: `https://dead.example/${field === 'roamingUrl' ? 'retrieve' : 'bc-authorize'}` };
	const verdict = await tryCredential({ ...CREDENTIAL, ...urls }, scriptedContext(GRANTED, failed(code)));
	expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
	expect(verdict.message).not.toContain("'Token URL'");
});
