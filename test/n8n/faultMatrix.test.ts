/* eslint-disable @n8n/community-nodes/no-restricted-imports -- opens ports and watches connections; not published */
import './capturedLog';
import { randomInt } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { IDataObject } from 'n8n-workflow';
import { createNumberLookup } from '../sandbox/numberLookup';
import { startSandbox, type Override, type Sandbox, type SandboxOptions } from '../sandbox/sandbox';
import { builtPackage, itemsOf, runNode, sandboxCredential } from './runNode';

/** One of them meets the fault; the list has one before and one after it. */
const BEFORE = '+34666555001';
const STRUCK = '+34666555102';
const AFTER = '+34666555011';
const LIST = [BEFORE, STRUCK, AFTER];

const STAGES = ['authorize', 'token', 'roaming'] as const;
type Stage = (typeof STAGES)[number];
/** Requests to the authorize URL, the token URL and the roaming URL. */
type Requests = [authorize: number, token: number, roaming: number];
const UNTOUCHED: Requests = [1, 1, 1];
const NEVER_BEGUN: Requests = [0, 0, 0];

const MAX_ATTEMPTS = 3;
/**
 * Seconds for which a busy token URL is asked again. Just less than three of the sandbox's intervals of 2: that is time
 * for three requests, and with a Retry-After of 3 for two, even where the computer is slow.
 */
const MAX_CONSENT_WAIT = 5.9;
/**
 * Seconds, longer than is waited anyway: up to half a second (backoff), up to 2 after a first refusal (the rate of the
 * host), and 2 between two requests to the token URL (the sandbox's interval).
 */
const RETRY_AFTER: Record<Stage, number> = { authorize: 3, token: 3, roaming: 1 };

const CONNECTIONS = ['n8n', 'keepAlive'] as const;
type Connection = (typeof CONNECTIONS)[number];

interface Fault {
	/** @param elsewhere the address of somebody else's server */
	answer: (stage: Stage, elsewhere: string) => Override;
	httpStatus: number | null;
	retryable: boolean;
	options?: IDataObject;
	/** Whether numbers that have not begun are handed back. */
	endsTheRun?: true;
	/** Where it comes each time: how often the request is sent that meets it, and what the item says in the end. */
	lasting: Record<Stage, [requests: number, code: string]>;
	/** Where it comes once and a repeat helps: all requests of the number. */
	passing?: Partial<Record<Stage, Requests>>;
}

const answer = (status: number, body: string, headers: Record<string, string> = {}): Override => ({
	status,
	headers: { 'content-type': 'application/json', ...headers },
	body,
});
const inAllStages = (requests: number, code: string): Fault['lasting'] => ({
	authorize: [requests, code],
	token: [requests, code],
	roaming: [requests, code],
});
/** A token URL that is busy is polled until the wait for consent is over, however few attempts there are. */
const busy = (code: string, polls: number): Pick<Fault, 'retryable' | 'lasting' | 'passing'> => ({
	retryable: true,
	lasting: { authorize: [MAX_ATTEMPTS, code], token: [polls, code], roaming: [MAX_ATTEMPTS, code] },
	passing: { authorize: [2, 1, 1], token: [1, 2, 1], roaming: [1, 1, 2] },
});
/** Whoever does not know what became of an authorization request does not send it again. */
const lost = (code: string): Pick<Fault, 'httpStatus' | 'retryable' | 'lasting' | 'passing'> => ({
	httpStatus: null,
	retryable: true,
	lasting: { authorize: [1, code], token: [2, code], roaming: [MAX_ATTEMPTS, code] },
	passing: { token: [1, 2, 1], roaming: [1, 1, 2] },
});
/** The token was in the half that did not come, and its auth_req_id is used up with it: there is a second one. */
const TOKEN_LOST: Requests = [2, 3, 1];
/** What is wrong although it came with status 200 is the same the next time. */
const unreadable: Pick<Fault, 'httpStatus' | 'retryable' | 'lasting'> = {
	httpStatus: 200,
	retryable: false,
	lasting: { authorize: [1, 'INVALID_RESPONSE'], token: [1, 'MISSING_ACCESS_TOKEN'], roaming: [1, 'INVALID_RESPONSE'] },
};

