import './capturedLog';
import type { IDataObject } from 'n8n-workflow';
import { amount } from '../long';
import { createNumberLookup } from '../sandbox/numberLookup';
import type { Override, Sandbox } from '../sandbox/sandbox';
import {
	AFTER,
	BEFORE,
	checkList as checkListWith,
	CONNECTIONS,
	EARLY,
	failedItem,
	faultOf,
	findClosedPort,
	findPortThatOpens,
	LIST,
	MAX_ATTEMPTS,
	nextAllowedAt,
	stageOfItem,
	STAGES,
	start,
	startWatched,
	FAULTY,
	type ReceivedRequest,
	type Connection,
	type FaultName,
	type Requests,
	type Stage,
} from './faults';
import { builtPackage, sandboxCredential } from './runNode';

const ONE_EACH: Requests = [1, 1, 1];
const NONE_SENT: Requests = [0, 0, 0];

/**
 * Seconds for which a busy token URL is asked again. Just less than three of the sandbox's intervals of 2: that is time
 * for three requests, and with a Retry-After of 3 for two, even where the computer is slow.
 */
const MAX_CONSENT_WAIT = 5.9;
/**
 * Seconds; longer than the node waits without it: up to half a second (backoff), up to 2 after a first refusal (rate of the
 * host), and 2 between two requests to the token URL (the sandbox's interval).
 */
const RETRY_AFTER: Record<Stage, number> = { authorize: 3, token: 3, roaming: 1 };

/** The expected result of a fault in the flow CIBA. */
interface Expected {
	retryable: boolean;
	/** Whether the run ends, and numbers that are not started yet are returned unchecked. */
	endsTheRun?: true;
	/**
	 * Where each request meets the fault: how often that request is sent, or all requests of the number, and the code of the
	 * item.
	 */
	lasting: Record<Stage, [requests: number | Requests, code: string]>;
	/** Where only the first request meets the fault and a retry helps: all requests of the number. */
	passing?: Partial<Record<Stage, Requests>>;
}

const inAllStages = (requests: number, code: string): Expected['lasting'] => ({
	authorize: [requests, code],
	token: [requests, code],
	roaming: [requests, code],
});
/** A token URL that is busy is polled until the wait for consent is over, however few attempts there are. */
const busy = (code: string, polls: number): Expected => ({
	retryable: true,
	lasting: { authorize: [MAX_ATTEMPTS, code], token: [polls, code], roaming: [MAX_ATTEMPTS, code] },
	passing: { authorize: [2, 1, 1], token: [1, 2, 1], roaming: [1, 1, 2] },
});
/** An authorization request is not sent again where its result is unknown. */
const lost = (code: string): Expected => ({
	retryable: true,
	lasting: { authorize: [1, code], token: [2, code], roaming: [MAX_ATTEMPTS, code] },
	passing: { token: [1, 2, 1], roaming: [1, 1, 2] },
});
/** The token was in the half that was not received, and its auth_req_id is used up: a second one is requested. */
const TOKEN_LOST: Requests = [2, 3, 1];
/** A wrong body under status 200 is not requested again. */
const unreadable: Expected = {
	retryable: false,
	lasting: { authorize: [1, 'INVALID_RESPONSE'], token: [1, 'MISSING_ACCESS_TOKEN'], roaming: [1, 'INVALID_RESPONSE'] },
};

