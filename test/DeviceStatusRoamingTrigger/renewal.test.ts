import { json } from '../../nodes/simulator/messages';
import { passTime } from './time';
import { ABROAD, HOME, isPost, NUMBER, OTHER_NUMBER } from './triggerWorld';
import { NUMBERS, worldOfEachTest } from './worldOfTest';

const HOUR = 3_600_000;

const { start, world } = worldOfEachTest();

describe('a start of n8n', () => {
	test('makes no subscription where all are in place', async () => {
		const { api, n8n } = await start({ parameters: { phoneNumbers: NUMBERS.join(', ') } });
		await n8n.activate();
		await n8n.restart();
		await n8n.restart();
		await n8n.activate('leadershipChange');
		expect([api.made(), api.live().length]).toEqual([5, 5]);
	});

	test('makes anew what is gone, and asks for the current status since an event may have been missed', async () => {
		const { api, n8n } = await start({ parameters: { phoneNumbers: NUMBERS.join('\n') } });
		await n8n.activate();
		const lost = api.live()[2]!;
		api.lose(lost.id);
		passTime(3 * 60_000);
		await n8n.restart();
		expect([api.made(), api.live().length]).toEqual([6, 5]);
		const replacement = api.live().find(({ phoneNumber }) => phoneNumber === lost.phoneNumber);
		expect(replacement).toMatchObject({ initialEvent: true, token: lost.token });
	});

	test('renews what has less than half of its life left, the new one before the old one is removed', async () => {
		const { api, n8n, sandbox } = await start({ parameters: { options: { expiresAfter: 10 } } });
		await n8n.activate();
		const [old] = api.live();
		passTime(4 * HOUR);
		await n8n.restart();
		expect(api.made()).toBe(1);
		passTime(2 * HOUR);
		await n8n.restart();
		expect(api.live()).toHaveLength(1);
		expect(api.live()[0]).toMatchObject({ token: old!.token });
		expect(api.live()[0]!.id).not.toBe(old!.id);
		const changes = sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
		expect(changes).toEqual(['POST', 'POST', 'DELETE']);
	});

	test('takes a subscription to live where the aggregator cannot be asked', async () => {
		let isDown = false;
		const { api, n8n } = await start({
			override: ({ method }) => (isDown && method === 'GET' ? json(500, { code: 'INTERNAL' }) : undefined),
		});
		await n8n.activate();
		isDown = true;
		await n8n.restart();
		expect(api.made()).toBe(1);
	});

	test('removes what a crash left behind, whose token is not known, and makes it anew', async () => {
		const { api, n8n } = await start();
		await n8n.activate();
		const [orphan] = api.live();
		// Killed before n8n saved the static data.
		n8n.staticData = '{}';
		passTime(3 * 60_000);
		await n8n.restart();
		expect(api.live()).toHaveLength(1);
		expect(api.live()[0]!.id).not.toBe(orphan!.id);
		const [event] = api.move(NUMBER, ABROAD);
		expect((await n8n.deliver(event!)).items).toHaveLength(1);
	});

	test('leaves alone what another main has made a moment ago', async () => {
		const { api, n8n } = await start();
		await n8n.activate();
		n8n.staticData = '{}';
		await n8n.restart();
		expect(api.live()).toHaveLength(2);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});

test('a new address of the webhook gets a new subscription, and the old one is removed', async () => {
	const { api, n8n } = await start();
	await n8n.activate();
	n8n.webhookBaseUrl = 'http://127.0.0.1:5679/webhook';
	await n8n.restart();
	expect(api.live().map(({ sink }) => sink)).toEqual([
		'http://127.0.0.1:5679/webhook/6a3bc2b1-8d9e-4f55-9d9a-0a4d4d1e2f30/roaming',
	]);
	await n8n.deactivate();
	expect(api.live()).toEqual([]);
});

describe('renewal', () => {
	test('an event in the second half of the life renews, with the same token and without a gap', async () => {
		const { api, n8n } = await start({ parameters: { options: { expiresAfter: 10 } } });
		await n8n.activate();
		const [old] = api.live();
		passTime(6 * HOUR);
		const [event] = api.move(NUMBER, ABROAD);
		expect((await n8n.deliver(event!)).items).toHaveLength(1);
		const [renewed] = api.live();
		expect(renewed).toMatchObject({ token: old!.token, initialEvent: false });
		expect(renewed!.id).not.toBe(old!.id);
		// The end of the old one, which the sandbox tells as well, is no news.
		for (const message of world().outbox.filter(({ type }) => type.startsWith('subscription-'))) {
			expect(await n8n.deliver(message)).toEqual({ status: 204, items: undefined });
		}
		const [next] = api.move(NUMBER, HOME);
		expect((await n8n.deliver(next!)).items).toMatchObject([{ roaming: false, isChange: true }]);
		expect(api.made()).toBe(2);
	});

	test('an event that was on its way when its subscription was replaced is not lost', async () => {
		const { api, n8n } = await start({ parameters: { options: { expiresAfter: 10 } } });
		await n8n.activate();
		passTime(6 * HOUR);
		const [first] = api.move(NUMBER, ABROAD);
		const [second] = api.move(NUMBER, HOME);
		await n8n.deliver(first!);
		expect((await n8n.deliver(second!)).items).toMatchObject([{ roaming: false }]);
	});

	test('events that come at the same time renew once', async () => {
		const { api, n8n } = await start({
			parameters: { phoneNumbers: [NUMBER, OTHER_NUMBER], options: { expiresAfter: 10 } },
		});
		await n8n.activate();
		passTime(6 * HOUR);
		const events = [ABROAD, HOME, ABROAD].flatMap((status) => [
			...api.move(NUMBER, status),
			...api.move(OTHER_NUMBER, status),
		]);
		const delivered = await Promise.all(events.map((event) => n8n.deliver(event)));
		expect(delivered.map(({ items }) => items?.length)).toEqual(events.map(() => 1));
		expect([api.made(), api.live().length]).toEqual([4, 2]);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test.each(['ACCESS_TOKEN_EXPIRED', 'SUBSCRIPTION_EXPIRED', 'MAX_EVENTS_REACHED'])(
		'a subscription that ended with %s is made anew, and no item tells of it',
		async (reason) => {
			const { api, n8n } = await start();
			await n8n.activate();
			passTime(2 * HOUR);
			const [ended] = api.end(api.live()[0]!.id, reason);
			expect(await n8n.deliver(ended!)).toEqual({ status: 204, items: undefined });
			expect(api.live()).toMatchObject([{ initialEvent: reason !== 'MAX_EVENTS_REACHED' }]);
		},
	);

	test.each(['NETWORK_TERMINATED', 'SUBSCRIPTION_DELETED'])('an item tells of the end by %s', async (reason) => {
		const { api, n8n } = await start();
		await n8n.activate();
		passTime(2 * HOUR);
		const [ended] = api.end(api.live()[0]!.id, reason);
		const { items } = await n8n.deliver(ended!);
		expect(items).toMatchObject([
			{ event: 'subscriptionEnded', endReason: reason, phoneNumber: NUMBER, roaming: null, isChange: false },
		]);
		expect(api.live()).toEqual([]);
	});

	test('an end that cannot be renewed gives an item, and the log says why', async () => {
		let isDown = false;
		const { api, n8n } = await start({
			override: (request) =>
				isDown && isPost(request) ? json(403, { status: 403, code: 'PERMISSION_DENIED', message: 'm' }) : undefined,
		});
		await n8n.activate();
		isDown = true;
		passTime(2 * HOUR);
		const [ended] = api.end(api.live()[0]!.id, 'SUBSCRIPTION_EXPIRED');
		const { status, items } = await n8n.deliver(ended!);
		expect([status, items]).toMatchObject([204, [{ event: 'subscriptionEnded', endReason: 'SUBSCRIPTION_EXPIRED' }]]);
		expect(n8n.log.join()).toMatch(/could not be renewed: The aggregator does not let this client/);
	});

	test("without 'Renew Subscriptions', the end is told and nothing is made", async () => {
		const { api, n8n } = await start({ parameters: { options: { renew: false, maxEvents: 1 } } });
		await n8n.activate();
		const [event, ended] = api.move(NUMBER, ABROAD);
		expect((await n8n.deliver(event!)).items).toHaveLength(1);
		expect((await n8n.deliver(ended!)).items).toMatchObject([{ endReason: 'MAX_EVENTS_REACHED' }]);
		expect(api.made()).toBe(1);
	});

	test('one event at most, with the current status first, is no endless circle', async () => {
		const { api, n8n, outbox } = await start({ parameters: { options: { maxEvents: 1, initialEvent: true } } });
		api.move(NUMBER, ABROAD);
		await n8n.activate();
		for (let delivered = 0; delivered < outbox.length && delivered < 20; delivered += 1) {
			await n8n.deliver(outbox[delivered]!);
		}
		expect([api.made(), api.live().length]).toEqual([2, 1]);
	});

	test('an aggregator that takes one subscription at a time is told to end the old one first', async () => {
		const { api, n8n } = await start({ isUnique: true, parameters: { options: { expiresAfter: 10 } } });
		await n8n.activate();
		passTime(6 * HOUR);
		const [event] = api.move(NUMBER, ABROAD);
		expect((await n8n.deliver(event!)).items).toHaveLength(1);
		expect([api.made(), api.live().length]).toEqual([2, 1]);
		await n8n.restart();
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});
