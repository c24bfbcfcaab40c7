import { logged } from './capturedLog';
import { nokia } from '../sandbox/nokia';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf, runNode, sandboxCredential } from './runNode';

const HOME = '+34666555002';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const check = async (credential: Record<string, string>, phoneNumber: string, settings = {}) => {
	const parameters = { operation: 'checkConnection', options: {} };
	return itemsOf(await runNode({ inputs: [{ phoneNumber }, { phoneNumber: HOME }], credential, parameters, settings }));
};

test('gives an item for each step, of the first number only', async () => {
	const credential = sandboxCredential(sandbox) as Record<string, string>;
	const items = await check(credential, '+34666555001');
	expect(items.map(({ json }) => [json.step, json.name, json.result, json.requests])).toEqual([
		[1, 'Credential', 'ok', 0],
		[2, 'Authorize URL', 'ok', 1],
		[3, 'Token URL', 'ok', 1],
		[4, 'Roaming URL', 'ok', 1],
	]);
	expect(items[3]?.json.text).toMatch(
		/^4\. Roaming URL: OK\. The roaming API answers\.\n\nSent:\nPOST http[^]*\n\nReceived after \d+ ms:\nstatus 200\n/,
	);
	expect(JSON.stringify(items) + logged.join()).not.toMatch(/666555001|666555002/);
});

test('with the simulator, the hint and the first step begin with "Simulated answers"', async () => {
	const parameters = { operation: 'checkConnection', options: {} };
	const run = await runNode({ inputs: [{ phoneNumber: HOME }], credential: { aggregator: 'simulator' }, parameters });
	const [first, ...others] = itemsOf(run);
	expect(first?.json).toMatchObject({ step: 1, result: 'ok', message: expect.stringMatching(/^Simulated answers: /) });
	expect(first?.json.text).toMatch(/^1\. Credential: OK\. Simulated answers: /);
	expect(run.hints).toMatchObject([{ type: 'info', message: expect.stringMatching(/^Simulated answers\. /) }]);
	expect(others.map(({ json }) => json.result)).toEqual(['ok', 'ok', 'ok']);
});

test('with a real aggregator, neither is said', async () => {
	const parameters = { operation: 'checkConnection', options: {} };
	const credential = sandboxCredential(sandbox);
	const run = await runNode({ inputs: [{ phoneNumber: HOME }], credential, parameters });
	expect([JSON.stringify(itemsOf(run)), run.hints]).toEqual([expect.not.stringContaining('imulat'), []]);
});

test('a failed step is an item, also with On Error "Stop Workflow"', async () => {
	const credential = { ...sandboxCredential(sandbox), tokenUrl: `${sandbox.baseUrl}/nowhere` } as Record<
		string,
		string
	>;
	const items = await check(credential, '+34666555001', { onError: 'stopWorkflow' });
	expect(items.map(({ json }) => json.result)).toEqual(['ok', 'ok', 'failed', 'notReached']);
	expect(items[2]?.json).toMatchObject({ code: 'ENDPOINT_NOT_FOUND', settings: ['Token URL'] });
	expect(items.every(({ json }) => !('error' in json))).toBe(true);
});

test.each([
	['text instead of a number', {}, 'nobody', 'Node', 'INVALID_PHONE_NUMBER'],
	['a credential that lacks a field', { clientId: '' }, HOME, 'Credential', 'INVALID_CONFIGURATION'],
])('%s: one item, and nothing is sent', async (_name, changes, phoneNumber, name, code) => {
	const before = sandbox.requests.length;
	const items = await check({ ...sandboxCredential(sandbox), ...changes } as Record<string, string>, phoneNumber);
	expect(items).toMatchObject([{ json: { step: 1, name, result: 'failed', code } }]);
	expect(sandbox.requests).toHaveLength(before);
});

test('an API key needs one request', async () => {
	const aggregator = await startSandbox({ override: (request) => nokia({ apiKey: 'demo-key' })(request) });
	const roamingUrl = `${aggregator.baseUrl}/device-status/device-roaming-status/v1/retrieve`;
	const items = await check({ aggregator: 'nokia', apiKey: 'wrong-key', roamingUrl }, HOME);
	await aggregator.close();
	expect(items.map(({ json }) => [json.name, json.result, json.settings])).toEqual([
		['Credential', 'ok', []],
		['Roaming URL', 'failed', ['API Key', 'Roaming URL']],
	]);
	expect(JSON.stringify(items)).not.toContain('wrong-key');
});