/** What strikes one number and no other. Those that take longest begin first, so that the others run meanwhile. */
const FAULTS: Record<string, Fault> = {
	'status 429 with Retry-After in seconds': {
		...busy('TOO_MANY_REQUESTS', 2),
		answer: (stage) => answer(429, '{}', { 'retry-after': String(RETRY_AFTER[stage]) }),
		httpStatus: 429,
	},
	'status 429 with Retry-After as a date': {
		...busy('TOO_MANY_REQUESTS', 2),
		answer: (stage) => {
			// A date has no fractions: up to a second more, so that it is never less.
			const at = new Date(Date.now() + (RETRY_AFTER[stage] + 1) * 1000);
			return answer(429, '{}', { 'retry-after': at.toUTCString() });
		},
		httpStatus: 429,
	},
	'no answer': { ...lost('TIMED_OUT'), answer: () => 'hang', options: { timeout: 2 } },
	'a reset before the answer': { ...lost('CONNECTION_RESET'), answer: () => 'reset' },
	'half an answer and no more': {
		...lost('TIMED_OUT'),
		answer: () => 'hangInBody',
		options: { timeout: 2 },
		passing: { token: TOKEN_LOST, roaming: [1, 1, 2] },
	},
	'a reset in mid-body': {
		...lost('CONNECTION_RESET'),
		answer: () => 'resetInBody',
		passing: { token: TOKEN_LOST, roaming: [1, 1, 2] },
	},
	'JSON that breaks off': {
		...unreadable,
		answer: () => answer(200, '{"auth_req_id": "a", "access_token": "b", "roami'),
	},
	'JSON of another shape': { ...unreadable, answer: () => answer(200, '[]') },
	'an error under status 200': {
		answer: (stage) =>
			stage === 'roaming'
				? answer(200, '{"error": {"code": "PERMISSION_DENIED", "message": "No."}}')
				: answer(200, '{"error": "unauthorized_client"}'),
		httpStatus: 200,
		retryable: false,
		lasting: {
			authorize: [1, 'unauthorized_client'],
			token: [1, 'unauthorized_client'],
			roaming: [1, 'PERMISSION_DENIED'],
		},
	},
	'status 200 without a body': { ...unreadable, answer: () => answer(200, '') },
	'status 502 with a page in HTML': {
		answer: () => answer(502, '<html><h1>Bad Gateway</h1></html>', { 'content-type': 'text/html' }),
		httpStatus: 502,
		retryable: true,
		lasting: {
			authorize: [1, 'BAD_GATEWAY'],
			token: [2, 'BAD_GATEWAY'],
			roaming: [MAX_ATTEMPTS, 'BAD_GATEWAY'],
		},
		passing: { roaming: [1, 1, 2] },
	},
	'status 429 without Retry-After': {
		...busy('TOO_MANY_REQUESTS', 3),
		answer: () => answer(429, '{}'),
		httpStatus: 429,
	},
	'status 429 because the quota is used up': {
		answer: () => answer(429, '{"status": 429, "code": "QUOTA_EXCEEDED", "message": "No more."}'),
		httpStatus: 429,
		retryable: false,
		options: { concurrency: 1 },
		endsTheRun: true,
		lasting: inAllStages(1, 'QUOTA_EXCEEDED'),
	},
	'status 503': { ...busy('UNAVAILABLE', 3), answer: () => answer(503, ''), httpStatus: 503 },
	'a redirect to another origin': {
		answer: (stage, elsewhere) => answer(307, '', { location: `${elsewhere}/${stage}` }),
		httpStatus: 307,
		retryable: false,
		lasting: inAllStages(1, 'REDIRECTED'),
	},
};

