import { createWindow, type Window } from '../../nodes/openGateway/semaphore';

/** Works on each as the window allows. */
async function workOnAll(names: string[], window: Window, work: (name: string) => Promise<string>): Promise<string[]> {
	const results: Array<Promise<string>> = [];
	for (const name of names) {
		await window.enter();
		results.push(work(name).finally(() => window.leave()));
	}
	return Promise.all(results);
}
/** Lets all that is ready happen. */
const settle = async () => {
	for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('who steps aside', () => {
	/** Work that steps aside once, with a wait that ends when it is told to, and says when it is at work. */
	function waitingWork(window: Window) {
		const waits: Array<() => void> = [];
		const log: string[] = [];
		const work = async (name: string) => {
			log.push(`${name} begins`);
			if (name.startsWith('waits')) {
				await window.stepAside(() => new Promise<void>((resolve) => waits.push(resolve)));
				log.push(`${name} is back`);
			}
			return name;
		};
		return { waits, log, work };
	}

	test('holds no place: the others get through', async () => {
		const window = createWindow(1, 9);
		const { waits, log, work } = waitingWork(window);
		const result = workOnAll(['waits 1', 'b', 'waits 2', 'd'], window, work);
		await settle();
		expect(log).toEqual(['waits 1 begins', 'b begins', 'waits 2 begins', 'd begins']);
		expect(window.aside()).toBe(2);
		waits.forEach((end) => end());
		expect(await result).toEqual(['waits 1', 'b', 'waits 2', 'd']);
	});

	test('goes before those who have not begun, once there is a place', async () => {
		const window = createWindow(1, 9);
		await window.enter();
		const order: string[] = [];
		const back = window.stepAside(async () => undefined).then(() => order.push('back'));
		await window.enter();
		void window.enter().then(() => order.push('new'));
		await settle();
		expect(order).toEqual([]);
		window.leave();
		await back;
		await settle();
		expect(order).toEqual(['back']);
		window.leave();
		await settle();
		expect(order).toEqual(['back', 'new']);
	});

	test('counts among those who have begun, so that not everybody is asked at once', async () => {
		const window = createWindow(2, 3);
		const { waits, log, work } = waitingWork(window);
		const result = workOnAll(['waits 1', 'waits 2', 'waits 3', 'waits 4'], window, work);
		await settle();
		expect(log).toHaveLength(3);
		waits[0]?.();
		await settle();
		expect(log.slice(3)).toEqual(['waits 1 is back', 'waits 4 begins']);
		waits.forEach((end) => end());
		await settle();
		waits[3]?.();
		expect(await result).toHaveLength(4);
	});

	test('comes back also where the wait fails', async () => {
		const window = createWindow(1, 9);
		await window.enter();
		await expect(window.stepAside(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
		let entered = false;
		void window.enter().then(() => (entered = true));
		await settle();
		expect(entered).toBe(false);
		window.leave();
		await settle();
		expect(entered).toBe(true);
	});
});
