import { RESULT_FIELDS } from '../../nodes/DeviceStatusRoaming/resultFields';
import {
	ABROAD,
	HOME,
	NUMBER,
	startActiveWorld,
	startWorld,
	type TriggerWorld,
	type WorldOptions,
} from './triggerWorld';
import type { SentEvent } from '../sandbox/subscriptions';

let world: TriggerWorld;
afterEach(() => world.close());

async function activeWith(options?: WorldOptions) {
	const active = await startActiveWorld(options);
	world = active;
	return active;
}

function changed(event: SentEvent, change: (body: Record<string, never>) => void): SentEvent {
	const body = JSON.parse(event.body) as Record<string, never>;
	change(body);
	return { ...event, body: JSON.stringify(body) };
}

describe('the bearer token', () => {
	test.each([
		['no header', undefined],
		['another token', 'Bearer 0123456789012345678901234567890123456789012'],
		['another scheme', 'Basic abc'],
		['nothing behind the scheme', 'Bearer '],
		['a very long header', `Bearer ${'a'.repeat(5000)}`],
	])('%s is refused with 401, and nothing is run', async (_name, authorization) => {
		const { n8n, event } = await activeWith();
		const headers = { ...event.headers };
		delete headers.authorization;
		const message = {
			body: event.body,
			headers: authorization === undefined ? headers : { ...headers, authorization },
		};
		expect(await n8n.deliver(message)).toEqual({ status: 401, items: undefined });
		// The event was not used up.
		expect((await n8n.deliver(event)).items).toHaveLength(1);
	});

	test('the scheme counts without case', async () => {
		const { n8n, event } = await activeWith();
		const authorization = event.headers.authorization!.replace('Bearer', 'bearer');
		expect((await n8n.deliver({ ...event, headers: { ...event.headers, authorization } })).status).toBe(204);
	});

	test('without a stored token, everything is refused', async () => {
		const { n8n, event } = await activeWith();
		await n8n.deactivate();
		expect(await n8n.deliver(event)).toEqual({ status: 401, items: undefined });
		expect(await n8n.deliver({ ...event, headers: { authorization: 'Bearer ' } })).toEqual({
			status: 401,
			items: undefined,
		});
	});

	test('a token of the test run opens nothing of the active workflow', async () => {
		const { n8n, api, event } = await activeWith();
		await n8n.listen();
		const test = api.live().find(({ sink }) => sink.includes('webhook-test'))!;
		const headers = { ...event.headers, authorization: `Bearer ${test.token}` };
		expect((await n8n.deliver({ ...event, headers })).status).toBe(401);
	});
});

describe('the message', () => {
	test.each([
		['application/cloudevents+json; charset=UTF-8'],
		['Application/CloudEvents+JSON'],
		['application/json'],
		[''],
	])('a structured event is read with the media type "%s"', async (mediaType) => {
		const { n8n, event } = await activeWith();
		const { items } = await n8n.deliver({ ...event, headers: { ...event.headers, 'content-type': mediaType } });
		expect(items).toMatchObject([{ roaming: true, country: 'HU' }]);
	});

	test('a batch gives an item for each event, in one run', async () => {
		const { n8n, api, event } = await activeWith();
		const second = api.move(NUMBER, HOME)[0]!;
		const body = `[${event.body},${second.body}]`;
		const headers = { ...event.headers, 'content-type': 'application/cloudevents-batch+json' };
		const { status, items } = await n8n.deliver({ headers, body });
		expect([status, items]).toMatchObject([204, [{ roaming: true }, { roaming: false }]]);
	});

	test('of a batch with a malformed event, the good one is kept and the answer is 400', async () => {
		const { n8n, event } = await activeWith();
		const headers = { ...event.headers, 'content-type': 'application/cloudevents-batch+json' };
		const { status, items } = await n8n.deliver({ headers, body: `[{"id":"1"},${event.body}]` });
		expect([status, items]).toMatchObject([400, [{ roaming: true }]]);
	});

	test('an event in binary mode has its attributes in headers', async () => {
		const { n8n, event } = await activeWith();
		const { data, ...attributes } = JSON.parse(event.body) as Record<string, unknown>;
		const names = Object.entries(attributes)
			.filter(([name]) => name !== 'datacontenttype')
			.map(([name, value]) => [`ce-${name}`, encodeURIComponent(String(value))]);
		const headers = { ...event.headers, 'content-type': 'application/json', ...Object.fromEntries(names) };
		const { items } = await n8n.deliver({ headers, body: JSON.stringify(data) });
		expect(items).toMatchObject([{ roaming: true, country: 'HU', eventTime: attributes.time }]);
	});

	test.each([
		['no JSON', '{"id":'],
		['an empty body', ''],
		['a number', '5'],
		['null', 'null'],
		['no attributes', '{}'],
		['a body of 300 kB', `{"a":"${'a'.repeat(300_000)}"}`],
	])('%s is answered with 400, and nothing is run', async (_name, body) => {
		const { n8n, event } = await activeWith();
		expect(await n8n.deliver({ ...event, body })).toEqual({ status: 400, items: undefined });
	});

	test.each([
		['another specversion', { specversion: '0.3' }],
		['no ID', { id: '' }],
		['no source', { source: null }],
		['data that are no object', { data: 'text' }],
	])('%s is answered with 400', async (_name, fields) => {
		const { n8n, event } = await activeWith();
		const { status, items } = await n8n.deliver(changed(event, (body) => Object.assign(body, fields)));
		expect([status, items]).toEqual([400, undefined]);
	});

	test.each([
		['a type of another API', (body: Record<string, never>) => Object.assign(body, { type: 'org.example.other' })],
		[
			'the start of a subscription',
			(body: Record<string, never>) =>
				Object.assign(body, { type: 'org.camaraproject.device-roaming-status-subscriptions.v0.subscription-started' }),
		],
		[
			'an unknown subscription',
			({ data }: Record<string, never>) => Object.assign(data ?? {}, { subscriptionId: 'other' }),
		],
		[
			'another number',
			({ data }: Record<string, never>) => Object.assign(data ?? {}, { device: { phoneNumber: '+34600000000' } }),
		],
	])('%s is answered with 204, and the log tells', async (_name, change) => {
		const { n8n, event } = await activeWith();
		expect(await n8n.deliver(changed(event, change))).toEqual({ status: 204, items: undefined });
		expect(n8n.log).toEqual([expect.stringMatching(/^info: A roaming event was left out: /)]);
	});
});

