import { createConcurrencyLimit, type ConcurrencyLimit } from '../../../nodes/openGateway/http/concurrencyLimit';
import { virtualClock } from '../partner';

let clock: ReturnType<typeof virtualClock>;
beforeEach(() => {
	clock = virtualClock();
});

/** Answers as many requests as the limit allows, in rounds of so many milliseconds. @returns the limit after each round */
function answerRounds(limit: ConcurrencyLimit, latenciesMs: number[], wasReached = true): number[] {
	return latenciesMs.map((latencyMs) => {
		const inThisRound = limit.current();
		for (let request = 0; request < inThisRound; request += 1) limit.onSuccess('any', latencyMs, wasReached);
		return limit.current();
	});
}

test('starts at ten and doubles with each round of responses, up to its ceiling', () => {
	const limit = createConcurrencyLimit(clock, 30);
	expect(limit.current()).toBe(10);
	expect(answerRounds(limit, [100, 100, 100])).toEqual([20, 30, 30]);
});

test('never exceeds its ceiling', () => {
	expect(createConcurrencyLimit(clock, 1).current()).toBe(1);
});

test('does not grow while latency is far above its minimum', () => {
	expect(answerRounds(createConcurrencyLimit(clock, 30), [100, 300, 300, 100])).toEqual([20, 20, 20, 30]);
});

test('compares the latency of a request only with others of its kind', () => {
	const limit = createConcurrencyLimit(clock, 30);
	limit.onSuccess('quick', 10, false);
	expect(answerRounds(limit, [500])).toEqual([20]);
});

test('does not grow where it was not reached', () => {
	expect(answerRounds(createConcurrencyLimit(clock, 30), [100], false)).toEqual([10]);
});

test('decreases once for all requests under way, then grows by one per round', () => {
	const limit = createConcurrencyLimit(clock, 20);
	expect(answerRounds(limit, [100, 100])).toEqual([20, 20]);
	const sentAtMs = clock.monotonicMs();
	clock.passSeconds(0.1);
	limit.onOverload(sentAtMs);
	limit.onOverload(sentAtMs);
	expect(limit.current()).toBe(14);
	// The 20 requests that were under way still come back.
	for (let request = 0; request < 20; request += 1) limit.onSuccess('any', 100, true);
	expect(limit.current()).toBe(15);
	expect(answerRounds(limit, [100])).toEqual([16]);
	clock.passSeconds(0.1);
	limit.onOverload(clock.monotonicMs());
	expect(limit.current()).toBe(11);
});

test('never falls below one', () => {
	const limit = createConcurrencyLimit(clock, 4);
	for (let second = 0; second < 20; second += 1) {
		clock.passSeconds(1);
		limit.onOverload(clock.monotonicMs());
	}
	expect(limit.current()).toBe(1);
});
