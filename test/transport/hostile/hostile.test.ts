/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs other versions of Node.js; not published */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../../installed/commands';
import { installNodeVersion } from '../../installed/installed';
import { amount } from '../../long';
import { customCredential } from '../../sandbox/credential';
import { createNumberLookup } from '../../sandbox/numberLookup';
import { SANDBOX_CLIENT, sandboxUrls, startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { expectedCode, hostileAnswers, type Compression, type HostileAnswer } from './answers';
import type { Outcome, Task } from './checkNumbers';

/** The version that runs this test, or all that n8n supports. */
const OWN_VERSION = process.versions.node;
const NODE_VERSIONS = amount({ short: [OWN_VERSION], long: ['20.20.2', '22.23.3', '24.21.0'] });
const STAGES = amount<Array<keyof typeof PATHS>>({ short: ['roaming'], long: ['authorize', 'token', 'roaming'] });
const KINDS = amount<Compression[]>({ short: ['gzip'], long: ['gzip', 'deflate', 'br'] });
const CONNECTIONS = ['n8n', 'keepAlive'];

const PATHS = {
	authorize: '/bc-authorize',
	token: '/token',
	roaming: '/device-roaming-status/v1/retrieve',
};
const TIMEOUT_SECONDS = 5;
const MAX_GROWTH_MEGABYTES = 50;

const PROGRAM = path.join(__dirname, 'checkNumbers.ts');
const TSX = pathToFileURL(require.resolve('tsx')).href;

/** Numbers at home, which are answered as usual. */
const ORDINARY = ['+34666555002', '+34666555012', '+34666555022'];

let answers: Record<string, HostileAnswer>;
/** The number that each answer is for. */
let struck: Array<{ name: string; phoneNumber: string; answer: HostileAnswer }>;
beforeAll(async () => {
	answers = await hostileAnswers(KINDS);
	struck = Object.entries(answers).map(([name, answer], index) => ({
		name,
		phoneNumber: `+346665560${String(index).padStart(2, '0')}2`,
		answer,
	}));
}, 120_000);

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** Milliseconds for which each hostile answer kept its connection, by the name of the answer. */
async function startHostileSandbox(stage: keyof typeof PATHS): Promise<Map<string, number[]>> {
	const kept = new Map<string, number[]>();
	const { phoneNumberOf, remember } = createNumberLookup();
	sandbox = await startSandbox({
		override: (request, simulator) => {
			const phoneNumber = phoneNumberOf(request);
			const hit = struck.find((other) => other.phoneNumber === phoneNumber);
			if (hit === undefined || request.path !== PATHS[stage]) return remember(phoneNumber, simulator());
			return (outgoing) => {
				const receivedAt = performance.now();
				outgoing.socket?.once('close', () => {
					kept.set(hit.name, [...(kept.get(hit.name) ?? []), performance.now() - receivedAt]);
				});
				hit.answer.send(outgoing);
			};
		},
	});
	return kept;
}

async function checkNumbers(nodeVersion: string, connection: string): Promise<Outcome> {
	const node = nodeVersion === OWN_VERSION ? process.execPath : await installNodeVersion(nodeVersion);
	const task: Task = {
		credential: customCredential({ ...SANDBOX_CLIENT, ...sandboxUrls(sandbox, 'v1') }),
		options: { connection, timeout: TIMEOUT_SECONDS, maxAttempts: 1, concurrency: 50 },
		warmUp: ORDINARY,
		phoneNumbers: [...struck.map(({ phoneNumber }) => phoneNumber), ...ORDINARY],
		afterwardsMs: 1000,
	};
	return JSON.parse(await run(node, ['--expose-gc', '--import', TSX, PROGRAM, JSON.stringify(task)])) as Outcome;
}

const cases = NODE_VERSIONS.flatMap((nodeVersion) =>
	CONNECTIONS.flatMap((connection) => STAGES.map((stage) => ({ nodeVersion, connection, stage }))),
);

test.each(cases)(
	'Node.js $nodeVersion, $connection: hostile answers at $stage end in time, use no memory and delay no other number',
	async ({ nodeVersion, connection, stage }) => {
		const kept = await startHostileSandbox(stage);
		const { items, grownMegabytes } = await checkNumbers(nodeVersion, connection);

		const codes = items.map(({ phoneNumber, outcome, code }) => [phoneNumber, code ?? outcome]);
		expect(codes).toEqual([
			...struck.map(({ phoneNumber, answer }) => [phoneNumber, expectedCode(answer, connection)]),
			...ORDINARY.map((phoneNumber) => [phoneNumber, 'home']),
		]);
		expect([...kept.keys()].sort()).toEqual(Object.keys(answers).sort());
		const tooLong = [...kept].filter(([, times]) => times.some((ms) => ms > (TIMEOUT_SECONDS + 1) * 1000));
		expect(tooLong).toEqual([]);
		expect(grownMegabytes).toBeLessThan(MAX_GROWTH_MEGABYTES);
	},
	120_000,
);
