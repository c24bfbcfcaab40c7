import { OpenGatewayError } from '../../nodes/openGateway/errors';
import { noLimit } from '../../nodes/openGateway/http/limiter';
import { createRedactor } from '../../nodes/openGateway/http/redact';
import type { AccessContext } from '../../nodes/openGateway/access/accessFlow';
import type { RequestEvent } from '../../nodes/openGateway/http/send';
import { createRetryBudget } from '../../nodes/openGateway/http/retryBudget';
import type { Clock, HttpRequest, HttpResponse } from '../../nodes/openGateway/http/transport';

export const NOW = Date.parse('2026-11-24T03:00:00Z');

/** A credential of the preset `custom` for a server that a test simulates; v1, Basic, CAMARA scope, tel. */
export const CREDENTIAL = {
	aggregator: 'custom',
	clientId: 'id',
	clientSecret: 'secret',
	authorizeUrl: 'https://as.example/bc-authorize',
	tokenUrl: 'https://as.example/token',
	roamingUrl: 'https://api.example/retrieve',
};

/** The number that the checks of a scripted context are about. */
const PHONE_NUMBER = '+34666555341';

/** Time that passes only in `sleep`, and there at once. */
export function virtualClock(): Clock & {
	sleeps: number[];
	passSeconds(seconds: number): void;
	/** Sets the wall clock; the monotonic one stays. */
	setForward(seconds: number): void;
} {
	let now = NOW;
	let wallOffsetMs = 0;
	const sleeps: number[] = [];
	return {
		now: () => now + wallOffsetMs,
		// Different from the wall clock, so that a test fails where a duration is measured by the wrong clock.
		monotonicMs: () => now - NOW,
		sleep: async (milliseconds, signal) => {
			signal?.throwIfAborted();
			sleeps.push(milliseconds);
			now += milliseconds;
		},
		sleeps,
		passSeconds: (seconds) => {
			now += seconds * 1000;
		},
		setForward: (seconds) => {
			wallOffsetMs += seconds * 1000;
		},
	};
}

export type Reply = HttpResponse | Error | ((request: HttpRequest) => HttpResponse);

/** What a server says, as a body in JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
	return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export interface ScriptedContext extends AccessContext {
	clock: ReturnType<typeof virtualClock>;
	/** With the time at which each was sent, in seconds from the start. */
	requests: Array<HttpRequest & { atSecond: number }>;
	/** What `send` reported. */
	events: RequestEvent[];
}

/** Each request gets the next reply; a request too many is a failed test. */
export function scriptedContext(...replies: Reply[]): ScriptedContext {
	const clock = virtualClock();
	const requests: ScriptedContext['requests'] = [];
	const events: RequestEvent[] = [];
	return {
		clock,
		requests,
		events,
		timeoutMs: 40_000,
		maxAttempts: 1,
		limiter: noLimit,
		redactor: createRedactor({ phoneNumber: PHONE_NUMBER, secrets: [CREDENTIAL.clientSecret] }),
		releaseWhile: (wait) => wait(),
		onRequest: (event) => void events.push(event),
		retryBudget: createRetryBudget(),
		random: () => 0.5,
		transport: async (request) => {
			const reply = replies[requests.length];
			requests.push({ ...request, atSecond: (clock.now() - NOW) / 1000 });
			if (reply === undefined) throw new Error(`Request ${requests.length} to ${request.url} was not expected.`);
			if (reply instanceof Error) throw reply;
			return typeof reply === 'function' ? reply(request) : reply;
		},
	};
}

/** What a promise was rejected with; a resolved one is a failed test. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
	return promise.then(
		(value) => {
			throw new Error(`Expected a rejection, got ${JSON.stringify(value)}`);
		},
		(thrown: unknown) => thrown,
	);
}

/** The refusal that a call throws; anything else, also nothing, is a failed test. */
export function refusalBy(act: () => unknown): OpenGatewayError {
	const thrown = thrownBy(act);
	expect(thrown).toBeInstanceOf(OpenGatewayError);
	return thrown as OpenGatewayError;
}

/** What a call throws, or undefined. */
export function thrownBy(act: () => unknown): unknown {
	try {
		act();
		return undefined;
	} catch (thrown) {
		return thrown;
	}
}
