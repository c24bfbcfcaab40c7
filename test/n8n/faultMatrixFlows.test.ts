import './capturedLog';
import { generateKeyPairSync } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import { amount } from '../long';
import { operator } from '../sandbox/authorizationServer';
import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import type { Override, Sandbox, SandboxRequest } from '../sandbox/sandbox';
import type { Aggregator } from '../sandbox/twoLegged';
import { vonage } from '../sandbox/vonage';
import {
	AFTER,
	BEFORE,
	checkList,
	CONNECTIONS,
	EARLY,
	FAULT_ANSWERS,
	failedItem,
	faultOf,
	findClosedPort,
	findPortThatOpens,
	LIST,
	MAX_ATTEMPTS,
	nextAllowedAt,
	stageOfItem,
	start,
	startWatched,
	FAULTY,
	type ReceivedRequest,
	type FaultName,
	type Requests,
	type Stage,
	type Watched,
} from './faults';
import { builtPackage } from './runNode';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});

interface Flow {
	/** The URLs that it calls; their paths are those of the aggregator that it is known from. */
	paths: Partial<Record<'token' | 'roaming', string>>;
	/** Each number has a token of its own, all share the token of the client, or there is none. */
	tokenOf: 'number' | 'client' | 'none';
	/** A new one for each run, since it remembers what it issued. */
	aggregator(clientId: string): Aggregator;
	credential(clientId: string): ICredentialDataDecryptedObject;
	/** Requests to the roaming URL where it refuses the access each time. */
	refused: number;
}

const ISSUER_PATH = '/openidconnect/playground/v1.0/token';

const FLOWS: Record<string, Flow> = {
	apiKey: {
		paths: { roaming: '/device-status/device-roaming-status/v1/retrieve' },
		tokenOf: 'none',
		aggregator: (clientId) => nokia({ apiKey: clientId }),
		credential: (clientId) => ({ aggregator: 'nokia', apiKey: clientId }),
		refused: 1,
	},
	applicationJwt: {
		paths: { roaming: '/identity-insights/v1/requests' },
		tokenOf: 'none',
		aggregator: (clientId) => vonage({ applicationId: clientId, publicKey }),
		credential: (clientId) => ({ aggregator: 'vonage', clientId, privateKey }),
		refused: 2,
	},
	clientCredentials: {
		paths: {
			token: ISSUER_PATH,
			roaming: '/camara/playground/api/device-roaming-status/v1/retrieve',
		},
		tokenOf: 'client',
		aggregator: (clientId) => orange({ clientId, clientSecret: 'secret' }),
		credential: (clientId) => ({
			aggregator: 'custom',
			accessFlow: 'clientCredentials',
			scopeStyle: 'none',
			clientId,
			clientSecret: 'secret',
		}),
		refused: 2,
	},
	jwtBearer: {
		paths: { token: '/token', roaming: '/device-roaming-status/v1/retrieve' },
		tokenOf: 'number',
		aggregator: (clientId) => operator({ clientId, publicKey }),
		credential: (clientId) => ({ aggregator: 'camara', accessFlow: 'jwtBearer', clientId, privateKey }),
		refused: 2,
	},
};

/** Seconds; longer than the node waits without it, which is half a second at most before the first retry. */
const RETRY_AFTER = 1;

/** The expected result of a fault in these flows. */
interface Expected {
	codes: Record<'token' | 'roaming', string>;
	retryable: boolean;
	/** The stages at which the request is sent again. */
	repeatedAt: Stage[];
	/** Whether the run ends, at each stage, and numbers that are not started yet are returned unchecked. */
	endsTheRun?: true;
}

const everywhere = (code: string) => ({ token: code, roaming: code });
const passing = (code: string, repeatedAt: Stage[] = ['token', 'roaming']): Expected => ({
	codes: everywhere(code),
	retryable: true,
	repeatedAt,
});
const final = (token: string, roaming = token): Expected => ({
	codes: { token, roaming },
	retryable: false,
	repeatedAt: [],
});
const unreadable = final('MISSING_ACCESS_TOKEN', 'INVALID_RESPONSE');

