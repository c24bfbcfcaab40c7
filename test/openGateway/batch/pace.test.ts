/* eslint-disable @n8n/community-nodes/no-restricted-globals -- jest's fake timers take the place of these; not published */
import { createPace } from '../../../nodes/openGateway/batch/pace';
import type { Clock } from '../../../nodes/openGateway/transport';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

/** Many may sleep at once, so time is jest's. */
const clock: Clock = {
	now: () => Date.now(),
	sleep: (milliseconds, signal) =>
		new Promise((resolve, reject) => {
			setTimeout(resolve, milliseconds);
			signal?.addEventListener('abort', () => reject(signal.reason));
		}),
};

/** When each request to these hosts left, in milliseconds, with all of them waiting from the start. */
async function departures(pace: ReturnType<typeof createPace>, hosts: string[], untilMs: number): Promise<number[]> {
	const left: number[] = [];
	hosts.forEach((host, index) => void pace.admit(host).then(() => (left[index] = Date.now())));
	await jest.advanceTimersByTimeAsync(untilMs);
	return left;
}

test('without a limit all leave at once', async () => {
	expect(await departures(createPace(clock, 0), ['a', 'a', 'b'], 0)).toEqual([0, 0, 0]);
});

test('with a limit they are evenly spaced, to all hosts together', async () => {
	expect(await departures(createPace(clock, 4), ['a', 'b', 'a', 'b', 'a'], 1000)).toEqual([0, 250, 500, 750, 1000]);
});

test('time without requests is not saved up for a burst', async () => {
	const pace = createPace(clock, 4);
	await pace.admit('a');
	await jest.advanceTimersByTimeAsync(10_000);
	expect(await departures(pace, ['a', 'a'], 250)).toEqual([10_000, 10_250]);
});

test('a closed host lets nothing through, another one does', async () => {
	const pace = createPace(clock, 0);
	pace.closeHost('a', 3);
	pace.closeHost('a', 1);
	expect(await departures(pace, ['a', 'b', 'a'], 3000)).toEqual([3000, 0, 3000]);
});

test('a host that closes again keeps those who wait', async () => {
	const pace = createPace(clock, 0);
	pace.closeHost('a', 1);
	const waiting = departures(pace, ['a'], 5000);
	pace.closeHost('a', 4);
	expect(await waiting).toEqual([4000]);
});

test('a host that closes while somebody waits for a turn keeps that one, too', async () => {
	const pace = createPace(clock, 1);
	await pace.admit('a');
	const waiting = departures(pace, ['a'], 5000);
	pace.closeHost('a', 2);
	expect((await waiting)[0]).toBeGreaterThanOrEqual(2000);
});

test('a signal calls the wait off', async () => {
	const pace = createPace(clock, 0);
	pace.closeHost('a', 60);
	const controller = new AbortController();
	const waiting = expect(pace.admit('a', controller.signal)).rejects.toThrow('stopped');
	controller.abort(new Error('stopped'));
	await waiting;
});
