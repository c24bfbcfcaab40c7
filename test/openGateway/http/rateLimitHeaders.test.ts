import { createLimiterRegistry } from '../../../nodes/openGateway/http/limiterRegistry';
import { readAnnouncedRate } from '../../../nodes/openGateway/http/rateLimitHeaders';
import { send } from '../../../nodes/openGateway/http/send';
import { json, NOW, scriptedContext } from '../partner';
import { createVirtualTime } from '../virtualTime';

const NOW_SECONDS = NOW / 1000;

test.each([
	['no header', {}, 0, 0],
	['a limit per second', { 'x-ratelimit-limit-second': '100' }, 100, 0],
	['a limit per minute', { 'x-ratelimit-limit-minute': '1500' }, 25, 0],
	['both: the lower one', { 'x-ratelimit-limit-second': '100', 'x-ratelimit-limit-minute': '1500' }, 25, 0],
	['both: the lower one', { 'x-ratelimit-limit-second': '10', 'x-ratelimit-limit-minute': '1500' }, 10, 0],
	['policies', { 'x-ratelimit-limit': '100, 100;w=1, 1500;w=60' }, 25, 0],
	['policies of an earlier draft', { 'ratelimit-limit': '100, 100;window=60, 10000;window=86400' }, 100 / 60, 0],
	['a quota of a day', { 'x-ratelimit-limit': '500;w=86400' }, 0, 0],
	['a limit without its window', { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '7' }, 0, 0],
	['nothing left, in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }, 0, 12],
	['nothing left, by the draft', { 'ratelimit-remaining': '0', 'ratelimit-reset': '12.5' }, 0, 12.5],
	['nothing left, as a time', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW_SECONDS + 9}` }, 0, 9],
	['a time that is over', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW_SECONDS - 9}` }, 0, 0],
	['something left', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '12' }, 0, 0],
	['nothing left for an unknown time', { 'x-ratelimit-remaining': '0' }, 0, 0],
	['zero', { 'x-ratelimit-limit-second': '0' }, 0, 0],
	['less than one in a minute', { 'x-ratelimit-limit-second': '0.000001', 'x-ratelimit-limit-minute': '0.5' }, 0, 0],
	['nonsense', { 'x-ratelimit-limit-second': 'many', 'x-ratelimit-limit': '1e9;w=-1', 'ratelimit-reset': '' }, 0, 0],
])('%s: %j is %d requests per second, and %d s without', (_name, headers, requestsPerSecond, seconds) => {
	expect(readAnnouncedRate(headers, NOW)).toEqual({ requestsPerSecond, exhaustedSeconds: seconds });
});

/** Sends requests one after the other, of which each is answered at once. @returns when each was sent, in milliseconds */
async function sendAll(count: number, headers: Record<string, string>, hashes = ['client']) {
	const time = createVirtualTime();
	const registry = createLimiterRegistry(time.clock);
	const ceilings = { maxConcurrency: 5, requestsPerSecond: 0, deadlineMs: Infinity };
	const sentAtMs: number[] = [];
	async function sendOne(hash: string): Promise<void> {
		await send(
			{
				...scriptedContext(),
				clock: time.clock,
				limiter: registry.open({ hash, requestsPerSecond: 0 }, ceilings),
				transport: async () => {
					sentAtMs.push(time.clock.monotonicMs());
					return json(200, {}, headers);
				},
			},
			{ stage: 'roaming', url: 'https://api.example/', content: () => ({ headers: {}, body: '' }) },
		);
	}
	const sendInTurn = async () => {
		for (let index = 0; index < count; index += 1) await sendOne(hashes[index % hashes.length] ?? '');
	};
	await time.run(sendInTurn());
	return sentAtMs;
}

test('the rate that a server announces is kept, without a refusal', async () => {
	const headers = { 'x-ratelimit-limit-second': '100', 'x-ratelimit-limit-minute': '1500' };
	// The first response brings the rate.
	expect((await sendAll(5, headers)).slice(1)).toEqual([0, 40, 80, 120]);
});

test('the rate of one client does not hold another one', async () => {
	expect(await sendAll(4, { 'x-ratelimit-limit-second': '10' }, ['a', 'a', 'a', 'b'])).toEqual([0, 0, 100, 100]);
});

test('where nothing is left, nothing is sent until the window ends', async () => {
	expect(await sendAll(3, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' })).toEqual([0, 2000, 4000]);
});

test('a window that ends in more than a minute is not waited for', async () => {
	expect(await sendAll(3, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '61' })).toEqual([0, 0, 0]);
});
