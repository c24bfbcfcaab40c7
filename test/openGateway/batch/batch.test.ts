/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the listeners of a signal; not published */
import { getEventListeners } from 'node:events';
import { checkBatch, type BatchDeps, type CheckRequest } from '../../../nodes/openGateway/batch/batch';
import { createCancellation } from '../../../nodes/openGateway/batch/cancellation';
import { createStats } from '../../../nodes/openGateway/batch/stats';
import { createSemaphore } from '../../../nodes/openGateway/semaphore';
import type { CheckAnswer, RoamingStatus } from '../../../nodes/openGateway/roaming/status';
import type { Check } from '../../../nodes/openGateway/client';
import { createError, OpenGatewayError } from '../../../nodes/openGateway/errors';
import { rejection, virtualClock } from '../partner';
import { statusOf } from '../roaming/statusOf';
import { flush } from '../virtualTime';

const home = statusOf({ roaming: false });
const refusal = (code: string) => createError({ stage: 'roaming', code });

/** A batch whose checks end when the test says so. */
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
	const started: string[] = [];
	const signals: Array<AbortSignal | undefined> = [];
	const ends = new Map<string, { resolve(answer: RoamingStatus): void; reject(reason: Error): void }>();
	const check: Check = (phoneNumber, { purpose, signal }) => {
		const name = `${phoneNumber} ${purpose}`;
		started.push(name);
		signals.push(signal);
		return new Promise((resolve, reject) => {
			ends.set(name, { resolve, reject });
			signal?.addEventListener('abort', () => reject(refusal('CANCELLED')));
		});
	};
	const clock = virtualClock();
	const stats = createStats();
	const deps: BatchDeps = {
		check,
		clock,
		semaphore: createSemaphore(size, 9),
		cancellation: createCancellation(cancel),
		stats,
		deadlineMs: maxDurationMs > 0 ? clock.monotonicMs() + maxDurationMs : Infinity,
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
		deps,
	);
	return { result, started, signals, ends, clock, stats };
}

test('returns results in the order of the rows, and runs no more checks at the same time than allowed', async () => {
	const { result, started, ends } = startBatch({ rows: ['1 A', '2 A', '3 A'] });
	await flush();
	expect(started).toEqual(['1 A', '2 A']);
	ends.get('2 A')?.resolve(home);
	await flush();
	expect(started).toEqual(['1 A', '2 A', '3 A']);
	ends.get('3 A')?.resolve({ ...home, correlator: 'third' });
	ends.get('1 A')?.reject(refusal('INTERNAL'));
	expect(await result).toMatchObject([
		[0, { code: 'INTERNAL' }],
		[1, { outcome: 'home' }],
		[2, { correlator: 'third' }],
	]);
});

test('returns [] for an empty list', async () => {
	expect(await startBatch({ rows: [] }).result).toEqual([]);
});

test('a row that cannot be checked gets a result and occupies no place', async () => {
	const { result, started, ends } = startBatch({ rows: ['1 A', refusal('INVALID_PHONE_NUMBER'), '2 A'] });
	await flush();
	expect(started).toEqual(['1 A', '2 A']);
	for (const end of ends.values()) end.resolve(home);
	expect((await result)[1]).toMatchObject([1, { code: 'INVALID_PHONE_NUMBER' }]);
});

test('rows that cannot be checked yield to the event loop every tenth of a second', async () => {
	const batch = startBatch({
		rows: Array<OpenGatewayError>(100).fill(refusal('INVALID_PHONE_NUMBER')),
		finish: () => batch.clock.passSeconds(0.01),
	});
	await batch.result;
	expect(batch.clock.sleeps).toEqual(Array(9).fill(0));
});

describe('rows with the same number', () => {
	test('share one check, and occupy no place while they wait for it', async () => {
		const { result, started, ends, stats } = startBatch({ rows: ['1 A', '1 A', '1 A', '2 A'] });
		await flush();
		expect(started).toEqual(['1 A', '2 A']);
		ends.get('1 A')?.resolve({ ...home, correlator: 'first' });
		ends.get('2 A')?.resolve(home);
		const shared = { correlator: 'first' };
		expect(await result).toMatchObject([
			[0, shared],
			[1, shared],
			[2, shared],
			[3, { correlator: 'correlator' }],
		]);
		expect(stats.uniqueNumbers).toBe(2);
	});

	test('share its answer also after it has ended', async () => {
		const { result, started, ends } = startBatch({ rows: ['1 A', '2 A', '1 A'], size: 1 });
		await flush();
		ends.get('1 A')?.reject(refusal('NOT_FOUND'));
		await flush();
		ends.get('2 A')?.resolve(home);
		expect((await result)[2]).toMatchObject([2, { code: 'NOT_FOUND' }]);
		expect(started).toEqual(['1 A', '2 A']);
	});

	test('are checked apart for different purposes', async () => {
		const { started } = startBatch({ rows: ['1 A', '1 B'] });
		await flush();
		expect(started).toEqual(['1 A', '1 B']);
	});
});

