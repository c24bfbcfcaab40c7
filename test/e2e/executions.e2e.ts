/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits for another process; not published */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { describeInN8n, sandboxCredential, type World } from './scenarios';
import { checkWorkflow, itemsOf, MANUAL_TRIGGER, NODE } from './workflows';

const ROAMING = '+34666555001';
const DENIES = '+34666550106';
const THOUSAND = Array.from({ length: 1000 }, (_, index) => `+34666${String(index).padStart(3, '0')}00${index % 3}`);
/** They never consent, so that the node waits for them as long as it may. */
const WAITING = Array.from({ length: 20 }, (_, index) => `+34${600 + index}900105`);

describeInN8n(
	{
		content: (sandbox) => {
			const credential = sandboxCredential(sandbox);
			const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
			const fresh = { options: { reuseTokens: false } };
			return {
				credentials: [credential],
				workflows: [
					checkWorkflow('errorOutput', [DENIES, ROAMING], credential, fresh, { onError: 'continueErrorOutput' }),
					checkWorkflow('continue', [DENIES, ROAMING], credential, fresh, { onError: 'continueRegularOutput' }),
					checkWorkflow('stop', [DENIES, ROAMING], credential, fresh),
					checkWorkflow('byOutcome', [ROAMING, '+34666555002', '+34666555009', '+34666550107'], credential, {
						outputMode: 'byOutcome',
						options: { report: true },
					}),
					checkWorkflow('retryContinue', [DENIES, ROAMING], credential, fresh, {
						...retry,
						onError: 'continueRegularOutput',
					}),
					checkWorkflow('retryErrorOutput', [DENIES, ROAMING], credential, fresh, {
						...retry,
						onError: 'continueErrorOutput',
					}),
					checkWorkflow('keepAlive', THOUSAND, credential, { options: { connection: 'keepAlive', concurrency: 50 } }),
					checkWorkflow('standard', THOUSAND, credential, { options: { concurrency: 50, reuseTokens: false } }),
					checkWorkflow('cancelled', WAITING, credential, { options: { maxConsentWait: 250 } }),
					checkWorkflow('twice', ['+34666555011', '+34666555021'], credential),
				],
			};
		},
	},
	(world) => {
		const execute = (workflow: string) => world.n8n.execute(workflow, MANUAL_TRIGGER);
		const requestsDuring = async (act: () => Promise<unknown>): Promise<string[]> => {
			const before = world.sandbox.requests.length;
			await act();
			return world.sandbox.requests.slice(before).map(({ path }) => path);
		};

		test('Error output: a number that failed leaves by it, with its input and all details; the others do not', async () => {
			const { status, data } = await execute('errorOutput');
			expect(status).toBe('success');
			expect(itemsOf(data, NODE, 0)).toMatchObject([{ phoneNumber: ROAMING, outcome: 'roaming' }]);
			const failed = itemsOf(data, NODE, 1);
			expect(failed).toMatchObject([
				{ phoneNumber: DENIES, details: { phoneNumber: DENIES, outcome: 'failed', code: 'access_denied' } },
			]);
			expect(failed[0]?.error).toContain('denied access');
		});

		test('Continue: a number that failed is an item among the others', async () => {
			const { status, data } = await execute('continue');
			expect(status).toBe('success');
			expect(itemsOf(data, NODE)).toMatchObject([
				{ phoneNumber: DENIES, outcome: 'failed', code: 'access_denied', attempted: true },
				{ phoneNumber: ROAMING, outcome: 'roaming' },
			]);
		});

		test('Stop Workflow: the execution ends with what happened and what to do', async () => {
			const { status, data } = await execute('stop');
			expect(status).toBe('error');
			const { message, description } = data.resultData.error ?? {};
			expect(message).toContain('denied access');
			expect(description).toContain('consent');
			expect(JSON.stringify(data.resultData.error?.message)).not.toContain(DENIES);
		});

		test('Outputs by outcome, and the report behind them', async () => {
			const { data } = await execute('byOutcome');
			const outcomes = [0, 1, 2, 3, 4, 5].map((output) => itemsOf(data, NODE, output).map(({ outcome }) => outcome));
			expect(outcomes).toEqual([['roaming'], ['home'], ['unknown'], [], ['notCovered'], []]);
			expect(itemsOf(data, NODE, 6)).toMatchObject([{ rows: 4 }]);
		});

		test.each(['retryContinue', 'retryErrorOutput'])(
			'Retry On Fail with a first number that failed does not replay the list: %s',
			async (workflow) => {
				const paths = await requestsDuring(() => execute(workflow));
				expect(paths.filter((path) => path.endsWith('/bc-authorize'))).toHaveLength(2);
			},
		);

		test.each(['keepAlive', 'standard'])(
			'1,000 numbers in their order, with three requests each: %s',
			async (workflow) => {
				const paths = await requestsDuring(() => expectThousand(world, workflow));
				expect(paths).toHaveLength(3000);
			},
		);

		test('Cancelled in mid-batch: it ends within two seconds, and nothing more is sent', async () => {
			const id = await world.n8n.start('cancelled', MANUAL_TRIGGER);
			const asked = () =>
				new Set(world.sandbox.requests.flatMap(({ body }) => WAITING.filter((n) => body.includes(n.slice(1)))));
			while (asked().size < WAITING.length) await sleep(50);
			const stoppedAt = Date.now();
			await world.n8n.rest('POST', `/executions/${id}/stop`);
			const { status } = await world.n8n.ended(id);
			expect(status).toBe('canceled');
			expect(Date.now() - stoppedAt).toBeLessThan(2000);
			const sent = world.sandbox.requests.length;
			// Real time: another process would send the next polls, which are due every two seconds.
			await sleep(5000);
			expect(world.sandbox.requests.length).toBe(sent);
		});

		test("Executed again within the tokens' life: only the roaming API is called", async () => {
			const first = await requestsDuring(() => execute('twice'));
			const second = await requestsDuring(() => execute('twice'));
			expect([first.length, second.length]).toEqual([6, 2]);
			expect(new Set(second)).toEqual(new Set(['/device-roaming-status/v1/retrieve']));
		});
	},
);

async function expectThousand({ n8n }: World, workflow: string): Promise<void> {
	const { status, data } = await n8n.execute(workflow, MANUAL_TRIGGER);
	expect(status).toBe('success');
	const items = itemsOf(data, NODE);
	expect(items.map(({ phoneNumber }) => phoneNumber)).toEqual(THOUSAND);
	const counts: IDataObject = {};
	for (const { outcome } of items) counts[String(outcome)] = Number(counts[String(outcome)] ?? 0) + 1;
	expect(counts).toEqual({ roaming: 333, home: 667 });
}
