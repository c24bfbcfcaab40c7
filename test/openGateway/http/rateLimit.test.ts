import { createRateLimit } from '../../../nodes/openGateway/http/rateLimit';
import { virtualClock } from '../partner';

/** Up to two refusals of the last fifty responses say nothing about the rate. */
const REFUSALS = 3;

/** A rate limit after so many successes in the last second and as many refusals as count. */
function refusedAfter(answers: number) {
	const clock = virtualClock();
	const rate = createRateLimit(clock);
	for (let answer = 0; answer < answers; answer += 1) rate.onSuccess(clock.monotonicMs());
	for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
	const succeed = (times: number) => {
		for (let answer = 0; answer < times; answer += 1) rate.onSuccess(clock.monotonicMs());
	};
	return { clock, rate, succeed, perSecond: () => 1000 / rate.minIntervalMs() };
}

test('starts a little below what got through in the last second', () => {
	const { clock, succeed, perSecond } = refusedAfter(60);
	expect(perSecond()).toBeGreaterThan(45);
	clock.passSeconds(1.75);
	expect(perSecond()).toBeCloseTo(58.2);
	clock.passSeconds(3.5);
	succeed(60);
	expect(perSecond()).toBeGreaterThan(65);
});

describe('above its target, a rate', () => {
	test('grows to twice what gets through, however long ago it was lowered', () => {
		const { clock, succeed, perSecond } = refusedAfter(60);
		clock.passSeconds(600);
		expect(perSecond()).toBeCloseTo(58.2);
		succeed(40);
		expect(perSecond()).toBe(80);
		succeed(40);
		expect(perSecond()).toBe(160);
	});

	test('that was hardly used is lowered from what was used', () => {
		const { clock, rate, succeed, perSecond } = refusedAfter(60);
		clock.passSeconds(600);
		succeed(40);
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
		expect(perSecond()).toBeLessThan(60);
	});
});

test('a refusal before any answer leaves enough for a short list', () => {
	expect(refusedAfter(0).perSecond()).toBeGreaterThan(3);
});

test('refusals while few requests are sent do not bring the rate down to nothing', () => {
	const { clock, rate, perSecond } = refusedAfter(60);
	for (let refusal = 0; refusal < 2; refusal += 1) {
		clock.passSeconds(1.5);
		rate.onThrottled(clock.monotonicMs(), 1);
	}
	expect(perSecond()).toBeGreaterThan(10);
});

test('up to two refusals among fifty responses do not lower the rate, the third does', () => {
	const clock = virtualClock();
	const rate = createRateLimit(clock);
	for (let answer = 0; answer < 60; answer += 1) rate.onSuccess(clock.monotonicMs());
	for (let refusal = 1; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 0);
	expect(rate.minIntervalMs()).toBe(0);
	rate.onThrottled(clock.monotonicMs(), 1);
	expect(rate.minIntervalMs()).toBeGreaterThan(0);
	expect(rate.pausedUntilMs()).toBe(clock.monotonicMs() + 1000);
});

test.each([
	[0, 300],
	[2, 2000],
])('the first refusal, with a Retry-After of %d s, pauses for %d ms', (retryAfterSeconds, pauseMs) => {
	const clock = virtualClock();
	const rate = createRateLimit(clock);
	rate.onThrottled(clock.monotonicMs(), retryAfterSeconds);
	expect(rate.pausedUntilMs()).toBe(clock.monotonicMs() + pauseMs);
	expect(rate.minIntervalMs()).toBe(0);
});

/** A rate limit that was lowered twice, so its rate is known roughly, and fifty successes after that. */
function loweredTwice(perSecondOnceFound: number) {
	const found = refusedAfter(perSecondOnceFound);
	const { clock, rate, succeed } = found;
	clock.passSeconds(1.5);
	for (let refusal = 0; refusal < 10; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
	clock.passSeconds(1.5);
	succeed(200);
	clock.passSeconds(1.5);
	return found;
}

describe('once a rate is known roughly', () => {
	test('few refusals lower it, but only the refused requests wait for their Retry-After', () => {
		const { clock, rate, succeed, perSecond } = loweredTwice(60);
		succeed(47);
		const before = perSecond();
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 2);
		expect(perSecond()).toBeLessThan(before);
		expect(rate.pausedUntilMs()).toBeLessThanOrEqual(clock.monotonicMs());
	});

	test('few refusals without a Retry-After pause for a moment', () => {
		const { clock, rate } = loweredTwice(60);
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 0);
		expect(rate.pausedUntilMs()).toBe(clock.monotonicMs() + 300);
	});

	test('more than a tenth refused of the last fifty hold everything back, also of what was under way', () => {
		const { clock, rate } = loweredTwice(60);
		const sentAtMs = clock.monotonicMs();
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(sentAtMs, 2);
		clock.passSeconds(0.1);
		for (let refusal = REFUSALS; refusal < 5; refusal += 1) rate.onThrottled(sentAtMs, 2);
		expect(rate.pausedUntilMs()).toBeLessThanOrEqual(clock.monotonicMs());
		rate.onThrottled(sentAtMs, 2);
		expect(rate.pausedUntilMs()).toBe(clock.monotonicMs() + 2000);
	});
});