interface Arrival {
	stage: Stage;
	/** Whom it is about. */
	phoneNumber: string | undefined;
	correlator: string | undefined;
	atMs: number;
}

const STAGE_OF_PATH = new Map<string, Stage>([
	['/bc-authorize', 'authorize'],
	['/token', 'token'],
	['/device-roaming-status/v1/retrieve', 'roaming'],
]);

/** All that listens, closed at the end: a case that hangs would keep its sandbox open, and with it the test run. */
const listening: Array<{ close(): unknown }> = [];
afterAll(() => Promise.all(listening.map((server) => server.close())));

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await startSandbox(options);
	listening.push(sandbox);
	return sandbox;
}

/** A sandbox of which is known whom each request is about: by its login_hint, or by what was issued for the number. */
async function startWatchedSandbox(strike: (arrival: Arrival) => Override | undefined = () => undefined) {
	const arrivals: Arrival[] = [];
	const { phoneNumberOf, remember } = createNumberLookup();

	const sandbox = await start({
		override: (request, simulator) => {
			const stage = STAGE_OF_PATH.get(request.path);
			if (stage === undefined) throw new Error(`Nobody should ask for ${request.path}.`);
			const phoneNumber = phoneNumberOf(request);
			const arrival = { stage, phoneNumber, correlator: request.headers['x-correlator'], atMs: Date.now() };
			arrivals.push(arrival);
			const instead = strike(arrival);
			if (instead !== undefined) return instead;

			return remember(phoneNumber, simulator());
		},
	});

	/** All that arrived, counted. */
	function requests(): { before: Requests; struck: Requests; after: Requests; unknown: number } {
		const count = (phoneNumber: string) =>
			STAGES.map(
				(stage) => arrivals.filter((arrival) => arrival.stage === stage && arrival.phoneNumber === phoneNumber).length,
			) as Requests;
		const unknown = arrivals.filter(({ phoneNumber }) => !LIST.includes(phoneNumber ?? '')).length;
		return { before: count(BEFORE), struck: count(STRUCK), after: count(AFTER), unknown };
	}
	return { sandbox, arrivals, requests };
}

/** Runs the node on the list. */
async function checkList(
	sandbox: Sandbox,
	connection: Connection,
	{ urls = {}, options = {} }: { urls?: Record<string, string>; options?: IDataObject } = {},
): Promise<IDataObject[]> {
	const taskData = await runNode({
		inputs: LIST.map((phoneNumber) => ({ phoneNumber })),
		credential: { ...sandboxCredential(sandbox), ...urls },
		parameters: {
			options: { connection, maxAttempts: MAX_ATTEMPTS, maxConsentWait: MAX_CONSENT_WAIT, ...options },
		},
		settings: { onError: 'continueRegularOutput' },
	});
	return itemsOf(taskData).map(({ json }) => json);
}

