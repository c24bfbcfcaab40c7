import { randomUUID } from 'node:crypto';
import { createError, hintOf, messageOf, type OpenGatewayError } from '../errors';
import { parseJson } from '../json';
import { NotSentError, type Limiter, type Release, type RequestResult } from './limiter';
import { errorFromNetwork } from './networkError';
import { readAnnouncedRate } from './rateLimitHeaders';
import type { Redactor } from './redact';
import { isErrorBody } from './errorBody';
import { errorFromResponse } from './responseError';
import { hostTimeMs, retryAfterSeconds } from './retryAfter';
import type { Clock, HttpRequest, HttpResponse, Transport } from './transport';

/** What a request needs beside its content. */
export interface HttpContext {
	transport: Transport;
	clock: Clock;
	limiter: Limiter;
	/** Knows the secrets of this check and its phone number. */
	redactor: Redactor;
	signal?: AbortSignal | undefined;
	/** Longest wait for one response, in milliseconds. */
	timeoutMs: number;
	/** The number that the requests are for; its first request marks it as started. Absent where they are for none. */
	number?: { isStarted: boolean };
	/** Nothing is sent again after this time, by the monotonic clock. */
	deadlineMs?: number;
	/** Called once for each request, when it has ended. */
	onRequest(event: RequestEvent): void;
}

export type RequestStage = 'authorize' | 'token' | 'roaming';

export interface RequestEvent {
	stage: RequestStage;
	/** With its port. */
	host: string;
	/** `null` where no response came. */
	status: number | null;
	tookMs: number;
}

export interface ApiRequest {
	stage: RequestStage;
	/** POST unless given. */
	method?: HttpRequest['method'];
	url: string;
	/** True where a request that is processed twice does harm: it is repeated only where it surely was not processed. */
	isOnceOnly?: boolean;
	/** Made for each attempt when it may be sent: an assertion may be used once, and ends while a request waits. */
	content(): RequestContent;
}

