import { createAdaptiveWindow, type AdaptiveWindow } from '../../../nodes/openGateway/http/concurrencyLimit';
import { virtualClock } from '../partner';

let clock: ReturnType<typeof virtualClock>;
beforeEach(() => {
	clock = virtualClock();
});

/** Lets all that is ready happen. */
const settle = async () => {
	for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

/** Many who want to send; each round of answers lets all that are under way come back. */
function demandOn(window: AdaptiveWindow) {
	let underWay = 0;
	for (let one = 0; one < 500; one += 1) void window.enter(true).then(() => (underWay += 1));

	/** How large the window is after each round of answers that took so many milliseconds. */
	return async (tookMs: number[], heldBack = false): Promise<number[]> => {
		const sizes: number[] = [];
		for (const milliseconds of tookMs) {
			await settle();
			const inThisRound = underWay;
			underWay = 0;
			for (let one = 0; one < inThisRound; one += 1) {
				window.answered('any', milliseconds, heldBack);
				window.leave();
			}
			await settle();
			sizes.push(window.size());
		}
		return sizes;
	};
}

test('starts small and doubles with each round of answers, up to its ceiling', async () => {
	const window = createAdaptiveWindow(clock, 30);
	expect(window.size()).toBe(10);
	expect(await demandOn(window)([100, 100, 100])).toEqual([20, 30, 30]);
});

test('is never larger than its ceiling', () => {
	expect(createAdaptiveWindow(clock, 1).size()).toBe(1);
});

test('does not grow while answers take far longer than the best', async () => {
	const window = createAdaptiveWindow(clock, 30);
	expect(await demandOn(window)([100, 300, 300, 100])).toEqual([20, 20, 20, 30]);
});

test('compares a request only with others of its kind', async () => {
	const window = createAdaptiveWindow(clock, 30);
	window.answered('quick', 10, false);
	expect(await demandOn(window)([500])).toEqual([20]);
});

test('does not grow where something else is the limit', async () => {
	const window = createAdaptiveWindow(clock, 30);
	expect(await demandOn(window)([100], true)).toEqual([10]);
});

test('does not grow where it is not full', async () => {
	const window = createAdaptiveWindow(clock, 30);
	await window.enter(true);
	window.answered('any', 100, false);
	expect(window.size()).toBe(10);
});

test('shrinks once for all that was under way, then grows by one a round', async () => {
	const window = createAdaptiveWindow(clock, 20);
	const answer = demandOn(window);
	expect(await answer([100, 100])).toEqual([20, 20]);
	const sentAtMs = clock.now();
	clock.passSeconds(0.1);
	window.congested(sentAtMs);
	window.congested(sentAtMs);
	expect(window.size()).toBe(14);
	expect(await answer([100, 100])).toEqual([15, 16]);
	clock.passSeconds(0.1);
	window.congested(clock.now());
	expect(window.size()).toBe(11);
});

test('never shrinks below one', () => {
	const window = createAdaptiveWindow(clock, 4);
	for (let second = 0; second < 20; second += 1) {
		clock.passSeconds(1);
		window.congested(clock.now());
	}
	expect(window.size()).toBe(1);
});

test('lets those who go on with a number go before those who begin one', async () => {
	const window = createAdaptiveWindow(clock, 1);
	const order: string[] = [];
	await window.enter(true);
	void window.enter(true).then(() => order.push('begins'));
	void window.enter(false).then(() => order.push('goes on'));
	window.leave();
	await settle();
	window.leave();
	await settle();
	expect(order).toEqual(['goes on', 'begins']);
});
