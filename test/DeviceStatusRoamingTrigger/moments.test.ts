/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits for sockets; not published */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from '../n8n/triggerInstance';
import type { SentEvent } from '../sandbox/subscriptions';
import { passTime } from './time';
import { ABROAD, HOME, NUMBER, OTHER_NUMBER, startWorld, type TriggerWorld, type WorldOptions } from './triggerWorld';

const HOUR = 3_600_000;

let world: TriggerWorld;
afterEach(async () => {
	jest.useRealTimers();
	await world.close();
});

describe('an aggregator that sends at once, before it answers the creation', () => {
	/** What came of each event that was sent. */
	let deliveries: Array<Promise<Delivery>>;
	async function start(options: WorldOptions = {}): Promise<TriggerWorld> {
		deliveries = [];
		const send = (event: SentEvent) => void deliveries.push(world.n8n.deliver(event));
		world = await startWorld({ ...options, send });
		return world;
	}
	const itemsOf = async () => (await Promise.all(deliveries)).map(({ status, items }) => [status, items?.[0]]);

	test('the current status at activation is told, of each number', async () => {
		const { api, n8n } = await start({
			parameters: { phoneNumbers: [NUMBER, OTHER_NUMBER], options: { initialEvent: true } },
		});
		api.move(NUMBER, ABROAD);
		api.move(OTHER_NUMBER, HOME);
		await n8n.activate();
		expect(await itemsOf()).toEqual([
			[204, expect.objectContaining({ phoneNumber: NUMBER, roaming: true, isChange: false })],
			[204, expect.objectContaining({ phoneNumber: OTHER_NUMBER, roaming: false, isChange: false })],
		]);
	});

	test('the current status after a renewal is told', async () => {
		const { api, n8n } = await start();
		await n8n.activate();
		passTime(2 * HOUR);
		api.move(NUMBER, ABROAD);
		api.end(api.live()[0]!.id, 'SUBSCRIPTION_EXPIRED');
		while (deliveries.length < 3) await sleep(5);
		expect(await itemsOf()).toEqual([
			[204, expect.objectContaining({ roaming: true, isChange: true })],
			[204, undefined],
			[204, expect.objectContaining({ roaming: true, isChange: false })],
		]);
	});

	test('an event without the token waits for the activation, and is refused', async () => {
		const { n8n } = await start();
		const activation = n8n.activate();
		const refused = n8n.deliver({ headers: { authorization: 'Bearer x' }, body: '{}' });
		await activation;
		expect(await refused).toEqual({ status: 401, items: undefined });
	});
});

describe('static data that an execution overwrites with the copy that it started with', () => {
	test('are written again at the next event, so that a restart that looks at nothing loses none', async () => {
		world = await startWorld({ parameters: { options: { expiresAfter: 10 } } });
		const { api, n8n } = world;
		await n8n.activate();
		const before = n8n.staticData;
		passTime(6 * HOUR);
		await n8n.deliver(api.move(NUMBER, ABROAD)[0]!);
		expect(n8n.staticData).not.toBe(before);
		const renewed = n8n.staticData;
		n8n.staticData = before;
		await n8n.deliver(api.move(NUMBER, HOME)[0]!);
		expect(n8n.staticData).toBe(renewed);
		n8n.restartUnchecked();
		expect((await n8n.deliver(api.move(NUMBER, ABROAD)[0]!)).items).toHaveLength(1);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});

describe('a start of n8n 2.41, which looks at no webhook', () => {
	const AT_NEW = 'http://127.0.0.1:5679/webhook';
	const isAtNew = ({ api }: TriggerWorld) => api.live().map(({ sink }) => sink.startsWith(AT_NEW));

	async function movedTo(webhookBaseUrl: string): Promise<TriggerWorld> {
		world = await startWorld();
		await world.n8n.activate();
		world.n8n.webhookBaseUrl = webhookBaseUrl;
		world.n8n.restartUnchecked();
		return world;
	}

	test('goes on with the events of its subscriptions', async () => {
		const { api, n8n } = await movedTo('http://127.0.0.1:5678/webhook');
		expect((await n8n.deliver(api.move(NUMBER, ABROAD)[0]!)).items).toHaveLength(1);
		expect(api.made()).toBe(1);
	});

	test('with a new address: an event by the old one moves the subscription, and no event is lost', async () => {
		const { api, n8n } = await movedTo(AT_NEW);
		const early = await n8n.deliver(api.move(NUMBER, ABROAD)[0]!);
		expect([early.items?.length, isAtNew(world)]).toEqual([1, [false]]);
		passTime(2 * HOUR);
		const late = await n8n.deliver(api.move(NUMBER, HOME)[0]!);
		expect([late.items?.length, isAtNew(world)]).toEqual([1, [true]]);
		const next = await n8n.deliver(api.move(NUMBER, ABROAD)[0]!);
		expect([next.items?.length, api.made()]).toEqual([1, 2]);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test.each(['http://n8n.example.com/webhook', 'https://192.168.1.4/webhook'])(
		'with the address %s, which nobody can reach, the old one is kept',
		async (address) => {
			const { api, n8n } = await movedTo(address);
			passTime(2 * HOUR);
			await n8n.deliver(api.move(NUMBER, ABROAD)[0]!);
			expect([api.made(), api.live().length]).toEqual([1, 1]);
		},
	);

	test('with a new address: deactivation removes those of the old one', async () => {
		const { api, n8n } = await movedTo(AT_NEW);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});
