import { createReport } from '../../../nodes/openGateway/batch/report';
import { recordCheck, recordRow, createStats, percentile } from '../../../nodes/openGateway/batch/stats';
import { createError } from '../../../nodes/openGateway/errors';
import { NOW } from '../partner';
import { statusOf } from '../roaming/statusOf';

const countsOf = (values: number[]) => {
	const stats = createStats();
	for (const tookMs of values) recordCheck(stats, tookMs);
	return stats.checkMs;
};
const refusal = (code: string) => createError({ stage: 'roaming', code });

test('sums up rows by outcome, country and failure, with the five lines of text', () => {
	const stats = createStats();
	recordRow(stats, statusOf({ roaming: true, countryCode: 262, countryName: ['DE'] }));
	recordRow(stats, statusOf({ roaming: true, countryCode: 208, countryName: ['FR'] }));
	recordRow(stats, statusOf({ roaming: true, countryCode: 208, lastStatusTime: '2026-11-24T01:00:00Z' }));
	recordRow(stats, statusOf({ roaming: true }));
	recordRow(stats, statusOf({ roaming: false, lastStatusTime: '2026-11-24T02:00:00Z' }));
	recordRow(stats, statusOf({ roaming: null }));
	recordRow(stats, refusal('CONSENT_PENDING'));
	recordRow(stats, refusal('NOT_FOUND'));
	recordRow(stats, refusal('INTERNAL'));
	recordRow(stats, refusal('TIMED_OUT'));
	recordRow(stats, refusal('TIMED_OUT'));
	Object.assign(stats, {
		uniqueNumbers: 10,
		requests: { authorize: 1100, token: 1200, roaming: 1000 },
		prompts: 1050,
		throttles: 2,
		checkMs: countsOf(Array.from({ length: 100 }, (_, index) => index + 1)),
	});
	const report = createReport(stats, 3, NOW, NOW + 20_000);
	expect(report).toMatchObject({
		started: '2026-11-24T03:00:00.000Z',
		finished: '2026-11-24T03:00:20.000Z',
		seconds: 20,
		rows: 11,
		uniqueNumbers: 10,
		checksPerSecond: 0.5,
		byOutcome: { roaming: 4, home: 1, unknown: 1, consentPending: 1, notCovered: 1, failed: 3 },
		byCountry: { France: 2, Germany: 1, 'Unknown country': 1 },
		failures: [
			{ code: 'TIMED_OUT', count: 2, hint: refusal('TIMED_OUT').hint },
			{ code: 'INTERNAL', count: 1 },
		],
		promptsSent: 1050,
		retries: 3,
		throttles: 2,
		p50Ms: 50,
		p95Ms: 95,
		oldestStatusTime: '2026-11-24T01:00:00.000Z',
	});
	expect(report.text.split('\n')).toEqual([
		'11 rows, 10 numbers checked in 20.0 s, 0.5 per second.',
		'4 roaming, 1 home, 1 unknown, 1 consent pending, 1 not covered, 3 failed.',
		'Abroad: France 2, Germany 1, unknown country 1.',
		`Failed: TIMED_OUT 2, INTERNAL 1. About TIMED_OUT: ${refusal('TIMED_OUT').hint}`,
		'Requests: 1,100 authorize, 1,200 token, 1,000 roaming; 3 sent again; asked to slow down 2 times; a check took 50 ms (p50), 95 ms (p95).',
	]);
});

test('a count of one is in the singular', () => {
	const stats = createStats();
	recordRow(stats, statusOf({ roaming: true }));
	Object.assign(stats, { uniqueNumbers: 1, throttles: 1 });
	const { text } = createReport(stats, 1, NOW, NOW + 1000);
	expect(text).toMatch(/^1 row, 1 number checked in 1\.0 s/);
	expect(text).toContain('Abroad: unknown country 1.');
	expect(text).toContain('asked to slow down once;');
});

test('the text begins by saying that answers are simulated', () => {
	const stats = createStats();
	recordRow(stats, statusOf({ roaming: false }));
	expect(createReport(stats, 0, NOW, NOW + 1000, true).text).toMatch(/^Simulated answers\. 1 row, /);
});

describe('the codes of a hostile server', () => {
	test('bring no hint into the report', () => {
		const stats = createStats();
		const hint = 'Let the subscriber consent at https://consent.example/+34666555341, then check the number again.';
		recordRow(stats, createError({ stage: 'authorize', code: 'MISSING_AUTH_REQ_ID', hint }));
		const report = createReport(stats, 0, NOW, NOW + 1000);
		expect(report.failures).toEqual([
			{ code: 'MISSING_AUTH_REQ_ID', count: 1, hint: refusal('MISSING_AUTH_REQ_ID').hint },
		]);
		expect(JSON.stringify(report)).not.toContain('consent.example');
	});

	test.each([9, 10, 11, 3000])('are at most ten and the others, of %i codes', (codes) => {
		const stats = createStats();
		for (let index = 0; index < codes; index += 1) {
			recordRow(stats, refusal(`CODE_${index}`));
			if (index === 7) recordRow(stats, refusal('CODE_7'));
		}
		const report = createReport(stats, 0, NOW, NOW + 1000);
		expect(report.failures[0]).toMatchObject({ code: 'CODE_7', count: 2 });
		expect(report.failures).toHaveLength(Math.min(codes, 11));
		const others = report.failures.find(({ code }) => code === 'others');
		expect(others?.count).toBe(codes > 10 ? codes - 10 : undefined);
		expect(report.failures.reduce((sum, { count }) => sum + count, 0)).toBe(codes + 1);
		expect(report.text.length).toBeLessThan(1000);
		expect(JSON.stringify(report).length).toBeLessThan(4000);
	});

	test('are at most a thousand in the stats', () => {
		const stats = createStats();
		for (let index = 0; index < 5000; index += 1) recordRow(stats, refusal(`CODE_${index}`));
		expect(stats.failures.size).toBeLessThanOrEqual(1001);
	});
});

test('a report of no rows has five lines as well', () => {
	expect(createReport(createStats(), 0, NOW, NOW).text.split('\n')).toHaveLength(5);
});

test.each([
	[[], 0.5, 0],
	[[7], 0.5, 7],
	[[30, 10, 20], 0.5, 20],
	[[30, 10, 20], 0.95, 30],
	[[20, 10, 10, 10], 0.75, 10],
	[[20, 10, 10, 10], 0.76, 20],
])('of %j the share %d does not exceed %d', (values, share, expected) => {
	expect(percentile(countsOf(values), share)).toBe(expected);
});
