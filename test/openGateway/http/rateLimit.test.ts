import { createRateLimit } from '../../../nodes/openGateway/http/rateLimit';
import { virtualClock } from '../partner';

/** A rate limit after so many successes in the last second and one refusal. */
function refusedAfter(answers: number) {
	const clock = virtualClock();
	const rate = createRateLimit(clock);
	for (let answer = 0; answer < answers; answer += 1) rate.onSuccess(clock.now());
	rate.onThrottled(clock.now(), 1);
	return { clock, rate, perSecond: () => 1000 / rate.minIntervalMs() };
}

test('starts a little below what got through in the last second', () => {
	const { clock, perSecond } = refusedAfter(60);
	expect(perSecond()).toBeGreaterThan(45);
	clock.passSeconds(2);
	expect(perSecond()).toBeCloseTo(58.2);
	clock.passSeconds(4);
	expect(perSecond()).toBeGreaterThan(65);
});

test('a refusal before any answer leaves enough for a short list', () => {
	expect(refusedAfter(0).perSecond()).toBeGreaterThan(3);
});

test('refusals while few requests are sent do not bring the rate down to nothing', () => {
	const { clock, rate, perSecond } = refusedAfter(60);
	for (let refusal = 0; refusal < 2; refusal += 1) {
		clock.passSeconds(1.5);
		rate.onThrottled(clock.now(), 1);
	}
	expect(perSecond()).toBeGreaterThan(10);
});

test('one refusal among more than fifty responses changes nothing without a Retry-After; more of them do', () => {
	const clock = virtualClock();
	const rate = createRateLimit(clock);
	for (let answer = 0; answer < 60; answer += 1) rate.onSuccess(clock.now());
	rate.onThrottled(clock.now(), 0);
	expect(rate.minIntervalMs()).toBe(0);
	rate.onThrottled(clock.now(), 1);
	expect(rate.minIntervalMs()).toBeGreaterThan(0);
	expect(rate.pausedUntilMs()).toBe(clock.now() + 1000);
});
