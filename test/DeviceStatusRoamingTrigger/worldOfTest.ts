import { startWorld, type TriggerWorld, type WorldOptions } from './triggerWorld';

export const NUMBERS = [1, 2, 3, 4, 5].map((digit) => `+3466655534${digit}`);

/** Starts the world of a test, and closes it after the test. */
export function worldOfEachTest() {
	let world: TriggerWorld;
	async function start(options?: WorldOptions): Promise<TriggerWorld> {
		world = await startWorld(options);
		return world;
	}
	afterEach(async () => {
		jest.useRealTimers();
		await world.close();
	});
	return { start, world: () => world };
}
