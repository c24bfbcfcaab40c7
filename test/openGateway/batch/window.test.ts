import { mapWithWindow } from '../../../nodes/openGateway/batch/window';

/** Work that ends when it is told to. */
function controlledWork() {
	const ends: Array<{ resolve(value: string): void; reject(reason: Error): void }> = [];
	const work = () => new Promise<string>((resolve, reject) => ends.push({ resolve, reject }));
	return { ends, work };
}
const settle = () =>
	new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve))));

test('keeps input order whatever ends first, and never more than the window at once', async () => {
	const { ends, work } = controlledWork();
	const result = mapWithWindow(['a', 'b', 'c', 'd'], 2, work);
	expect(ends).toHaveLength(2);
	ends[1]?.resolve('B');
	await settle();
	expect(ends).toHaveLength(3);
	ends[2]?.resolve('C');
	await settle();
	ends[3]?.resolve('D');
	ends[0]?.resolve('A');
	expect(await result).toEqual(['A', 'B', 'C', 'D']);
});

test('starts nothing more after a failure', async () => {
	const { ends, work } = controlledWork();
	const result = mapWithWindow([1, 2, 3, 4], 2, work);
	ends[0]?.reject(new Error('first'));
	await expect(result).rejects.toThrow('first');
	ends[1]?.resolve('B');
	await settle();
	expect(ends).toHaveLength(2);
});

test('has nothing to do for nothing', async () => {
	expect(await mapWithWindow([], 5, async () => 1)).toEqual([]);
});
