import { readRoamingStatus } from '../../../nodes/openGateway/roaming/status';
import { NOW } from '../partner';

const read = (body: unknown) => readRoamingStatus(body, 'correlator-1', NOW);

test('an answer of device-roaming-status 1.1.0', () => {
	const body = { lastStatusTime: '2026-11-24T02:55:00.500Z', roaming: true, countryCode: 262, countryName: ['DE'] };
	expect(read(body)).toEqual({
		roaming: true,
		outcome: 'roaming',
		countryCode: 262,
		countryName: ['DE'],
		country: 'DE',
		lastStatusTime: '2026-11-24T02:55:00.500Z',
		statusAgeSeconds: 299,
		checkedAt: '2026-11-24T03:00:00.000Z',
		correlator: 'correlator-1',
	});
});

test('a phone at home has no country, also where a gateway sends one', () => {
	expect(read({ roaming: false, countryCode: 214, countryName: ['ES'] })).toMatchObject({
		roaming: false,
		outcome: 'home',
		countryCode: null,
		countryName: [],
		country: null,
	});
});

test.each([
	[{}],
	[{ roaming: null }],
	[{ roaming: 'false' }],
	[{ roaming: 0 }],
	[{ roaming: 'true' }],
	[{ roaming: 1 }],
])('%j is unknown, never home', (body) => {
	expect(read(body)).toMatchObject({ roaming: null, outcome: 'unknown' });
});

test.each([[{ hello: 1 }], [{ status: 403, code: 'PERMISSION_DENIED', message: 'No' }], [[]], ['roaming'], [null]])(
	'%j is no roaming status',
	(body) => {
		expect(read(body)).toBeUndefined();
	},
);

test.each([
	[262, 262],
	['262', 262],
	[' 262 ', 262],
	['001', 1],
	[1, 1],
	[901, 901],
	[0, null],
	[1000, null],
	[26.2, null],
	['DE', null],
	['', null],
	['2e2', null],
	[null, null],
	[undefined, null],
	[true, null],
	[[262], null],
])('the MCC %j is read as %j', (countryCode, expected) => {
	expect(read({ roaming: true, countryCode })?.countryCode).toBe(expected);
});

test.each([
	[['DE'], ['DE'], 'DE'],
	['de', ['DE'], 'DE'],
	[['BL', 'GF', 'GP', 'MF', 'MQ'], ['BL', 'GF', 'GP', 'MF', 'MQ'], null],
	[['DE', 'de'], ['DE'], 'DE'],
	[[], [], null],
	['Germany', [], null],
	[['DE', 7, null, 'FRA'], ['DE'], 'DE'],
	[null, [], null],
	[undefined, [], null],
	[{ name: 'DE' }, [], null],
])('the countries %j are read as %j', (countryName, expected, country) => {
	expect(read({ roaming: true, countryName })).toMatchObject({ countryName: expected, country });
});

test.each([
	['2026-11-24T02:59:00Z', 60],
	['2026-11-24T03:59:00+01:00', 60],
	['2026-11-24t02:59:00z', 60],
	['2026-11-24T03:00:09Z', 0],
])('the time %s is %i s old', (lastStatusTime, statusAgeSeconds) => {
	expect(read({ roaming: true, lastStatusTime })).toMatchObject({ lastStatusTime, statusAgeSeconds });
});

test.each([['2026-11-24T02:59:00'], ['yesterday'], [1763953140], [null], ['2026-13-45T00:00:00Z']])(
	'%j is no time',
	(lastStatusTime) => {
		expect(read({ roaming: true, lastStatusTime })).toMatchObject({ lastStatusTime: null, statusAgeSeconds: null });
	},
);

test.each([[undefined], [null], ['roaming'], [[{ roaming: true }]], [true]])('%j is no answer', (body) => {
	expect(read(body)).toBeUndefined();
});
