/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server needs Node's own modules; this file is not published */
import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { mediaTypeOf } from '../../nodes/simulator/messages';
import { simulate, type SimulatorResponse } from '../../nodes/simulator/simulator';
import { verifyClient, type SandboxClient } from './verifyClient';

export interface SandboxRequest {
	method: string;
	/** Path and query, as in the request line. */
	path: string;
	/** The whole URL, as the client called it. */
	url: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/**
 * `reset`: the socket is torn down. `hang`: no answer ever comes. `resetInBody` and `hangInBody`: the same when half of
 * what the simulator answers has left. A function answers by itself.
 */
export type Override =
	| 'reset'
	| 'hang'
	| 'resetInBody'
	| 'hangInBody'
	| SimulatorResponse
	| ((outgoing: ServerResponse) => void);

export interface SandboxOptions {
	https?: boolean;
	/** Where clients reach it, if that is another place: what they call, and sign as their audience, begins with it. */
	publicUrl?: string;
	/** The known clients; `SANDBOX_CLIENT` unless given. */
	clients?: SandboxClient[];
	/** Epoch milliseconds; the machine's clock unless given. */
	now?: () => number;
	/** Answers in place of the simulator, where it returns something; `simulator` makes the answer that it replaces. */
	override?: (request: SandboxRequest, simulator: () => SimulatorResponse) => Override | undefined;
	/** Milliseconds before each answer is sent. */
	latencyMs?: number;
	/** With false, `requests` stays empty: for more of them than are kept in memory. */
	recordRequests?: boolean;
	/** Called when a request is received; the function that it returns is called when the answer has been sent. */
	observe?: (request: SandboxRequest) => (answer: SimulatorResponse) => void;
}

export interface Sandbox {
	/** `http://127.0.0.1:port`, or https. */
	baseUrl: string;
	/** PEM of the certificate, with https. */
	certificate?: string;
	/** Each request in the order of arrival. */
	requests: SandboxRequest[];
	openConnections(): number;
	/** Since the start; with https, those whose handshake was done. */
	acceptedConnections(): number;
	/** Closes the connections on which no request is under way. */
	closeIdleConnections(): void;
	close(): Promise<void>;
}

/** Seconds between two polls of one auth_req_id, and what `slow_down` adds (CIBA Core 1.0 section 11). */
const INTERVAL = 2;
const SLOW_DOWN = 5;

/** A client whose ID and secret hold what form-encoding changes. */
export const SANDBOX_CLIENT = {
	clientId: 'demo:client +1',
	clientSecret: 'open sesame: 100% & more/+',
} satisfies SandboxClient;

/**
 * The simulator behind a socket on a free port of this computer, with what it leaves out: only known clients are let in,
 * an auth_req_id and the `jti` of an assertion are good once, and a client that polls too fast gets `slow_down`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const {
		clients = [SANDBOX_CLIENT],
		now = Date.now,
		override = () => undefined,
		latencyMs = 0,
		recordRequests = true,
		observe = () => () => undefined,
	} = options;
	const requests: SandboxRequest[] = [];
	const sockets = new Set<Socket>();
	const play = statefulSimulator(clients, now);
	let baseUrl = '';
	let acceptedConnections = 0;

	async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const request = await readRequest(incoming, options.publicUrl ?? baseUrl);
		if (recordRequests) requests.push(request);
		const observeAnswer = observe(request);
		const answer = override(request, () => play(request)) ?? play(request);
		if (latencyMs > 0) await sleep(latencyMs);
		if (typeof answer === 'function') return answer(outgoing);
		if (answer === 'hang') return;
		if (answer === 'reset') {
			incoming.socket.resetAndDestroy();
			return;
		}
		if (answer === 'resetInBody' || answer === 'hangInBody') {
			const { status, headers, body } = play(request);
			outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
			outgoing.write(body.slice(0, body.length / 2), () => {
				if (answer === 'resetInBody') incoming.socket.resetAndDestroy();
			});
			return;
		}
		outgoing.writeHead(answer.status, answer.headers).end(answer.body, () => observeAnswer(answer));
	}
	/** A request that breaks off or has no proper target ends its own connection, not the sandbox. */
	const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
		void serve(incoming, outgoing).catch(() => incoming.socket.destroy());