const EXPECTED: Record<FaultName, Expected> = {
	'status 429 with Retry-After in seconds': passing('TOO_MANY_REQUESTS'),
	'status 429 with Retry-After as a date': passing('TOO_MANY_REQUESTS'),
	'no answer': passing('TIMED_OUT'),
	'a reset before the answer': passing('CONNECTION_RESET'),
	'half an answer and no more': passing('TIMED_OUT'),
	'a reset in mid-body': passing('CONNECTION_RESET'),
	'JSON that breaks off': unreadable,
	'JSON of another shape': unreadable,
	'an error under status 200': final('unauthorized_client', 'PERMISSION_DENIED'),
	'status 200 without a body': unreadable,
	'status 401': final('invalid_client', 'UNAUTHENTICATED'),
	'status 403': final('PERMISSION_DENIED'),
	// RFC 6749 knows no status 500: what a token URL did with the request is not known.
	'status 500': passing('INTERNAL', ['roaming']),
	'status 502 with a page in HTML': passing('BAD_GATEWAY'),
	'status 429 without Retry-After': passing('TOO_MANY_REQUESTS'),
	'status 429 because the quota is used up': { ...final('QUOTA_EXCEEDED'), endsTheRun: true },
	'status 503': passing('UNAVAILABLE'),
	'a redirect to another origin': final('REDIRECTED'),
};

const CHOSEN = amount<FaultName[]>({
	short: ['status 429 with Retry-After in seconds', 'a reset before the answer', 'status 401'],
	long: Object.keys(FAULT_ANSWERS) as FaultName[],
});
const MAX_TIME = 30_000;

/** Half of what the aggregator answers, and then nothing more or a reset. */
function half(fault: 'hangInBody' | 'resetInBody', { status, headers, body }: SimulatorResponse): Override {
	return (outgoing) => {
		outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
		outgoing.write(body.slice(0, body.length / 2), () => {
			if (fault === 'resetInBody') outgoing.socket?.resetAndDestroy();
		});
	};
}

/** The number of a request: subject of its assertion, number in its body, or number that its token was issued for. */
function createWatched({ paths, aggregator }: Flow, clientId: string): Watched {
	const answer = aggregator(clientId);
	const issuedFor = new Map<string, string>();

	function phoneNumberOf({ body, headers }: SandboxRequest): string | undefined {
		const claims = new URLSearchParams(body).get('assertion')?.split('.')[1] ?? '';
		const named = `${Buffer.from(claims, 'base64url').toString()} ${body}`;
		const [, digits] = /"(?:sub|phoneNumber|phone_number)":"(?:tel:)?\+?([0-9]+)"/.exec(named) ?? [];
		return digits === undefined ? issuedFor.get(headers.authorization ?? '') : `+${digits}`;
	}

	return {
		paths: new Map(Object.entries(paths).map(([stage, path]) => [path, stage as Stage])),
		phoneNumberOf,
		answer: (request) => {
			const response = answer(request);
			const [, token] = /"access_token":"([^"]+)"/.exec(response.body) ?? [];
			const phoneNumber = phoneNumberOf(request);
			if (token !== undefined && phoneNumber !== undefined) issuedFor.set(`Bearer ${token}`, phoneNumber);
			return response;
		},
	};
}

/** Whether this request meets the fault: it is of the number with the fault, or for the token of the client. */
const meetsFault = (flow: Flow, stage: Stage, receivedRequest: ReceivedRequest) =>
	receivedRequest.stage === stage &&
	(receivedRequest.phoneNumber === FAULTY || (flow.tokenOf === 'client' && stage === 'token'));

let clients = 0;
/** An aggregator and a credential for it, of a client of its own: all executions of a process share its tokens. */
async function startFlow(
	flow: Flow,
	overrideFor: (receivedRequest: ReceivedRequest) => Override | undefined = () => undefined,
) {
	clients += 1;
	const clientId = `client-${clients}`;
	const watched = createWatched(flow, clientId);
	const { sandbox, ...seen } = await startWatched(watched, (receivedRequest, request) => {
		const override = overrideFor(receivedRequest);
		return override === 'hangInBody' || override === 'resetInBody'
			? half(
					override,
					watched.answer(request, () => ({ status: 404, headers: {}, body: '' })),
				)
			: override;
	});
	const urls = Object.entries(flow.paths).map(([stage, path]) => [`${stage}Url`, `${sandbox.baseUrl}${path}`]);
	const credential = { ...flow.credential(clientId), ...(Object.fromEntries(urls) as Record<string, string>) };
	return { sandbox, credential, ...seen };
}