test.each([
	[400, 12],
	[100, 18],
	[20, 30],
])('however often a rate of %d was lowered, it is back at its target after %d s', (throughput, seconds) => {
	const { clock, rate, succeed, perSecond } = refusedAfter(throughput);
	for (let slowDown = 0; slowDown < 5; slowDown += 1) {
		clock.passSeconds(40);
		succeed(throughput);
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
		// None of so many is refused, so it helped.
		clock.passSeconds(1.1);
		succeed(100);
		clock.passSeconds(1.1);
		succeed(throughput);
	}
	clock.passSeconds(40);
	succeed(throughput);
	for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
	const target = perSecond() / 0.9;
	clock.passSeconds(seconds / 2);
	// The curve is cubic: at half of the time, an eighth of the last tenth is missing.
	expect(perSecond() / target).toBeCloseTo(0.9875, 2);
	clock.passSeconds(seconds / 2);
	expect(perSecond() / target).toBeCloseTo(1, 3);
});

test('a slow-down helped where much less is refused than of what was under way when it began', () => {
	const { clock, rate, succeed } = refusedAfter(60);
	for (let slowDown = 1; slowDown <= 3; slowDown += 1) {
		// Sent before, at the rate that was too high.
		for (let refusal = 0; refusal < 20; refusal += 1) rate.onThrottled(clock.monotonicMs() - 1, 1);
		clock.passSeconds(1.1);
		succeed(45);
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
		clock.passSeconds(1.1);
		succeed(60);
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
		expect(rate.minIntervalMs()).toBeGreaterThan(0);
	}
});

test('refusals that come at any rate are looked at again, each time after twice as long', () => {
	const clock = virtualClock();
	const rate = createRateLimit(clock);
	const loweredAtMinute: number[] = [];
	let wasLimited = false;
	for (let second = 0; second < 3600; second += 1) {
		clock.passSeconds(1);
		for (let answer = 0; answer < 9; answer += 1) rate.onSuccess(clock.monotonicMs());
		rate.onThrottled(clock.monotonicMs(), 0);
		const isLimited = rate.minIntervalMs() > 0;
		if (isLimited && !wasLimited) loweredAtMinute.push(Math.floor(second / 60));
		wasLimited = isLimited;
	}
	expect(loweredAtMinute).toEqual([0, 5, 15, 35]);
});

test('while the effect of a slow-down is measured, the rate stays at its target', () => {
	const { clock, rate, succeed, perSecond } = loweredTwice(5);
	for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
	const target = perSecond() / 0.9;
	clock.passSeconds(100);
	succeed(99);
	expect(perSecond()).toBeCloseTo(target);
	clock.passSeconds(2);
	succeed(5);
	expect(perSecond()).toBeGreaterThan(1.5 * target);
});

test('where nothing got through for a while, the rate is soon back once something does', () => {
	const { clock, rate, succeed, perSecond } = refusedAfter(400);
	for (let second = 0; second < 60; second += 1) {
		clock.passSeconds(1.1);
		for (let refusal = 0; refusal < REFUSALS; refusal += 1) rate.onThrottled(clock.monotonicMs(), 1);
	}
	expect(perSecond()).toBeLessThan(1);
	for (let second = 0; second < 30; second += 1) {
		clock.passSeconds(1);
		succeed(Math.round(perSecond()));
	}
	expect(perSecond()).toBeGreaterThan(100);
});

test('a rate does not rise while nobody sends, and starts low after a minute', () => {
	const { clock, rate, perSecond } = refusedAfter(60);
	const before = perSecond();
	clock.passSeconds(30);
	rate.onIdle(30_000);
	expect(perSecond()).toBeCloseTo(before);
	clock.passSeconds(1.75);
	expect(perSecond()).toBeCloseTo(58.2);
	clock.passSeconds(61);
	rate.onIdle(61_000);
	expect(perSecond()).toBeCloseTo(before);
});
