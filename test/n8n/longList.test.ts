/* eslint-disable @n8n/community-nodes/no-restricted-globals -- looks on while the node works; not published */
import { logged } from './capturedLog';
import { amount } from '../long';
import { builtPackage, startWorkflow } from './runNode';

/** Enough numbers that refusing them takes seconds. */
const ROWS = amount({ short: 20_000, long: 100_000 });
const SECOND = 1000;

beforeAll(async () => {
	await builtPackage();
}, 60_000);

test('a list of numbers that cannot be checked shows its progress, and stops within a second', async () => {
	const running = await startWorkflow({
		inputs: Array.from({ length: ROWS }, () => ({ phoneNumber: 'none' })),
		credential: { aggregator: 'simulator' },
		settings: { onError: 'continueRegularOutput' },
	});
	const progressLines = () => logged.filter((line) => /Device Status Roaming: \d+ %/.test(line));
	// This timer fires only where the node yields to the event loop.
	const stopped = new Promise<number>((resolve) => {
		const look = setInterval(() => {
			if (progressLines().length === 0) return;
			clearInterval(look);
			running.stop();
			resolve(performance.now());
		}, 10);
	});
	const { data } = await running.finished;
	const endedAt = performance.now();
	expect(progressLines().length).toBeGreaterThan(0);
	expect(endedAt - (await stopped)).toBeLessThan(SECOND);
	expect(progressLines().join()).not.toContain('100 %');
	expect(data.resultData.error?.message).toMatch(/stopped before it finished/);
}, 60_000);
