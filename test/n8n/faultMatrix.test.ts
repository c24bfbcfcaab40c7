import './capturedLog';
import { amount } from '../long';
import type { Sandbox } from '../sandbox/sandbox';
import {
	AFTER,
	BEFORE,
	CONNECTIONS,
	EARLY,
	failedItem,
	findClosedPort,
	LIST,
	MAX_ATTEMPTS,
	nextAllowedAt,
	stageOfItem,
	STAGES,
	start,
	FAULTY,
	type Requests,
	type Stage,
} from './faults';
import { atOrigin, checkList, FAULTS, hostCases, ONE_EACH, RETRY_AFTER, startWatchedSandbox } from './faultsOfCiba';
import { builtPackage } from './runNode';

const NONE_SENT: Requests = [0, 0, 0];

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
