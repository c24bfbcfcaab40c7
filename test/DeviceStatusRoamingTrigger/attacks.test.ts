import { json } from '../../nodes/simulator/messages';
import type { SentEvent } from '../sandbox/subscriptions';
import { passTime } from './time';
import {
	ABROAD,
	HOME,
	NUMBER,
	startActiveWorld,
	startWorld,
	type TriggerWorld,
	type WorldOptions,
} from './triggerWorld';

let world: TriggerWorld;
afterEach(async () => {
	jest.useRealTimers();
	await world.close();
});

async function activeWith(options?: WorldOptions) {
	const active = await startActiveWorld(options);
	world = active;
	return active;
}

const NOTHING = { status: 401, items: undefined };
const tokenOf = ({ headers }: SentEvent) => headers.authorization!.replace('Bearer ', '');
const withToken = (event: SentEvent, token: string) => ({
	...event,
	headers: { ...event.headers, authorization: `Bearer ${token}` },
});
const bodyOf = (event: SentEvent) => JSON.parse(event.body) as Record<string, unknown>;

describe('a token that is nearly right', () => {
	test.each([
		['the first half', (token: string) => token.slice(0, 20)],
		['all but the last character', (token: string) => token.slice(0, -1)],
		['one character more', (token: string) => `${token}A`],
		['twice', (token: string) => `${token}, Bearer ${token}`],
		['in lower case', (token: string) => `${token.toLowerCase()}!`],
		['with a null behind it', (token: string) => `${token}\u0000`],
	])('%s is refused', async (_name, change) => {
		const { n8n, event } = await activeWith();
		expect(await n8n.deliver(withToken(event, change(tokenOf(event))))).toEqual(NOTHING);
	});

	test('the end of a subscription without the token changes nothing, and asks nothing', async () => {
		const { n8n, api, sandbox } = await activeWith();
		passTime(2 * 3_600_000);
		const [subscription] = api.live();
		const [ended] = api.end(subscription!.id, 'SUBSCRIPTION_EXPIRED');
		const [stored, asked] = [n8n.staticData, sandbox.requests.length];
		expect(await n8n.deliver(withToken(ended!, 'x'.repeat(43)))).toEqual(NOTHING);
		expect([n8n.staticData, sandbox.requests.length, n8n.log]).toEqual([stored, asked, []]);
	});
});

test('an event of a subscription that another node has made is left out', async () => {
	const { n8n, api, event, sandbox } = await activeWith();
	const other = {
		...bodyOf(event),
		id: 'other',
		data: { subscriptionId: '7d0b5bd9', device: { phoneNumber: NUMBER } },
	};
	const asked = sandbox.requests.length;
	expect(await n8n.deliver({ ...event, body: JSON.stringify(other) })).toEqual({ status: 204, items: undefined });
	// One look whether the known subscription lives.
	expect(sandbox.requests.slice(asked).map(({ method }) => method)).toEqual(['GET']);
	expect(api.live()).toHaveLength(1);
});

