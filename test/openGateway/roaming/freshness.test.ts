import { applyFreshness } from '../../../nodes/openGateway/roaming/freshness';
import { readRoamingStatus, type RoamingStatus } from '../../../nodes/openGateway/roaming/status';
import { NOW } from '../partner';

const minutesFromNow = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const abroad = (lastStatusTime?: string) =>
	readRoamingStatus(
		{
			roaming: true,
			countryCode: 262,
			countryName: ['DE'],
			...(lastStatusTime === undefined ? {} : { lastStatusTime }),
		},
		'correlator',
		NOW,
	) as RoamingStatus;
const rule = { maxAgeSeconds: 3600, undatedIsStale: false };

test.each([0, -59, -60])('%d minutes old is fresh within an hour', (minutes) => {
	const status = abroad(minutesFromNow(minutes));
	expect(applyFreshness(status, rule)).toEqual({
		status,
		freshness: { stale: false, staleRoaming: null, staleCountry: null, clockSkew: false },
	});
});

test('what is older counts as unknown, and what it said is kept', () => {
	const { status, freshness } = applyFreshness(abroad(minutesFromNow(-61)), rule);
	expect(status).toMatchObject({
		roaming: null,
		outcome: 'unknown',
		countryCode: null,
		countryName: [],
		country: null,
		lastStatusTime: minutesFromNow(-61),
		statusAgeSeconds: 3660,
	});
	expect(freshness).toEqual({ stale: true, staleRoaming: true, staleCountry: 'DE', clockSkew: false });
});

test.each([
	[false, 'roaming', false],
	[true, 'unknown', true],
])('without a time, and stale %s: %s', (undatedIsStale, outcome, stale) => {
	const judged = applyFreshness(abroad(), { ...rule, undatedIsStale });
	expect([judged.status.outcome, judged.freshness.stale]).toEqual([outcome, stale]);
});

test.each([
	[1, false],
	[2, false],
	[3, true],
])('%d minutes in the future is fresh; clock skew: %s', (minutes, clockSkew) => {
	expect(applyFreshness(abroad(minutesFromNow(minutes)), rule)).toMatchObject({
		status: { outcome: 'roaming' },
		freshness: { stale: false, clockSkew },
	});
});
