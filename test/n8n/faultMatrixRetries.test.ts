import './capturedLog';
import { CONNECTIONS, FAULTY, findPortThatOpens, STAGES } from './faults';
import { atOrigin, checkList, FAULTS, hostCases, ONE_EACH, RETRY_AFTER, startWatchedSandbox } from './faultsOfCiba';
import { builtPackage } from './runNode';

beforeAll(() => builtPackage(), 30_000);

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
