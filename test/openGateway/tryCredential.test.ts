import { tryCredential } from '../../nodes/openGateway/tryCredential';
import { json, scriptedContext, type Reply } from './partner';

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

test.each(sentences)('%s is told in a sentence of its own', async (_name, reply, message) => {
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
	const urls = { authorizeUrl: 'https://a.example/', tokenUrl: 'https://a.example/', roamingUrl: 'https://a.example/' };
	const verdict = await tryCredential({ ...credential, ...urls, aggregator: 'camara', ...changes }, context);
	expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
	expect(context.requests).toEqual([]);
});
