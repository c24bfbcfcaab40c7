import { createDeadlines } from '../../nodes/transport/deadlines';
import { createVirtualTime } from '../openGateway/virtualTime';
import { rejection } from '../openGateway/partner';

/** Rejects when its signal aborts, as `fetch` does. */
const hang = (signal: AbortSignal) =>
	new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('what takes too long is called off, a fifth of a second late at most', async () => {
	const time = createVirtualTime();
	const deadlines = createDeadlines(time.clock);
	const ends = [1000, 3000].map(async (milliseconds) => {
		const thrown = await rejection(deadlines.within(milliseconds, undefined, hang));
		return { thrown, atMs: time.clock.now() };
	});
	const [first, second] = await time.run(Promise.all(ends));
	expect([first?.thrown, second?.thrown]).toMatchObject([{ code: 'ETIMEDOUT' }, { code: 'ETIMEDOUT' }]);
	expect(first?.atMs).toBeGreaterThanOrEqual(1000);
	expect(first?.atMs).toBeLessThanOrEqual(1200);
	expect(second?.atMs).toBeGreaterThanOrEqual(3000);
	expect(second?.atMs).toBeLessThanOrEqual(3200);
});

test('what ends in time leaves no timer behind', async () => {
	const time = createVirtualTime();
	const deadlines = createDeadlines(time.clock);
	const act = async (signal: AbortSignal) => {
		await time.pass(100);
		return signal.aborted;
	};
	expect(await time.run(deadlines.within(40_000, undefined, act))).toBe(false);
	await time.run(time.pass(60_000));
	expect(time.waiting()).toBe(0);
});

test('who calls the batch off calls this off, with the same reason', async () => {
	const time = createVirtualTime();
	const controller = new AbortController();
	const thrown = rejection(createDeadlines(time.clock).within(40_000, controller.signal, hang));
	controller.abort(new Error('stopped'));
	expect(await thrown).toMatchObject({ message: 'stopped' });
});

test('after the batch was called off nothing begins', async () => {
	const { clock } = createVirtualTime();
	const act = jest.fn(hang);
	const called = AbortSignal.abort(new Error('stopped'));
	expect(await rejection(createDeadlines(clock).within(40_000, called, act))).toMatchObject({ message: 'stopped' });
	expect(act).not.toHaveBeenCalled();
});
