import './capturedLog';
import {
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { draw } from '../../docs/pictures';
import type { Database } from './builtInNodes';
import type { Engine } from './engine';
import {
	exampleNames,
	loadExampleEngine,
	NODE_TYPE,
	readDocument,
	readExample,
	runExample,
	TOOL_TYPE,
} from './examples';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
/** A service that the examples of recipes reach, which needs an account of its own. */
const SERVICES = ['n8n-nodes-base.slack', 'n8n-nodes-base.postgres', 'n8n-nodes-base.dataTable'];
const TRIGGER = /Trigger$|\.webhook$/;
const OWN_TRIGGER = 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger';
const NUMBER = /\+\d+/g;

let tableReads = 0;
/** One table, by phone number. */
const rows = new Map<string, IDataObject>();
const database: Database = {
	query: (sql, [phoneNumber = '']) => {
		expect(sql).toContain('FROM roaming_states WHERE phone_number = $1');
		const text = rows.get(phoneNumber)?.roaming_state as string | undefined;
		// A column of the type jsonb comes back as an object.
		return [{ phoneNumber, roamingState: JSON.parse(text ?? 'null') as IDataObject | null }];
	},
	upsert: (table, row, matchingColumns) => {
		expect([table, matchingColumns]).toEqual(['roaming_states', ['phone_number']]);
		rows.set(String(row.phone_number), row);
	},
	readTable: (table) => {
		expect(table).toBe('roaming_states');
		tableReads += 1;
		return [...rows.values()];
	},
	upsertTable: (table, row) => {
		expect(table).toBe('roaming_states');
		const { phoneNumber } = row;
		const stored = { phoneNumber, roamingState: null, ...rows.get(String(phoneNumber)), ...row };
		rows.set(String(phoneNumber), stored);
		return stored;
	},
};

let engine: Engine;
beforeAll(async () => {
	engine = await loadExampleEngine(database);
});
beforeEach(() => rows.clear());

const IN_ITALY = { roaming: true, countryCode: 222, countryName: ['IT'] };
const run = (...[name, options]: [string, Parameters<typeof runExample>[2]?]) => runExample(engine, name, options);
const all = (items: IDataObject[], field: string) => items.map((item) => item[field]);

describe.each(exampleNames())('%s', (name) => {
	const { nodes, connections } = readExample(name);
	const steps = nodes.filter(({ type }) => type !== STICKY_NOTE);
	const isConfirmation = ({ parameters }: INode) => parameters.operation === 'confirmChanges';
	const checks = nodes.filter((node) => [NODE_TYPE, TOOL_TYPE].includes(node.type) && !isConfirmation(node));

	test('starts with a trigger, and reaches each node from it', () => {
		expect(nodes[0]?.type).toMatch(TRIGGER);
		const targets = Object.values(connections).flatMap((byType) => Object.values(byType).flat(2));
		const reached = new Set([...targets.map((target) => target?.node), ...Object.keys(connections)]);
		expect([...reached].sort()).toEqual(steps.map((node) => node.name).sort());
	});

	test('can be started by hand where it starts on a schedule', () => {
		const first = (type: string) => connections[nodes.find((node) => node.type === type)?.name ?? '']?.main;
		const scheduled = first('n8n-nodes-base.scheduleTrigger');
		if (scheduled !== undefined) expect(first('n8n-nodes-base.manualTrigger')).toEqual(scheduled);
	});

	test('is small, and each node has its own id and place', () => {
		expect(steps.length).toBeGreaterThanOrEqual(4);
		expect(steps.length).toBeLessThanOrEqual(9);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ position }) => position.join())).size).toBe(nodes.length);
	});

	test.each(nodes)('$name: fills in parameters that its node type has, with values that it takes', (node) => {
		const { description } = engine.nodeType(node.type);
		const { properties } = description;
		const parameters = NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ?? {};
		expect(parameters).toMatchObject(node.parameters);
		const switchedOn = { ...node, parameters, disabled: false };
		expect(NodeHelpers.getNodeParametersIssues(properties, switchedOn, description)).toBeNull();
	});

	test('needs the Open Gateway credential alone, by its name: steps for other services are off', () => {
		const named = { openGatewayApi: { id: null, name: 'Open Gateway account' } };
		const asking = [...checks, ...nodes.filter(({ type }) => type === OWN_TRIGGER)];
		expect(asking.map(({ credentials }) => credentials)).toEqual(asking.map(() => named));
		const services = nodes.filter(({ type }) => SERVICES.includes(type));
		expect(services.every(({ disabled }) => disabled === true)).toBe(true);
		expect(nodes.filter((node) => node.disabled === true)).toEqual(services);
		expect(nodes.filter((node) => node.credentials !== undefined && !asking.includes(node))).toEqual([]);
	});

	test('holds no phone numbers but British ones for fiction', () => {
		const numbers = JSON.stringify(nodes).match(NUMBER) ?? [];
		expect(numbers.filter((number) => !/^\+447700900\d{3}$/.test(number))).toEqual([]);
	});

	test('does without Always Output Data, which would put an empty item into the output Roaming', () => {
		expect(nodes.filter(({ alwaysOutputData }) => alwaysOutputData === true)).toEqual([]);
	});

	test('does not stop at a number without an answer', () => {
		expect(checks.map(({ onError }) => onError)).toEqual(checks.map(() => 'continueRegularOutput'));
	});
});

