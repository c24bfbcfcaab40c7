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