const EXPECTED: Record<FaultName, Expected> = {
	'status 429 with Retry-After in seconds': busy('TOO_MANY_REQUESTS', 2),
	'status 429 with Retry-After as a date': busy('TOO_MANY_REQUESTS', 2),
	'no answer': lost('TIMED_OUT'),
	'a reset before the answer': lost('CONNECTION_RESET'),
	'half an answer and no more': { ...lost('TIMED_OUT'), passing: { token: TOKEN_LOST, roaming: [1, 1, 2] } },
	'a reset in mid-body': { ...lost('CONNECTION_RESET'), passing: { token: TOKEN_LOST, roaming: [1, 1, 2] } },
	'JSON that breaks off': unreadable,
	'JSON of another shape': unreadable,
	'an error under status 200': {
		retryable: false,
		lasting: {
			authorize: [1, 'unauthorized_client'],
			token: [1, 'unauthorized_client'],
			roaming: [1, 'PERMISSION_DENIED'],
		},
	},
	'status 200 without a body': unreadable,
	'status 401': {
		retryable: false,
		// A token that is refused is replaced once.
		lasting: {
			authorize: [1, 'invalid_client'],
			token: [1, 'invalid_client'],
			roaming: [[2, 2, 2], 'UNAUTHENTICATED'],
		},
		passing: { roaming: [2, 2, 2] },
	},
	'status 403': { retryable: false, lasting: inAllStages(1, 'PERMISSION_DENIED') },
	'status 500': {
		retryable: true,
		lasting: { authorize: [1, 'INTERNAL'], token: [1, 'INTERNAL'], roaming: [MAX_ATTEMPTS, 'INTERNAL'] },
		passing: { roaming: [1, 1, 2] },
	},
	'status 502 with a page in HTML': {
		retryable: true,
		lasting: {
			authorize: [1, 'BAD_GATEWAY'],
			token: [2, 'BAD_GATEWAY'],
			roaming: [MAX_ATTEMPTS, 'BAD_GATEWAY'],
		},
		passing: { roaming: [1, 1, 2] },
	},
	'status 429 without Retry-After': busy('TOO_MANY_REQUESTS', 3),
	'status 429 because the quota is used up': {
		retryable: false,
		endsTheRun: true,
		lasting: inAllStages(1, 'QUOTA_EXCEEDED'),
	},
	'status 503': busy('UNAVAILABLE', 3),
	'a redirect to another origin': { retryable: false, lasting: inAllStages(1, 'REDIRECTED') },
};
const FAULTS = Object.entries(EXPECTED).map(([name, expected]) => ({
	name,
	fault: { ...faultOf(name as FaultName), ...expected },
}));

const PATHS = new Map<string, Stage>([
	['/bc-authorize', 'authorize'],
	['/token', 'token'],
	['/device-roaming-status/v1/retrieve', 'roaming'],
]);

/** The simulator. The number of each request is known by its login_hint, or by what was issued for the number. */
function startWatchedSandbox(
	overrideFor: (receivedRequest: ReceivedRequest) => Override | undefined = () => undefined,
) {
	const { phoneNumberOf, remember } = createNumberLookup();
	return startWatched(
		{ paths: PATHS, phoneNumberOf, answer: (request, simulator) => remember(phoneNumberOf(request), simulator()) },
		overrideFor,
	);
}

/** Runs the node on the list. */
function checkList(
	sandbox: Sandbox,
	connection: Connection,
	{ urls = {}, options = {} }: { urls?: Record<string, string>; options?: IDataObject } = {},
): Promise<IDataObject[]> {
	const credential = { ...sandboxCredential(sandbox), ...urls };
	return checkListWith(credential, { connection, maxConsentWait: MAX_CONSENT_WAIT, ...options });
}

/** One request to each stage before this one, the given number to this one, none to those after it. */
function upTo(stage: Stage, requests: number): Requests {
	const faultyAt = STAGES.indexOf(stage);
	return STAGES.map((_stage, index) => (index < faultyAt ? 1 : index === faultyAt ? requests : 0)) as Requests;
}

let secure: Sandbox;
beforeAll(async () => {
	await builtPackage();
	secure = await start({ https: true });
}, 30_000);

const allLasting = CONNECTIONS.flatMap((connection) =>
	FAULTS.flatMap(({ name, fault }, index) =>
		STAGES.map((stage, at) => ({ connection, name, stage, fault, isInTurn: at === index % STAGES.length })),
	),
);
/** With n8n's own connection, each fault at one of the stages in turn. */
const lasting = amount({
	short: allLasting.filter(({ connection, isInTurn }) => connection === 'keepAlive' || isInTurn),
	long: allLasting,
});
test.concurrent.each(lasting)(
	'$connection: $name at each request to $stage gives the documented error',
	async ({ connection, stage, fault }) => {
		const elsewhere = await start();
		const nextAllowed: number[] = [];
		const { sandbox, receivedRequests, requests } = await startWatchedSandbox((receivedRequest) => {
			if (receivedRequest.stage !== stage || receivedRequest.phoneNumber !== FAULTY) return undefined;
			const override = fault.answer({ stage, elsewhere: elsewhere.baseUrl, retryAfter: RETRY_AFTER[stage] });
			nextAllowed.push(nextAllowedAt(override, receivedRequest.atMs));
			return override;
		});
		const [before, faulty, after] = await checkList(sandbox, connection, { options: fault.options });
		const [sent, code] = fault.lasting[stage];
		const { retryable, httpStatus, endsTheRun = false } = fault;
		const ofFaulty = receivedRequests.filter(({ phoneNumber }) => phoneNumber === FAULTY);
		expect(requests()).toEqual({
			before: ONE_EACH,
			faulty: typeof sent === 'number' ? upTo(stage, sent) : sent,
			after: endsTheRun ? NONE_SENT : ONE_EACH,
			unknown: 0,
		});
		expect(faulty).toStrictEqual(
			failedItem({
				phoneNumber: FAULTY,
				code,
				stage: stageOfItem(stage, fault.httpStatus),
				httpStatus,
				retryable,
				correlator: ofFaulty.at(-1)?.correlator,
			}),
		);
		expect(before).toMatchObject({ phoneNumber: BEFORE, outcome: 'roaming' });
		expect(after).toMatchObject(
			endsTheRun
				? { phoneNumber: AFTER, outcome: 'failed', code, httpStatus: null, retryable: false, attempted: false }
				: { phoneNumber: AFTER, outcome: 'roaming' },
		);
		for (const [index, { atMs }] of ofFaulty.filter((receivedRequest) => receivedRequest.stage === stage).entries()) {
			expect(atMs).toBeGreaterThanOrEqual((nextAllowed[index - 1] ?? 0) - EARLY);
		}
		expect(elsewhere.requests).toEqual([]);
	},
	30_000,
);

