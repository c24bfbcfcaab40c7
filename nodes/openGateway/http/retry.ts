import { asRefusal, OpenGatewayError } from '../errors';
import { LONGEST_RETRY_AFTER_SECONDS, pause, succeeded, type Answer, type World } from './send';
import type { RetryBudget } from './retryBudget';

export type RepeatedStage = 'authorize' | 'token' | 'roaming';

interface RetryRow {
	/** HTTP statuses after which the same request may succeed. */
	statuses: number[];
	/** Our codes for a connection that brought no answer. */
	connections: string[];
}

/**
 * What is tried again. The authorization request may prompt a person, so it is repeated only where it surely was not
 * processed. The token URL is polled anyway (`ciba.ts`), each time after the interval; a poll without an answer, be it from
 * the server or from a gateway before it, is repeated once.
 * The roaming call reads, so it may be repeated whenever the fault may pass. Never: 400, 403, 404, 422, and 429
 * QUOTA_EXCEEDED.
 */
export const RETRY_TABLE: Record<RepeatedStage, RetryRow> = {
	authorize: { statuses: [429, 503], connections: ['CONNECTION_REFUSED'] },
	token: { statuses: [429, 502, 503, 504], connections: ['CONNECTION_REFUSED', 'CONNECTION_RESET', 'TIMED_OUT'] },
	roaming: {
		statuses: [408, 429, 500, 502, 503, 504],
		connections: ['CONNECTION_REFUSED', 'CONNECTION_RESET', 'TIMED_OUT'],
	},
};

/** Full jitter: anything between nothing and twice as long each time (AWS Architecture Blog, "Exponential Backoff And Jitter"). */
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 20_000;

/** What it takes to try again. */
export interface RetryingWorld extends World {
	/** How often a request is sent at most. */
	maxAttempts: number;
	/** One for the whole batch. */
	retryBudget: RetryBudget;
	/** Waits without a place in the window, as somebody does whose subscriber has not consented yet. */
	stepAside(wait: () => Promise<void>): Promise<void>;
	/** From 0 up to 1, for jitter. */
	random(): number;
}

/**
 * Sends a request, and sends it again where the table says so.
 *
 * @param send makes the request anew each time, since a client assertion is good once
 * @returns the last answer, good or not
 * @throws OpenGatewayError of stage `network` where the last one had no answer
 */
export async function withRetries(
	world: RetryingWorld,
	stage: Exclude<RepeatedStage, 'token'>,
	send: () => Promise<Answer>,
): Promise<Answer> {
	for (let attempt = 1; ; attempt += 1) {
		const result = await send().catch(asRefusal);
		if (!(result instanceof OpenGatewayError) && succeeded(result)) {
			world.retryBudget.succeed();
			return result;
		}
		const error = result instanceof OpenGatewayError ? result : result.toError();
		if (attempt >= world.maxAttempts || !mayPass(stage, error) || !world.retryBudget.take()) return orThrow(result);

		const backoffMs = world.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
		await pause(world, Math.max(backoffMs, (error.retryAfterSeconds ?? 0) * 1000));
	}
}

/** Whether the same request may succeed a little later. */
export function mayPass(stage: RepeatedStage, { code, httpStatus, retryAfterSeconds }: OpenGatewayError): boolean {
	const { statuses, connections } = RETRY_TABLE[stage];
	if (code === 'QUOTA_EXCEEDED' || (retryAfterSeconds ?? 0) > LONGEST_RETRY_AFTER_SECONDS) return false;
	return httpStatus === null ? connections.includes(code) : statuses.includes(httpStatus);
}

function orThrow(result: Answer | OpenGatewayError): Answer {
	if (result instanceof OpenGatewayError) throw result;
	return result;
}
