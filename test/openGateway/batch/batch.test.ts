import { checkBatch, type BatchSurroundings, type CheckRequest } from '../../../nodes/openGateway/batch/batch';
import { createCancellation } from '../../../nodes/openGateway/batch/cancellation';
import { createTally } from '../../../nodes/openGateway/batch/stats';
import { createWindow } from '../../../nodes/openGateway/semaphore';
import type { CheckAnswer } from '../../../nodes/openGateway/roaming/answer';
import type { Check } from '../../../nodes/openGateway/client';
import { createError, OpenGatewayError } from '../../../nodes/openGateway/errors';
import type { RoamingStatus } from '../../../nodes/openGateway/roaming/status';
import { rejection, virtualClock } from '../partner';
import { statusOf } from '../roaming/statusOf';

const home = statusOf({ roaming: false });
const refusal = (code: string) => createError({ stage: 'roaming', code });

/** Lets all that is ready happen. */
const settle = async () => {
	for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

/** A batch whose checks end when they are told to. */
function startBatch({
	rows,
	size = 2,
	maxDurationMs = 0,
	cancel,
	finish = (answer) => answer,
}: {
	rows: Array<string | OpenGatewayError>;
	size?: number;
	maxDurationMs?: number;
	cancel?: AbortSignal;
	finish?: (answer: CheckAnswer) => unknown;
}) {
	const begun: string[] = [];
	const signals: Array<AbortSignal | undefined> = [];
	const ends = new Map<string, { resolve(answer: RoamingStatus): void; reject(reason: Error): void }>();
	const check: Check = (phoneNumber, { purpose, signal }) => {
		const name = `${phoneNumber} ${purpose}`;
		begun.push(name);
		signals.push(signal);
		return new Promise((resolve, reject) => {
			ends.set(name, { resolve, reject });
			signal?.addEventListener('abort', () => reject(refusal('CANCELLED')));
		});
	};
	const clock = virtualClock();
	const tally = createTally();
	const surroundings: BatchSurroundings = {
		check,
		clock,
		window: createWindow(size, 9),
		cancellation: createCancellation(cancel),
		tally,
		maxDurationMs,
	};
	const request = (row: string): CheckRequest => {
		const [phoneNumber = '', purpose = ''] = row.split(' ');
		return {
			phoneNumber,
			options: { purpose, maxConsentWaitMs: 0, timeoutMs: 1, maxAttempts: 1, reuseTokens: false },
		};
	};
	const result = checkBatch(
		rows.length,
		(index) => {
			const row = rows[index] ?? '';
			return { index, request: row instanceof OpenGatewayError ? row : request(row) };
		},
		({ index }, answer) => [index, finish(answer)] as const,
		surroundings,
	);
	return { result, begun, signals, ends, clock, tally };
}

test('comes back in the order of its rows whatever ends first, and never more at once than the window', async () => {
	const { result, begun, ends } = startBatch({ rows: ['1 A', '2 A', '3 A'] });
	await settle();
	expect(begun).toEqual(['1 A', '2 A']);
	ends.get('2 A')?.resolve(home);
	await settle();
	expect(begun).toEqual(['1 A', '2 A', '3 A']);
	ends.get('3 A')?.resolve({ ...home, correlator: 'third' });
	ends.get('1 A')?.reject(refusal('INTERNAL'));
	expect(await result).toMatchObject([
		[0, { code: 'INTERNAL' }],
		[1, { outcome: 'home' }],
		[2, { correlator: 'third' }],
	]);
});

test('of nothing is nothing to do', async () => {
	expect(await startBatch({ rows: [] }).result).toEqual([]);
});

test('a row that cannot be checked has its answer and holds no place', async () => {
	const { result, begun, ends } = startBatch({ rows: ['1 A', refusal('INVALID_PHONE_NUMBER'), '2 A'] });
	await settle();
	expect(begun).toEqual(['1 A', '2 A']);
	for (const end of ends.values()) end.resolve(home);
	expect((await result)[1]).toMatchObject([1, { code: 'INVALID_PHONE_NUMBER' }]);
});

describe('rows with the same number', () => {
	test('share one check, and hold no place while they wait for it', async () => {
		const { result, begun, ends, tally } = startBatch({ rows: ['1 A', '1 A', '1 A', '2 A'] });
		await settle();
		expect(begun).toEqual(['1 A', '2 A']);
		ends.get('1 A')?.resolve({ ...home, correlator: 'first' });
		ends.get('2 A')?.resolve(home);
		const shared = { correlator: 'first' };
		expect(await result).toMatchObject([
			[0, shared],
			[1, shared],
			[2, shared],
			[3, { correlator: 'correlator' }],
		]);
		expect(tally.uniqueNumbers).toBe(2);
	});

	test('share its answer also after it has ended', async () => {
		const { result, begun, ends } = startBatch({ rows: ['1 A', '2 A', '1 A'], size: 1 });
		await settle();
		ends.get('1 A')?.reject(refusal('NOT_FOUND'));
		await settle();
		ends.get('2 A')?.resolve(home);
		expect((await result)[2]).toMatchObject([2, { code: 'NOT_FOUND' }]);
		expect(begun).toEqual(['1 A', '2 A']);
	});

	test('and different purposes are different checks', async () => {
		const { begun } = startBatch({ rows: ['1 A', '1 B'] });
		await settle();
		expect(begun).toEqual(['1 A', '1 B']);
	});
});

describe('begins nothing more', () => {
	test('once the quota is used up, and hands the rest back', async () => {
		const { result, begun, ends } = startBatch({ rows: ['1 A', '2 A', '3 A', '4 A'] });
		await settle();
		ends.get('1 A')?.reject(refusal('QUOTA_EXCEEDED'));
		await settle();
		ends.get('2 A')?.resolve(home);
		expect(await result).toMatchObject([
			[0, { code: 'QUOTA_EXCEEDED', attempted: true }],
			[1, { outcome: 'home' }],
			[2, { code: 'QUOTA_EXCEEDED', attempted: false }],
			[3, { code: 'QUOTA_EXCEEDED', attempted: false }],
		]);
		expect(begun).toHaveLength(2);
	});

	test('once its time is over; who has begun ends', async () => {
		const { result, ends, clock } = startBatch({ rows: ['1 A', '2 A', '3 A'], maxDurationMs: 60_000 });
		await settle();
		clock.passSeconds(60);
		ends.get('1 A')?.resolve(home);
		await settle();
		ends.get('2 A')?.resolve(home);
		expect(await result).toMatchObject([
			[0, { outcome: 'home' }],
			[1, { outcome: 'home' }],
			[2, { code: 'NOT_ATTEMPTED', attempted: false, retryable: true }],
		]);
	});

	test('after a row that the caller cannot take, and calls the others off', async () => {
		const finish = (answer: CheckAnswer) => {
			if (answer instanceof OpenGatewayError) throw new Error(answer.code);
			return answer;
		};
		const { result, begun, signals, ends } = startBatch({ rows: ['1 A', '2 A', '3 A'], finish });
		const rejected = rejection(result);
		await settle();
		ends.get('1 A')?.reject(refusal('NOT_FOUND'));
		expect(await rejected).toMatchObject({ message: 'NOT_FOUND' });
		expect(begun).toHaveLength(2);
		expect(signals[1]?.aborted).toBe(true);
	});

	test('after it was called off from outside', async () => {
		const controller = new AbortController();
		const { result, begun } = startBatch({ rows: ['1 A', '2 A', '3 A'], cancel: controller.signal });
		const rejected = rejection(result);
		await settle();
		controller.abort();
		expect(await rejected).toMatchObject({ code: 'CANCELLED' });
		expect(begun).toHaveLength(2);
	});

	test('where it was called off before it began', async () => {
		const controller = new AbortController();
		controller.abort();
		const { result, begun } = startBatch({ rows: ['1 A'], cancel: controller.signal });
		expect(await rejection(result)).toMatchObject({ code: 'CANCELLED' });
		expect(begun).toEqual([]);
	});
});

test('a row that cannot even be read calls the others off', async () => {
	const rows = ['1 A', '2 A'];
	Object.defineProperty(rows, 1, {
		get: () => {
			throw new TypeError('no such row');
		},
	});
	const { result, signals } = startBatch({ rows });
	expect(await rejection(result)).toMatchObject({ message: 'no such row' });
	expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});

test('a fault of this package is not taken for the answer of a number', async () => {
	const { result, ends } = startBatch({ rows: ['1 A', '2 A'] });
	const rejected = rejection(result);
	await settle();
	ends.get('1 A')?.reject(new TypeError('x is not a function'));
	expect(await rejected).toBeInstanceOf(TypeError);
});

test('counts numbers, and how long each check took', async () => {
	const { result, ends, clock, tally } = startBatch({ rows: ['1 A', '1 A', '2 A', refusal('INVALID_PHONE_NUMBER')] });
	await settle();
	clock.passSeconds(2);
	ends.get('1 A')?.resolve(home);
	ends.get('2 A')?.reject(refusal('unknown_user_id'));
	await result;
	expect(tally).toMatchObject({ uniqueNumbers: 2, checkMs: new Map([[2000, 2]]) });
});