/** All received requests: `tokens` and `roaming` of the number with the fault, and those of the others. */
function requestsOf(
	{ tokenOf }: Flow,
	faulty: { tokens: number; roaming: number },
	others: 'answered' | 'refused' | 'afterNotStarted' = 'answered',
) {
	const own = (tokens: number, roaming: number): Requests => [0, tokenOf === 'number' ? tokens : 0, roaming];
	const other = others === 'refused' ? own(0, 0) : own(1, 1);
	return {
		before: other,
		faulty: own(faulty.tokens, faulty.roaming),
		after: others === 'afterNotStarted' ? own(0, 0) : other,
		unknown: tokenOf === 'client' ? faulty.tokens : 0,
	};
}

let secure: Sandbox;
beforeAll(async () => {
	await builtPackage();
	secure = await start({ https: true });
}, MAX_TIME);

const ALL_CASES = CHOSEN.flatMap((name) =>
	Object.entries(FLOWS).flatMap(([flowName, flow]) =>
		(Object.keys(flow.paths) as Array<'token' | 'roaming'>).flatMap((stage) =>
			CONNECTIONS.map((connection) => ({ connection, name, flowName, stage, flow })),
		),
	),
);
/** The two connections by turns, or both each time. */
const CASES = amount({
	short: ALL_CASES.filter((_case, index) => index % 4 === 0 || index % 4 === 3),
	long: ALL_CASES,
});

test.concurrent.each(CASES)(
	'$connection, $flowName: $name at each request to $stage gives the documented error',
	async ({ connection, name, stage, flow }) => {
		const fault = faultOf(name);
		const { codes, retryable, repeatedAt, endsTheRun = false } = EXPECTED[name];
		const elsewhere = await start();
		const nextAllowed: number[] = [];
		const { credential, receivedRequests, requests } = await startFlow(flow, (receivedRequest) => {
			if (!meetsFault(flow, stage, receivedRequest)) return undefined;
			const override = fault.answer({ stage, elsewhere: elsewhere.baseUrl, retryAfter: RETRY_AFTER });
			nextAllowed.push(nextAllowedAt(override, receivedRequest.atMs));
			return override;
		});
		const items = await checkList(credential, { connection, ...fault.options });

		const faultyRequests = receivedRequests.filter((receivedRequest) => meetsFault(flow, stage, receivedRequest));
		const failed = (phoneNumber: string) =>
			failedItem({
				phoneNumber,
				code: codes[stage],
				stage: stageOfItem(stage, fault.httpStatus),
				httpStatus: fault.httpStatus,
				retryable,
				correlator: faultyRequests.at(-1)?.correlator,
			});
		const notStarted = (phoneNumber: string) =>
			expect.objectContaining({
				phoneNumber,
				code: codes[stage],
				httpStatus: null,
				retryable: false,
				attempted: false,
			}) as unknown;
		const answered = (phoneNumber: string) => expect.objectContaining({ phoneNumber, outcome: 'roaming' }) as unknown;
		const sent = repeatedAt.includes(stage) ? MAX_ATTEMPTS : 1;
		const inTurn = fault.options?.concurrency === 1;

		if (stage === 'token' && flow.tokenOf === 'client') {
			// No number has a token, and no number requests one of its own.
			expect(requests()).toEqual(requestsOf(flow, { tokens: sent, roaming: 0 }, 'refused'));
			const others = inTurn ? notStarted : failed;
			expect(items).toEqual([failed(BEFORE), others(FAULTY), others(AFTER)]);
		} else if (stage === 'token') {
			expect(requests()).toEqual(
				requestsOf(flow, { tokens: sent, roaming: 0 }, endsTheRun ? 'afterNotStarted' : 'answered'),
			);
			expect(items).toEqual([answered(BEFORE), failed(FAULTY), (endsTheRun ? notStarted : answered)(AFTER)]);
		} else {
			const isRefused = name === 'status 401';
			const roaming = isRefused ? flow.refused : sent;
			// Without a token for each number, a refusal is one for all.
			const ends = endsTheRun || (isRefused && flow.tokenOf !== 'number');
			expect(requests()).toEqual(
				requestsOf(flow, { tokens: isRefused ? 2 : 1, roaming }, ends ? 'afterNotStarted' : 'answered'),
			);
			expect(items).toEqual([answered(BEFORE), failed(FAULTY), (ends ? notStarted : answered)(AFTER)]);
		}
		for (const [index, { atMs }] of faultyRequests.entries()) {
			expect(atMs).toBeGreaterThanOrEqual((nextAllowed[index - 1] ?? 0) - EARLY);
		}
		expect(elsewhere.requests).toEqual([]);
	},
	MAX_TIME,
);

