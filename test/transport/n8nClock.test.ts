/* eslint-disable @n8n/community-nodes/no-restricted-globals -- looks at the timers that are set; not published */
import { n8nClock } from '../../nodes/transport/n8nClock';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('sleeps for the given time', async () => {
	const woken = jest.fn();
	void n8nClock.sleep(120_000).then(woken);
	await jest.advanceTimersByTimeAsync(119_999);
	expect(woken).not.toHaveBeenCalled();
	await jest.advanceTimersByTimeAsync(1);
	expect(woken).toHaveBeenCalled();
});

test.each([-0.5, -60_000])(
	'sleeps for no time where %d ms are asked for, without a timer that Node.js warns of',
	async (milliseconds) => {
		const started = jest.spyOn(global, 'setTimeout');
		const woken = jest.fn();
		void n8nClock.sleep(milliseconds).then(woken);
		await jest.advanceTimersByTimeAsync(0);
		expect(woken).toHaveBeenCalled();
		expect(started.mock.calls.map(([, delayMs]) => delayMs)).toEqual([0]);
	},
);

test.each([
	['while it sleeps', false],
	['before it sleeps', true],
])('wakes at once when the signal aborts %s', async (_name, before) => {
	const controller = new AbortController();
	if (before) controller.abort(new Error('stopped'));
	const sleeping = n8nClock.sleep(120_000, controller.signal);
	const woken = expect(sleeping).rejects.toThrow('stopped');
	controller.abort(new Error('stopped'));
	await woken;
});

test('leaves no listener on the signal', async () => {
	const { signal } = new AbortController();
	const removed = jest.spyOn(signal, 'removeEventListener');
	const added = jest.spyOn(signal, 'addEventListener');
	const sleeping = n8nClock.sleep(1000, signal);
	await jest.advanceTimersByTimeAsync(1000);
	await sleeping;
	await jest.advanceTimersByTimeAsync(0);
	expect(added).toHaveBeenCalled();
	expect(removed.mock.calls.length).toBe(added.mock.calls.length);
});