	const identity = options.https === true ? await createIdentity() : undefined;
	const server = identity === undefined ? createHttpServer(listener) : createHttpsServer(identity, listener);
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on(identity === undefined ? 'connection' : 'secureConnection', () => {
		acceptedConnections += 1;
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	baseUrl = `${identity === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;

	return {
		baseUrl,
		...(identity === undefined ? {} : { certificate: identity.cert }),
		requests,
		openConnections: () => sockets.size,
		acceptedConnections: () => acceptedConnections,
		closeIdleConnections: () => server.closeIdleConnections(),
		close: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

async function readRequest(incoming: IncomingMessage, baseUrl: string): Promise<SandboxRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const path = incoming.url ?? '';
	return {
		method: incoming.method ?? '',
		path,
		url: `${baseUrl}${path}`,
		headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
		body: Buffer.concat(chunks).toString('utf8'),
	};
}

function statefulSimulator(
	clients: SandboxClient[],
	now: () => number,
): (request: SandboxRequest) => SimulatorResponse {
	const signingKey = randomBytes(32);
	const usedAssertions = new Set<string>();
	const usedAuthReqIds = new Set<string>();
	const pace = new Map<string, { lastPoll: number; interval: number }>();

	/** A pure function cannot remember which `jti` came before (RFC 7523 section 3). */
	function isReplayed(form: URLSearchParams): boolean {
		const claims = form.get('client_assertion')?.split('.')[1];
		if (claims === undefined) return false;
		const { iss, jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
		const name = JSON.stringify([iss, jti]);
		const replayed = usedAssertions.has(name);
		usedAssertions.add(name);
		return replayed;
	}

	function isTooFast(authReqId: string): boolean {
		const { lastPoll, interval } = pace.get(authReqId) ?? { lastPoll: -Infinity, interval: INTERVAL };
		pace.set(authReqId, { lastPoll: now(), interval });
		return now() < lastPoll + interval * 1000;
	}

	/** Each `slow_down` lengthens all later intervals of this auth_req_id. */
	function slowDown(authReqId: string): void {
		const known = pace.get(authReqId);
		if (known !== undefined) known.interval += SLOW_DOWN;
	}

	return (request) => {
		const isToken = request.path.endsWith('/token');
		const isOAuth = isToken || request.path.endsWith('/bc-authorize');
		const form = new URLSearchParams(request.body);
		const authorization = request.headers.authorization ?? '';
		if (isOAuth && isForm(request) && !verifyClient(authorization, form, request.url, now(), clients)) {
			return refuse(request, 401, 'invalid_client');
		}
		const response = simulate(request, { now: now(), signingKey });
		// A request that the endpoint does not understand does not use up an auth_req_id.
		if (!isOAuth || response.body.includes('"invalid_request"')) return response;

		if (isReplayed(form)) return refuse(request, 401, 'invalid_client');
		// Only a poll with an auth_req_id that this sandbox issued has a pace and can use it up.
		const authReqId = form.get('auth_req_id');
		if (!isToken || authReqId === null || /"(invalid_grant|unsupported_grant_type)"/.test(response.body))
			return response;

		if (usedAuthReqIds.has(authReqId)) return refuse(request, 400, 'invalid_grant');
		const answer = isTooFast(authReqId) ? refuse(request, 400, 'slow_down') : response;
		if (answer.body.includes('"slow_down"')) slowDown(authReqId);
		if (answer.status === 200) usedAuthReqIds.add(authReqId);
		return answer;
	};
}

/** A body that is no form is passed to the simulator, which refuses it before it reads the client. */
function isForm({ method, headers }: SandboxRequest): boolean {
	return method === 'POST' && mediaTypeOf(headers) === 'application/x-www-form-urlencoded';
}

function refuse({ headers }: SandboxRequest, status: number, error: string): SimulatorResponse {
	// RFC 6749 section 5.2 requires the challenge where the header was used.
	const isChallenged = status === 401 && headers.authorization !== undefined;
	return {
		status,
		headers: {
			'content-type': 'application/json',
			'cache-control': 'no-store',
			...(isChallenged ? { 'www-authenticate': 'Basic realm="sandbox"' } : {}),
			...(headers['x-correlator'] === undefined ? {} : { 'x-correlator': headers['x-correlator'] }),
		},
		body: JSON.stringify({ error }),
	};
}

/** A key and certificate for 127.0.0.1, made anew each time so that none lies in the repository. */
async function createIdentity(): Promise<{ key: string; cert: string }> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
		keySize: 2048,
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	return { key, cert };
}

/** The URLs of the sandbox as the credential holds them. */
export function sandboxUrls({ baseUrl }: Sandbox, apiVersion: 'v0.4' | 'v0.5' | 'v0.6' | 'v1') {
	const paths = {
		'v0.4': '/device-status/v0/roaming',
		'v0.5': '/device-status/v0/roaming',
		'v0.6': '/device-roaming-status/v0.6/retrieve',
		v1: '/device-roaming-status/v1/retrieve',
	};
	return {
		authorizeUrl: `${baseUrl}/bc-authorize`,
		tokenUrl: `${baseUrl}/token`,
		roamingUrl: `${baseUrl}${paths[apiVersion]}`,
	};
}
