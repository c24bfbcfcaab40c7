import type { CheckAnswer } from '../roaming/answer';
import type { Check, CheckOptions } from '../client';
import { asRefusal, createError, OpenGatewayError } from '../errors';
import type { Clock } from '../http/transport';
import type { Cancellation } from './cancellation';
import { countCheck, type Tally } from './stats';
import type { Window } from '../semaphore';

export interface CheckRequest {
	/** E.164. */
	phoneNumber: string;
	options: Omit<CheckOptions, 'signal'>;
}

export interface BatchSurroundings {
	check: Check;
	clock: Clock;
	window: Window;
	cancellation: Cancellation;
	tally: Tally;
	/** Milliseconds after which no number is begun any more; 0 is never. */
	maxDurationMs: number;
}

/**
 * Checks the numbers of a list, as many at once as the window allows, each from its first request to its last without a
 * stop between: an `auth_req_id` that waits for others to get theirs would expire. Rows with the same number and purpose
 * share one check. After a QUOTA_EXCEEDED, and when the time is over, no number is begun any more; the rest is handed
 * back as not attempted.
 *
 * @param count rows of the list
 * @param read reads a row when it is its turn: what to check, or why it cannot be checked
 * @param finish makes of a row and its answer what the caller wants; where it throws, the batch is called off
 * @returns what `finish` made, in the order of the rows
 * @throws what `read` or `finish` threw first; an OpenGatewayError CANCELLED where the batch was called off from outside
 */
export async function checkBatch<Row extends { request: CheckRequest | OpenGatewayError }, Output>(
	count: number,
	read: (index: number) => Row,
	finish: (row: Row, answer: CheckAnswer) => Output,
	{ check, clock, window, cancellation, tally, maxDurationMs }: BatchSurroundings,
): Promise<Output[]> {
	const outputs = new Array<Output>(count);
	const underWay = new Set<Promise<void>>();
	const answers = createAnswers();
	const startedAtMs = clock.now();
	let quotaIsUsedUp = false;
	let failure: { thrown: unknown } | undefined;

	function fail(thrown: unknown): void {
		failure ??= { thrown };
		cancellation.callOff();
	}

	/** Why a number that has not begun is not begun any more. */
	function reasonToEnd(): OpenGatewayError | undefined {
		const attempted = false;
		if (cancellation.isCalledOff()) return createError({ stage: 'validation', code: 'CANCELLED', attempted });
		if (quotaIsUsedUp) return createError({ stage: 'validation', code: 'QUOTA_EXCEEDED', attempted });
		const isOver = maxDurationMs > 0 && clock.now() - startedAtMs >= maxDurationMs;
		return isOver ? createError({ stage: 'validation', code: 'NOT_ATTEMPTED', attempted }) : undefined;
	}

	async function checkNumber({ phoneNumber, options }: CheckRequest): Promise<CheckAnswer> {
		const beganAtMs = clock.now();
		const answer = await cancellation.run((signal) => check(phoneNumber, { ...options, signal })).catch(asRefusal);
		countCheck(tally, clock.now() - beganAtMs);
		quotaIsUsedUp ||= answer instanceof OpenGatewayError && answer.code === 'QUOTA_EXCEEDED';
		return answer;
	}

	/** Waits for the turn of a row, not for its answer. */
	async function begin(request: CheckRequest | OpenGatewayError): Promise<Begun> {
		if (request instanceof OpenGatewayError) return { answer: request };
		const known = answers.get(request);
		if (known !== undefined) return { answer: known };

		await window.enter();
		const end = reasonToEnd();
		if (end !== undefined) return { answer: end, leave: window.leave };
		const answering = checkNumber(request).then((answer) => {
			answers.set(request, answer);
			return answer;
		});
		answers.set(request, answering);
		return { answer: answering, leave: window.leave };
	}

	async function finishRow(index: number, row: Row, { answer, leave }: Begun): Promise<void> {
		try {
			const settled = await answer;
			outputs[index] = finish(row, settled);
		} catch (thrown) {
			fail(thrown);
		} finally {
			// Last, so that whoever gets the place knows what this row has come to.
			leave?.();
		}
	}

	async function beginAll(): Promise<void> {
		for (let index = 0; index < count && !cancellation.isCalledOff(); index += 1) {
			const row = read(index);
			const finished: Promise<void> = finishRow(index, row, await begin(row.request)).finally(() =>
				underWay.delete(finished),
			);
			underWay.add(finished);
		}
	}

	await beginAll().catch(fail);
	await Promise.all(underWay);
	if (failure !== undefined) throw failure.thrown;
	if (cancellation.isCalledOff()) throw createError({ stage: 'network', code: 'CANCELLED' });
	return outputs;
}

interface Begun {
	answer: CheckAnswer | Promise<CheckAnswer>;
	/** Gives the place in the window up, where the row took one. */
	leave?: () => void;
}

/** The answer to each number and purpose that was checked, or the promise of it. */
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
