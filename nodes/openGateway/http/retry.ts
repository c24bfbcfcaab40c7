import { OpenGatewayError, rethrowUnlessApiError } from '../errors';
import type { RetryBudget } from './retryBudget';
import {
	isSuccess,
	MAX_RETRY_AFTER_SECONDS,
	send,
	wait,
	type ApiRequest,
	type ApiResponse,
	type HttpContext,
	type RequestStage,
} from './send';

interface RetryRow {
	/** HTTP statuses after which the same request may succeed. */
	statuses: number[];
	/** Our codes for a connection that brought no response. */
	connections: string[];
}

/**
 * What is sent again. The authorization request may prompt a person, so it is sent again only where it surely was not
 * processed. The token URL is polled anyway (`ciba.ts`), each time after the interval; a poll without a response, from the
 * server or from a gateway in front of it, is repeated once. The roaming request only reads, so it is sent again whenever
 * the fault may pass. Never: 400, 403, 404, 422, and 429 QUOTA_EXCEEDED.
 */
const RETRY_TABLE: Record<RequestStage, RetryRow> = {
	authorize: { statuses: [429, 503], connections: ['CONNECTION_REFUSED'] },
	token: { statuses: [429, 502, 503, 504], connections: ['CONNECTION_REFUSED', 'CONNECTION_RESET', 'TIMED_OUT'] },
	roaming: {
		statuses: [408, 429, 500, 502, 503, 504],
		connections: ['CONNECTION_REFUSED', 'CONNECTION_RESET', 'TIMED_OUT'],
	},
};

/** Full jitter: between nothing and a bound that doubles each time (AWS Architecture Blog, "Exponential Backoff And Jitter"). */
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 20_000;

/** What sending again needs. */
export interface RetryContext extends HttpContext {
	/** How often a request is sent at most. */
	maxAttempts: number;
	/** One for the whole batch. */
	retryBudget: RetryBudget;
	/** From 0 up to 1, for jitter. */
	random(): number;
}

/**
 * Sends a request, and sends it again where the table says so.
 *
 * @returns the last response, successful or not
 * @throws OpenGatewayError of stage `network` where the last attempt had no response
 */
export async function sendWithRetries(context: RetryContext, request: ApiRequest): Promise<ApiResponse> {
	for (let attempt = 1; ; attempt += 1) {
		const result = await send(context, request).catch(rethrowUnlessApiError);
		if (!(result instanceof OpenGatewayError) && isSuccess(result)) {
			context.retryBudget.refund();
			return result;
		}
		const error = result instanceof OpenGatewayError ? result : result.toError();
		const backoffMs = context.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
		const waitMs = Math.max(backoffMs, (error.retryAfterSeconds ?? 0) * 1000);
		const stage = request.isOnceOnly === true ? 'authorize' : request.stage;
		const mayRepeat = attempt < context.maxAttempts && isRetryable(stage, error) && !isPastDeadline(context, waitMs);
		if (!mayRepeat || !context.retryBudget.tryAcquire(error.httpStatus)) {
			if (result instanceof OpenGatewayError) throw result;
			return result;
		}
		await wait(context, waitMs);
	}
}

/** Whether the run would be over after a wait of so many milliseconds. A request is not sent again then. */
export function isPastDeadline({ clock, deadlineMs = Infinity }: HttpContext, waitMs: number): boolean {
	return clock.monotonicMs() + waitMs >= deadlineMs;
}

/** Whether the same request may succeed a little later. */
export function isRetryable(stage: RequestStage, { code, httpStatus, retryAfterSeconds }: OpenGatewayError): boolean {
	const { statuses, connections } = RETRY_TABLE[stage];
	if (code === 'QUOTA_EXCEEDED' || code === 'FIREWALL' || (retryAfterSeconds ?? 0) > MAX_RETRY_AFTER_SECONDS)
		return false;
	return httpStatus === null ? connections.includes(code) : statuses.includes(httpStatus);
}
