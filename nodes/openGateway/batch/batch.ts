import type { Check, CheckOptions } from '../client';
import { createError, OpenGatewayError, rethrowUnlessApiError } from '../errors';
import type { Clock } from '../http/transport';
import type { CheckAnswer } from '../roaming/status';
import type { Semaphore } from '../semaphore';
import type { Cancellation } from './cancellation';
import { recordCheck, type Stats } from './stats';

export interface CheckRequest {
	/** E.164. */
	phoneNumber: string;
	options: Omit<CheckOptions, 'signal'>;
}

export interface BatchDeps {
	check: Check;
	clock: Clock;
	semaphore: Semaphore;
	cancellation: Cancellation;
	stats: Stats;
	/** When no further number is started, by the monotonic clock; infinite for never. */
	deadlineMs: number;
}

/** Longest work without a pause, in milliseconds. Meanwhile the process handles no other event, not even a cancellation. */
const MAX_BUSY_MS = 100;

/** Where the first numbers all end in invalid_client, going on could lock the client's account. */
const MAX_CLIENT_REFUSALS = 5;

/** A row that was started. */
interface StartedRow {
	answer: CheckAnswer | Promise<CheckAnswer>;
	/** Gives the place in the semaphore back, where the row took one. */
	release?: () => void;
}

/**
 * Checks the numbers of a list, as many at the same time as the semaphore allows. A started number runs to its end without a
 * pause, since its `auth_req_id` would expire if it waited for others. Rows with the same number
 * and purpose share one check. After an error that ends the run (QUOTA_EXCEEDED, access that is refused for all numbers),
 * after invalid_client for the first five numbers, and when the time is over, no further number is started; the rest is
 * handed back as not attempted.
 *
 * @param count rows of the list
 * @param read reads a row when it is its turn: what to check, or why it cannot be checked
 * @param finish makes of a row and its answer what the caller wants; where it throws, the batch is cancelled
 * @returns what `finish` made, in the order of the rows
 * @throws what `read` or `finish` threw first; an OpenGatewayError CANCELLED where the batch was cancelled from outside
 */
export async function checkBatch<Row extends { request: CheckRequest | OpenGatewayError }, Result>(
	count: number,
	read: (index: number) => Row,
	finish: (row: Row, answer: CheckAnswer) => Result,
	{ check, clock, semaphore, cancellation, stats, deadlineMs }: BatchDeps,
): Promise<Result[]> {
	const results = new Array<Result>(count);
	const running = new Set<Promise<void>>();
	const answers = createAnswers();
	let endOfRun: OpenGatewayError | undefined;
	let clientRefusals = 0;
	let failure: { thrown: unknown } | undefined;

	function fail(thrown: unknown): void {
		failure ??= { thrown };
		cancellation.cancel();
	}

	/** Why no further number is started; undefined where the next one may start. */
	function reasonToStop(): OpenGatewayError | undefined {
		const attempted = false;
		if (cancellation.isCancelled()) return createError({ stage: 'validation', code: 'CANCELLED', attempted });
		// One that was given up in a queue says it for all.
		if (endOfRun?.attempted === false) return endOfRun;
		if (endOfRun !== undefined) {
			return createError({ stage: 'validation', code: endOfRun.code, hint: endOfRun.hint, attempted });
		}
		const isOver = clock.monotonicMs() >= deadlineMs;
		return isOver ? createError({ stage: 'validation', code: 'NOT_ATTEMPTED', attempted }) : undefined;
	}

	async function checkNumber({ phoneNumber, options }: CheckRequest): Promise<CheckAnswer> {
		const checkStartedAtMs = clock.monotonicMs();
		const answer = await cancellation
			.run((signal) => check(phoneNumber, { ...options, signal }))
			.catch(rethrowUnlessApiError);
		const code = answer instanceof OpenGatewayError ? answer.code : undefined;
		if (answer instanceof OpenGatewayError && answer.endsRun) endOfRun ??= answer;
		// A number whose turn in the queue of a host did not come was not checked.
		if (code === 'NOT_ATTEMPTED') return answer;
		recordCheck(stats, Math.round(clock.monotonicMs() - checkStartedAtMs));
		clientRefusals = code === 'invalid_client' ? clientRefusals + 1 : -Infinity;
		if (answer instanceof OpenGatewayError && clientRefusals >= MAX_CLIENT_REFUSALS) endOfRun ??= answer;
		return answer;
	}

	/** Waits until the row may start, not for its answer. */
	async function startRow(request: CheckRequest | OpenGatewayError): Promise<StartedRow> {
		if (request instanceof OpenGatewayError) return { answer: request };
		const known = answers.get(request);
		if (known !== undefined) return { answer: known };

		await semaphore.acquire();
		const { release } = semaphore;
		const reason = reasonToStop();
		if (reason !== undefined) return { answer: reason, release };
		const answer = checkNumber(request).then((settled) => {
			answers.set(request, settled);
			return settled;
		});
		answers.set(request, answer);
		return { answer, release };
	}

	async function finishRow(index: number, row: Row, { answer, release }: StartedRow): Promise<void> {
		try {
			const settled = await answer;
			results[index] = finish(row, settled);
		} catch (thrown) {
			fail(thrown);
		} finally {
			// Last, so that the next row knows the result of this one.
			release?.();
		}
	}

	async function startAll(): Promise<void> {
		let pausedAtMs = clock.monotonicMs();
		for (let index = 0; index < count && !cancellation.isCancelled(); index += 1) {
			// Rows without a request never wait. Promises alone let no timer or socket run, so the loop pauses.
			if (clock.monotonicMs() - pausedAtMs >= MAX_BUSY_MS) {
				await clock.sleep(0);
				pausedAtMs = clock.monotonicMs();
			}
			const row = read(index);
			const finished: Promise<void> = finishRow(index, row, await startRow(row.request)).finally(() =>
				running.delete(finished),
			);
			running.add(finished);
		}
	}

	await startAll().catch(fail);
	await Promise.all(running);
	cancellation.close();
	if (failure !== undefined) throw failure.thrown;
	if (cancellation.isCancelled()) throw createError({ stage: 'network', code: 'CANCELLED' });
	return results;
}

/** The answer to each number and purpose, or the promise of it. */
function createAnswers() {
	// In two steps, so that the text of the number is kept once, as it stands in the output.
	const byPurpose = new Map<string, Map<string, CheckAnswer | Promise<CheckAnswer>>>();
	return {
		get: ({ phoneNumber, options }: CheckRequest) => byPurpose.get(options.purpose)?.get(phoneNumber),
		set: ({ phoneNumber, options }: CheckRequest, answer: CheckAnswer | Promise<CheckAnswer>): void => {
			const ofPurpose = byPurpose.get(options.purpose) ?? new Map<string, CheckAnswer | Promise<CheckAnswer>>();
			byPurpose.set(options.purpose, ofPurpose.set(phoneNumber, answer));
		},
	};
}
