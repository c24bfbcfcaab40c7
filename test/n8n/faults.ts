/* eslint-disable @n8n/community-nodes/no-restricted-imports -- opens ports and watches connections; not published */
import { randomInt } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import {
	startSandbox,
	type Override,
	type Sandbox,
	type SandboxOptions,
	type SandboxRequest,
} from '../sandbox/sandbox';
import { itemsOf, runNode } from './runNode';

/** One of them meets the fault; the list has one before and one after it. */
export const BEFORE = '+34666555001';
export const FAULTY = '+34666555102';
export const AFTER = '+34666555011';
export const LIST = [BEFORE, FAULTY, AFTER];

export const STAGES = ['authorize', 'token', 'roaming'] as const;
export type Stage = (typeof STAGES)[number];
/** Requests to the authorize URL, the token URL and the roaming URL. */
export type Requests = [authorize: number, token: number, roaming: number];

export const MAX_ATTEMPTS = 3;

export const CONNECTIONS = ['n8n', 'keepAlive'] as const;
export type Connection = (typeof CONNECTIONS)[number];

export interface FaultPlace {
	stage: Stage;
	/** The base URL of another server. */
	elsewhere: string;
	/** Seconds; longer than the node waits without a `Retry-After`. */
	retryAfter: number;
}

export interface FaultAnswer {
	answer: (place: FaultPlace) => Override;
	httpStatus: number | null;
	options?: IDataObject;
}

const answer = (status: number, body: string, headers: Record<string, string> = {}): Override => ({
	status,
	headers: { 'content-type': 'application/json', ...headers },
	body,
});

/**
 * The faults that one number meets. The expected results stand in the test of each flow. The faults that take
 * longest come first, so that the others run at the same time.
 */
export const FAULT_ANSWERS = {
	'status 429 with Retry-After in seconds': {
		answer: ({ retryAfter }) => answer(429, '{}', { 'retry-after': String(retryAfter) }),
		httpStatus: 429,
	},
	'status 429 with Retry-After as a date': {
		answer: ({ retryAfter }) => {
			// A date has no fractions: up to a second more, so that it is never less.
			const at = new Date(Date.now() + (retryAfter + 1) * 1000);
			return answer(429, '{}', { 'retry-after': at.toUTCString() });
		},
		httpStatus: 429,
	},
	'no answer': { answer: () => 'hang', httpStatus: null, options: { timeout: 2 } },
	'a reset before the answer': { answer: () => 'reset', httpStatus: null },
	'half an answer and no more': { answer: () => 'hangInBody', httpStatus: null, options: { timeout: 2 } },
	'a reset in mid-body': { answer: () => 'resetInBody', httpStatus: null },
	'JSON that breaks off': {
		answer: () => answer(200, '{"auth_req_id": "a", "access_token": "b", "roami'),
		httpStatus: 200,
	},
	'JSON of another shape': { answer: () => answer(200, '[]'), httpStatus: 200 },
	'an error under status 200': {
		answer: ({ stage }) =>
			stage === 'roaming'
				? answer(200, '{"error": {"code": "PERMISSION_DENIED", "message": "No."}}')
				: answer(200, '{"error": "unauthorized_client"}'),
		httpStatus: 200,
	},
	'status 200 without a body': { answer: () => answer(200, ''), httpStatus: 200 },
	'status 401': {
		answer: ({ stage }) =>
			stage === 'roaming'
				? answer(401, '{"status": 401, "code": "UNAUTHENTICATED", "message": "No."}')
				: answer(401, '{"error": "invalid_client"}'),
		httpStatus: 401,
		options: { concurrency: 1 },
	},
	'status 403': {
		answer: () => answer(403, '{"status": 403, "code": "PERMISSION_DENIED", "message": "No."}'),
		httpStatus: 403,
	},
	'status 500': {
		answer: () => answer(500, '{"status": 500, "code": "INTERNAL", "message": "Oh."}'),
		httpStatus: 500,
	},
	'status 502 with a page in HTML': {
		answer: () => answer(502, '<html><h1>Bad Gateway</h1></html>', { 'content-type': 'text/html' }),
		httpStatus: 502,
	},
	'status 429 without Retry-After': { answer: () => answer(429, '{}'), httpStatus: 429 },
	'status 429 because the quota is used up': {
		answer: () => answer(429, '{"status": 429, "code": "QUOTA_EXCEEDED", "message": "No more."}'),
		httpStatus: 429,
		options: { concurrency: 1 },
	},
	'status 503': { answer: () => answer(503, ''), httpStatus: 503 },
	'a redirect to another origin': {
		answer: ({ stage, elsewhere }) => answer(307, '', { location: `${elsewhere}/${stage}` }),
		httpStatus: 307,
	},
} satisfies Record<string, FaultAnswer>;

export type FaultName = keyof typeof FAULT_ANSWERS;

/** A fault, in the same form for all flows. */
export const faultOf = (name: FaultName): FaultAnswer => FAULT_ANSWERS[name];

/** All servers. They are closed at the end: a case that hangs would keep its sandbox open, and the test run alive. */
const listening: Array<{ close(): unknown }> = [];
afterAll(() => Promise.all(listening.map((server) => server.close())));

export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await startSandbox(options);
	listening.push(sandbox);
	return sandbox;
}

