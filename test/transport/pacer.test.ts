import { createPacer } from '../../nodes/transport/pacer';
import { createVirtualTime, type VirtualTime } from '../openGateway/virtualTime';

let time: VirtualTime;
beforeEach(() => {
	time = createVirtualTime();
});

/** A turn takes a millisecond of virtual time. */
const turn = () => time.pass(1);
/** Lets all that is ready happen. */
const settle = () => time.run(Promise.resolve());
/** Ends the turns that have begun, not those that begin then. */
const comeRound = () => time.run(turn());

test('nobody passes before the event loop has come round', async () => {
	const passed = jest.fn();
	void createPacer(turn)().then(passed);
	await settle();
	expect(passed).not.toHaveBeenCalled();
	await comeRound();
	expect(passed).toHaveBeenCalledTimes(1);
});

test('a heap is spread over several turns, in order, and none of it is left', async () => {
	const pace = createPacer(turn);
	const passed: number[] = [];
	for (let index = 0; index < 20; index += 1) void pace().then(() => passed.push(index));
	const afterEachTurn: number[] = [];
	while (time.waiting() > 0) {
		await comeRound();
		afterEachTurn.push(passed.length);
	}
	// The turn of the first had begun when the others came.
	expect(afterEachTurn).toEqual([1, 7, 13, 19, 20]);
	expect(passed).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('who comes after all have passed waits for a turn, too', async () => {
	const pace = createPacer(turn);
	void pace();
	await comeRound();
	const passed = jest.fn();
	void pace().then(passed);
	await settle();
	expect(passed).not.toHaveBeenCalled();
	await comeRound();
	expect(passed).toHaveBeenCalledTimes(1);
});

test('who comes while others wait for their turn waits for a whole one', async () => {
	const pace = createPacer(turn);
	const passed = jest.fn();
	await time.run(
		(async () => {
			void pace();
			await time.pass(0.5);
			void pace().then(passed);
			await time.pass(1);
			expect(passed).not.toHaveBeenCalled();
			await time.pass(1);
			expect(passed).toHaveBeenCalledTimes(1);
		})(),
	);
});
