import { describeInN8n, SIMULATOR_CREDENTIAL, sandboxCredential } from './scenarios';
import { checkWorkflow, itemsOf, MANUAL_TRIGGER, NODE } from './workflows';
import { SANDBOX_CLIENT } from '../sandbox/sandbox';

const NUMBERS = ['+34666555001', '+34666555002', '+34666555009'];

interface NodeTypeListed {
	name: string;
	displayName: string;
	iconUrl?: string | { light: string; dark: string };
}

describeInN8n(
	{
		content: (sandbox) => ({
			credentials: [SIMULATOR_CREDENTIAL, sandboxCredential(sandbox)],
			workflows: [checkWorkflow('smoke', NUMBERS, sandboxCredential(sandbox))],
		}),
	},
	(world) => {
		test('The package loads from the folder of community nodes; node, tool and icons are served', async () => {
			const types = (await (await world.n8n.fetch('/types/nodes.json')).json()) as NodeTypeListed[];
			const ours = types.filter(({ name }) => name.startsWith('n8n-nodes-open-gateway.'));
			// n8n lists the tools that it makes after all others.
			expect(ours.map(({ name, displayName }) => [name, displayName]).sort()).toEqual([
				['n8n-nodes-open-gateway.deviceStatusRoaming', 'Device Status Roaming'],
				['n8n-nodes-open-gateway.deviceStatusRoamingTool', 'Device Status Roaming Tool'],
				['n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 'Device Status Roaming Trigger'],
			]);
			for (const { iconUrl } of ours) {
				for (const icon of typeof iconUrl === 'object' ? Object.values(iconUrl) : [iconUrl]) {
					const served = await world.n8n.fetch(`/${icon}`);
					expect([served.status, served.headers.get('content-type')]).toEqual([200, expect.stringContaining('svg')]);
				}
			}
		});

		test('An imported credential is stored encrypted, and decrypted where it is used', async () => {
			const exported = await world.home.command('export:credentials', '--id=sandboxCredential');
			expect(exported).not.toContain(SANDBOX_CLIENT.clientSecret);
			const { data } = await world.n8n.execute('smoke', MANUAL_TRIGGER);
			expect(itemsOf(data, NODE).map(({ phoneNumber, outcome, country }) => [phoneNumber, outcome, country])).toEqual([
				['+34666555001', 'roaming', 'DE'],
				['+34666555002', 'home', null],
				['+34666555009', 'unknown', null],
			]);
			expect(world.sandbox.requests).toHaveLength(9);
		});

		test('The test of the credential tells a right secret from a wrong one', async () => {
			const stored = sandboxCredential(world.sandbox);
			const tested = (data: object) =>
				world.n8n.rest('POST', '/credentials/test', { credentials: { ...stored, data: { ...stored.data, ...data } } });
			expect(await tested({})).toMatchObject({ status: 'OK' });
			const refused = await tested({ clientSecret: 'wrong' });
			expect(refused).toMatchObject({ status: 'Error' });
			expect(refused.message).toContain('client credentials');
		});

		test('Nothing secret and no whole number is in what n8n writes', () => {
			const log = world.n8n.log();
			for (const secret of [...Object.values(SANDBOX_CLIENT), ...NUMBERS]) expect(log).not.toContain(secret);
		});
	},
);
