/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts a client in a process of its own; not published */
import { fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { SANDBOX_CLIENT, startSandbox, type Sandbox } from '../sandbox/sandbox';

const { privateKey, publicKey } = generateKeyPairSync('ec', {
	namedCurve: 'P-256',
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let sandbox: Sandbox;
/** Milliseconds that pass before each request; the client would have waited at least the interval of two seconds. */
let pauses: number[];
beforeEach(async () => {
	let now = Date.now();
	pauses = [];
	sandbox = await startSandbox({
		clients: [{ ...SANDBOX_CLIENT, publicKey, signingAlgorithm: 'ES256' }],
		now: () => now,
		override: () => {
			now += pauses.shift() ?? 3000;
			return undefined;
		},
	});
});
afterEach(() => sandbox.close());

function drive(method: string, loginHint: string, changes: Record<string, string> = {}): Promise<unknown> {
	const order = { baseUrl: sandbox.baseUrl, ...SANDBOX_CLIENT, method, privateKey, loginHint, ...changes };
	const client = fork(path.join(__dirname, 'openidClient.mjs'), {
		env: { ...process.env, ORDER: JSON.stringify(order) },
	});
	return new Promise((resolve, reject) => {
		client.once('message', resolve);
		client.once('exit', (code) => reject(new Error(`The client ended with ${code} before it answered.`)));
	});
}

test.each([['client_secret_basic'], ['client_secret_post'], ['private_key_jwt']])(
	'openid-client gets through with %s',
	async (method) => {
		expect(await drive(method, 'tel:+34666555001')).toMatchObject({
			roaming: true,
			countryCode: 262,
			countryName: ['DE'],
		});
		expect(sandbox.requests.map(({ path }) => path)).toEqual([
			'/bc-authorize',
			'/token',
			'/device-roaming-status/v1/retrieve',
		]);
	},
);

test('openid-client understands slow_down', async () => {
	pauses = [1000, 1000, 8000];
	expect(await drive('client_secret_basic', 'tel:+34666550480')).toMatchObject({ roaming: false });
	expect(sandbox.requests.filter(({ path }) => path === '/token')).toHaveLength(2);
});

test.each([
	['a subscriber who denies', 'tel:+34666550106', {}, { error: 'access_denied', status: 400 }],
	['a number that is not known', 'tel:+34666550107', {}, { error: 'unknown_user_id', status: 400 }],
	['a login hint without a number', 'somebody', {}, { error: 'invalid_request', status: 400 }],
])('openid-client understands %s', async (_name, loginHint, changes, expected) => {
	expect(await drive('client_secret_basic', loginHint, changes)).toMatchObject(expected);
});

test('openid-client is told that its secret is wrong', async () => {
	const refused = await drive('client_secret_post', 'tel:+34666555001', { clientSecret: 'wrong' });
	expect(refused).toMatchObject({ error: 'invalid_client', status: 401 });
	expect(sandbox.requests).toHaveLength(1);
});
