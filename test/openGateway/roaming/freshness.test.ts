import { applyFreshness } from '../../../nodes/openGateway/roaming/freshness';
import { NOW } from '../partner';
import { statusOf } from './statusOf';

const minutesFromNow = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const abroad = (lastStatusTime?: unknown) =>
	statusOf({ roaming: true, countryCode: 262, countryName: ['DE'], lastStatusTime });
const rule = { maxAgeSeconds: 3600, undatedIsStale: false };

test.each([0, -59, -60])('%d minutes old is fresh within an hour', (minutes) => {
	const status = abroad(minutesFromNow(minutes));
	expect(applyFreshness(status, rule)).toEqual({
		status,
		freshness: { stale: false, staleRoaming: null, staleCountry: null, clockSkew: false },
	});
});

test('an older status counts as unknown, and its fields are kept', () => {
	const { status, freshness } = applyFreshness(abroad(minutesFromNow(-61)), rule);
	expect(status).toMatchObject({
		roaming: null,
		outcome: 'unknown',
		countryCode: null,
		countryName: [],
		country: null,
		countryLabel: null,
		isEea: null,
		lastStatusTime: minutesFromNow(-61),
		statusAgeSeconds: 3660,
		warning: null,
	});
	expect(freshness).toEqual({ stale: true, staleRoaming: true, staleCountry: 'DE', clockSkew: false });
});

test('a country that is known by its MCC only is kept as well', () => {
	const status = statusOf({ roaming: true, countryCode: 262, lastStatusTime: minutesFromNow(-61) });
	expect(applyFreshness(status, rule).freshness).toMatchObject({ staleRoaming: true, staleCountry: 'DE' });
});

test.each([
	[false, 'roaming', false],
	[true, 'unknown', true],
])('without a time, and stale %s: %s', (undatedIsStale, outcome, stale) => {
	for (const none of [undefined, null, '']) {
		const evaluated = applyFreshness(abroad(none), { ...rule, undatedIsStale });
		expect([evaluated.status.outcome, evaluated.freshness.stale]).toEqual([outcome, stale]);
	}
});

test.each([
	['2026-11-24T01:00:00'],
	['2026-11-24T02:59:00 CET'],
	['2026-02-31T00:00:00Z'],
	['0001-01-01T00:00:00Z'],
	['0000-00-00 00:00:00'],
	['1970-01-01T00:00:00Z'],
	['yesterday'],
	[0],
	[true],
	['9'.repeat(100)],
])('%j cannot be read and counts as stale, with a warning', (lastStatusTime) => {
	const { status, freshness } = applyFreshness(abroad(lastStatusTime), rule);
	expect(status).toMatchObject({
		roaming: null,
		outcome: 'unknown',
		country: null,
		lastStatusTime: null,
		statusAgeSeconds: null,
		warning: expect.stringMatching(/^The time of the status .* set aside\.$/),
	});
	expect(freshness).toEqual({ stale: true, staleRoaming: true, staleCountry: 'DE', clockSkew: false });
});

test.each([
	['+0000', '2026-11-24T01:00:00+0000'],
	['+02', '2026-11-24T03:00:00+02'],
	['no seconds', '2026-11-24T01:00Z'],
	['[UTC]', '2026-11-24T01:00:00Z[UTC]'],
	['epoch seconds', Date.parse('2026-11-24T01:00:00Z') / 1000],
	['epoch milliseconds', Date.parse('2026-11-24T01:00:00Z')],
	['a comma', '2026-11-24T01:00:00,5Z'],
	['a blank', '2026-11-24 01:00:00Z'],
	['RFC 5322', 'Tue, 24 Nov 2026 01:00:00 +0000'],
])('two hours old is not fresh within an hour, written with %s', (_name, lastStatusTime) => {
	expect(applyFreshness(abroad(lastStatusTime), rule)).toMatchObject({
		status: { outcome: 'unknown', warning: null },
		freshness: { stale: true },
	});
});

test.each([
	[1, false, 'roaming'],
	[5, false, 'roaming'],
	[6, true, 'unknown'],
	[120, true, 'unknown'],
])('%d minutes in the future: clock skew is %s, and the outcome is %s', (minutes, clockSkew, outcome) => {
	expect(applyFreshness(abroad(minutesFromNow(minutes)), rule)).toMatchObject({
		status: { outcome, lastStatusTime: minutesFromNow(minutes) },
		freshness: { stale: clockSkew, clockSkew },
	});
});