const REPEATED = CASES.filter(
	({ name, stage, flow }) =>
		EXPECTED[name].repeatedAt.includes(stage) || (name === 'status 401' && stage === 'roaming' && flow.refused === 2),
);
test.concurrent.each(REPEATED)(
	'$connection, $flowName: a retry succeeds after $name at the first request to $stage',
	async ({ connection, name, stage, flow }) => {
		const fault = faultOf(name);
		let faultCount = 0;
		const { credential, requests } = await startFlow(flow, (receivedRequest) => {
			if (!meetsFault(flow, stage, receivedRequest) || faultCount > 0) return undefined;
			faultCount += 1;
			return fault.answer({ stage, elsewhere: '', retryAfter: RETRY_AFTER });
		});
		const items = await checkList(credential, { connection, ...fault.options });
		expect(items.map(({ outcome }) => outcome)).toEqual(['roaming', 'home', 'roaming']);
		const tokens = stage === 'token' || name === 'status 401' ? 2 : 1;
		expect(requests()).toEqual(requestsOf(flow, { tokens, roaming: stage === 'roaming' ? 2 : 1 }));
	},
	MAX_TIME,
);

const EACH_STAGE = ALL_CASES.filter(({ name }) => name === CHOSEN[0]);
const HOST_CASES = amount({
	short: EACH_STAGE.filter(({ flow, stage }) => flow.tokenOf === 'client' && stage === 'token'),
	long: EACH_STAGE,
});
const failedAtEach = (code: string, retryable: boolean) =>
	LIST.map((phoneNumber) => failedItem({ phoneNumber, code, stage: 'network', httpStatus: null, retryable }));
/** Every number has its token, where it was not the token that was asked for. */
const upToEach = (flow: Flow, stage: Stage) => {
	const own: Requests = [0, stage === 'roaming' && flow.tokenOf === 'number' ? 1 : 0, 0];
	return { before: own, faulty: own, after: own, unknown: stage === 'roaming' && flow.tokenOf === 'client' ? 1 : 0 };
};
const atOrigin = ({ paths }: Flow, stage: 'token' | 'roaming', origin: string) => ({
	[`${stage}Url`]: `${origin}${paths[stage]}`,
});

describe('a host that accepts no connection', () => {
	test.concurrent.each(HOST_CASES)(
		'$connection, $flowName: a connection that $stage always refuses is the error of every number',
		async ({ connection, stage, flow }) => {
			const { credential, requests } = await startFlow(flow);
			const closedPort = findClosedPort();
			const urls = atOrigin(flow, stage, closedPort.origin);
			expect(await checkList({ ...credential, ...urls }, { connection })).toStrictEqual(
				failedAtEach('CONNECTION_REFUSED', true),
			);
			expect(requests()).toEqual(upToEach(flow, stage));
			// One number requests the token for all.
			const askedBy = stage === 'token' && flow.tokenOf === 'client' ? 1 : LIST.length;
			expect(closedPort.refusals).toBe(askedBy * MAX_ATTEMPTS);
		},
		MAX_TIME,
	);

	test.concurrent.each(HOST_CASES)(
		'$connection, $flowName: a retry succeeds where $stage refuses only the first connection',
		async ({ connection, stage, flow }) => {
			const { sandbox, credential, requests } = await startFlow(flow);
			const closedPort = findPortThatOpens(sandbox);
			const urls = atOrigin(flow, stage, closedPort.origin);
			// The audience of an assertion is the URL that the aggregator has for itself.
			const assertionAudience = `${sandbox.baseUrl}/token`;
			const items = await checkList({ ...credential, ...urls, assertionAudience }, { connection });
			expect(items.map(({ outcome }) => outcome)).toEqual(['roaming', 'home', 'roaming']);
			expect(requests()).toEqual(requestsOf(flow, { tokens: 1, roaming: 1 }));
			expect(closedPort.refusals).toBeGreaterThanOrEqual(1);
		},
		MAX_TIME,
	);

	test.concurrent.each(HOST_CASES)(
		'$connection, $flowName: a certificate of $stage that is not trusted is the error of every number',
		async ({ connection, stage, flow }) => {
			const { credential, requests } = await startFlow(flow);
			const urls = atOrigin(flow, stage, secure.baseUrl);
			expect(await checkList({ ...credential, ...urls }, { connection })).toStrictEqual(
				failedAtEach('CERTIFICATE_NOT_TRUSTED', false),
			);
			expect(requests()).toEqual(upToEach(flow, stage));
			expect(secure.requests).toEqual([]);
		},
		MAX_TIME,
	);
});
