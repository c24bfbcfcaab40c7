/* eslint-disable @n8n/community-nodes/no-restricted-imports -- sockets and certificates need Node's own modules; not published */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:net';
import { SANDBOX_CLIENT, sandboxUrls, startSandbox } from './sandbox';
import {
	authorizeForm,
	authReqIdFrom,
	basic,
	closeSandboxes,
	failureOf,
	GRANT_TYPE,
	http,
	NUMBER,
	open,
	poll,
	post,
	start,
	type Version,
} from './sandboxRequests';

afterEach(closeSandboxes);

describe('the flow without errors', () => {
	test.each<[Version, unknown]>([
		['v0.4', { ueId: { msisdn: NUMBER } }],
		['v0.5', { device: { phoneNumber: NUMBER } }],
		['v0.6', { device: { phoneNumber: NUMBER } }],
		['v1', {}],
	])('%s', async (version, body) => {
		const sandbox = await start();
		const { authorizeUrl, tokenUrl, roamingUrl } = sandboxUrls(sandbox, version);
		const asked = await post(authorizeUrl, authorizeForm(NUMBER, version), basic());
		expect(asked.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
		const given = await post(
			tokenUrl,
			{ grant_type: GRANT_TYPE, auth_req_id: String(asked.data.auth_req_id) },
			basic(),
		);
		expect(given.data).toEqual({
			access_token: expect.any(String),
			token_type: 'Bearer',
			expires_in: 120,
			scope: authorizeForm(NUMBER, version).scope,
		});
		const said = await http.post<unknown>(roamingUrl, body, {
			headers: { authorization: `Bearer ${String(given.data.access_token)}`, 'x-correlator': 'abc-1' },
		});
		expect(said.status).toBe(200);
		expect(said.headers['x-correlator']).toBe('abc-1');
		expect(said.data).toMatchObject({ roaming: true, countryCode: 262, countryName: ['DE'] });
	});

	test('uses the clock of the machine unless another one is given', async () => {
		const sandbox = await startSandbox();
		open.push(sandbox);
		expect(await poll(sandbox, await authReqIdFrom(sandbox, '+34600110102'))).toEqual([400, 'authorization_pending']);
	});

	test.each([
		['the client of the sandbox is known', basic(), 200],
		['its secret is checked', basic('wrong'), 401],
		['no client is not known', {}, 401],
	])('%s', async (_name, headers, status) => {
		const sandbox = await start();
		expect((await post(`${sandbox.baseUrl}/bc-authorize`, authorizeForm(NUMBER), headers)).status).toBe(status);
	});

	test('a wrong secret in the header is answered with a challenge, one in the form is not', async () => {
		const sandbox = await start();
		const url = `${sandbox.baseUrl}/bc-authorize`;
		const inHeader = await post(url, authorizeForm(NUMBER), basic('wrong'));
		expect(inHeader.data).toEqual({ error: 'invalid_client' });
		expect(inHeader.headers['www-authenticate']).toMatch(/^Basic realm=/);
		const secret = { client_id: SANDBOX_CLIENT.clientId, client_secret: 'wrong' };
		const inForm = await post(url, { ...authorizeForm(NUMBER), ...secret });
		expect(inForm.data).toEqual({ error: 'invalid_client' });
		expect(inForm.headers).not.toHaveProperty('www-authenticate');
	});

	test.each([
		['GET', {}, 405],
		['POST', { 'content-type': 'application/json' }, 400],
	])('%s with headers %j is refused for the request itself, not for its client', async (method, headers, status) => {
		const sandbox = await start();
		const url = `${sandbox.baseUrl}/token`;
		const answer = await http.request<unknown>({ method, url, headers, data: method === 'GET' ? undefined : '{}' });
		expect(answer).toMatchObject({ status, data: { error: 'invalid_request' } });
	});

	test('other clients can be configured', async () => {
		const sandbox = await start({ clients: [{ clientId: 'a', clientSecret: 'b' }] });
		const url = `${sandbox.baseUrl}/bc-authorize`;
		expect((await post(url, authorizeForm(NUMBER), { authorization: `Basic ${btoa('a:b')}` })).status).toBe(200);
		expect((await post(url, authorizeForm(NUMBER), basic())).status).toBe(401);
	});
});

describe('an override', () => {
	test('resets the connection', async () => {
		const sandbox = await start({ override: () => 'reset' });
		expect(await failureOf(http.get(sandbox.baseUrl))).toBe('ECONNRESET');
		expect(sandbox.requests).toHaveLength(1);
	});

	test('leaves a request without an answer', async () => {
		let markReceived = () => {};
		const received = new Promise<void>((resolve) => {
			markReceived = resolve;
		});
		const sandbox = await start({
			override: ({ path }) => {
				if (path !== '/hang') return undefined;
				markReceived();
				return 'hang';
			},
		});
		const controller = new AbortController();
		const settled: string[] = [];
		const hanging = failureOf(http.get(`${sandbox.baseUrl}/hang`, { signal: controller.signal })).then((code) =>
			settled.push(String(code)),
		);
		await received;
		// An answer would be here before those of later requests.
		for (const path of ['/1', '/2', '/3']) expect((await http.get(`${sandbox.baseUrl}${path}`)).status).toBe(404);
		expect(settled).toEqual([]);
		controller.abort();
		await hanging;
		expect(settled).toEqual(['ERR_CANCELED']);
	});

	test('answers in place of the simulator', async () => {
		const sandbox = await start({
			override: () => ({ status: 418, headers: { 'x-odd': 'yes', 'content-type': 'text/plain' }, body: 'teapot' }),
		});
		const { status, headers, data } = await http.get<string>(sandbox.baseUrl);
		expect({ status, data }).toEqual({ status: 418, data: 'teapot' });
		expect(headers).toMatchObject({ 'x-odd': 'yes', 'content-type': 'text/plain' });
	});

	test('is given the request, and lets it pass where it returns nothing', async () => {
		const seen: unknown[] = [];
		const sandbox = await start({
			override: (request) => {
				seen.push(request);
				return undefined;
			},
		});
		await authReqIdFrom(sandbox);
		expect(seen).toEqual(sandbox.requests);
		expect(seen).toHaveLength(1);
	});

	test('does not use up an auth_req_id', async () => {
		let overrides = 0;
		const sandbox = await start({
			override: ({ path }) => {
				if (path !== '/token' || overrides === 1) return undefined;
				overrides += 1;
				return { status: 503, headers: {}, body: '{}' };
			},
		});
		const authReqId = await authReqIdFrom(sandbox);
		expect(await poll(sandbox, authReqId)).toEqual([503, undefined]);
		expect(await poll(sandbox, authReqId)).toEqual([200, 'token']);
	});
});

describe('over https', () => {
	test('its certificate is trusted where it is given, and only there', async () => {
		const sandbox = await start({ https: true });
		expect(sandbox.baseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
		const httpsAgent = new HttpsAgent({ ca: sandbox.certificate });
		expect(await authReqIdFrom(sandbox, NUMBER, 'v1', { httpsAgent })).not.toBe('');
		expect(sandbox.requests).toHaveLength(1);
		expect(await failureOf(http.get(sandbox.baseUrl))).toMatch(
			/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/,
		);
		expect(await failureOf(http.get(sandbox.baseUrl.replace('https:', 'http:')))).toMatch(/^(ECONNRESET|HPE_)/);
		expect(sandbox.requests).toHaveLength(1);
	});

	test('no certificate without https', async () => {
		const sandbox = await start();
		expect(sandbox.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		expect(sandbox).not.toHaveProperty('certificate');
	});
});

describe('what is recorded', () => {
	test('each request as it was received, in order', async () => {
		const sandbox = await start();
		const bodies = [
			'login_hint=%2B34600111221&scope=dpv%3AFraud%23device-roaming-status%3Aread',
			'a=%2b+%20%7E~&&b',
			'é=€\r\n',
			'',
		];
		for (const [index, body] of bodies.entries()) {
			await http.post(`${sandbox.baseUrl}/bc-authorize/${index}?q=%23%2B+`, body, {
				headers: { 'content-type': 'application/x-www-form-urlencoded', 'X-Correlator': 'Abc-1' },
			});
		}
		expect(sandbox.requests.map(({ body }) => body)).toEqual(bodies);
		expect(sandbox.requests.map(({ path }) => path)).toEqual(
			bodies.map((_body, index) => `/bc-authorize/${index}?q=%23%2B+`),
		);
		expect(sandbox.requests[0]).toMatchObject({
			method: 'POST',
			url: `${sandbox.baseUrl}/bc-authorize/0?q=%23%2B+`,
			headers: { 'x-correlator': 'Abc-1', 'content-type': 'application/x-www-form-urlencoded' },
		});
	});

	test('a body of many chunks is complete', async () => {
		const sandbox = await start();
		const body = 'x€'.repeat(100_000);
		await http.put(sandbox.baseUrl, body, { headers: { 'content-type': 'text/plain' } });
		expect(sandbox.requests).toMatchObject([{ method: 'PUT', path: '/' }]);
		expect(sandbox.requests[0]?.body === body).toBe(true);
	});

	test('a raw plus is refused by the simulator, and %2B is not', async () => {
		const sandbox = await start();
		const ask = async (plus: string) =>
			await http.post<unknown>(
				`${sandbox.baseUrl}/bc-authorize`,
				`login_hint=${plus}34600111221&scope=dpv:Fraud%23device-roaming-status:read`,
				{
					headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic() },
				},
			);
		expect(await ask('+')).toMatchObject({
			status: 400,
			data: { error: 'invalid_request', error_description: expect.stringContaining('%2B') },
		});
		expect((await ask('%2B')).status).toBe(200);
	});
});

describe('close', () => {
	test('ends a request whose answer is pending', async () => {
		let markReceived = () => {};
		const received = new Promise<void>((resolve) => {
			markReceived = resolve;
		});
		const sandbox = await startSandbox({
			override: () => {
				markReceived();
				return 'hang';
			},
		});
		const failure = failureOf(http.get(sandbox.baseUrl));
		await received;
		await sandbox.close();
		expect(await failure).toBe('ECONNRESET');
	});

	test('ends a socket that sends nothing', async () => {
		const sandbox = await startSandbox();
		const socket = connect(Number(new URL(sandbox.baseUrl).port), '127.0.0.1');
		const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
		await new Promise<void>((resolve) => socket.on('connect', resolve));
		// Answered, so the server has seen the socket before as well.
		expect((await http.get(sandbox.baseUrl)).status).toBe(404);
		expect(sandbox.openConnections()).toBeGreaterThan(0);
		await sandbox.close();
		await closed;
		expect(socket.destroyed).toBe(true);
	});

	test('ends a connection that is kept alive, and frees the port', async () => {
		const sandbox = await startSandbox();
		const httpAgent = new HttpAgent({ keepAlive: true });
		expect((await http.get(sandbox.baseUrl, { httpAgent })).status).toBe(404);
		await sandbox.close();
		expect(await failureOf(http.get(sandbox.baseUrl))).toBe('ECONNREFUSED');
		httpAgent.destroy();
	});
});

test.each([
	['breaks off in its body', 'POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nlogin_hint='],
	['has no proper target', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
])('a request that %s ends its own connection, not the sandbox', async (_name, text) => {
	const sandbox = await start();
	const socket = connect(Number(new URL(sandbox.baseUrl).port), '127.0.0.1');
	const ended = new Promise((resolve) => socket.once('close', resolve));
	socket.end(text);
	socket.resume();
	await ended;
	const { status } = await http.post(`${sandbox.baseUrl}/token`, 'a=b');
	expect(status).toBe(401);
});
