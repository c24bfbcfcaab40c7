import { createEventMemory } from '../../nodes/openGateway/events/eventMemory';
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

const HOUR = 3_600_000;
const DONE = { status: 204, items: undefined };
const RUN = { status: 204, items: [expect.objectContaining({ event: 'roamingStatusChanged' })] };
const FAILED = { status: 500, items: undefined };

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

const failOnce = (n8n: TriggerWorld['n8n']) => {
	n8n.storeExecution = async () => {
		n8n.storeExecution = async () => undefined;
		throw new Error('Database is not ready!');
	};
};

/** Timers stand still, too. For what needs no socket. */
function stopTimers(): void {
	jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
}

describe('an execution that n8n cannot store', () => {
	test('is answered with 500, and the event runs when it is sent again', async () => {
		const { n8n, event } = await activeWith();
		failOnce(n8n);
		expect(await n8n.deliver(event)).toEqual(FAILED);
		expect(await n8n.deliver(event)).toEqual(RUN);
		expect(await n8n.deliver(event)).toEqual(DONE);
		expect(n8n.executions).toBe(1);
	});

	test('leaves the mark of the first event, which tells the current status', async () => {
		world = await startWorld({ parameters: { options: { initialEvent: true } } });
		const { api, n8n, outbox } = world;
		api.move(NUMBER, ABROAD);
		await n8n.activate();
		failOnce(n8n);
		expect(await n8n.deliver(outbox[0]!)).toEqual(FAILED);
		expect((await n8n.deliver(outbox[0]!)).items).toMatchObject([{ isChange: false, warning: expect.any(String) }]);
	});

	test('of a batch with a malformed event, too; the 400 follows when it runs', async () => {
		const { n8n, event } = await activeWith();
		const headers = { ...event.headers, 'content-type': 'application/cloudevents-batch+json' };
		const batch = { headers, body: `[{"id":"1"},${event.body}]` };
		failOnce(n8n);
		expect(await n8n.deliver(batch)).toEqual(FAILED);
		expect(await n8n.deliver(batch)).toEqual({ ...RUN, status: 400 });
		expect(await n8n.deliver(batch)).toEqual({ status: 400, items: undefined });
		expect(n8n.executions).toBe(1);
	});

	test('of a batch: what ran by itself before is left out when the batch is sent again', async () => {
		const { n8n, api, event } = await activeWith();
		const second = api.move(NUMBER, HOME)[0]!;
		const headers = { ...event.headers, 'content-type': 'application/cloudevents-batch+json' };
		const batch = { headers, body: `[${event.body},${second.body},${second.body}]` };
		failOnce(n8n);
		expect(await n8n.deliver(batch)).toEqual(FAILED);
		expect(await n8n.deliver(event)).toEqual(RUN);
		expect((await n8n.deliver(batch)).items).toMatchObject([{ roaming: false }]);
	});
});

describe('a copy of an event whose execution is being stored', () => {
	async function withOpenEvent() {
		const { n8n, event } = await activeWith();
		stopTimers();
		const stored = { resolve: () => undefined as void, reject: undefined as unknown as (error: Error) => void };
		n8n.storeExecution = async () =>
			new Promise<undefined>((resolve, reject) => Object.assign(stored, { resolve: () => resolve(undefined), reject }));
		const first = n8n.deliver(event);
		await jest.advanceTimersByTimeAsync(100);
		n8n.storeExecution = async () => undefined;
		const copies = [n8n.deliver(event), n8n.deliver(event)];
		await jest.advanceTimersByTimeAsync(1000);
		return { n8n, event, stored, first, copies };
	}

	test('is answered with 204 once it is stored, and runs nothing', async () => {
		const { n8n, stored, first, copies } = await withOpenEvent();
		expect(n8n.executions).toBe(0);
		stored.resolve();
		await jest.advanceTimersByTimeAsync(100);
		expect(await Promise.all([first, ...copies])).toEqual([RUN, DONE, DONE]);
		expect(n8n.executions).toBe(1);
	});

	test('runs in its place where it cannot be stored', async () => {
		const { n8n, stored, first, copies } = await withOpenEvent();
		stored.reject(new Error('Database is not ready!'));
		await jest.advanceTimersByTimeAsync(200);
		expect(await first).toEqual(FAILED);
		expect(await Promise.all(copies)).toEqual(expect.arrayContaining([RUN, DONE]));
		expect(n8n.executions).toBe(1);
	});

	test('is refused with 503 after 10 s, so that the sender tries again', async () => {
		const { n8n, event, stored, first, copies } = await withOpenEvent();
		await jest.advanceTimersByTimeAsync(10_000);
		expect(await Promise.all(copies)).toEqual([503, 503].map((status) => ({ status, items: undefined })));
		stored.resolve();
		expect(await first).toEqual(RUN);
		expect(await n8n.deliver(event)).toEqual(DONE);
	});
});

