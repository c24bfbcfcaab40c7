import { describeInN8n, sandboxCredential } from './scenarios';
import { checkWorkflow, itemsOf, MANUAL_TRIGGER, NODE } from './workflows';

const CONNECTIONS = { Standard: 'n8n', 'Keep Alive': 'keepAlive' };

/** The setting came with n8n 2.10; older ones do not read it. */
const knowsEgressRules = (version: string) => !/^(1|2\.\d)\./.test(version);

describeInN8n(
	{
		environment: { N8N_SSRF_PROTECTION_ENABLED: 'true' },
		content: (sandbox) => ({
			credentials: [sandboxCredential(sandbox)],
			workflows: Object.values(CONNECTIONS).map((connection) =>
				checkWorkflow(
					connection,
					['+34666555001'],
					sandboxCredential(sandbox),
					{ options: { connection } },
					{ onError: 'continueRegularOutput' },
				),
			),
		}),
	},
	(world) => {
		test.each(Object.entries(CONNECTIONS))(
			'n8n told to protect egress: loopback is refused in clear words, from n8n 2.10 on, with the connection %s',
			async (_, connection) => {
				const { data } = await world.n8n.execute(connection, MANUAL_TRIGGER);
				const [item] = itemsOf(data, NODE);
				if (knowsEgressRules(world.version)) {
					expect(item).toMatchObject({ outcome: 'failed', code: 'BLOCKED' });
					expect(item?.message).toBe('This n8n does not allow requests to that address');
					expect(item?.hint).toContain('administrator');
					expect(world.sandbox.requests).toEqual([]);
				} else {
					expect(item).toMatchObject({ outcome: 'roaming' });
				}
			},
		);
	},
);
