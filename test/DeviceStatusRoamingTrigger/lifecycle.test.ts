import { ABROAD, NUMBER, OTHER_NUMBER, startWorld, type TriggerWorld, type WorldOptions } from './triggerWorld';

let world: TriggerWorld;
async function start(options?: WorldOptions): Promise<TriggerWorld> {
	world = await startWorld(options);
	return world;
}
afterEach(() => world.close());

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
	expect(OTHER_NUMBER).not.toBe(NUMBER);
});