const passing = CONNECTIONS.flatMap((connection) =>
	FAULTS.flatMap(({ name, fault: { answer: makeAnswer, options, passing: expected = {} } }) =>
		STAGES.flatMap((stage) => {
			const sent = expected[stage];
			return sent === undefined ? [] : [{ connection, name, stage, sent, makeAnswer, options }];
		}),
	),
);
test.concurrent.each(passing)(
	'$connection: a retry succeeds after $name at the first request to $stage',
	async ({ connection, stage, sent, makeAnswer, options }) => {
		let faultCount = 0;
		const { sandbox, requests } = await startWatchedSandbox((receivedRequest) => {
			if (receivedRequest.stage !== stage || receivedRequest.phoneNumber !== FAULTY || faultCount > 0) return undefined;
			faultCount += 1;
			return makeAnswer({ stage, elsewhere: '', retryAfter: RETRY_AFTER[stage] });
		});
		const items = await checkList(sandbox, connection, { options });
		expect(items.map(({ outcome }) => outcome)).toEqual(['roaming', 'home', 'roaming']);
		expect(requests()).toEqual({ before: ONE_EACH, faulty: sent, after: ONE_EACH, unknown: 0 });
	},
	30_000,
);

/** The URL of one stage, at another origin. */
function atOrigin(sandbox: Sandbox, stage: Stage, origin: string): Record<string, string> {
	const field = `${stage}Url`;
	const { pathname } = new URL(String(sandboxCredential(sandbox)[field]));
	return { [field]: `${origin}${pathname}` };
}

const hostCases = CONNECTIONS.flatMap((connection) => STAGES.map((stage) => ({ connection, stage })));

const failedAt = (code: string, retryable: boolean) =>
	LIST.map((phoneNumber) => failedItem({ phoneNumber, code, stage: 'network', httpStatus: null, retryable }));
const upToEach = (stage: Stage) => {
	const each = upTo(stage, 0);
	return { before: each, faulty: each, after: each, unknown: 0 };
};

/** The token URL is asked once more, as after an answer that was lost. */
const REFUSALS_OF_A_NUMBER: Record<Stage, number> = { authorize: MAX_ATTEMPTS, token: 2, roaming: MAX_ATTEMPTS };

test.concurrent.each(hostCases)(
	'$connection: a connection that $stage always refuses is the error of every number',
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
	'$connection: a retry succeeds where $stage refuses only the first connection',
	async ({ connection, stage }) => {
		const { sandbox, requests } = await startWatchedSandbox();
		const closedPort = findPortThatOpens(sandbox);
		const items = await checkList(sandbox, connection, { urls: atOrigin(sandbox, stage, closedPort.origin) });
		expect(items.map(({ outcome }) => outcome)).toEqual(['roaming', 'home', 'roaming']);
		expect(requests()).toEqual({ before: ONE_EACH, faulty: ONE_EACH, after: ONE_EACH, unknown: 0 });
		expect(closedPort.refusals).toBeGreaterThanOrEqual(1);
	},
	30_000,
);

test.concurrent.each(hostCases)(
	'$connection: a certificate of $stage that is not trusted is the error of every number',
	async ({ connection, stage }) => {
		const { sandbox, requests } = await startWatchedSandbox();
		const urls = atOrigin(sandbox, stage, secure.baseUrl);
		expect(await checkList(sandbox, connection, { urls })).toStrictEqual(failedAt('CERTIFICATE_NOT_TRUSTED', false));
		expect(requests()).toEqual(upToEach(stage));
		expect(secure.requests).toEqual([]);
	},
	30_000,
);
