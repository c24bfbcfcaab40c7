import { generateKeyPairSync } from 'node:crypto';
import { tryCredential } from '../../nodes/openGateway/tryCredential';
import { CREDENTIAL, json, scriptedContext, type Reply } from './partner';

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
	.privateKey.export({ type: 'pkcs8', format: 'pem' })
	.toString();
const FLOWS = {
	nokia: { aggregator: 'nokia', apiKey: 'k' },
	orange: { aggregator: 'orangePlayground', clientId: 'id', clientSecret: 'secret' },
	vonage: { aggregator: 'vonage', clientId: 'id', privateKey },
	jwtBearer: {
		...CREDENTIAL,
		roamingUrl: 'https://as.example/retrieve',
		aggregator: 'camara',
		accessFlow: 'jwtBearer',
		privateKey,
	},
};
type Flow = keyof typeof FLOWS;

const html = (status: number): Reply => ({ status, headers: { 'content-type': 'text/html' }, body: '<html></html>' });
const failed = (code: string) => Object.assign(new Error('x'), { code });
const oauth = (status: number, error: string) => json(status, { error });
const camara = (status: number, code: string) => json(status, { status, code, message: 'm' });
const insight = (code: string) => json(200, { insights: { roaming: { status: { code, message: '' } } } });

const accepted: Array<[Flow, string, Reply, RegExp]> = [
	['nokia', 'a refused body', json(422, { detail: 'No device.' }), /accepts this key/],
	['nokia', 'a refused body in CAMARA form', camara(400, 'INVALID_ARGUMENT'), /accepts this key/],
	['nokia', 'a missing device', camara(422, 'MISSING_IDENTIFIER'), /accepts this key/],
	['orange', 'a token', json(200, { access_token: 't', expires_in: '3600' }), /issued a token/],
	['vonage', 'a number that does not exist', insight('NOT_FOUND'), /accepts this application/],
	['vonage', 'a refused number', json(422, { title: 'x', detail: 'y' }), /accepts this application/],
	['jwtBearer', 'a token', json(200, { access_token: 't' }), /issued a token/],
	['jwtBearer', 'a bare invalid_grant', oauth(400, 'invalid_grant'), /was reached.*check one number/],
	['jwtBearer', 'an unknown number', oauth(400, 'unknown_user_id'), /was reached/],
];

test.each(accepted)('%s: %s is OK, after one request', async (flow, _name, reply, message) => {
	const context = scriptedContext(reply);
	expect(await tryCredential(FLOWS[flow], context)).toMatchObject({
		accepted: true,
		message: expect.stringMatching(message),
	});
	expect(context.requests).toHaveLength(1);
});

const refused: Array<[Flow, string, Reply, RegExp]> = [
	['nokia', 'a wrong key', json(401, { message: 'Invalid API key.' }), /did not accept the API key.*'API Key'/],
	['nokia', 'no subscription', json(403, { message: 'You are not subscribed to this API.' }), /refuses this client/],
	[
		'nokia',
		'a wrong path',
		json(404, { message: "Endpoint '/x' does not exist" }),
		/'Roaming URL' for a missing or mistyped/,
	],
	['nokia', 'a web page', html(200), /'Roaming URL'; it seems to be the address of a web page/],
	['nokia', 'too many requests', json(429, { message: 'm' }), /Wait a minute/],
	['orange', 'a wrong secret', oauth(401, 'invalid_client'), /client secret/],
	['orange', 'a grant that is not offered', oauth(400, 'unsupported_grant_type'), /'Client Credentials'/],
	['orange', 'a web page', html(200), /without an access token/],
	['orange', 'a wrong path', html(404), /'Token URL' for a missing or mistyped path/],
	[
		'vonage',
		'a wrong key',
		json(401, { title: 'Unauthorized' }),
		/did not accept the application token.*'Private Key'/,
	],
	['vonage', 'a wrong path', html(404), /'Roaming URL' for a missing or mistyped/],
	['jwtBearer', 'a wrong client', oauth(401, 'invalid_client'), /does not accept these client credentials/],
	['jwtBearer', 'a wrong path', html(404), /'Token URL' for a missing or mistyped path/],
	['jwtBearer', 'a grant that is not offered', oauth(400, 'unsupported_grant_type'), /'JWT Bearer'/],
];

test.each(refused)('%s: %s has its own message, after one request', async (flow, _name, reply, message) => {
	const context = scriptedContext(reply);
	const verdict = await tryCredential(FLOWS[flow], context);
	expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
	expect(verdict.message).not.toMatch(/option "|undefined|CIBA/);
	expect(context.requests).toHaveLength(1);
});

const HOSTS = [
	['no such host', 'ENOTFOUND', /host name/],
	['a refused connection', 'ECONNREFUSED', /refused the connection/],
	['no trust', 'DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
	['a time-out', 'ETIMEDOUT', /firewall/],
] as const;

test.each((Object.keys(FLOWS) as Flow[]).flatMap((flow) => HOSTS.map((host) => [flow, ...host] as const)))(
	'%s: %s has its own message',
	async (flow, _name, code, message) => {
		const verdict = await tryCredential(FLOWS[flow], scriptedContext(failed(code)));
		expect(verdict).toMatchObject({ accepted: false, message: expect.stringMatching(message) });
	},
);

test.each([
	['vonage', { privateKey: 'none' }, /private key cannot be read/],
	['jwtBearer', { privateKey: '' }, /'Private Key' is empty/],
	['nokia', { apiKey: '' }, /'API Key' is empty/],
	['orange', { clientSecret: 'Basic aWQ6c2VjcmV0' }, /ready "Basic/],
] as Array<[Flow, object, RegExp]>)('%s with %j is named before anything is sent', async (flow, changes, message) => {
	const context = scriptedContext();
	expect(await tryCredential({ ...FLOWS[flow], ...changes }, context)).toMatchObject({
		accepted: false,
		message: expect.stringMatching(message),
	});
	expect(context.requests).toEqual([]);
});

test('the request is about no subscriber: its number has an unassigned country code', async () => {
	const context = scriptedContext(insight('NOT_FOUND'));
	await tryCredential(FLOWS.vonage, context);
	expect(context.requests[0]?.body).toContain('"phone_number":"999');
	const nokia = scriptedContext(json(422, {}));
	await tryCredential(FLOWS.nokia, nokia);
	expect(nokia.requests[0]?.body).toBe('{}');
});
