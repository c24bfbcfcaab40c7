import { createSemaphore, type Semaphore } from '../../nodes/openGateway/semaphore';
import { flush } from './virtualTime';

/** Runs the work for each name, as the semaphore allows. */
async function workOnAll(
	names: string[],
	semaphore: Semaphore,
	work: (name: string) => Promise<string>,
): Promise<string[]> {
	const results: Array<Promise<string>> = [];
	for (const name of names) {
		await semaphore.acquire();
		results.push(work(name).finally(() => semaphore.release()));
	}
	return Promise.all(results);
}
describe('work that waits', () => {
	/** Work that releases its place once, with a wait that the test ends, and a log of its steps. */
	function waitingWork(semaphore: Semaphore) {
		const waits: Array<() => void> = [];
		const log: string[] = [];
		const work = async (name: string) => {
			log.push(`${name} starts`);
			if (name.startsWith('waits')) {
				await semaphore.releaseWhile(() => new Promise<void>((resolve) => waits.push(resolve)));
				log.push(`${name} continues`);
			}
			return name;
		};
		return { waits, log, work };
	}

	test('occupies no place: other work continues', async () => {
		const semaphore = createSemaphore(1, 9);
		const { waits, log, work } = waitingWork(semaphore);
		const result = workOnAll(['waits 1', 'b', 'waits 2', 'd'], semaphore, work);
		await flush();
		expect(log).toEqual(['waits 1 starts', 'b starts', 'waits 2 starts', 'd starts']);
		expect(semaphore.waitingCount()).toBe(2);
		waits.forEach((end) => end());
		expect(await result).toEqual(['waits 1', 'b', 'waits 2', 'd']);
	});

	test('continues before work that has not started, once there is a place', async () => {
		const semaphore = createSemaphore(1, 9);
		await semaphore.acquire();
		const order: string[] = [];
		const back = semaphore.releaseWhile(async () => undefined).then(() => order.push('back'));
		await semaphore.acquire();
		void semaphore.acquire().then(() => order.push('new'));
		await flush();
		expect(order).toEqual([]);
		semaphore.release();
		await back;
		await flush();
		expect(order).toEqual(['back']);
		semaphore.release();
		await flush();
		expect(order).toEqual(['back', 'new']);
	});

	test('counts as started, so that not all numbers are asked for consent at once', async () => {
		const semaphore = createSemaphore(2, 3);
		const { waits, log, work } = waitingWork(semaphore);
		const result = workOnAll(['waits 1', 'waits 2', 'waits 3', 'waits 4'], semaphore, work);
		await flush();
		expect(log).toHaveLength(3);
		waits[0]?.();
		await flush();
		expect(log.slice(3)).toEqual(['waits 1 continues', 'waits 4 starts']);
		waits.forEach((end) => end());
		await flush();
		waits[3]?.();
		expect(await result).toHaveLength(4);
	});

	test('takes a place again also where the wait fails', async () => {
		const semaphore = createSemaphore(1, 9);
		await semaphore.acquire();
		await expect(semaphore.releaseWhile(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
		let entered = false;
		void semaphore.acquire().then(() => (entered = true));
		await flush();
		expect(entered).toBe(false);
		semaphore.release();
		await flush();
		expect(entered).toBe(true);
	});
});

test('a lower limit takes effect as places are released', async () => {
	const semaphore = createSemaphore(3);
	for (let place = 0; place < 3; place += 1) await semaphore.acquire();
	let started = false;
	void semaphore.acquire().then(() => (started = true));
	semaphore.setLimit(1);
	semaphore.release();
	semaphore.release();
	await flush();
	expect([started, semaphore.inUse()]).toEqual([false, 1]);
	semaphore.release();
	await flush();
	expect([started, semaphore.inUse()]).toEqual([true, 1]);
});

test('a higher limit admits waiting work at once', async () => {
	const semaphore = createSemaphore(1);
	await semaphore.acquire();
	const waiting = semaphore.acquire();
	semaphore.setLimit(2);
	await waiting;
	expect(semaphore.inUse()).toBe(2);
});
