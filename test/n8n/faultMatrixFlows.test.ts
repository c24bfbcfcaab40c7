import './capturedLog';
import { amount } from '../long';
import type { Sandbox } from '../sandbox/sandbox';
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
	FAULTY,
	type ReceivedRequest,
	type FaultName,
	type Requests,
	type Stage,
} from './faults';
import { EXPECTED, FLOWS, requestsOf, startFlow, type Flow } from './faultsOfFlows';
import { builtPackage } from './runNode';

/** Seconds; longer than the node waits without it, which is half a second at most before the first retry. */
const RETRY_AFTER = 1;

const CHOSEN = amount<FaultName[]>({
	short: ['status 429 with Retry-After in seconds', 'a reset before the answer', 'status 401'],
	long: Object.keys(FAULT_ANSWERS) as FaultName[],
});
const MAX_TIME = 30_000;

/** Whether this request meets the fault: it is of the number with the fault, or for the token of the client. */
const meetsFault = (flow: Flow, stage: Stage, receivedRequest: ReceivedRequest) =>
	receivedRequest.stage === stage &&
	(receivedRequest.phoneNumber === FAULTY || (flow.tokenOf === 'client' && stage === 'token'));

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
