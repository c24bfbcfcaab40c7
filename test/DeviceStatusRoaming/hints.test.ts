import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { hintsOf, summaryHint } from '../../nodes/DeviceStatusRoaming/hints';
import { readRunOptionsOfRefusedRun } from '../../nodes/DeviceStatusRoaming/input/runOptions';
import { createReport } from '../../nodes/openGateway/batch/report';
import { createStats, recordRow } from '../../nodes/openGateway/batch/stats';
import { configurationError, createError } from '../../nodes/openGateway/errors';
import type { CheckAnswer } from '../../nodes/openGateway/roaming/status';
import { statusOf } from '../openGateway/roaming/statusOf';

const GERMANY = statusOf({ roaming: true, countryCode: 262 });
const FRANCE = statusOf({ roaming: true, countryCode: 208 });
const ABROAD = statusOf({ roaming: true });
const HOME = statusOf({ roaming: false });
const UNKNOWN = statusOf({ roaming: null });
const refused = (code: string) => createError({ stage: 'roaming', code });

function hintOf(answers: CheckAnswer[], { simulated = false, uniqueNumbers = answers.length } = {}) {
	const stats = createStats();
	for (const answer of answers) recordRow(stats, answer);
	return summaryHint(createReport({ ...stats, uniqueNumbers }, 0, 0, 1000), simulated, undefined);
}

test.each([
	[[GERMANY, HOME, UNKNOWN], '3 numbers checked: 1 roaming (Germany), 1 home, 1 unknown.'],
	[[GERMANY], '1 number checked: 1 roaming (Germany).'],
	[[GERMANY, GERMANY], '2 numbers checked: 2 roaming (Germany).'],
	[[GERMANY, FRANCE, FRANCE, ABROAD], '4 numbers checked: 4 roaming (2 France, 1 Germany, 1 unknown country).'],
	[[ABROAD], '1 number checked: 1 roaming (unknown country).'],
	[[HOME, refused('NOT_FOUND')], '2 numbers checked: 1 home, 1 not covered.'],
	[[], '0 numbers checked.'],
])('sums up a run in words for the builder of the workflow (%#)', (answers, message) => {
	expect(hintOf(answers)).toEqual({ message, type: 'info' });
});

test('names rows where they are more than the numbers that were checked', () => {
	expect(hintOf([HOME, HOME, UNKNOWN], { uniqueNumbers: 2 }).message).toBe(
		'3 rows, 2 numbers checked: 2 home, 1 unknown.',
	);
});

test('simulated answers say so first', () => {
	expect(hintOf([HOME], { simulated: true }).message).toBe('Simulated answers. 1 number checked: 1 home.');
});

test('more than half failed: a warning with the most frequent reason and what to do', () => {
	const failed = [refused('invalid_client'), refused('TIMED_OUT'), refused('invalid_client')];
	expect(hintOf([HOME, HOME, ...failed])).toEqual({
		type: 'warning',
		message: `5 numbers checked: 2 home, 3 failed. Most frequent reason: ${failed[0]?.message} (invalid_client). ${failed[0]?.hint}`,
	});
	expect(hintOf([HOME, HOME, HOME, ...failed]).type).toBe('info');
	expect(hintOf([HOME, refused('CONSENT_PENDING'), refused('NOT_FOUND')]).type).toBe('info');
});

test('a run in which nothing is sent says why', () => {
	const stats = createStats();
	const refusal = configurationError('The private key cannot be read', 'Paste it again.');
	recordRow(stats, refusal);
	expect(summaryHint(createReport(stats, 0, 0, 1000), false, refusal)).toEqual({
		type: 'warning',
		message:
			'1 row, 0 numbers checked: 1 failed. Most frequent reason: The private key cannot be read (INVALID_CONFIGURATION). Paste it again.',
	});
});

const hints = (node: Partial<INode>, parameters: INode['parameters'] = {}, replaced: string[] = []) =>
	hintsOf(
		{ getChildNodes: () => [] } as unknown as Pick<IExecuteFunctions, 'getChildNodes'>,
		node as INode,
		readRunOptionsOfRefusedRun({ parameters }),
		new Set(replaced),
	);

test('with the error output and one output for each outcome, says by which of the two failed numbers leave', () => {
	const byOutcome = { outputMode: 'byOutcome' };
	expect(hints({ onError: 'continueErrorOutput' }, byOutcome)).toEqual([
		expect.stringContaining("'Failed' stays empty"),
	]);
	expect(hints({ onError: 'continueErrorOutput' })).toEqual([]);
	expect(hints({ onError: 'continueRegularOutput' }, byOutcome)).toEqual([]);
});

test("names the input fields that were replaced, and 'Output Field'", () => {
	const [hint, ...others] = hints({}, {}, ['country', 'warning']);
	expect(others).toEqual([]);
	expect(hint).toContain("'country', 'warning'");
	expect(hint).toContain("'Output Field'");
});
