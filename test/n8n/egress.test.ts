import './egressProtected';
import './capturedLog';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf, runNode, sandboxCredential } from './runNode';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

test.each(['n8n', 'keepAlive'])('where n8n forbids an address, so does the connection %s', async (connection) => {
	const taskData = await runNode({
		inputs: [{ phoneNumber: '+34666555001' }, { phoneNumber: '+34666555002' }],
		credential: sandboxCredential(sandbox),
		parameters: { options: { connection } },
		settings: { onError: 'continueRegularOutput' },
	});
	expect(itemsOf(taskData).map(({ json }) => json)).toMatchObject(
		Array(2).fill({ outcome: 'failed', code: 'BLOCKED', stage: 'network', retryable: false }),
	);
	expect(itemsOf(taskData)[0]?.json.hint).toContain('administrator');
	expect(sandbox.requests).toEqual([]);
	expect(sandbox.openConnections()).toBe(0);
});
