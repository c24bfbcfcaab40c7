import { randomUUID } from 'node:crypto';
import type { Traffic } from './limiter';
import { createError, type OpenGatewayError, type Stage } from '../errors';
import { errorFromNetwork } from './networkError';
import { isErrorBody } from './errorBody';
import type { Redactor } from './redact';
import { errorFromResponse } from './responseError';
import { retryAfterSeconds } from './retryAfter';
import type { Clock, HttpRequest, Transport } from './transport';

/** What a request needs from the world around it. */
export interface World {
	transport: Transport;
	clock: Clock;
	traffic: Traffic;
	signal?: AbortSignal | undefined;
	/** Longest wait for one answer, in milliseconds. */
	timeoutMs: number;
	/** One for all requests of a check. */
	redactor: Redactor;
}

export interface Call {
	stage: Stage;
	url: string;
	/** Beside those that every call carries; names in lower case. */
	headers: Record<string, string>;
	body: string;
	/** The number that the call is about; kept out of every error. */
	phoneNumber: string;
}

/** An HTTP answer whose body was read, and what is needed to make an error of it. */
export interface Answer {
	/** Of HTTP, or OPAQUE_REDIRECT. */
	status: number;
	headers: Record<string, string>;
	/** Parsed JSON, or undefined where the body was none. */
	body: unknown;
	/** The `x-correlator` that was sent. */
	correlator: string;
	/** Epoch milliseconds at which the request left; CIBA Core 1.0 section 7.3 measures the polling interval from it. */
	sentAtMs: number;
	/** Milliseconds from then to the answer. */
	tookMs: number;
	/** This answer as the one error. */
	toError(): OpenGatewayError;
	/** The same, with a code of our own for what the server does not say. */
	toErrorWith(code: string, hint?: string): OpenGatewayError;
	holdsSecret(text: string): boolean;
}

/** The answers of a host that is asked too much, whichever number they are about. */
const BUSY = new Set([429, 503]);

/**
 * A host that wants to be left alone for longer, in seconds, is not waited for: the number ends as retryable, with the
 * seconds that the host named.
 */
export const LONGEST_RETRY_AFTER_SECONDS = 60;

/**
 * The single way out: one POST with `x-correlator` (CAMARA Commonalities r4.2; a UUID satisfies the pattern of every
 * version), its answer read as JSON.
 *
 * @throws OpenGatewayError of stage `network` where no answer came
 */
export async function post(world: World, call: Call): Promise<Answer> {
	const { stage } = call;
	const correlator = randomUUID();
	const request: HttpRequest = {
		method: 'POST',
		url: call.url,
		headers: {
			accept: 'application/json',
			'user-agent': 'n8n-nodes-open-gateway',
			'x-correlator': correlator,
			...call.headers,
		},
		body: call.body,
		timeoutMs: world.timeoutMs,
	};
	world.redactor.addRequest(request);
	const departure = { url: call.url, beginsNumber: stage === 'authorize' };
	const arrive = await world.traffic.depart(departure, world.signal).catch((thrown: unknown) => {
		throw errorFromNetwork(thrown, null, world.signal);
	});
	const sentAtMs = world.clock.now();
	const {
		status,
		headers,
		body: text,
	} = await world.transport(request, world.signal).catch((thrown: unknown) => {
		const error = errorFromNetwork(thrown, correlator, world.signal);
		arrive({ status: null, timedOut: error.code === 'TIMED_OUT', closedForSeconds: 0 });
		throw error;
	});
	const tookMs = world.clock.now() - sentAtMs;
	arrive({ status, timedOut: false, closedForSeconds: closedForSeconds(status, headers, world.clock.now()) });

	const body = parseJson(text);
	return {
		status,
		headers,
		body,
		correlator,
		sentAtMs,
		tookMs,
		toError: () => {
			const { redact } = world.redactor;
			return errorFromResponse({ stage, status, headers, body, text, correlator, redact, nowMs: world.clock.now() });
		},
		toErrorWith: (code, hint) => createError({ stage, code, hint, httpStatus: status, correlator }),
		holdsSecret: world.redactor.holdsSecret,
	};
}

/** How long the host wants to be left alone by everybody; 0 where it does not say, or for longer than is waited. */
function closedForSeconds(status: number, headers: Record<string, string>, nowMs: number): number {
	const seconds = BUSY.has(status) ? retryAfterSeconds(headers['retry-after'], nowMs) : null;
	return seconds === null || seconds > LONGEST_RETRY_AFTER_SECONDS ? 0 : seconds;
}

/** Waits, unless the check is called off. */
export async function pause({ clock, signal }: World, milliseconds: number): Promise<void> {
	await clock.sleep(milliseconds, signal).catch((thrown: unknown) => {
		throw errorFromNetwork(thrown, null, signal);
	});
}

/** True where the answer is what was asked for. Some gateways put an error body under status 200. */
export function succeeded(answer: Answer): boolean {
	return answer.status >= 200 && answer.status < 300 && !isErrorBody(answer.body);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// HTML, text or nothing: the caller sees `undefined` and tells by the status.
		return undefined;
	}
}
