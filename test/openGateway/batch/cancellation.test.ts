import { createCancellation } from '../../../nodes/openGateway/batch/cancellation';

/** Ends when its signal aborts. */
const untilAborted = (signal: AbortSignal) =>
	new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('aborted')));

test('cancels every check that runs', async () => {
	const cancellation = createCancellation();
	const checks = [1, 2, 3].map(() => cancellation.run(untilAborted));
	cancellation.cancel();
	expect(await Promise.all(checks)).toEqual(['aborted', 'aborted', 'aborted']);
	expect(cancellation.isCancelled()).toBe(true);
});

test('gives a check that starts afterwards an aborted signal', async () => {
	const cancellation = createCancellation();
	cancellation.cancel();
	expect(await cancellation.run(async (signal) => signal.aborted)).toBe(true);
});

test('is cancelled by its parent', async () => {
	const parent = new AbortController();
	const cancellation = createCancellation(parent.signal);
	const check = cancellation.run(untilAborted);
	expect(cancellation.isCancelled()).toBe(false);
	parent.abort();
	expect(await check).toBe('aborted');
	expect(cancellation.isCancelled()).toBe(true);
});

test('is cancelled from the start where its parent is', () => {
	expect(createCancellation(AbortSignal.abort()).isCancelled()).toBe(true);
});

test('gives each check a signal of its own, and passes its result and its error on', async () => {
	const cancellation = createCancellation();
	const signals = await Promise.all([1, 2].map(() => cancellation.run(async (signal) => signal)));
	expect(signals[0]).not.toBe(signals[1]);
	await expect(cancellation.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
});
