/* eslint-disable @n8n/community-nodes/no-restricted-imports -- starts a database and looks for its programs; not published */
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { NEWEST_N8N } from '../installed/versions';
import { readExample } from '../n8n/examples';
import { json } from '../../nodes/simulator/messages';
import type { SandboxRequest } from '../sandbox/sandbox';
import type { StoredCredential, StoredWorkflow } from './n8n';
import { describeInN8n, sandboxCredential, type World } from './scenarios';
import { POSTGRES_USER, startPostgres, type Server } from './servers';
import { chain, itemsOf, MANUAL_TRIGGER, NODE, numbersSteps, roamingStep, step } from './workflows';

type Status = { roaming: boolean | null; countryCode?: number; countryName?: string[] };
const HOME: Status = { roaming: false };
const GERMANY: Status = { roaming: true, countryCode: 262, countryName: ['DE'] };
const FRANCE: Status = { roaming: true, countryCode: 208, countryName: ['FR'] };
const NOT_SAID: Status = { roaming: null };

/** What the network says of each number in the first, the second and the third run, and what has changed each time. */
const NUMBERS: Record<string, Array<[Status, string]>> = {
	'+34666555001': [
		[HOME, 'firstSeen'],
		[GERMANY, 'enteredRoaming'],
		[GERMANY, 'unchanged'],
	],
	'+34666555002': [
		[GERMANY, 'firstSeen'],
		[FRANCE, 'changedCountry'],
		[HOME, 'returnedHome'],
	],
	'+34666555003': [
		[HOME, 'firstSeen'],
		[NOT_SAID, 'undetermined'],
		[GERMANY, 'enteredRoaming'],
	],
};
const RUNS = [0, 1, 2];

let run = 0;
/** The number stands in the token, since the body of the roaming request is empty. */
function answer({ path: target, body, headers }: SandboxRequest) {
	if (target === '/bc-authorize') {
		const number = new URLSearchParams(body).get('login_hint')?.replace('tel:+', '') ?? '';
		return json(200, { auth_req_id: `request-${number}`, expires_in: 120, interval: 2 });
	}
	if (target === '/token') {
		const number = new URLSearchParams(body).get('auth_req_id')?.replace('request-', '') ?? '';
		return json(200, { access_token: `token-${number}`, token_type: 'Bearer' });
	}
	const number = headers.authorization?.replace('Bearer token-', '+') ?? '';
	const [status] = NUMBERS[number]?.[run] ?? [NOT_SAID];
	// Each run is of its own minute: a status that is not newer than the last one is no news.
	return json(200, { ...status, lastStatusTime: new Date(Date.now() - 600_000 + run * 60_000).toISOString() });
}

const POSTGRES_CREDENTIAL = 'postgresCredential';

