import { json } from '../../nodes/simulator/messages';
import { ABROAD, isPost, NUMBER, OTHER_NUMBER } from './triggerWorld';
import { NUMBERS, worldOfEachTest } from './worldOfTest';

const { start, world } = worldOfEachTest();
const requestsOf = (method: string) => world().sandbox.requests.filter((request) => request.method === method);

test('activation subscribes, an event becomes an item, deactivation leaves nothing behind', async () => {
	const { api, n8n } = await start();
	await n8n.activate();
	expect(api.live()).toHaveLength(1);
	const [event] = api.move(NUMBER, ABROAD);
	const { status, items } = await n8n.deliver(event!);
	expect(status).toBe(204);
	expect(items).toEqual([
		{
			phoneNumber: NUMBER,
			roaming: true,
			outcome: 'roaming',
			simulated: false,
			country: 'HU',
			countryLabel: 'Hungary',
			isEea: true,
			statusAgeSeconds: expect.any(Number),
			checkedAt: expect.any(String),
			warning: null,
			event: 'roamingStatusChanged',
			eventTime: expect.any(String),
			isChange: true,
			subscriptionId: event!.subscriptionId,
			endReason: null,
		},
	]);
	await n8n.deactivate();
	expect(api.live()).toEqual([]);
});

test('a subscription is asked for as CAMARA 0.8.0 wants it', async () => {
	const { api, n8n, sandbox } = await start({
		parameters: { options: { maxEvents: 5, expiresAfter: 24, initialEvent: true } },
	});
	await n8n.activate();
	const [request] = requestsOf('POST');
	expect(request!.path).toBe('/device-status/device-roaming-status-subscriptions/v0.8/subscriptions');
	expect(request!.headers['x-rapidapi-host']).toBe('network-as-code.nokia.rapidapi.com');
	expect(JSON.parse(request!.body)).toEqual({
		protocol: 'HTTP',
		sink: 'http://127.0.0.1:5678/webhook/6a3bc2b1-8d9e-4f55-9d9a-0a4d4d1e2f30/roaming',
		types: ['org.camaraproject.device-roaming-status-subscriptions.v0.roaming-status'],
		sinkCredential: {
			credentialType: 'ACCESSTOKEN',
			accessToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
			accessTokenExpiresUtc: expect.stringMatching(/Z$/),
			accessTokenType: 'bearer',
		},
		config: {
			subscriptionDetail: { device: { phoneNumber: NUMBER } },
			subscriptionExpireTime: expect.stringMatching(/Z$/),
			subscriptionMaxEvents: 5,
			initialEvent: true,
		},
	});
	const [subscription] = api.live();
	expect(subscription!.tokenExpiresAtMs).toBeGreaterThan(subscription!.expiresAtMs!);
	expect(sandbox.requests.filter(({ method, body }) => method !== 'POST' && body !== '')).toEqual([]);
});

test.each([
	['v0.7', '/v0.7/subscriptions'],
	['v0.8', '/v0.8/subscriptions'],
])("the option 'API Version' %s decides the version in the URL", async (apiVersion, path) => {
	const { n8n, sandbox } = await start({ parameters: { options: { apiVersion } } });
	await n8n.activate();
	await n8n.deactivate();
	expect(sandbox.requests.every((request) => request.path.includes(path))).toBe(true);
});

test('one event type and one number are one subscription', async () => {
	const { api, n8n } = await start({
		parameters: { phoneNumbers: [NUMBER, OTHER_NUMBER, NUMBER], triggerOn: ['enteredRoaming', 'changedCountry'] },
	});
	await n8n.activate();
	expect(
		api
			.live()
			.map(({ type, phoneNumber }) => `${phoneNumber} ${type.split('.').at(-1)}`)
			.sort(),
	).toEqual([
		`${NUMBER} roaming-change-country`,
		`${NUMBER} roaming-on`,
		`${OTHER_NUMBER} roaming-change-country`,
		`${OTHER_NUMBER} roaming-on`,
	]);
});