describe('starts no further number', () => {
	test('after QUOTA_EXCEEDED, and returns the rest as not attempted', async () => {
		const { result, started, ends } = startBatch({ rows: ['1 A', '2 A', '3 A', '4 A'] });
		await flush();
		ends.get('1 A')?.reject(refusal('QUOTA_EXCEEDED'));
		await flush();
		ends.get('2 A')?.resolve(home);
		expect(await result).toMatchObject([
			[0, { code: 'QUOTA_EXCEEDED', attempted: true }],
			[1, { outcome: 'home' }],
			[2, { code: 'QUOTA_EXCEEDED', attempted: false }],
			[3, { code: 'QUOTA_EXCEEDED', attempted: false }],
		]);
		expect(started).toHaveLength(2);
	});

	test('once the time is over; started numbers are finished', async () => {
		const { result, ends, clock } = startBatch({ rows: ['1 A', '2 A', '3 A'], maxDurationMs: 60_000 });
		await flush();
		clock.passSeconds(60);
		ends.get('1 A')?.resolve(home);
		await flush();
		ends.get('2 A')?.resolve(home);
		expect(await result).toMatchObject([
			[0, { outcome: 'home' }],
			[1, { outcome: 'home' }],
			[2, { code: 'NOT_ATTEMPTED', attempted: false, retryable: true }],
		]);
	});

	test('after `finish` threw, and cancels the others', async () => {
		const finish = (answer: CheckAnswer) => {
			if (answer instanceof OpenGatewayError) throw new Error(answer.code);
			return answer;
		};
		const { result, started, signals, ends } = startBatch({ rows: ['1 A', '2 A', '3 A'], finish });
		const rejected = rejection(result);
		await flush();
		ends.get('1 A')?.reject(refusal('NOT_FOUND'));
		expect(await rejected).toMatchObject({ message: 'NOT_FOUND' });
		expect(started).toHaveLength(2);
		expect(signals[1]?.aborted).toBe(true);
	});

	test('after it was cancelled from outside', async () => {
		const controller = new AbortController();
		const { result, started } = startBatch({ rows: ['1 A', '2 A', '3 A'], cancel: controller.signal });
		const rejected = rejection(result);
		await flush();
		controller.abort();
		expect(await rejected).toMatchObject({ code: 'CANCELLED' });
		expect(started).toHaveLength(2);
	});

	test('where it was cancelled before its start', async () => {
		const controller = new AbortController();
		controller.abort();
		const { result, started } = startBatch({ rows: ['1 A'], cancel: controller.signal });
		expect(await rejection(result)).toMatchObject({ code: 'CANCELLED' });
		expect(started).toEqual([]);
	});
});

test('an exception of `read` cancels the others', async () => {
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

test('an exception that is no OpenGatewayError is thrown, not taken for an answer', async () => {
	const { result, ends } = startBatch({ rows: ['1 A', '2 A'] });
	const rejected = rejection(result);
	await flush();
	ends.get('1 A')?.reject(new TypeError('x is not a function'));
	expect(await rejected).toBeInstanceOf(TypeError);
});

test('counts numbers and the duration of each check', async () => {
	const { result, ends, clock, stats } = startBatch({ rows: ['1 A', '1 A', '2 A', refusal('INVALID_PHONE_NUMBER')] });
	await flush();
	clock.passSeconds(2);
	ends.get('1 A')?.resolve(home);
	ends.get('2 A')?.reject(refusal('unknown_user_id'));
	await result;
	expect(stats).toMatchObject({ uniqueNumbers: 2, checkMs: new Map([[2000, 2]]) });
});

describe('numbers that end in invalid_client', () => {
	async function startedOf(accepted?: string): Promise<{ started: string[]; answers: unknown }> {
		const rows = ['1 A', '2 A', '3 A', '4 A', '5 A', '6 A', '7 A'];
		const { result, started, ends } = startBatch({ rows, size: 1 });
		for (const row of rows) {
			await flush();
			if (row === accepted) ends.get(row)?.resolve(home);
			else ends.get(row)?.reject(refusal('invalid_client'));
		}
		return { started, answers: await result };
	}

	test('end the run where they are the first five, before the account is locked', async () => {
		const { started, answers } = await startedOf();
		expect(started).toEqual(['1 A', '2 A', '3 A', '4 A', '5 A']);
		expect(answers).toMatchObject(
			Array.from({ length: 7 }, (_, row) => [row, { code: 'invalid_client', attempted: row < 5 }]),
		);
	});

	test('do not end the run once a number was accepted', async () => {
		expect((await startedOf('1 A')).started).toHaveLength(7);
	});
});

test.each([
	['ended', (end: { resolve(answer: RoamingStatus): void }) => end.resolve(home)],
	['failed', (end: { reject(reason: Error): void }) => end.reject(new Error('a fault of ours'))],
])(
	'a batch that %s leaves no listener on the signal of its execution, in which a loop may start many',
	async (_name, end) => {
		const { signal } = new AbortController();
		for (let turn = 0; turn < 3; turn += 1) {
			const { result, ends } = startBatch({ rows: ['1 A'], cancel: signal });
			await flush();
			const started = ends.get('1 A');
			if (started !== undefined) end(started);
			await result.catch(() => undefined);
		}
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	},
);
