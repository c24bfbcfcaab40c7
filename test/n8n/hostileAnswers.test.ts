import './userFolder';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { n8nClock } from '../../nodes/transport/n8nClock';
import { createCredentialTestTransport } from '../../nodes/transport/n8nTransport';
import { rejection } from '../openGateway/partner';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { expectedCode, hostileAnswers, type HostileAnswer } from '../transport/hostile/answers';
import { builtPackage, itemsOf, runNode, sandboxCredential } from './runNode';

/** Here in each version of n8n-core; what they cost of memory is measured in `test/transport/hostile`. */
const NAMES = [
	'2.1 GB',
	'2.1 GB under status 401',
	'a small body of gzip that is large when it is unpacked',
	'a byte from time to time',
	'a byte of a header from time to time',
	'status 101 and then silence',
];
const TIMEOUT_SECONDS = 2;
const LATE_MS = 1000;
const ROAMING_PATH = '/device-roaming-status/v1/retrieve';
const NUMBER = '+34666555001';

let answers: Record<string, HostileAnswer>;
let sandbox: Sandbox;
beforeAll(async () => {
	answers = await hostileAnswers(['gzip']);
	await builtPackage();
}, 60_000);
afterEach(() => sandbox.close());

/** A sandbox that answers in this way at one path. */
async function startHostileSandbox(name: string, path: string): Promise<HostileAnswer> {
	const answer = answers[name];
	if (answer === undefined) throw new Error(`There is no answer "${name}".`);
	sandbox = await startSandbox({ override: (request) => (request.path === path ? answer.send : undefined) });
	return answer;
}

const cases = ['n8n', 'keepAlive'].flatMap((connection) => NAMES.map((name) => [connection, name] as const));

test.each(cases)(
	'with the connection %s, the check of a number ends in time when the answer is %s',
	async (connection, name) => {
		const answer = await startHostileSandbox(name, ROAMING_PATH);
		const startedAt = performance.now();
		const taskData = await runNode({
			inputs: [{ phoneNumber: NUMBER }],
			credential: sandboxCredential(sandbox),
			parameters: { options: { connection, timeout: TIMEOUT_SECONDS, maxAttempts: 1, reuseTokens: false } },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_SECONDS * 1000 + LATE_MS);
		expect(itemsOf(taskData)[0]?.json).toMatchObject({
			outcome: 'failed',
			code: expectedCode(answer, connection),
		});
	},
);

test.each(NAMES)('the test of a credential ends in time when the answer is %s', async (name) => {
	const { code } = await startHostileSandbox(name, '/token');
	const { helpers } = new CredentialTestContext() as unknown as ICredentialTestFunctions;
	const transport = createCredentialTestTransport(n8nClock, helpers);
	const startedAt = performance.now();
	const thrown = await rejection(
		transport({
			method: 'POST',
			url: `${sandbox.baseUrl}/token`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: 'grant_type=none',
			timeoutMs: TIMEOUT_SECONDS * 1000,
		}),
	);
	expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_SECONDS * 1000 + LATE_MS);
	expect(thrown).toMatchObject({
		code: code === 'TIMED_OUT' ? expect.stringMatching(/^(ETIMEDOUT|ECONNABORTED)$/) : code,
	});
});
