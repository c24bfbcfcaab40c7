import { createPacer } from '../../nodes/DeviceStatusRoaming/pacer';
import { createVirtualTime, type VirtualTime } from '../openGateway/batch/virtualTime';

let time: VirtualTime;
beforeEach(() => {
	time = createVirtualTime();
});

/** Lets all that is ready happen. */
const settle = () => time.run(Promise.resolve());
/** Ends the waits of one turn of the event loop, not those that begin in it. */
const comeRound = () => time.run(time.pass(0));

test('nobody passes before the event loop has come round', async () => {
	const passed = jest.fn();
	void createPacer(time.clock)().then(passed);
	await settle();
	expect(passed).not.toHaveBeenCalled();
	await comeRound();
	expect(passed).toHaveBeenCalledTimes(1);
});

test('a heap is spread over several turns, in order, and none of it is left', async () => {
	const pace = createPacer(time.clock);
	const passed: number[] = [];
	for (let index = 0; index < 20; index += 1) void pace().then(() => passed.push(index));
	const afterEachTurn: number[] = [];
	while (time.waiting() > 0) {
		await comeRound();
		afterEachTurn.push(passed.length);
	}
	expect(afterEachTurn).toEqual([6, 12, 18, 20]);
	expect(passed).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('who comes after all have passed waits for a turn, too', async () => {
	const pace = createPacer(time.clock);
	void pace();
	await comeRound();
	const passed = jest.fn();
	void pace().then(passed);
	await settle();
	expect(passed).not.toHaveBeenCalled();
	await comeRound();
	expect(passed).toHaveBeenCalledTimes(1);
});