describeInN8n(
	{
		onlyIn: NEWEST_N8N,
		sandbox: { override: answer },
		content: (sandbox) => ({ credentials: [sandboxCredential(sandbox)] }),
		environment: { N8N_RESTRICT_FILE_ACCESS_TO: tmpdir() },
	},
	(world) => {
		let postgres: Server;
		beforeAll(async () => {
			postgres = await startPostgres();
		});
		afterAll(() => postgres.end());

		/** Runs a workflow once for each state of the network; the changes that the node gave. */
		async function changesOf(workflowIds: string[]): Promise<IDataObject[][]> {
			const changes: IDataObject[][] = [];
			for (run of RUNS) {
				const { status, data } = await world.n8n.execute(workflowIds[run] ?? '', MANUAL_TRIGGER);
				expect([status, data.resultData.error?.message]).toEqual(['success', undefined]);
				changes.push(itemsOf(data, NODE).map(({ phoneNumber, change }) => ({ phoneNumber, change })));
			}
			return changes;
		}

		const expected = RUNS.map((index) =>
			Object.entries(NUMBERS).map(([phoneNumber, statuses]) => ({ phoneNumber, change: statuses[index]?.[1] })),
		);

		test('States through Postgres, by the example: the changes of three runs', async () => {
			const credential = await store(world, {
				id: POSTGRES_CREDENTIAL,
				name: 'Postgres account',
				type: 'postgres',
				data: { host: '127.0.0.1', port: postgres.port, database: 'postgres', user: POSTGRES_USER, ssl: 'disable' },
			});
			const account = { postgres: { id: credential, name: 'Postgres account' } };
			const table = step('Table', 'n8n-nodes-base.postgres', 2.6, {
				operation: 'executeQuery',
				query: /CREATE TABLE[^]*\);/.exec(noteOf('states-in-postgres'))?.[0] ?? '',
				options: {},
			});
			const trigger = step(MANUAL_TRIGGER, 'n8n-nodes-base.manualTrigger', 1);
			const setUp = await createWorkflow(world, chain('table', [trigger, { ...table, credentials: account }]));
			expect((await world.n8n.execute(setUp, MANUAL_TRIGGER)).status).toBe('success');

			const id = await createWorkflow(world, switchedOn('states-in-postgres', 'n8n-nodes-base.postgres', account));
			expect(await changesOf([id, id, id])).toEqual(expected);
		});

		test("States through n8n's Data Table, by the example: the changes of three runs", async () => {
			const { id: project } = await world.n8n.rest<{ id: string }>('GET', '/projects/personal');
			await world.n8n.rest('POST', `/projects/${project}/data-tables`, {
				name: 'roaming_states',
				columns: [
					{ name: 'phoneNumber', type: 'string' },
					{ name: 'roamingState', type: 'string' },
				],
			});
			const id = await createWorkflow(world, switchedOn('states-in-data-table', 'n8n-nodes-base.dataTable'));
			expect(await changesOf([id, id, id])).toEqual(expected);
		});

		test('States through a CSV file: the changes of three runs', async () => {
			const file = path.join(world.home.userFolder, 'states.csv');
			const [credential] = await world.n8n.rest<StoredCredential[]>('GET', '/credentials');
			if (credential === undefined) throw new Error('There is no credential.');
			const check = roamingStep(sandboxCredential(world.sandbox), { operation: 'detectChanges', simple: false });
			const write = [
				check,
				step('Columns', 'n8n-nodes-base.set', 3.4, {
					mode: 'raw',
					jsonOutput: '={{ { phoneNumber: $json.phoneNumber, roamingState: JSON.stringify($json.roamingState) } }}',
					options: {},
				}),
				step('As CSV', 'n8n-nodes-base.convertToFile', 1.1, { operation: 'csv', options: {} }),
				step('Write', 'n8n-nodes-base.readWriteFile', 1, { operation: 'write', fileName: file, options: {} }),
			];
			const trigger = step(MANUAL_TRIGGER, 'n8n-nodes-base.manualTrigger', 1);
			const first = await createWorkflow(
				world,
				chain('csvFirst', [trigger, ...numbersSteps(Object.keys(NUMBERS)), ...write]),
			);
			const read = [
				step('Read', 'n8n-nodes-base.readWriteFile', 1, { operation: 'read', fileSelector: file, options: {} }),
				// 'Convert to File' writes a byte order mark, which would be part of the first column's name.
				step('From CSV', 'n8n-nodes-base.extractFromFile', 1, { operation: 'csv', options: { enableBOM: true } }),
			];
			const next = await createWorkflow(world, chain('csvNext', [trigger, ...read, ...write]));
			expect(await changesOf([first, next, next])).toEqual(expected);
		});
	},
);

/** The note that tells how to make the table. */
function noteOf(example: string): string {
	return readExample(example)
		.nodes.filter(({ type }) => type.endsWith('stickyNote'))
		.map(({ parameters }) => String(parameters.content))
		.join('\n');
}

/** An example with the numbers of this test, the sandbox, and the steps of one store switched on. */
function switchedOn(name: string, storeType: string, account?: INode['credentials']): StoredWorkflow {
	const { nodes, connections } = readExample(name);
	const list = numbersSteps(Object.keys(NUMBERS))[0];
	const changed = nodes.map((node): INode => {
		if (node.type === 'n8n-nodes-base.manualTrigger') return { ...node, name: MANUAL_TRIGGER };
		if (node.name === 'Phone numbers' && list !== undefined) {
			return { ...list, name: node.name, id: node.id, position: node.position };
		}
		if (node.name === 'Numbers') {
			const items = Object.keys(NUMBERS).map((phoneNumber) => ({ json: { phoneNumber } }));
			return { ...node, parameters: { jsCode: `return ${JSON.stringify(items)};` } };
		}
		if (node.type === storeType) {
			return { ...node, disabled: false, ...(account === undefined ? {} : { credentials: account }) };
		}
		if (node.name === NODE) {
			return { ...node, credentials: { openGatewayApi: { id: 'sandboxCredential', name: 'Sandbox account' } } };
		}
		return node;
	});
	const { 'When clicking Execute workflow': fromTrigger, ...others } = connections;
	return {
		id: name,
		name,
		nodes: changed,
		connections: { ...others, ...(fromTrigger === undefined ? {} : { [MANUAL_TRIGGER]: fromTrigger }) },
	};
}

async function store({ n8n }: World, credential: StoredCredential): Promise<string> {
	return (await n8n.rest<{ id: string }>('POST', '/credentials', credential)).id;
}

async function createWorkflow({ n8n }: World, workflow: StoredWorkflow): Promise<string> {
	const content = { ...workflow, id: undefined, settings: { executionOrder: 'v1' } };
	return (await n8n.rest<{ id: string }>('POST', '/workflows', content)).id;
}
