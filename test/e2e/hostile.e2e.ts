import { expectedCode, hostileAnswers } from '../transport/hostile/answers';
import { createNumberLookup } from '../sandbox/numberLookup';
import { describeInN8n, sandboxCredential } from './scenarios';
import { checkWorkflow, itemsOf, MANUAL_TRIGGER, NODE } from './workflows';

const CONNECTIONS = { Standard: 'n8n', 'Keep Alive': 'keepAlive' };
const ORDINARY = '+34666555001';
/** The number that each hostile answer is for. */
const STRUCK: Record<string, string> = {
	'2.1 GB': '+34666550012',
	'a body without end': '+34666550022',
	'a small body of gzip that is large when it is unpacked': '+34666550032',
	'a byte from time to time': '+34666550042',
};
const NUMBERS = [...Object.values(STRUCK), ORDINARY];

const { phoneNumberOf, remember } = createNumberLookup();
const answers = hostileAnswers(['gzip']);
let loaded: Awaited<typeof answers> = {};
beforeAll(async () => {
	loaded = await answers;
});

describeInN8n(
	{
		sandbox: {
			override: (request, simulator) => {
				const phoneNumber = phoneNumberOf(request);
				const [name = ''] = Object.entries(STRUCK).find(([, number]) => number === phoneNumber) ?? [];
				const isRoaming = request.path.endsWith('/retrieve');
				return (isRoaming ? loaded[name]?.send : undefined) ?? remember(phoneNumber, simulator());
			},
		},
		content: (sandbox) => ({
			credentials: [sandboxCredential(sandbox)],
			workflows: Object.values(CONNECTIONS).map((connection) =>
				checkWorkflow(
					connection,
					NUMBERS,
					sandboxCredential(sandbox),
					{ options: { connection, timeout: 5, maxAttempts: 1 } },
					{ onError: 'continueRegularOutput' },
				),
			),
		}),
	},
	(world) => {
		test.each(Object.entries(CONNECTIONS))(
			'Answers without end or measure fail their own numbers, and n8n lives, with the connection %s',
			async (_, connection) => {
				const { data } = await world.n8n.execute(connection, MANUAL_TRIGGER);
				expect(itemsOf(data, NODE).map(({ phoneNumber, outcome, code }) => [phoneNumber, code ?? outcome])).toEqual([
					...Object.entries(STRUCK).map(([name, number]) => {
						const answer = loaded[name];
						return [number, answer && expectedCode(answer, connection)];
					}),
					[ORDINARY, 'roaming'],
				]);
				expect((await world.n8n.fetch('/healthz')).status).toBe(200);
			},
		);
	},
);