describe('an activation that fails', () => {
	test.each([
		['a number that the operator does not know', { phoneNumbers: [...NUMBERS, '+34666555347'] }, {}],
		['a refusal in the middle', { phoneNumbers: NUMBERS }, { failAt: 3 }],
	])('leaves nothing behind: %s', async (_name, parameters, { failAt }: { failAt?: number }) => {
		let posts = 0;
		const { api, n8n } = await start({
			parameters,
			override: (request) => {
				if (!isPost(request)) return undefined;
				posts += 1;
				return posts === failAt ? json(403, { status: 403, code: 'PERMISSION_DENIED', message: 'no' }) : undefined;
			},
		});
		await expect(n8n.activate()).rejects.toThrow();
		expect(api.live()).toEqual([]);
		expect(n8n.staticData).toBe('{}');
	});

	test('finds the subscription whose answer was lost, and removes it', async () => {
		let isInner = false;
		const { api, n8n } = await start({
			override: (request) => {
				if (!isPost(request) || isInner) return undefined;
				isInner = true;
				// It is made, and the answer does not arrive.
				api(request);
				return json(500, { status: 500, code: 'INTERNAL', message: 'lost' });
			},
		});
		await expect(n8n.activate()).rejects.toThrow(/internal fault/);
		expect(api.made()).toBe(1);
		expect(api.live()).toEqual([]);
	});

	test('is not repeated within a process: a POST whose answer is lost is sent once', async () => {
		const { n8n } = await start({
			override: (request) => (isPost(request) ? json(504, { status: 504, code: 'TIMEOUT', message: 'm' }) : undefined),
		});
		await expect(n8n.activate()).rejects.toThrow();
		expect(requestsOf('POST')).toHaveLength(1);
	});
});

describe('deactivation', () => {
	test.each([
		[404, 'NOT_FOUND'],
		[410, 'GONE'],
	])('takes %s for removed', async (status, code) => {
		const { n8n } = await start({
			override: ({ method }) => (method === 'DELETE' ? json(status, { status, code, message: 'm' }) : undefined),
		});
		await n8n.activate();
		await n8n.deactivate();
		expect(requestsOf('DELETE')).not.toEqual([]);
	});

	test('fails where one could not be removed, and removes the rest of them at the next try', async () => {
		let refused = '';
		const { api, n8n } = await start({
			parameters: { phoneNumbers: NUMBERS },
			override: ({ method, path }) =>
				method === 'DELETE' && refused !== '' && path.endsWith(refused)
					? json(403, { status: 403, code: 'PERMISSION_DENIED', message: 'm' })
					: undefined,
		});
		await n8n.activate();
		refused = api.live()[1]!.id;
		await expect(n8n.deactivate()).rejects.toThrow(/does not let this client/);
		expect(api.live().map(({ id }) => id)).toEqual([refused]);
		refused = '';
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test('removes also when the numbers in the form can no longer be read', async () => {
		const { api, n8n } = await start();
		await n8n.activate();
		n8n.parameters = { ...n8n.parameters, phoneNumbers: 'nonsense' };
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test('works with an API that answers 202', async () => {
		const { api, n8n } = await start({ isAsync: true });
		await n8n.activate();
		const [event] = api.move(NUMBER, ABROAD);
		expect((await n8n.deliver(event!)).items).toHaveLength(1);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});

describe('a test run', () => {
	test('has a subscription of its own with a short life, and never touches that of the active workflow', async () => {
		const { api, n8n } = await start();
		await n8n.activate();
		const [production] = api.live();
		await n8n.listen();
		const test = api.live().find(({ id }) => id !== production!.id)!;
		expect(test.sink).toContain('/webhook-test/');
		expect(test.token).not.toBe(production!.token);
		expect(test.expiresAtMs! - Date.now()).toBeLessThanOrEqual(15 * 60_000);
		const event = api.move(NUMBER, ABROAD).find(({ subscriptionId }) => subscriptionId === test.id)!;
		expect((await n8n.deliverTest(event)).items).toMatchObject([{ phoneNumber: NUMBER, roaming: true }]);
		await n8n.stopListening();
		expect(api.live().map(({ id }) => id)).toEqual([production!.id]);
		await n8n.deactivate();
	});
});
