import { createRetryBudget } from '../../../nodes/openGateway/http/retryBudget';

/** Takes repeats until none is left. @returns how many there were */
function exhaust(budget: ReturnType<typeof createRetryBudget>): number {
	const before = budget.used();
	while (budget.tryAcquire(503));
	return budget.used() - before;
}

test('holds 100 repeats', () => {
	expect(exhaust(createRetryBudget())).toBe(100);
});

test('gives one repeat back for five successes', () => {
	const budget = createRetryBudget();
	exhaust(budget);
	for (let success = 0; success < 4; success += 1) budget.refund();
	expect(budget.tryAcquire(503)).toBe(false);
	budget.refund();
	expect(exhaust(budget)).toBe(1);
});

test('holds no more than 100 repeats, however many requests succeed', () => {
	const budget = createRetryBudget();
	for (let success = 0; success < 1000; success += 1) budget.refund();
	expect(exhaust(budget)).toBe(100);
});

test('a repeat after 429 costs a fifth of another one', () => {
	const budget = createRetryBudget();
	for (let repeat = 0; repeat < 5; repeat += 1) budget.tryAcquire(429);
	expect(exhaust(budget)).toBe(99);
});
