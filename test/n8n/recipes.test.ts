import './capturedLog';
import type { IDataObject } from 'n8n-workflow';
import { exampleNames, readExample } from './examples';
import { all, NUMBER, rows, runsOnTable } from './recipesTable';

const run = runsOnTable();

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

test('skip-marketing-to-roamers: writes to those at home alone, and asks those who refused only once', async () => {
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

	test('lets through those who are at home', async () => {
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
