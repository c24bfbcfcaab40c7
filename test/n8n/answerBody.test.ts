import './capturedLog';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf, runNode, sandboxCredential } from './runNode';

const NUMBER = '+34666555341';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** The item that the node makes where the roaming API answers with this body, over real HTTP. */
async function itemOf(body: object, options: { maxStatusAge?: number } = {}): Promise<IDataObject> {
	const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
	sandbox = await startSandbox({
		override: ({ path }) => (/\/(roaming|retrieve)$/.test(path) ? answer : undefined),
	});
	const taskData = await runNode({
		inputs: [{ phoneNumber: NUMBER }],
		credential: sandboxCredential(sandbox),
		parameters: { options },
		settings: { onError: 'continueRegularOutput' },
	});
	return itemsOf(taskData)[0]?.json ?? {};
}

test.each([
	[
		{ countryCode: 34, countryName: ['Spain'] },
		{ countryCode: null, countryName: ['ES'], country: 'ES', isEea: true },
	],
	[
		{ countryCode: 234, countryName: ['Nigeria'] },
		{ countryCode: null, country: 'NG', countryLabel: 'Nigeria', isEea: false },
	],
	[
		{ countryCode: 901, countryName: ['xx'] },
		{ countryCode: 901, countryName: [], country: null, isEea: null },
	],
])('the country of %j', async (body, expected) => {
	expect(await itemOf({ roaming: true, ...body })).toMatchObject({
		...expected,
		outcome: 'roaming',
		warning: expect.stringContaining('country'),
	});
});

test('a status two hours old is not fresh within 30 minutes, however its time is written', async () => {
	const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000).toISOString().replace('Z', '+0000');
	const body = { roaming: true, countryCode: 262, countryName: ['DE'], lastStatusTime: twoHoursAgo };
	expect(await itemOf(body, { maxStatusAge: 30 })).toMatchObject({
		outcome: 'unknown',
		country: null,
		countryLabel: null,
		isEea: null,
		stale: true,
		staleCountry: 'DE',
		warning: null,
	});
});

test('a time that cannot be read is not fresh', async () => {
	const body = { roaming: false, lastStatusTime: '2026-02-31T00:00:00Z' };
	expect(await itemOf(body, { maxStatusAge: 30 })).toMatchObject({
		outcome: 'unknown',
		stale: true,
		staleRoaming: false,
		warning: 'The time of the status cannot be read and was set aside.',
	});
});

test.each([
	['300 kB of text', 'A'.repeat(300_000)],
	['a time with 300 kB behind it', `2026-11-24T02:59:00.${'0'.repeat(300_000)}Z`],
	['a lone surrogate', '\ud83d'],
])('%s in each field reaches no item', async (_name, text) => {
	const item = await itemOf({ roaming: true, countryCode: text, countryName: ['DE', text], lastStatusTime: text });
	expect(item).toMatchObject({ outcome: 'roaming', countryName: ['DE'], country: null, lastStatusTime: null });
	expect(JSON.stringify(item).length).toBeLessThan(1500);
	expect(JSON.stringify(item)).not.toMatch(/\\ud[89a-f]/i);
});

test('the status of another number is not given to any number', async () => {
	const item = await itemOf({ roaming: true, countryName: ['DE'], device: { phoneNumber: '+34666555002' } });
	expect(item).toMatchObject({ code: 'INVALID_TOKEN_CONTEXT', outcome: 'failed', roaming: null, country: null });
});

test.each([
	['true', { outcome: 'roaming', roaming: true }],
	['ROAMING_OFF', { outcome: 'home', roaming: false }],
	[1, { outcome: 'failed', code: 'INVALID_RESPONSE', roaming: null }],
])('"roaming": %j', async (roaming, expected) => {
	expect(await itemOf({ roaming })).toMatchObject(expected);
});
