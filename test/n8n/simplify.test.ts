import './capturedLog';
import type { INode } from 'n8n-workflow';
import { itemsOf, runNode, type NodeRun } from './runNode';

const SIMPLIFIED = [
	'phoneNumber',
	'roaming',
	'outcome',
	'simulated',
	'country',
	'countryLabel',
	'isEea',
	'statusAgeSeconds',
	'checkedAt',
	'warning',
];
const RAW = [
	'phoneNumber',
	'roaming',
	'outcome',
	'simulated',
	'country',
	'countryLabel',
	'isEea',
	'countryCode',
	'countryName',
	'lastStatusTime',
	'statusAgeSeconds',
	'checkedAt',
	'warning',
	'correlator',
];
const FAILED = ['code', 'stage', 'httpStatus', 'message', 'hint', 'retryable', 'attempted'];

async function keysOf(
	phoneNumber: string,
	parameters: INode['parameters'],
	settings: NodeRun['settings'] = { onError: 'continueRegularOutput' },
): Promise<string[]> {
	const run = { inputs: [{ phoneNumber }], credential: { aggregator: 'simulator' }, parameters, settings };
	return Object.keys(itemsOf(await runNode(run))[0]?.json ?? {});
}

test("with 'Simplify', an item has ten fields, in the order in which a person reads them", async () => {
	expect(await keysOf('+34666555001', { simple: true })).toEqual(SIMPLIFIED);
	expect(await keysOf('+34666555001', { simple: undefined as never })).toEqual(SIMPLIFIED);
});

test("without 'Simplify', an item has all fields, those of 'Simplify' in the same order", async () => {
	expect(await keysOf('+34666555001', { simple: false })).toEqual(RAW);
	expect(RAW.filter((key) => SIMPLIFIED.includes(key))).toEqual(SIMPLIFIED);
});

test('a number without an answer also has the fields of its error, and the correlator that hints mention', async () => {
	expect(await keysOf('+34666550403', { simple: true })).toEqual([...SIMPLIFIED, 'correlator', ...FAILED]);
	expect(await keysOf('+34666550403', { simple: false })).toEqual([...RAW, ...FAILED]);
});

test("'Simplify' keeps the fields that an operation or an option adds", async () => {
	const freshness = await keysOf('+34666555001', { simple: true, options: { maxStatusAge: 60 } });
	expect(freshness).toEqual(expect.arrayContaining([...SIMPLIFIED, 'staleRoaming', 'staleCountry']));
	const changes = await keysOf('+34666555001', { simple: true, operation: 'detectChanges' });
	expect(changes).toEqual(expect.arrayContaining([...SIMPLIFIED, 'change', 'previousCountry', 'roamingState']));
	const hold = await keysOf('+34666550403', { simple: true, options: { consentHold: 1 } });
	expect(hold).toEqual(expect.arrayContaining([...SIMPLIFIED, 'heldUntil', 'roamingState']));
});
