import './capturedLog';
import { amount } from '../long';
import { seeded } from '../openGateway/seeded';
import { itemsOf, runNode } from './runNode';

const COUNT = amount({ short: 1000, long: 2000 });

test(`of ${COUNT} random numbers, at least 99.5 % are answered, with an age, and none is left out`, async () => {
	const random = seeded(25);
	const numbers = Array.from({ length: COUNT }, () => `+346${String(Math.floor(random() * 1e8)).padStart(8, '0')}`);
	const taskData = await runNode({
		inputs: numbers.map((phoneNumber) => ({ phoneNumber })),
		credential: { aggregator: 'simulator' },
		settings: { onError: 'continueRegularOutput' },
	});
	const results = itemsOf(taskData).map(({ json }) => json);
	const plain = results.filter(
		({ code, statusAgeSeconds }) => code === undefined && Number(statusAgeSeconds) - 300 < 10,
	);
	expect(plain.length).toBeGreaterThanOrEqual(0.995 * COUNT);
	expect(new Set(plain.map(({ outcome }) => outcome))).toEqual(new Set(['roaming', 'home', 'unknown']));
	expect(results.filter(({ attempted }) => attempted === false)).toEqual([]);
}, 60_000);