export interface RequestContent {
	/** Beside those that every request carries; names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/** An HTTP response whose body was read, and what is needed to make an error of it. */
export interface ApiResponse {
	status: number;
	/** Parsed JSON, or undefined where the body was none. */
	body: unknown;
	/** The `x-correlator` that was sent. */
	correlator: string;
	/** When the request was sent, by the monotonic clock; CIBA Core 1.0 section 7.3 measures the polling interval from it. */
	sentAtMs: number;
	tookMs: number;
	/** This response as the one error. */
	toError(): OpenGatewayError;
	/** The same, with a code of our own for what the server does not say. */
	toErrorWith(code: string, hint?: string): OpenGatewayError;
}

/** Statuses by which a host asks for a pause, whichever number the request is about. */
const PAUSE_STATUSES = new Set([429, 503]);

/** A longer `Retry-After`, in seconds, is not waited for: the number fails as retryable, with the seconds that the host named. */
export const MAX_RETRY_AFTER_SECONDS = 60;

/**
 * The one way out: a request with `x-correlator` (CAMARA Commonalities r4.2; a UUID satisfies the pattern of every version),
 * whose response is read as JSON.
 *
 * @throws OpenGatewayError of stage `network` where no response came; what `content` throws, where nothing is sent
 */
export async function send(context: HttpContext, apiRequest: ApiRequest): Promise<ApiResponse> {
	const { stage, url } = apiRequest;
	const { clock, signal, redactor } = context;
	const correlator = randomUUID();
	const startsNumber = context.number?.isStarted === false;
	const release = await context.limiter.acquire({ url, startsNumber }, signal).catch((thrown: unknown) => {
		throw thrown instanceof NotSentError
			? notSent(thrown, stage, startsNumber)
			: errorFromNetwork(thrown, null, signal);
	});
	const request = createRequest(context, apiRequest, correlator, release);
	redactor.addRequest(request);
	if (context.number !== undefined) context.number.isStarted = true;
	const sentAtMs = clock.monotonicMs();
	const result = await context.transport(request, signal).catch((thrown: unknown) => {
		return errorFromNetwork(thrown, correlator, signal);
	});
	const tookMs = clock.monotonicMs() - sentAtMs;
	const isResponse = !(result instanceof Error);
	const status = isResponse ? result.status : null;
	release({
		status,
		timedOut: !isResponse && result.code === 'TIMED_OUT',
		failed: isResponse ? isServerFailure(result.status) : TRANSIENT_CONNECTIONS.has(result.code),
		...(isResponse ? announced(result, clock.now()) : NOTHING_ANNOUNCED),
	});
	context.onRequest({ stage, host: new URL(url).host, status, tookMs });
	if (!isResponse) throw result;
	return readResponse(context, stage, result, { correlator, sentAtMs, tookMs });
}

type Announced = Pick<RequestResult, 'retryAfterSeconds' | 'requestsPerSecond' | 'exhaustedSeconds'>;

const NOTHING_ANNOUNCED: Announced = { retryAfterSeconds: 0, requestsPerSecond: 0, exhaustedSeconds: 0 };

/** From which a limiter learns nothing. */
const NOTHING_SENT = { status: null, timedOut: false, failed: false, ...NOTHING_ANNOUNCED };

/** @throws what `content` throws; the place in the limiter is given back then */
function createRequest(
	{ timeoutMs }: HttpContext,
	{ method = 'POST', url, content }: Pick<ApiRequest, 'method' | 'url' | 'content'>,
	correlator: string,
	release: Release,
): HttpRequest {
	let made: RequestContent | undefined;
	try {
		made = content();
	} finally {
		if (made === undefined) release(NOTHING_SENT);
	}
	const ofEach = { accept: 'application/json', 'user-agent': 'n8n-nodes-open-gateway', 'x-correlator': correlator };
	return { method, url, headers: { ...ofEach, ...made.headers }, body: made.body, timeoutMs };
}

function readResponse(
	{ clock, redactor }: HttpContext,
	stage: RequestStage,
	{ status, headers, body: text }: HttpResponse,
	{ correlator, sentAtMs, tookMs }: Pick<ApiResponse, 'correlator' | 'sentAtMs' | 'tookMs'>,
): ApiResponse {
	// Undefined for HTML, text or nothing: the caller tells by the status.
	const body = parseJson(text);
	return {
		status,
		body,
		correlator,
		sentAtMs,
		tookMs,
		toError: () => {
			const { redact } = redactor;
			const nowMs = hostTimeMs(headers, clock.now());
			return errorFromResponse({ stage, status, headers, body, text, correlator, redact, nowMs });
		},
		toErrorWith: (code, hint) => createError({ stage, code, hint, httpStatus: status, correlator }),
	};
}

/** Failed connections that say that the server, or the way to it, is down. */
const TRANSIENT_CONNECTIONS = new Set(['CONNECTION_REFUSED', 'CONNECTION_RESET', 'TIMED_OUT']);

/** 501 is about the call and not about the server (RFC 9110 section 15.6.2). */
function isServerFailure(status: number): boolean {
	return status >= 500 && status !== 501;
}

/** The request waited, and was not sent. A number that was not started is NOT_ATTEMPTED, with the same reason. */
function notSent({ reason }: NotSentError, stage: RequestStage, startsNumber: boolean): OpenGatewayError {
	const code = reason === 'refused' ? 'TOO_MANY_REQUESTS' : 'UNAVAILABLE';
	const isOver = reason === 'deadline';
	const saidBy = isOver ? 'NOT_ATTEMPTED' : code;
	const why = { message: messageOf(saidBy), hint: hintOf(saidBy), endsRun: !isOver };
	if (!startsNumber) return createError({ stage, code, ...why });
	return createError({ stage: 'validation', code: 'NOT_ATTEMPTED', attempted: false, ...why });
}

/** What is too long to wait for is left out. */
function announced({ status, headers }: HttpResponse, ourNowMs: number): Announced {
	const nowMs = hostTimeMs(headers, ourNowMs);
	const { requestsPerSecond, exhaustedSeconds } = readAnnouncedRate(headers, nowMs);
	const pauseSeconds = PAUSE_STATUSES.has(status) ? retryAfterSeconds(headers['retry-after'], nowMs) : null;
	const orNone = (seconds: number) => (seconds > MAX_RETRY_AFTER_SECONDS ? 0 : seconds);
	return {
		requestsPerSecond,
		exhaustedSeconds: orNone(exhaustedSeconds),
		retryAfterSeconds: orNone(pauseSeconds ?? 0),
	};
}

/**
 * Waits, unless the check is cancelled.
 *
 * @throws OpenGatewayError CANCELLED
 */
export async function wait(
	{ clock, signal }: Pick<HttpContext, 'clock' | 'signal'>,
	milliseconds: number,
): Promise<void> {
	await clock.sleep(milliseconds, signal).catch((thrown: unknown) => {
		throw errorFromNetwork(thrown, null, signal);
	});
}

/** True where the response is what was asked for. Some gateways put an error body under status 200. */
export function isSuccess({ status, body }: ApiResponse): boolean {
	return status >= 200 && status < 300 && !isErrorBody(body);
}