describe('a hostile message with the right token', () => {
	const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

	test.each([
		['10,000 events in a batch', () => `[${Array.from({ length: 10_000 }, () => '{}').join()}]`, 400],
		[
			'10,000 whole events in a batch',
			({ body }: SentEvent) => `[${Array.from({ length: 10_000 }, () => body).join()}]`,
			400,
		],
		['lists in lists', () => nested(100_000), 400],
		['a body of 20 MB', () => `"${'a'.repeat(20_000_000)}"`, 400],
		[
			'data of deep lists',
			(event: SentEvent) => event.body.replace('"data":{', `"data":{"more":${nested(50_000)},`),
			204,
		],
	])('%s is answered within a second', async (_name, make, status) => {
		const { n8n, event } = await activeWith();
		const startedAt = performance.now();
		expect((await n8n.deliver({ ...event, body: make(event) })).status).toBe(status);
		expect(performance.now() - startedAt).toBeLessThan(1000);
		expect(n8n.log.join()).not.toContain(NUMBER.slice(1));
	});

	test.each(['id', 'source', 'type', 'specversion', 'data'])(
		'an event without "%s" is answered with 400',
		async (field) => {
			const { n8n, event } = await activeWith();
			const body = JSON.stringify({ ...bodyOf(event), [field]: undefined });
			expect(await n8n.deliver({ ...event, body })).toEqual({ status: 400, items: undefined });
		},
	);

	test.each([
		['no subscription', { subscriptionId: undefined }],
		['a list for the subscription', { subscriptionId: ['a'] }],
		['the name of a method for the subscription', { subscriptionId: 'constructor' }],
	])('data with %s give no item', async (_name, change) => {
		const { n8n, event } = await activeWith();
		const { data, ...attributes } = bodyOf(event);
		const body = JSON.stringify({ ...attributes, data: { ...(data as object), ...change } });
		expect(await n8n.deliver({ ...event, body })).toEqual({ status: 204, items: undefined });
	});

	test.each([
		['roaming that is no boolean', { roaming: 'yes' }],
		['a country that is an object', { countryCode: { a: 1 }, countryName: { b: 2 } }],
		['10,000 countries', { countryName: Array.from({ length: 10_000 }, () => 'HU') }],
		['a device that is a list', { device: [] }],
	])('%s gives an item that claims nothing, or none', async (_name, change) => {
		const { n8n, event } = await activeWith();
		const { data, ...attributes } = bodyOf(event);
		const body = JSON.stringify({ ...attributes, data: { ...(data as object), ...change } });
		const { status, items = [] } = await n8n.deliver({ ...event, body });
		expect(status).toBe(204);
		for (const item of items) expect(JSON.stringify(item).length).toBeLessThan(5000);
		if ('roaming' in change) expect(items.every(({ roaming }) => roaming === null)).toBe(true);
	});

	test('binary mode with attributes that cannot be decoded, and none for the source', async () => {
		const { n8n, event } = await activeWith();
		const { data, source, id, type } = bodyOf(event);
		const headers = {
			...event.headers,
			'content-type': 'application/json',
			'ce-specversion': '1.0',
			'ce-id': `%E0%A4%A${String(id)}`,
			'ce-type': String(type),
		};
		const body = JSON.stringify(data);
		expect(await n8n.deliver({ headers, body })).toEqual({ status: 400, items: undefined });
		const whole = await n8n.deliver({ headers: { ...headers, 'ce-source': String(source) }, body });
		expect([whole.status, whole.items?.length]).toEqual([204, 1]);
	});
});

test('after a restart, an event that was delivered before gives another item: at least once is what is promised', async () => {
	const { n8n, event } = await activeWith();
	expect((await n8n.deliver(event)).items).toHaveLength(1);
	n8n.restartUnchecked();
	expect((await n8n.deliver(event)).items).toHaveLength(1);
	expect((await n8n.deliver(event)).items).toBeUndefined();
});