test('roaming-alert: those abroad by the first output of If', async () => {
	const given = await run('roaming-alert');
	expect(all(given('Abroad?', 0), 'phoneNumber')).toEqual(['+447700900001', '+447700900901']);
	expect(all(given('Abroad?', 1), 'outcome')).toEqual(['home', 'notCovered']);
});

test('branch-on-roaming: each number in the branch of its outcome', async () => {
	const given = await run('branch-on-roaming');
	expect(all(given('Abroad'), 'country')).toEqual(['DE', null]);
	expect(all(given('At home'), 'phoneNumber')).toEqual(['+447700900002']);
	expect(all(given('Ask again later'), 'outcome')).toEqual(['unknown']);
	expect(all(given('Not served'), 'code')).toEqual(['unknown_user_id']);
	expect(all(given('Look into it'), 'code')).toEqual(['access_denied']);
});

describe('alert-on-country-change', () => {
	const runAgain = (staticData: IDataObject) => run('alert-on-country-change', { servicesOn: true, staticData });

	test('says nothing where a phone is seen for the first time, or stays where it is', async () => {
		const staticData = {};
		const first = await runAgain(staticData);
		expect(first('Device Status Roaming')).toEqual([]);
		expect(first('Tell the team')).toEqual([]);
		expect((await runAgain(staticData))('Device Status Roaming')).toEqual([]);
	});

	test('tells who has gone abroad, changed country and come home, by customer and not by number', async () => {
		const staticData: IDataObject = {};
		await runAgain(staticData);
		wereInItaly(staticData);
		const given = await runAgain(staticData);
		const messages = all(given('Tell the team'), 'text');
		expect(messages).toEqual([
			expect.stringMatching(/^Customer C-1001: IT -> .*Germany/),
			'Customer C-1002: IT -> home',
			expect.stringMatching(/^Customer C-1004: IT -> /),
		]);
		expect(messages.join()).not.toMatch(NUMBER);
		expect(all(given('Confirm the changes'), 'confirmed')).toEqual([1, 1, 1]);
		expect((await runAgain(staticData))('Device Status Roaming')).toEqual([]);
	});

	test('tells in the next run what a failing alert did not tell, and then no more', async () => {
		const staticData: IDataObject = {};
		await runAgain(staticData);
		wereInItaly(staticData);
		const failing = { servicesOn: true, staticData, failing: 'Tell the team' };
		await expect(run('alert-on-country-change', failing)).rejects.toMatchObject({ message: 'The service is down.' });
		const messages = all((await runAgain(staticData))('Tell the team'), 'text');
		expect(messages).toEqual([
			expect.stringMatching(/^Customer C-1001: IT -> .*Germany \(again/),
			expect.stringMatching(/^Customer C-1002: IT -> home \(again/),
			expect.stringMatching(/^Customer C-1004: IT -> .*\(again/),
		]);
		expect((await runAgain(staticData))('Tell the team')).toEqual([]);
	});

	/** As if the run before had found each phone in Italy. */
	function wereInItaly(staticData: IDataObject): void {
		const { deviceStatusRoaming } = staticData.global as IDataObject;
		const { numbers } = deviceStatusRoaming as { numbers: Record<string, IDataObject> };
		for (const state of Object.values(numbers)) Object.assign(state, IN_ITALY);
	}
});

test('nightly-report-to-chat: one message of five lines, whatever failed', async () => {
	const given = await run('nightly-report-to-chat', { servicesOn: true });
	const [message, ...others] = given('Send the report');
	expect(others).toEqual([]);
	expect(message?.channel).toBe('#roaming');
	const lines = String(message?.text).split('\n');
	expect(lines).toHaveLength(5);
	expect(lines[1]).toBe('3 roaming, 1 home, 1 unknown, 1 not covered, 1 failed.');
	expect(lines[3]).toContain('PERMISSION_DENIED 1');
});

test('hold-payments-from-abroad: holds what is abroad, releases what is at home, and asks people about the rest', async () => {
	const given = await run('hold-payments-from-abroad', { servicesOn: true });
	expect(given('Hold the payment')).toMatchObject([{ paymentId: 'P-1', amount: 250, phone: { country: 'DE' } }]);
	expect(all(given('Release the payment'), 'paymentId')).toEqual(['P-2']);
	expect(all(given('Ask the reviewers'), 'text')).toEqual([
		'Payment P-3 over 990: the network does not say where the phone is (unknown).',
		'Payment P-4 over 15: the network does not say where the phone is (notCovered).',
	]);
});

test('skip-marketing-to-roamers: writes to those at home alone, and asks whoever refused once', async () => {
	const staticData = {};
	const first = await run('skip-marketing-to-roamers', { staticData });
	expect(all(first('Send the message'), 'customerId')).toEqual(['C-1002', 'C-1005']);
	const refused = (items: IDataObject[]) => items.find(({ code }) => code === 'access_denied');
	expect(refused(first('Device Status Roaming'))).toMatchObject({ customerId: 'C-1004', attempted: true });

	const second = await run('skip-marketing-to-roamers', { staticData });
	expect(all(second('Send the message'), 'customerId')).toEqual(['C-1002', 'C-1005']);
	expect(refused(second('Device Status Roaming'))).toMatchObject({ customerId: 'C-1004', attempted: false });
});

test('recheck-unknowns-in-an-hour: only those not known are checked twice, and each number is acted on once', async () => {
	const given = await run('recheck-unknowns-in-an-hour');
	expect(all(given('Wait an hour'), 'outcome')).toEqual(['consentPending', 'unknown']);
	expect(all(given('Second check'), 'outcome')).toEqual(['roaming', 'unknown']);
	const outcomes = given('Act on the answer').map(({ phoneNumber, outcome }) => [phoneNumber, outcome]);
	expect(Object.fromEntries(outcomes)).toEqual({
		'+447700900001': 'roaming',
		'+447700900002': 'home',
		'+447700900102': 'roaming',
		'+447700900009': 'unknown',
	});
	expect(outcomes).toHaveLength(4);
}, 20_000);

describe('states-in-postgres', () => {
	test('stores a row for each number and knows it in the next run', async () => {
		await run('states-in-postgres', { servicesOn: true });
		expect([...rows.values()]).toMatchObject([
			{ phone_number: '+447700900001', roaming: true, country: 'DE', change: 'firstSeen' },
			{ phone_number: '+447700900002', roaming: false, country: null, change: 'firstSeen' },
			{ phone_number: '+447700900009', roaming: null, country: null, change: 'undetermined' },
			{ phone_number: '+447700900107', roaming: null, country: null, change: 'undetermined' },
		]);
		const again = await run('states-in-postgres', { servicesOn: true });
		expect(all(again('Device Status Roaming'), 'change').slice(0, 2)).toEqual(['unchanged', 'unchanged']);
	});

	test('after a failing alert the state is as it was, and the next run tells', async () => {
		await run('states-in-postgres', { servicesOn: true });
		for (const row of rows.values()) {
			const state = JSON.parse(String(row.roaming_state)) as IDataObject | null;
			if (state !== null) row.roaming_state = JSON.stringify({ ...state, ...IN_ITALY });
		}
		const before = JSON.stringify([...rows.values()]);
		const failing = { servicesOn: true, failing: 'Tell the team' };
		await expect(run('states-in-postgres', failing)).rejects.toMatchObject({ message: 'The service is down.' });
		expect(JSON.stringify([...rows.values()])).toBe(before);
		const given = await run('states-in-postgres', { servicesOn: true });
		expect(all(given('Tell the team'), 'text')).toEqual(['+44…001: changedCountry, Germany', '+44…002: returnedHome']);
		expect((await run('states-in-postgres', { servicesOn: true }))('Tell the team')).toEqual([]);
	});

	test('runs without a database', async () => {
		const given = await run('states-in-postgres');
		expect(all(given('Store the state'), 'change').slice(0, 2)).toEqual(['firstSeen', 'firstSeen']);
		expect(rows.size).toBe(0);
	});
});

describe('states-in-data-table', () => {
	const FIRST_RUN = [
		['+447700900001', 'firstSeen'],
		['+447700900002', 'firstSeen'],
		['+447700900009', 'undetermined'],
		['+447700900107', 'undetermined'],
	];
	const changes = (outcome: Awaited<ReturnType<typeof run>>) =>
		outcome('Device Status Roaming').map(({ phoneNumber, change }) => [phoneNumber, change]);
	const runAgain = () => run('states-in-data-table', { servicesOn: true });

	test('an empty table: each number is checked, and its state is stored as text', async () => {
		expect(changes(await runAgain())).toEqual(FIRST_RUN);
		expect([...rows.keys()]).toEqual(all([...rows.values()], 'phoneNumber'));
		expect(JSON.parse(String(rows.get('+447700900001')?.roamingState))).toMatchObject({ roaming: true });
		expect(rows.size).toBe(4);
	});

	test('reads the table once for all numbers, and knows each number in the next run', async () => {
		await runAgain();
		tableReads = 0;
		expect(all((await runAgain())('Device Status Roaming'), 'change')).toEqual([
			'unchanged',
			'unchanged',
			'undetermined',
			'undetermined',
		]);
		expect(tableReads).toBe(1);
	});

	test('a number that is not in the table yet is checked with the others', async () => {
		await runAgain();
		rows.delete('+447700900001');
		const given = await runAgain();
		expect(changes(given)).toContainEqual(['+447700900001', 'firstSeen']);
		expect(changes(given)).toContainEqual(['+447700900002', 'unchanged']);
		expect(given('Device Status Roaming')).toHaveLength(4);
	});

	test('finds the state of a number that the list writes in another way', async () => {
		await runAgain();
		const jsCode = "return [{ json: { phoneNumber: '+44 7700-900002', roamingState: 'old' } }];";
		const given = await run('states-in-data-table', { servicesOn: true, changes: { Numbers: { jsCode } } });
		expect(changes(given)).toEqual([['+447700900002', 'unchanged']]);
	});

	test('stores a state after its alert: a failing alert is told again in the next run, and then no more', async () => {
		await runAgain();
		for (const row of rows.values()) {
			const state = JSON.parse(String(row.roamingState)) as IDataObject | null;
			if (state !== null) row.roamingState = JSON.stringify({ ...state, ...IN_ITALY });
		}
		const before = JSON.stringify([...rows.values()]);
		const failing = { servicesOn: true, failing: 'Tell the team' };
		await expect(run('states-in-data-table', failing)).rejects.toMatchObject({ message: 'The service is down.' });
		expect(JSON.stringify([...rows.values()])).toBe(before);
		expect(all((await runAgain())('Tell the team'), 'text')).toEqual([
			'+44…001: changedCountry, Germany',
			'+44…002: returnedHome',
		]);
		expect((await runAgain())('Tell the team')).toEqual([]);
	});

	test('runs without the table', async () => {
		expect(changes(await run('states-in-data-table'))).toEqual(FIRST_RUN);
		expect(rows.size).toBe(0);
	});
});

/** Models that OpenAI switches off by 14 January 2027, by its page of deprecations of November 2026. */
const SWITCHED_OFF = /^(gpt-3\.5|gpt-4|gpt-5(-|$)|o[134](-|$))/;

test('roaming-as-agent-tool: the model is none that is switched off', () => {
	const { parameters } =
		readExample('roaming-as-agent-tool').nodes.find(({ type }) => type.endsWith('lmChatOpenAi')) ?? {};
	const { value } = parameters?.model as IDataObject;
	expect(value).toMatch(/^gpt-\d/);
	expect(value).not.toMatch(SWITCHED_OFF);
});

describe('check-connection', () => {
	test('says nothing while each step goes well', async () => {
		const given = await run('check-connection', { servicesOn: true });
		expect(all(given('Device Status Roaming'), 'result')).toEqual(['ok', 'ok', 'ok', 'ok']);
		expect(given('Tell the team')).toEqual([]);
	});

	test('tells which step failed, and which settings to look at', async () => {
		const credential = { aggregator: 'orangePlayground', clientId: 'id', clientSecret: '' };
		const given = await run('check-connection', { servicesOn: true, credential });
		expect(all(given('Tell the team'), 'text')).toEqual([
			expect.stringMatching(/^Open Gateway, step 1 \(Credential\): .*'Client Secret'/),
		]);
	});

	test('tells of a refusal by the API without the number', async () => {
		const assignments = [{ id: '1', name: 'phoneNumber', value: '+447700900403', type: 'string' }];
		const given = await run('check-connection', {
			servicesOn: true,
			changes: { 'Test number': { assignments: { assignments } } },
		});
		const [text, ...others] = all(given('Tell the team'), 'text');
		expect(others).toEqual([]);
		expect(text).toMatch(/^Open Gateway, step 4 \(Roaming URL\): The API refuses this client or this purpose/);
		expect(text).not.toMatch(NUMBER);
	});
});

test('roaming-as-agent-tool: the model gets a short answer', async () => {
	const given = await run('roaming-as-agent-tool', { triggered: { chatInput: 'Is +447700900001 abroad?' } });
	const [answer, ...others] = given('AI Agent')[0]?.output as IDataObject[];
	expect(others).toEqual([]);
	expect(answer).toMatchObject({ phoneNumber: '+447700900001', roaming: true, outcome: 'roaming', country: 'DE' });
	expect(Object.keys(answer ?? {})).toHaveLength(10);

	const unknown = await run('roaming-as-agent-tool', { triggered: { chatInput: 'And +447700900107?' } });
	expect(unknown('AI Agent')[0]?.output).toMatchObject([{ outcome: 'notCovered', message: expect.any(String) }]);
});

describe('nightly-100k', () => {
	test('each part in a sub-workflow, one message at the end, and what is left over comes first the next night', async () => {
		const staticData = { global: { again: ['+447700900532', '+447700900012'] } };
		const given = await run('nightly-100k', { servicesOn: true, staticData });
		const first = all(given('Those left over come first'), 'phoneNumber').slice(0, 3);
		expect(first).toEqual(['+447700900532', '+447700900012', '+447700900520']);
		// The number +447700900532 is five times in the list, and left over it is once.
		expect(all(given('Check one part'), 'rows')).toEqual([500, 500, 500, 497]);
		expect(all(given('Send the sum'), 'text')).toEqual([
			expect.stringMatching(/^1997 numbers in 4 parts: \d+ roaming, \d+ failed\. 1 left over for tomorrow\.$/),
		]);
		expect(rows.size).toBe(401);
		expect(rows.get('+447700900521')).toMatchObject({ roaming: true, country: 'DE' });
		expect(staticData.global.again).toEqual(['+447700900520']);
	}, 60_000);

	test('a part gives back its report alone, with what failed for a passing reason', async () => {
		const part = (phoneNumber: string) => run('nightly-100k-part', { triggered: { phoneNumber } });
		const roaming = await part('+447700900001');
		expect(roaming('Give back the report')).toMatchObject([{ rows: 1, byOutcome: { roaming: 1 }, again: [] }]);
		const failed = await part('+447700900500');
		expect(failed('Give back the report')).toMatchObject([{ rows: 1, again: ['+447700900500'] }]);
		const mistyped = await part('34');
		expect(mistyped('Give back the report')).toMatchObject([{ byOutcome: { failed: 1 }, again: [] }]);
	});
});

describe('fraud-step-up', () => {
	const call = (phoneNumber: unknown) =>
		run('fraud-step-up', { triggered: { headers: {}, params: {}, query: {}, body: { phoneNumber } } });

	test('lets through whoever is at home', async () => {
		const given = await call('+447700900002');
		expect(given('Let it through')).toEqual([
			{ status: 200, body: { decision: 'allow', outcome: 'home', country: null } },
		]);
		expect(given('Ask for a second factor')).toEqual([]);
	});

	test.each([
		['+447700900001', 'roaming', 'DE'],
		['+447700900105', 'consentPending', null],
		['+447700900107', 'notCovered', null],
		['+447700900009', 'unknown', null],
		['+447700900503', 'failed', null],
		[undefined, 'failed', null],
	])('asks for a second factor in time for %s: %s', async (phoneNumber, outcome, country) => {
		const begun = Date.now();
		const given = await call(phoneNumber);
		expect(Date.now() - begun).toBeLessThan(3000);
		expect(given('Ask for a second factor')).toEqual([{ status: 200, body: { decision: 'stepUp', outcome, country } }]);
		expect(given('Let it through')).toEqual([]);
	});
});

test.each([
	['+44 7700 900001', 'Abroad', '+447700900001 is roaming. Country: Germany.'],
	['+447700900003', 'Abroad', '+447700900003 is roaming. Country: the network does not say.'],
	['+447700900002', 'At home', '+447700900002 is in its home network.'],
	['+447700900009', 'Not known', 'The network does not say where the phone is.'],
	['+447700900107', 'Not known', 'The operator does not know this phone number'],
	['a number', 'Not known', 'The phone number holds letters'],
])('check-one-number: %s', async (typed, title, message) => {
	const given = await run('check-one-number', { triggered: { 'Phone number': typed } });
	expect(given('Show the answer')).toEqual([{ title, message: expect.stringContaining(message) as string }]);
});

describe('scheduled-batch', () => {
	test('one message names those abroad, by customer and not by number', async () => {
		const given = await run('scheduled-batch', { servicesOn: true });
		expect(all(given('Tell the team'), 'text')).toEqual(['Abroad: C-1001 (Germany), C-1003 (country not known)']);
	});

	test('checks what failed for a passing reason in the next run, once, and forgets it when it is answered', async () => {
		const staticData: IDataObject = {};
		const first = await run('scheduled-batch', { staticData });
		const failed = { customerId: 'C-1005', phoneNumber: '+447700900500' };
		expect(first('Make the new retry list')).toEqual([failed]);

		const listed = staticData.global as { retry: IDataObject[] };
		listed.retry.push({ customerId: 'C-0999', phoneNumber: '+447700900012' });
		const second = await run('scheduled-batch', { staticData });
		expect(all(second('Device Status Roaming'), 'customerId')).toEqual([
			'C-1005',
			'C-0999',
			'C-1001',
			'C-1002',
			'C-1003',
			'C-1004',
		]);
		expect(staticData.global).toEqual({ retry: [failed] });
	});
});

describe('act-when-abroad', () => {
	const event = { phoneNumber: '+447700900001', roaming: true, countryLabel: 'France', event: 'enteredRoaming' };

	test('tells of a change, by the end of the number and not by the whole', async () => {
		const outcome = await run('act-when-abroad', { triggered: { ...event, isChange: true }, servicesOn: true });
		expect(all(outcome('Tell the team'), 'text')).toEqual(['A phone is abroad now: France (number ending in 001).']);
		expect(outcome('Current status, or the end')).toEqual([]);
	});

	test('sets aside the current status and the end of a subscription', async () => {
		const outcome = await run('act-when-abroad', { triggered: { ...event, isChange: false }, servicesOn: true });
		expect(outcome('Tell the team')).toEqual([]);
		expect(outcome('Current status, or the end')).toHaveLength(1);
	});
});

describe('trigger-with-nightly-check', () => {
	test('an event makes the node ask, and the change is told once', async () => {
		const staticData: IDataObject = {};
		const runAgain = () =>
			run('trigger-with-nightly-check', {
				staticData,
				servicesOn: true,
				triggered: { phoneNumber: '+447700900002', event: 'roamingStatusChanged' },
			});
		// The first look has nothing to compare with.
		expect((await runAgain())('Tell the team')).toEqual([]);
		const { numbers } = (staticData.global as IDataObject).deviceStatusRoaming as {
			numbers: Record<string, IDataObject>;
		};
		for (const state of Object.values(numbers)) Object.assign(state, IN_ITALY);
		const given = await runAgain();
		expect(all(given('Tell the team'), 'text')).toEqual(['returnedHome: no country (number ending in 002)']);
		expect(given('Confirm changes')).not.toEqual([]);
		expect((await runAgain())('Tell the team')).toEqual([]);
	});
});

test('as they are imported, the others run to their end without an account of another service', async () => {
	const needInput = [
		'act-when-abroad',
		'check-one-number',
		'fraud-step-up',
		'nightly-100k-part',
		'roaming-as-agent-tool',
	];
	const names = exampleNames().filter((name) => !needInput.includes(name));
	await Promise.all(names.map((name) => run(name)));
	expect(rows.size).toBe(0);
}, 30_000);

describe('docs/cookbook.md', () => {
	const cookbook = readDocument('cookbook.md');
	const headings = cookbook.match(/^## .*$/gm) ?? [];

	test('has sixteen recipes, with a picture, settings, a way to adapt it and a file each', () => {
		const recipes = cookbook.split(/^## /m).slice(1);
		expect(recipes).toHaveLength(16);
		for (const recipe of recipes) {
			expect(recipe).toMatch(/!\[.+\]\(images\/[\w-]+\.svg\)/);
			expect(recipe).toMatch(/^\| Setting /m);
			expect(recipe).toContain('**To adapt it**');
			expect(recipe).toMatch(/^Files?: .*\(\.\.\/examples\/[\w-]+\.json\)/m);
		}
	});

	test('names settings as the form of the node or of the trigger does', () => {
		const labels = [NODE_TYPE, OWN_TRIGGER].flatMap((type) => labelsOf(engine.nodeType(type).description.properties));
		const settings = cookbook
			.split(/^## /m)
			.slice(1)
			.flatMap((recipe) => {
				const table = /^\| Setting [^]*?\n\n/m.exec(recipe)?.[0] ?? '';
				return table
					.trim()
					.split('\n')
					.slice(2)
					.map((row) => row.split('|')[1]?.trim() ?? '');
			});
		expect(settings.length).toBeGreaterThan(30);
		expect(settings.filter((setting) => !labels.includes(setting))).toEqual([]);
	});

	test('links each example and its picture, and nothing that is not there', () => {
		const linked = (pattern: RegExp) => [...new Set([...cookbook.matchAll(pattern)].map(([, name]) => name))].sort();
		expect(linked(/\(\.\.\/examples\/([\w-]+)\.json\)/g)).toEqual(exampleNames());
		expect(linked(/\(images\/([\w-]+)\.svg\)/g)).toEqual(exampleNames());
	});

	test('links headings of its own that are there', () => {
		const anchors = headings.map((heading) =>
			heading
				.slice(3)
				.toLowerCase()
				.replace(/[^\w -]/g, '')
				.replaceAll(' ', '-'),
		);
		const linked = [...cookbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
		expect(linked.filter((anchor) => !anchors.includes(String(anchor)))).toEqual([]);
	});

	test.each(exampleNames())('the picture of %s is what npm run docs:pictures draws', (name) => {
		expect(readDocument(`images/${name}.svg`)).toBe(draw(readExample(name)));
	});
});

/** Labels of the form, without units, those in groups too. */
function labelsOf(fields: Array<INodeProperties | INodePropertyOptions | INodePropertyCollection>): string[] {
	return fields.flatMap((field) => [
		...('displayName' in field ? [field.displayName.replace(/ \(\w+\)$/, '')] : []),
		...labelsOf('options' in field ? (field.options ?? []) : []),
		...labelsOf('values' in field ? field.values : []),
	]);
}
