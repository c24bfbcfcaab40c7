import { json } from '../../nodes/simulator/messages';
import type { SandboxRequest } from '../sandbox/sandbox';
import type { SentEvent } from '../sandbox/subscriptions';
import { passTime } from './time';
import { ABROAD, HOME, NUMBER, OTHER_NUMBER, startWorld, type TriggerWorld, type WorldOptions } from './triggerWorld';

const HOUR = 3_600_000;
const LEFT_OUT = { status: 204, items: undefined };

let world: TriggerWorld;
afterEach(async () => {
	jest.useRealTimers();
	await world.close();
});

/** A subscription was renewed, the static data were overwritten by an older copy, and n8n was started again. */
async function startWithLostId(options: WorldOptions = {}): Promise<TriggerWorld> {
	world = await startWorld({ parameters: { options: { expiresAfter: 10 } }, ...options });
	const { api, n8n } = world;
	await n8n.activate();
	const before = n8n.staticData;
	passTime(6 * HOUR);
	await n8n.deliver(api.move(NUMBER, ABROAD)[0]!);
	expect(n8n.staticData).not.toBe(before);
	n8n.staticData = before;
	n8n.restartUnchecked();
	return world;
}

/** The event of another subscription than those that are known, with the token of this trigger. */
function ofUnknown(event: SentEvent, subscriptionId: string, data: object = {}): SentEvent {
	const body = JSON.parse(event.body) as { id: string; data: object };
	const changed = { ...body, id: `${body.id} ${subscriptionId}`, data: { ...body.data, subscriptionId, ...data } };
	return { ...event, body: JSON.stringify(changed) };
}

describe('an event of a subscription whose ID got lost', () => {
	test('gives its item, is known from then on, and nothing is left at deactivation', async () => {
		const { api, n8n } = await startWithLostId();
		const [lost] = api.live();
		const [first] = api.move(NUMBER, HOME);
		expect(n8n.staticData).not.toContain(lost!.id);
		expect((await n8n.deliver(first!)).items).toMatchObject([
			{ phoneNumber: NUMBER, roaming: false, subscriptionId: lost!.id, isChange: true },
		]);
		expect(n8n.staticData).toContain(lost!.id);
		// Nobody knew its end, so it was replaced.
		expect(api.live()).toMatchObject([{ token: lost!.token, phoneNumber: NUMBER }]);
		expect(n8n.staticData).toContain(api.live()[0]!.id);
		n8n.restartUnchecked();
		expect((await n8n.deliver(api.move(NUMBER, ABROAD)[0]!)).items).toHaveLength(1);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test('is found among several numbers and events', async () => {
		const parameters = {
			phoneNumbers: `${NUMBER}, ${OTHER_NUMBER}`,
			triggerOn: ['roamingStatusChanged', 'enteredRoaming'],
			options: { expiresAfter: 10 },
		};
		const { api, n8n } = await startWithLostId({ parameters });
		const events = api.move(NUMBER, HOME);
		expect((await n8n.deliver(events[0]!)).items).toMatchObject([{ phoneNumber: NUMBER, roaming: false }]);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test.each([
		['the look at the known one', ['GET']],
		['every request', ['GET', 'POST', 'DELETE']],
	])('gives its item also where the aggregator refuses %s', async (_name, methods) => {
		let isRefused = false;
		const override = ({ method }: SandboxRequest) =>
			isRefused && methods.includes(method) ? json(403, { status: 403, code: 'PERMISSION_DENIED' }) : undefined;
		const { api, n8n } = await startWithLostId({ override });
		isRefused = true;
		expect((await n8n.deliver(api.move(NUMBER, HOME)[0]!)).items).toMatchObject([{ roaming: false }]);
	});

	test('waits 5 s at most for an aggregator that does not answer', async () => {
		let hangs = false;
		const { api, n8n } = await startWithLostId({ hangs: () => hangs });
		hangs = true;
		const event = api.move(NUMBER, HOME)[0]!;
		jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
		const delivered = n8n.deliver(event);
		await jest.advanceTimersByTimeAsync(10_000);
		expect((await delivered).items).toHaveLength(1);
	});
});

describe('an event of a second subscription beside the known one', () => {
	test('is left out, and one request a minute asks whether the known one lives', async () => {
		world = await startWorld();
		const { api, n8n, sandbox } = world;
		await n8n.activate();
		const event = api.move(NUMBER, ABROAD)[0]!;
		const asked = sandbox.requests.length;
		expect(await n8n.deliver(ofUnknown(event, 'second'))).toEqual(LEFT_OUT);
		expect(await n8n.deliver(ofUnknown(event, 'third'))).toEqual(LEFT_OUT);
		const { id } = api.live()[0]!;
		expect(sandbox.requests.slice(asked).map(({ method, path }) => `${method} ${path}`)).toEqual([
			expect.stringMatching(new RegExp(`^GET .*/${id}$`)),
		]);
		expect((await n8n.deliver(event)).items).toHaveLength(1);
	});

	test.each([
		['names a number that is not watched', { device: { phoneNumber: '+34600000000' } }],
		['names no number, where two are watched', { device: undefined }],
	])('is left out without a request where it %s', async (_name, data) => {
		world = await startWorld({ parameters: { phoneNumbers: `${NUMBER}, ${OTHER_NUMBER}` } });
		const { api, n8n, sandbox } = world;
		await n8n.activate();
		const event = api.move(NUMBER, ABROAD)[0]!;
		const asked = sandbox.requests.length;
		expect(await n8n.deliver(ofUnknown(event, 'second', data))).toEqual(LEFT_OUT);
		expect(sandbox.requests.length).toBe(asked);
	});
});