export interface ReceivedRequest {
	stage: Stage;
	/** The number that it is about; undefined where it is about none, or where that is unknown. */
	phoneNumber: string | undefined;
	correlator: string | undefined;
	atMs: number;
}

/** An aggregator, with what tells the stage and the number of each request. */
export interface Watched {
	/** The stage of each path. */
	paths: Map<string, Stage>;
	phoneNumberOf(request: SandboxRequest): string | undefined;
	/** @param simulator what the simulator would answer */
	answer(request: SandboxRequest, simulator: () => SimulatorResponse): SimulatorResponse;
}

/** A sandbox that answers as this aggregator, unless `overrideFor` returns another answer. */
export async function startWatched(
	{ paths, phoneNumberOf, answer: answerOf }: Watched,
	overrideFor: (receivedRequest: ReceivedRequest, request: SandboxRequest) => Override | undefined,
) {
	const receivedRequests: ReceivedRequest[] = [];
	const sandbox = await start({
		override: (request, simulator) => {
			const stage = paths.get(request.path);
			if (stage === undefined) throw new Error(`No request to ${request.path} is expected.`);
			const phoneNumber = phoneNumberOf(request);
			const receivedRequest = { stage, phoneNumber, correlator: request.headers['x-correlator'], atMs: Date.now() };
			receivedRequests.push(receivedRequest);
			return overrideFor(receivedRequest, request) ?? answerOf(request, simulator);
		},
	});

	/** The number of requests for each number. */
	function requests(): { before: Requests; faulty: Requests; after: Requests; unknown: number } {
		const count = (phoneNumber: string) =>
			STAGES.map(
				(stage) =>
					receivedRequests.filter(
						(receivedRequest) => receivedRequest.stage === stage && receivedRequest.phoneNumber === phoneNumber,
					).length,
			) as Requests;
		const unknown = receivedRequests.filter(({ phoneNumber }) => !LIST.includes(phoneNumber ?? '')).length;
		return { before: count(BEFORE), faulty: count(FAULTY), after: count(AFTER), unknown };
	}
	return { sandbox, receivedRequests, requests };
}

/** Runs the node on the list. */
export async function checkList(
	credential: ICredentialDataDecryptedObject,
	options: IDataObject,
): Promise<IDataObject[]> {
	const taskData = await runNode({
		inputs: LIST.map((phoneNumber) => ({ phoneNumber })),
		credential,
		parameters: { options: { maxAttempts: MAX_ATTEMPTS, ...options } },
		settings: { onError: 'continueRegularOutput' },
	});
	return itemsOf(taskData).map(({ json }) => json);
}

/** A complete item of a number without an answer. */
export const failedItem = (fields: IDataObject) => ({
	roaming: null,
	outcome: 'failed',
	countryCode: null,
	countryName: [],
	country: null,
	countryLabel: null,
	isEea: null,
	lastStatusTime: null,
	statusAgeSeconds: null,
	checkedAt: expect.any(String),
	warning: null,
	correlator: expect.any(String),
	simulated: false,
	message: expect.any(String),
	hint: expect.any(String),
	attempted: true,
	...fields,
});
export const stageOfItem = (stage: Stage, httpStatus: number | null) => (httpStatus === null ? 'network' : stage);

/** Epoch milliseconds before which no further request may be sent after this answer. */
export function nextAllowedAt(override: Override, nowMs: number): number {
	const header = typeof override === 'object' ? override.headers['retry-after'] : undefined;
	if (header === undefined) return nowMs;
	return /^\d+$/.test(header) ? nowMs + Number(header) * 1000 : Date.parse(header);
}

/** Milliseconds by which timers of Node.js may fire early, compared with the clock. */
export const EARLY = 5;

/** A port of this computer on which no server listens. */
export interface ClosedPort {
	port: number;
	origin: string;
	/** Connections that were refused. */
	refusals: number;
	/** Called at the first of them. */
	open: () => void;
}

const closedPorts: ClosedPort[] = [];
/** Below the ports that systems assign (from 32768 on Linux, else from 49152), so that no other process gets it. */
const firstClosedPort = randomInt(20_000, 30_000);

export function findClosedPort(open = () => {}): ClosedPort {
	const port = firstClosedPort + closedPorts.length;
	const closedPort = { port, origin: `http://127.0.0.1:${port}`, refusals: 0, open };
	closedPorts.push(closedPort);
	return closedPort;
}

/** A closed port that leads to the sandbox from its first refusal on. */
export function findPortThatOpens(sandbox: Sandbox): ClosedPort {
	const proxy = createServer((outside) => {
		const inside = connect(Number(new URL(sandbox.baseUrl).port), '127.0.0.1');
		pipeline(outside, inside, outside, () => {});
	});
	listening.push(proxy);
	const closedPort = findClosedPort(() => proxy.listen(closedPort.port, '127.0.0.1'));
	return closedPort;
}

/** Observes the connections of n8n's helper and of `fetch`; a port without a server cannot count them. */
const watchConnection = (message: unknown) =>
	(message as { socket: Socket }).socket.once('error', (error: Error & { port?: number }) => {
		const refused = closedPorts.find(({ port }) => port === error.port);
		if (refused === undefined) return;
		refused.refusals += 1;
		if (refused.refusals === 1) refused.open();
	});
beforeAll(() => subscribe('net.client.socket', watchConnection));
afterAll(() => void unsubscribe('net.client.socket', watchConnection));
