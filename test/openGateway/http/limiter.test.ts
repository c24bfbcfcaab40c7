import { createTraffic, type Arrival, type Traffic } from '../../../nodes/openGateway/http/limiter';
import { createVirtualTime, type VirtualTime } from '../virtualTime';

const LEFT_AT_ONCE: Arrival = { status: 200, timedOut: false, closedForSeconds: 0 };
/** More than any of these tests has under way, so that only what is tested holds anybody back. */
const ROOMY = 100;

let time: VirtualTime;
beforeEach(() => {
	time = createVirtualTime();
});

/** One request that is answered the moment it leaves; when it left, in milliseconds. */
async function send(traffic: Traffic, host: string, arrival: Partial<Arrival> = {}): Promise<number> {
	const arrive = await traffic.depart({ url: `https://${host}.example/`, beginsNumber: true });
	arrive({ ...LEFT_AT_ONCE, ...arrival });
	return time.clock.now();
}

const sendAll = (traffic: Traffic, ...hosts: string[]) =>
	time.run(Promise.all(hosts.map((host) => send(traffic, host))));

describe('the rate of a contract', () => {
	test('without one all leave at once', async () => {
		expect(await sendAll(createTraffic(time.clock, ROOMY, 0), 'a', 'a', 'b')).toEqual([0, 0, 0]);
	});

	test('is even spacing, over all hosts together', async () => {
		const left = await sendAll(createTraffic(time.clock, ROOMY, 4), 'a', 'b', 'a', 'b', 'a');
		expect(left).toEqual(expect.arrayContaining([0, 250, 500, 750, 1000]));
	});

	test('does not save up idle time for a burst', async () => {
		const traffic = createTraffic(time.clock, ROOMY, 4);
		await sendAll(traffic, 'a');
		await time.run(time.pass(10_000));
		expect(await sendAll(traffic, 'a', 'a')).toEqual([10_000, 10_250]);
	});
});

describe('a host that wants to be left alone', () => {
	test('gets nothing until then, and another one does', async () => {
		const traffic = createTraffic(time.clock, ROOMY, 0);
		await time.run(send(traffic, 'a', { status: 503, closedForSeconds: 3 }));
		await time.run(send(traffic, 'b', { status: 503, closedForSeconds: 1 }));
		expect(await sendAll(traffic, 'a', 'b', 'c', 'a')).toEqual([3000, 1000, 0, 3000]);
	});

	test('keeps those who wait where it says so again', async () => {
		const traffic = createTraffic(time.clock, ROOMY, 0);
		const late = await traffic.depart({ url: 'https://a.example/', beginsNumber: true });
		await time.run(send(traffic, 'a', { status: 503, closedForSeconds: 1 }));
		const waiting = send(traffic, 'a');
		late({ status: 503, timedOut: false, closedForSeconds: 4 });
		expect(await time.run(waiting)).toBe(4000);
	});

	test('keeps also those who wait for their turn at a rate', async () => {
		const traffic = createTraffic(time.clock, ROOMY, 1);
		const first = await traffic.depart({ url: 'https://a.example/', beginsNumber: true });
		const waiting = send(traffic, 'a');
		// Sees to it that the second one waits for its turn before the answer of the first closes the host.
		const answer = time.pass(500).then(() => first({ status: 503, timedOut: false, closedForSeconds: 2 }));
		expect((await time.run(Promise.all([waiting, answer])))[0]).toBeGreaterThanOrEqual(2500);
	});
});

test('who is called off gives the place to the next', async () => {
	const traffic = createTraffic(time.clock, 1, 0);
	const controller = new AbortController();
	controller.abort(new Error('stopped'));
	const departure = { url: 'https://a.example/', beginsNumber: true };
	await expect(time.run(traffic.depart(departure, controller.signal))).rejects.toThrow('stopped');
	expect(await sendAll(traffic, 'a')).toEqual([0]);
});
