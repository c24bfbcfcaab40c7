import { createDeadlines } from '../../nodes/transport/deadlines';
import { createVirtualTime } from '../openGateway/virtualTime';
import { rejection } from '../openGateway/partner';

/** Rejects when its signal aborts, as `fetch` does. */
const hang = (signal: AbortSignal) =>
	new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('an operation is cancelled at its deadline, at most a fifth of a second late', async () => {
	const time = createVirtualTime();
	const deadlines = createDeadlines(time.clock);
	const ends = [1000, 3000].map(async (milliseconds) => {
		const thrown = await rejection(deadlines.within(milliseconds, undefined, hang));
		return { thrown, atMs: time.clock.monotonicMs() };
	});
	const [first, second] = await time.run(Promise.all(ends));
	expect([first?.thrown, second?.thrown]).toMatchObject([{ code: 'ETIMEDOUT' }, { code: 'ETIMEDOUT' }]);
	expect(first?.atMs).toBeGreaterThanOrEqual(1000);
	expect(first?.atMs).toBeLessThanOrEqual(1200);
	expect(second?.atMs).toBeGreaterThanOrEqual(3000);
	expect(second?.atMs).toBeLessThanOrEqual(3200);
});

test('an operation that ignores its signal is abandoned at its deadline', async () => {
	const time = createVirtualTime();
	const deaf = () => new Promise<never>(() => undefined);
	const thrown = await time.run(rejection(createDeadlines(time.clock).within(1000, undefined, deaf)));
	expect(thrown).toMatchObject({ code: 'ETIMEDOUT' });
	expect(time.clock.monotonicMs()).toBeLessThanOrEqual(1200);
	expect(time.waiting()).toBe(0);
});

test('an abandoned operation may still fail', async () => {
	const time = createVirtualTime();
	const late = async () => {
		await time.pass(5000);
		throw new Error('late');
	};
	expect(await time.run(rejection(createDeadlines(time.clock).within(1000, undefined, late)))).toMatchObject({
		code: 'ETIMEDOUT',
	});
	// Jest fails a test in which a rejection is not handled.
	await time.run(time.pass(10_000));
});

test('the signal of a failed operation is aborted, so that nothing stays open', async () => {
	const signals: AbortSignal[] = [];
	const fail = async (signal: AbortSignal) => {
		signals.push(signal);
		throw new Error('too large');
	};
	const { clock } = createVirtualTime();
	expect(await rejection(createDeadlines(clock).within(1000, undefined, fail))).toMatchObject({ message: 'too large' });
	expect(signals[0]?.aborted).toBe(true);
});

test('an operation that ends in time leaves no timer behind', async () => {
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

test.each([
	['what hears its signal', hang],
	['what does not', () => new Promise<never>(() => undefined)],
])('cancelling the batch cancels %s, with the same reason', async (_name, act) => {
	const time = createVirtualTime();
	const controller = new AbortController();
	const thrown = rejection(createDeadlines(time.clock).within(40_000, controller.signal, act));
	controller.abort(new Error('stopped'));
	expect(await thrown).toMatchObject({ message: 'stopped' });
});

test('nothing starts after the batch was cancelled', async () => {
	const { clock } = createVirtualTime();
	const act = jest.fn(hang);
	const called = AbortSignal.abort(new Error('stopped'));
	expect(await rejection(createDeadlines(clock).within(40_000, called, act))).toMatchObject({ message: 'stopped' });
	expect(act).not.toHaveBeenCalled();
});
