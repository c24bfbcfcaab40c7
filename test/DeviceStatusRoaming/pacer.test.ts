/* eslint-disable @n8n/community-nodes/no-restricted-globals -- lets all that is ready happen before the loop comes round; not published */
import { createPacer } from '../../nodes/DeviceStatusRoaming/pacer';
import type { Clock } from '../../nodes/openGateway/transport';

/** A clock whose waits end when the test says that the event loop has come round. */
function createTurns(): { clock: Pick<Clock, 'sleep'>; comeRound(): Promise<void>; waiting(): number } {
	const waits: Array<() => void> = [];
	return {
		clock: { sleep: () => new Promise((end) => waits.push(end)) },
		comeRound: async () => {
			for (const end of waits.splice(0)) end();
			await allThatIsReady();
		},
		waiting: () => waits.length,
	};
}

const allThatIsReady = () => new Promise((resolve) => setImmediate(resolve));

test('nobody passes before the event loop has come round', async () => {
	const turns = createTurns();
	const passed = jest.fn();
	void createPacer(turns.clock)().then(passed);
	await allThatIsReady();
	expect(passed).not.toHaveBeenCalled();
	await turns.comeRound();
	expect(passed).toHaveBeenCalledTimes(1);
});

test('a heap is spread over several turns, in order, and none of it is left', async () => {
	const turns = createTurns();
	const pace = createPacer(turns.clock);
	const passed: number[] = [];
	for (let index = 0; index < 20; index += 1) void pace().then(() => passed.push(index));
	const afterEachTurn: number[] = [];
	while (turns.waiting() > 0) {
		await turns.comeRound();
		afterEachTurn.push(passed.length);
	}
	expect(afterEachTurn).toEqual([6, 12, 18, 20]);
	expect(passed).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('who comes after all have passed waits for a turn, too', async () => {
	const turns = createTurns();
	const pace = createPacer(turns.clock);
	void pace();
	await turns.comeRound();
	const passed = jest.fn();
	void pace().then(passed);
	await allThatIsReady();
	expect(passed).not.toHaveBeenCalled();
	await turns.comeRound();
	expect(passed).toHaveBeenCalledTimes(1);
});
