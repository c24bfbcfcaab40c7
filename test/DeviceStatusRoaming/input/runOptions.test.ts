import type { IDataObject } from 'n8n-workflow';
import type { RunForm } from '../../../nodes/DeviceStatusRoaming/input/form';
import { readRunOptions, readRunOptionsOfRefusedRun } from '../../../nodes/DeviceStatusRoaming/input/runOptions';
import { refusalBy } from '../../openGateway/partner';

const FORM: RunForm = {
	operation: 'checkStatus',
	stateSource: 'inputField',
	emit: 'all',
	delivery: 'atLeastOnce',
	outputMode: 'single',
	simple: true,
	output: 'simplified',
	outputFields: [],
	options: {},
};
const read = (options: IDataObject = {}, form: Partial<RunForm> = {}, asTool = false) =>
	readRunOptions({ ...FORM, ...form, options }, asTool, 'network');

test('has a default for each option', () => {
	expect(read()).toEqual({
		connection: 'n8n',
		concurrency: 32,
		maxConsentPending: 500,
		requestsPerSecond: 0,
		maxDurationMs: 0,
		stateSource: undefined,
		evaluation: {
			freshness: undefined,
			detectChanges: false,
			emit: 'all',
			stateInItem: false,
			untilConfirmed: false,
			origin: 'network',
			consentHoldMs: 0,
			notCoveredIsError: false,
			consentPendingIsError: false,
		},
		shape: { outputField: '', fields: 'simplified' },
		outputMode: 'single',
		report: false,
		summaryIfEmpty: false,
	});
});

test('converts minutes and hours', () => {
	const { maxDurationMs, evaluation } = read({
		maxDuration: 2,
		maxStatusAge: 30,
		undatedStatus: 'stale',
		consentHold: 1.5,
	});
	expect(maxDurationMs).toBe(120_000);
	expect(evaluation).toMatchObject({
		freshness: { maxAgeSeconds: 1800, undatedIsStale: true },
		consentHoldMs: 5_400_000,
	});
});

test('takes numbers that are written as text, as expressions give them', () => {
	expect(read({ concurrency: '7', requestsPerSecond: ' 2.5 ' })).toMatchObject({
		concurrency: 7,
		requestsPerSecond: 2.5,
	});
});

test('a Concurrency above Max Consent Pending is refused, where the user chose it', () => {
	expect(() => read({ concurrency: 20, maxConsentPending: 10 })).toThrow("'Concurrency'");
	expect(read({ maxConsentPending: 10 })).toMatchObject({ concurrency: 10, maxConsentPending: 10 });
	expect(read({ concurrency: 10, maxConsentPending: 10 })).toMatchObject({ concurrency: 10 });
});

test('keeps states for Detect Changes and for Consent Hold only', () => {
	expect(read({ stateSource: 'staticData' }).stateSource).toBeUndefined();
	expect(read({ stateSource: 'staticData', consentHold: 1 }).stateSource).toBe('staticData');
	expect(read({}, { operation: 'detectChanges', stateSource: 'staticData' }).stateSource).toBe('staticData');
});

test('leaves unchanged numbers out with Detect Changes only', () => {
	expect(read({}, { emit: 'changes' }).evaluation.emit).toBe('all');
	expect(read({}, { emit: 'changes', operation: 'detectChanges' }).evaluation.emit).toBe('changes');
});

test("'Simplify' is on unless it is switched off", () => {
	expect(read({}, { simple: undefined }).shape.fields).toBe('simplified');
	expect(read({}, { simple: false }).shape.fields).toBe('raw');
});

test("a tool has 'Output' in place of 'Simplify', and one output on one level", () => {
	const options = { report: true, outputField: 'result' };
	const asTool = (form: Partial<RunForm>) => read(options, { outputMode: 'byOutcome', ...form }, true);
	expect(asTool({ simple: false })).toMatchObject({
		shape: { fields: 'simplified', outputField: '' },
		outputMode: 'single',
		report: false,
	});
	expect(asTool({ output: 'raw' }).shape.fields).toBe('raw');
	expect(asTool({ output: 'selected', outputFields: ['outcome'] }).shape.fields).toEqual(['outcome']);
});

test.each([
	[{ concurrency: 0 }, {}, 'Concurrency'],
	[{ requestsPerSecond: -1 }, {}, 'Requests per Second'],
	[{ maxDuration: '' }, {}, 'Max Duration'],
	[{ maxStatusAge: NaN }, {}, 'Max Age'],
	[{ connection: 'pigeon' }, {}, 'Connection'],
	[{ undatedStatus: 'old' }, {}, 'Undated Status'],
	[{}, { operation: 'delete' }, 'Operation'],
	[{}, { outputMode: 'two' }, 'Output Mode'],
])('%j %j is refused, naming %s', (options, form, label) => {
	expect(refusalBy(() => read(options as IDataObject, form)).message).toContain(label);
});

test('a refused run keeps where its items go, whatever else is wrong with the form', () => {
	const parameters = { outputMode: 'byOutcome', options: { report: true, outputField: ' result ', maxDuration: -1 } };
	expect(readRunOptionsOfRefusedRun({ parameters })).toMatchObject({
		outputMode: 'byOutcome',
		report: true,
		shape: { outputField: 'result' },
		stateSource: undefined,
	});
	expect(readRunOptionsOfRefusedRun({ parameters: {} })).toMatchObject({ outputMode: 'single', report: false });
});
