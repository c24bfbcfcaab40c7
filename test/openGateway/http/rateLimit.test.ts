import { createAdaptiveRate } from '../../../nodes/openGateway/http/rateLimit';
import { virtualClock } from '../partner';

/** A rate to which so many requests of the last second got through, and one then did not. */
function refusedAfter(answers: number) {
	const clock = virtualClock();
	const rate = createAdaptiveRate(clock);
	for (let answer = 0; answer < answers; answer += 1) rate.answered();
	rate.refused(clock.now(), 1);
	return { clock, rate, perSecond: () => 1000 / rate.spacingMs() };
}

test('begins a little below what got through in the last second', () => {
	const { clock, perSecond } = refusedAfter(60);
	expect(perSecond()).toBeGreaterThan(45);
	clock.passSeconds(1);
	expect(perSecond()).toBeCloseTo(58.2);
	clock.passSeconds(2);
	expect(perSecond()).toBeGreaterThan(70);
});

test('a refusal before any answer leaves enough for a short list', () => {
	expect(refusedAfter(0).perSecond()).toBeGreaterThan(3);
});

test('refusals while little is asked for do not bring it down to nothing', () => {
	const { clock, rate, perSecond } = refusedAfter(60);
	for (let refusal = 0; refusal < 2; refusal += 1) {
		clock.passSeconds(1.5);
		rate.refused(clock.now(), 1);
	}
	expect(perSecond()).toBeGreaterThan(10);
});

test('one refusal among more than fifty answers says nothing, unless it asks to wait', () => {
	const clock = virtualClock();
	const rate = createAdaptiveRate(clock);
	for (let answer = 0; answer < 60; answer += 1) rate.answered();
	expect(rate.refused(clock.now(), 0)).toBe(false);
	expect(rate.spacingMs()).toBe(0);
	expect(rate.refused(clock.now(), 1)).toBe(true);
});