describe('duplicates', () => {
	test('an event that comes again gives no second item', async () => {
		const { n8n, event } = await activeWith();
		const delivered = await Promise.all([event, event, event].map((message) => n8n.deliver(message)));
		expect(delivered.map(({ status }) => status)).toEqual([204, 204, 204]);
		expect(delivered.flatMap(({ items }) => items ?? [])).toHaveLength(1);
	});

	test('the same ID of another source is another event', async () => {
		const { n8n, event } = await activeWith();
		await n8n.deliver(event);
		const other = changed(event, (body) => Object.assign(body, { source: 'https://other.example' }));
		expect((await n8n.deliver(other)).items).toHaveLength(1);
	});

	test('500 events later, it is still known; the static data were not written', async () => {
		const { n8n, event } = await activeWith();
		const before = n8n.staticData;
		await n8n.deliver(event);
		for (let count = 1; count < 500; count += 1) {
			await n8n.deliver(changed(event, (body) => Object.assign(body, { id: `event-${count}` })));
		}
		expect((await n8n.deliver(event)).items).toBeUndefined();
		expect(n8n.staticData).toBe(before);
	});
});

describe('what counts as a change', () => {
	const at = (time: string) => (body: Record<string, never>) => Object.assign(body, { id: time, time });

	test('an event that is older than what is known of the number is marked', async () => {
		const { n8n, event } = await activeWith();
		const later = await n8n.deliver(changed(event, at('2026-01-27T10:00:00Z')));
		const earlier = await n8n.deliver(changed(event, at('2026-01-27T09:00:00Z')));
		expect(later.items).toMatchObject([{ isChange: true, warning: null }]);
		expect(earlier.items).toMatchObject([{ isChange: false, warning: expect.stringContaining('older than another') }]);
	});

	test('the event that tells the current status first is marked', async () => {
		world = await startWorld({ parameters: { options: { initialEvent: true } } });
		world.api.move(NUMBER, ABROAD);
		await world.n8n.activate();
		const first = await world.n8n.deliver(world.outbox[0]!);
		expect(first.items).toMatchObject([{ roaming: true, isChange: false }]);
		const next = await world.n8n.deliver(world.api.move(NUMBER, HOME)[0]!);
		expect(next.items).toMatchObject([{ roaming: false, isChange: true }]);
	});
});

test.each([
	['enteredRoaming', ABROAD, { roaming: true, country: 'HU' }],
	['leftRoaming', HOME, { roaming: false, country: null }],
	['changedCountry', { roaming: true, countryCode: 262, countryName: ['DE'] }, { roaming: true, country: 'DE' }],
])('the event %s says by its type whether the phone roams', async (triggerOn, status, expected) => {
	world = await startWorld({ parameters: { triggerOn: [triggerOn] } });
	const { api, n8n } = world;
	await n8n.activate();
	if (triggerOn !== 'enteredRoaming') api.move(NUMBER, ABROAD);
	const [event] = api.move(NUMBER, status);
	expect((await n8n.deliver(event!)).items).toMatchObject([{ ...expected, event: triggerOn, isChange: true }]);
});

test('a time and a country that cannot be read are null with a warning, as in the action node', async () => {
	const { n8n, event } = await activeWith();
	const odd = changed(event, (body) => {
		Object.assign(body, { time: 'yesterday' });
		Object.assign(body.data ?? {}, { countryCode: 34, countryName: ['Atlantis'] });
	});
	expect((await n8n.deliver(odd)).items).toMatchObject([
		{
			roaming: true,
			country: null,
			eventTime: null,
			statusAgeSeconds: null,
			warning: expect.stringMatching(/time.*|country/),
		},
	]);
});

test("without 'Simplify', the item has all fields of the action node", async () => {
	const { n8n, event } = await activeWith({ parameters: { simple: false } });
	const { items } = await n8n.deliver(event);
	expect(Object.keys(items![0]!)).toEqual([
		...RESULT_FIELDS,
		'event',
		'eventTime',
		'isChange',
		'subscriptionId',
		'endReason',
	]);
	expect(items![0]!.correlator).toBe(event.headers['x-correlator']);
});

test('no line of the log and no stored word outside the token holds a secret', async () => {
	const { n8n, api, event } = await activeWith();
	await n8n.deliver(changed(event, ({ data }) => Object.assign(data ?? {}, { subscriptionId: 'other' })));
	const { token } = api.live()[0]!;
	expect(n8n.log).not.toEqual([]);
	expect(n8n.log.join()).not.toContain(NUMBER.slice(1));
	expect(n8n.log.join()).not.toContain(token);
	expect(n8n.staticData).not.toContain('my-key');
});
