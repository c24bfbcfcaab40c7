import './egressProtected';
import './capturedLog';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { coreIsAtLeast } from './coreVersion';
import { itemsOf, runNode, sandboxCredential } from './runNode';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const runWith = (connection: string) =>
	runNode({
		inputs: [{ phoneNumber: '+34666555001' }, { phoneNumber: '+34666555002' }],
		credential: sandboxCredential(sandbox),
		parameters: { options: { connection } },
		settings: { onError: 'continueRegularOutput' },
	});

const connections = ['n8n', 'keepAlive'];

if (coreIsAtLeast('2.30')) {
	test.each(connections)('the connection %s refuses an address that n8n forbids', async (connection) => {
		const taskData = await runWith(connection);
		expect(itemsOf(taskData).map(({ json }) => json)).toMatchObject(
			Array(2).fill({ outcome: 'failed', code: 'BLOCKED', stage: 'network', retryable: false }),
		);
		expect(itemsOf(taskData)[0]?.json.hint).toContain('administrator');
		expect(sandbox.requests).toEqual([]);
		expect(sandbox.openConnections()).toBe(0);
	});
} else {
	test.each(connections)('the connection %s refuses no address where n8n has no egress rules', async (connection) => {
		expect(itemsOf(await runWith(connection)).map(({ json }) => json.outcome)).toEqual(['roaming', 'home']);
	});
}