describe('a burst of events', () => {
	async function withBurst(size: number) {
		const { n8n, event } = await activeWith();
		stopTimers();
		const burst = { open: [] as Array<() => void>, most: 0 };
		n8n.storeExecution = () =>
			new Promise((resolve) => {
				burst.open.push(resolve);
				burst.most = Math.max(burst.most, burst.open.length);
			});
		const events = Array.from({ length: size }, (_, count) => ({
			...event,
			body: JSON.stringify({ ...(JSON.parse(event.body) as object), id: `event-${count}` }),
		}));
		return { n8n, burst, events, deliveries: events.map((one) => n8n.deliver(one)) };
	}

	async function storeAll({ open }: { open: Array<() => void> }): Promise<void> {
		for (let round = 0; round < 10; round += 1) {
			await jest.advanceTimersByTimeAsync(100);
			for (const resolve of open.splice(0)) resolve();
		}
	}

	test('is run 20 at a time; the others wait', async () => {
		const { n8n, burst, deliveries } = await withBurst(50);
		await storeAll(burst);
		expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => RUN));
		expect([burst.most, n8n.executions]).toEqual([20, 50]);
	});

	test('beyond 100 that wait is refused at once, and runs when it is sent again', async () => {
		const { n8n, burst, events, deliveries } = await withBurst(125);
		await jest.advanceTimersByTimeAsync(0);
		const refused = await Promise.all(deliveries.slice(120));
		expect(refused.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
		await storeAll(burst);
		const again = events.slice(120).map((event) => n8n.deliver(event));
		await storeAll(burst);
		expect(await Promise.all([...deliveries.slice(0, 120), ...again])).toEqual(deliveries.map(() => RUN));
		expect([burst.most, n8n.executions]).toEqual([20, 125]);
	});
});

describe('an event that has run, sent again while 20 others are being stored and 100 wait', () => {
	test('is answered with 204 at once, and does not run again', async () => {
		const { n8n, event } = await activeWith();
		expect(await n8n.deliver(event)).toEqual(RUN);
		stopTimers();
		n8n.storeExecution = async () => new Promise(() => undefined);
		for (let count = 0; count < 120; count += 1) {
			const body = JSON.stringify({ ...(JSON.parse(event.body) as object), id: `event-${count}` });
			void n8n.deliver({ ...event, body });
		}
		await jest.advanceTimersByTimeAsync(0);
		expect(await n8n.deliver(event)).toEqual(DONE);
		expect(n8n.executions).toBe(1);
	});
});

describe('an aggregator that does not answer the renewal', () => {
	async function withHangingRenewal(): Promise<TriggerWorld> {
		let hangs = false;
		await activeWith({ parameters: { options: { expiresAfter: 10 } }, hangs: () => hangs });
		passTime(6 * HOUR);
		hangs = true;
		return world;
	}

	test('delays an event by 5 s and no more', async () => {
		const { n8n, api } = await withHangingRenewal();
		const event = api.move(NUMBER, HOME)[0]!;
		stopTimers();
		const delivered = n8n.deliver(event);
		await jest.advanceTimersByTimeAsync(5000);
		expect(await delivered).toEqual(RUN);
	});

	test('gives an item for the end of the subscription after 5 s, since it is not known whether it goes on', async () => {
		const { n8n, api } = await withHangingRenewal();
		const event = api.end(api.live()[0]!.id, 'SUBSCRIPTION_EXPIRED')[0]!;
		stopTimers();
		const delivered = n8n.deliver(event);
		await jest.advanceTimersByTimeAsync(5000);
		expect(await delivered).toMatchObject({ status: 204, items: [{ event: 'subscriptionEnded' }] });
	});
});

describe('the memory of events', () => {
	const event = { id: '1', source: 's', type: 't', time: undefined, data: {} };
	const open = { statusCode: 204, writableEnded: false };

	test.each([
		['the promised status', 204, false],
		['another status', 500, true],
		['a refusal', 422, true],
	])('an answer with %s decides whether the event may come again', (_name, statusCode, isTaken) => {
		const memory = createEventMemory();
		const answer = { ...open };
		expect(memory.take(event, answer, 204, 0)).toBe(true);
		Object.assign(answer, { statusCode, writableEnded: true });
		expect(memory.hasToWait(event, 1)).toBe(false);
		expect(memory.take(event, open, 204, 1)).toBe(isTaken);
	});

	test('an answer that is open for 10 minutes is given up', () => {
		const memory = createEventMemory();
		memory.take(event, open, 204, 0);
		expect(memory.hasToWait(event, 599_999)).toBe(true);
		expect(memory.take(event, open, 204, 599_999)).toBe(false);
		expect(memory.take(event, open, 204, 600_000)).toBe(true);
	});
});