describe('static data that are damaged or of another version', () => {
	test.each([
		['text', '"subscriptions"'],
		['a list', '[]'],
		['no token', '{"subscriptions":[]}'],
		['a short token', '{"token":"a","subscriptions":[]}'],
		['a token that is a number', '{"token":12345678901234567890123456789012345,"subscriptions":[]}'],
	])('%s refuses events, and activation and deactivation put it right', async (_name, damaged) => {
		const { n8n, api, event } = await activeWith();
		n8n.staticData = JSON.stringify({ 'node:Trigger': { subscriptions: JSON.parse(damaged) as unknown } });
		n8n.restartUnchecked();
		expect(await n8n.deliver(event)).toEqual(NOTHING);
		expect(await n8n.deliver(withToken(event, 'a'))).toEqual(NOTHING);
		passTime(3 * 60_000);
		await n8n.activate();
		expect(api.live()).toHaveLength(1);
		expect((await n8n.deliver(api.move(NUMBER, HOME)[0]!)).items).toHaveLength(1);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test('fields that are missing or of another type count as old, and deactivation removes what has an ID', async () => {
		const { n8n, api } = await activeWith();
		const stored = JSON.parse(n8n.staticData) as { 'node:Trigger': { subscriptions: Record<string, unknown> } };
		const { token, subscriptions } = stored['node:Trigger'].subscriptions;
		const [{ id, sink, phoneNumber, event } = {}] = subscriptions as Array<Record<string, string>>;
		const old = { token, subscriptions: [{ id, sink, phoneNumber, event, endsAtMs: 'never', formerIds: { a: 1 } }] };
		n8n.staticData = JSON.stringify({ 'node:Trigger': { subscriptions: old } });
		n8n.restartUnchecked();
		expect((await n8n.deliver(api.move(NUMBER, HOME)[0]!)).items).toHaveLength(1);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});

describe('100 numbers', () => {
	const NUMBERS = Array.from({ length: 100 }, (_, index) => `+346112${String(index).padStart(3, '0')}01`);

	test.each([
		[57, 403, 'PERMISSION_DENIED'],
		[57, 429, 'TOO_MANY_REQUESTS'],
		[57, 500, 'INTERNAL'],
		[100, 422, 'UNPROCESSABLE'],
	])('where the creation of number %i fails with %i, nothing is left', async (which, status, code) => {
		world = await startWorld({
			parameters: { phoneNumbers: NUMBERS.join() },
			override: ({ method, body }) =>
				method === 'POST' && body.includes(NUMBERS[which - 1]!)
					? { ...json(status, { status, code, message: 'm' }) }
					: undefined,
		});
		const { api, n8n } = world;
		const thrown = (await n8n.activate().catch((error: unknown) => error)) as Error & { description: string };
		expect(thrown).toBeInstanceOf(Error);
		expect(api.made()).toBeGreaterThan(which - 9);
		expect([api.live(), n8n.staticData]).toEqual([[], '{}']);
		for (const number of NUMBERS) expect(`${thrown.message} ${thrown.description}`).not.toContain(number.slice(1));
	});

	test('that all end at the same time are all made anew', async () => {
		world = await startWorld({ parameters: { phoneNumbers: NUMBERS.join() } });
		const { api, n8n } = world;
		await n8n.activate();
		passTime(2 * 3_600_000);
		const ended = api.live().flatMap(({ id }) => api.end(id, 'SUBSCRIPTION_EXPIRED'));
		await Promise.all(ended.map((event) => n8n.deliver(event)));
		expect([api.made(), api.live().length]).toEqual([200, 100]);
		n8n.restartUnchecked();
		const moved = NUMBERS.flatMap((number) => api.move(number, ABROAD));
		const delivered = await Promise.all(moved.map((event) => n8n.deliver(event)));
		expect(delivered.flatMap(({ items }) => items ?? [])).toHaveLength(100);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});

describe('deactivation while the aggregator is down', () => {
	test.each([500, 503, 401])(
		'fails with %i, keeps what is left, and removes it once the aggregator is back',
		async (status) => {
			let isDown = false;
			const { api, n8n } = await activeWith({
				override: () => (isDown ? json(status, { status, code: 'DOWN', message: `No: ${NUMBER} my-key` }) : undefined),
			});
			isDown = true;
			const thrown = (await n8n.deactivate().catch((error: unknown) => error)) as Error & { description: string };
			expect(thrown).toBeInstanceOf(Error);
			for (const secret of [NUMBER.slice(1), 'my-key'])
				expect(`${thrown.message} ${thrown.description} ${n8n.log.join()}`).not.toContain(secret);
			expect(api.live()).toHaveLength(1);
			// n8n tries again, also in another process.
			n8n.restartUnchecked();
			isDown = false;
			await n8n.deactivate();
			expect(api.live()).toEqual([]);
		},
	);
});