/** An item of a number without an answer, whole: toStrictEqual takes no key with undefined for none. */
const failedItem = (fields: IDataObject) => ({
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
const stageOfItem = (stage: Stage, httpStatus: number | null) => (httpStatus === null ? 'network' : stage);

/** One request to each stage before, so many to this one, none to those after it. */
function upTo(stage: Stage, requests: number): Requests {
	const struckAt = STAGES.indexOf(stage);
	return STAGES.map((_stage, index) => (index < struckAt ? 1 : index === struckAt ? requests : 0)) as Requests;
}

/** Epoch milliseconds at which somebody who gets this answer may come back. */
function mayComeBackAt(override: Override, nowMs: number): number {
	const header = typeof override === 'object' ? override.headers['retry-after'] : undefined;
	if (header === undefined) return nowMs;
	return /^\d+$/.test(header) ? nowMs + Number(header) * 1000 : Date.parse(header);
}

/** Milliseconds by which Node's timers may be early against the clock. */
const EARLY = 5;

let secure: Sandbox;
beforeAll(async () => {
	await builtPackage();
	secure = await start({ https: true });
}, 30_000);

const lasting = CONNECTIONS.flatMap((connection) =>
	Object.entries(FAULTS).flatMap(([name, fault]) => STAGES.map((stage) => ({ connection, name, stage, fault }))),
);
test.concurrent.each(lasting)(
	'$connection: $name at $stage, each time, ends as documented',
	async ({ connection, stage, fault }) => {
		const elsewhere = await start();
		const mayComeBack: number[] = [];
		const { sandbox, arrivals, requests } = await startWatchedSandbox((arrival) => {
			if (arrival.stage !== stage || arrival.phoneNumber !== STRUCK) return undefined;
			const override = fault.answer(stage, elsewhere.baseUrl);
			mayComeBack.push(mayComeBackAt(override, arrival.atMs));
			return override;
		});
		const [before, struck, after] = await checkList(sandbox, connection, { options: fault.options });
		const [sent, code] = fault.lasting[stage];
		const { retryable, httpStatus, endsTheRun = false } = fault;
		const ofStruck = arrivals.filter(({ phoneNumber }) => phoneNumber === STRUCK);
		expect(requests()).toEqual({
			before: UNTOUCHED,
			struck: upTo(stage, sent),
			after: endsTheRun ? NEVER_BEGUN : UNTOUCHED,
			unknown: 0,
		});
		expect(struck).toStrictEqual(
			failedItem({
				phoneNumber: STRUCK,
				code,
				stage: stageOfItem(stage, fault.httpStatus),
				httpStatus,
				retryable,
				correlator: ofStruck.at(-1)?.correlator,
			}),
		);
		expect(before).toMatchObject({ phoneNumber: BEFORE, outcome: 'roaming' });
		expect(after).toMatchObject(
			endsTheRun
				? { phoneNumber: AFTER, outcome: 'failed', code, httpStatus: null, retryable: false, attempted: false }
				: { phoneNumber: AFTER, outcome: 'roaming' },
		);
		for (const [index, { atMs }] of ofStruck.filter((arrival) => arrival.stage === stage).entries()) {
			expect(atMs).toBeGreaterThanOrEqual((mayComeBack[index - 1] ?? 0) - EARLY);
		}
		expect(elsewhere.requests).toEqual([]);
	},
	30_000,
);

const passing = CONNECTIONS.flatMap((connection) =>
	Object.entries(FAULTS).flatMap(([name, { answer: makeAnswer, options, passing: expected = {} }]) =>
		STAGES.flatMap((stage) => {
			const sent = expected[stage];
			return sent === undefined ? [] : [{ connection, name, stage, sent, makeAnswer, options }];
		}),
	),
);
test.concurrent.each(passing)(
	'$connection: $name at $stage, once, is made good by a repeat',
	async ({ connection, stage, sent, makeAnswer, options }) => {
		let strikes = 0;
		const { sandbox, requests } = await startWatchedSandbox((arrival) => {
			if (arrival.stage !== stage || arrival.phoneNumber !== STRUCK || strikes > 0) return undefined;
			strikes += 1;
			return makeAnswer(stage, '');
		});
		const items = await checkList(sandbox, connection, { options });
		expect(items.map(({ outcome }) => outcome)).toEqual(['roaming', 'home', 'roaming']);
		expect(requests()).toEqual({ before: UNTOUCHED, struck: sent, after: UNTOUCHED, unknown: 0 });
	},
	30_000,
);

/** The URL of one stage, at another origin. */
function atOrigin(sandbox: Sandbox, stage: Stage, origin: string): Record<string, string> {
	const field = `${stage}Url`;
	const { pathname } = new URL(String(sandboxCredential(sandbox)[field]));
	return { [field]: `${origin}${pathname}` };
}

/** A port of this computer on which nobody listens. */
interface ClosedPort {
	port: number;
	origin: string;
	/** Connections that were refused. */
	refusals: number;
	/** What happens at the first of them. */
	open: () => void;
}

const closedPorts: ClosedPort[] = [];
/** Below the ports that systems hand out (from 32768 on Linux, else from 49152), so that nobody is given it meanwhile. */
const firstClosedPort = randomInt(20_000, 30_000);

function findClosedPort(open = () => {}): ClosedPort {
	const port = firstClosedPort + closedPorts.length;
	const closedPort = { port, origin: `http://127.0.0.1:${port}`, refusals: 0, open };
	closedPorts.push(closedPort);
	return closedPort;
}

/** Sees the connections of n8n's helper and of `fetch`; a port on which nobody listens cannot count them. */
const watchConnection = (message: unknown) =>
	(message as { socket: Socket }).socket.once('error', (error: Error & { port?: number }) => {
		const refused = closedPorts.find(({ port }) => port === error.port);
		if (refused === undefined) return;
		refused.refusals += 1;
		if (refused.refusals === 1) refused.open();
	});
beforeAll(() => subscribe('net.client.socket', watchConnection));
afterAll(() => void unsubscribe('net.client.socket', watchConnection));

const hostCases = CONNECTIONS.flatMap((connection) => STAGES.map((stage) => ({ connection, stage })));

const failedAt = (code: string, retryable: boolean) =>
	LIST.map((phoneNumber) => failedItem({ phoneNumber, code, stage: 'network', httpStatus: null, retryable }));
const upToEach = (stage: Stage) => {
	const each = upTo(stage, 0);
	return { before: each, struck: each, after: each, unknown: 0 };
};

/** The token URL is asked once more, as after an answer that was lost. */
const REFUSALS_OF_A_NUMBER: Record<Stage, number> = { authorize: MAX_ATTEMPTS, token: 2, roaming: MAX_ATTEMPTS };

test.concurrent.each(hostCases)(
	'$connection: a refused connection at $stage, each time, is told for every number',
	async ({ connection, stage }) => {
		const { sandbox, requests } = await startWatchedSandbox();
		const closedPort = findClosedPort();
		const urls = atOrigin(sandbox, stage, closedPort.origin);
		expect(await checkList(sandbox, connection, { urls })).toStrictEqual(failedAt('CONNECTION_REFUSED', true));
		expect(requests()).toEqual(upToEach(stage));
		expect(closedPort.refusals).toBe(LIST.length * REFUSALS_OF_A_NUMBER[stage]);
	},
	30_000,
);

test.concurrent.each(hostCases)(
	'$connection: a refused connection at $stage is made good by a repeat once somebody listens',
	async ({ connection, stage }) => {
		const { sandbox, requests } = await startWatchedSandbox();
		const door = createServer((outside) => {
			const inside = connect(Number(new URL(sandbox.baseUrl).port), '127.0.0.1');
			pipeline(outside, inside, outside, () => {});
		});
		listening.push(door);
		const closedPort = findClosedPort(() => door.listen(closedPort.port, '127.0.0.1'));
		const items = await checkList(sandbox, connection, { urls: atOrigin(sandbox, stage, closedPort.origin) });
		expect(items.map(({ outcome }) => outcome)).toEqual(['roaming', 'home', 'roaming']);
		expect(requests()).toEqual({ before: UNTOUCHED, struck: UNTOUCHED, after: UNTOUCHED, unknown: 0 });
		expect(closedPort.refusals).toBeGreaterThanOrEqual(1);
	},
	30_000,
);

test.concurrent.each(hostCases)(
	'$connection: a certificate that is not trusted at $stage is told for every number',
	async ({ connection, stage }) => {
		const { sandbox, requests } = await startWatchedSandbox();
		const urls = atOrigin(sandbox, stage, secure.baseUrl);
		expect(await checkList(sandbox, connection, { urls })).toStrictEqual(failedAt('CERTIFICATE_NOT_TRUSTED', false));
		expect(requests()).toEqual(upToEach(stage));
		expect(secure.requests).toEqual([]);
	},
	30_000,
);
