import { readRoamingStatus } from '../../../nodes/openGateway/roaming/status';
import { amount } from '../../long';
import { NOW } from '../partner';
import { statusOf } from './statusOf';

const ASKED = { phoneNumber: '+34666555343', correlator: 'correlator-1', checkedAtMs: NOW };
const read = (body: unknown) => readRoamingStatus(body, ASKED);

test('an answer of device-roaming-status 1.1.0', () => {
	const body = { lastStatusTime: '2026-11-24T02:55:00.500Z', roaming: true, countryCode: 262, countryName: ['DE'] };
	expect(read(body)).toEqual({
		roaming: true,
		outcome: 'roaming',
		countryCode: 262,
		countryName: ['DE'],
		country: 'DE',
		countryLabel: 'Germany',
		isEea: true,
		lastStatusTime: '2026-11-24T02:55:00.500Z',
		statusAgeSeconds: 299,
		isDated: true,
		checkedAt: '2026-11-24T03:00:00.000Z',
		warning: null,
		correlator: 'correlator-1',
	});
});

test('an answer of device-status 0.4 without a country', () => {
	expect(read({ roaming: true })).toEqual({
		roaming: true,
		outcome: 'roaming',
		countryCode: null,
		countryName: [],
		country: null,
		countryLabel: null,
		isEea: null,
		lastStatusTime: null,
		statusAgeSeconds: null,
		isDated: false,
		checkedAt: '2026-11-24T03:00:00.000Z',
		warning: null,
		correlator: 'correlator-1',
	});
});

describe('roaming', () => {
	test.each([
		[true, true],
		[false, false],
		[null, null],
		[undefined, null],
		['true', true],
		['TRUE', true],
		[' True ', true],
		['false', false],
		['False', false],
		['ROAMING_ON', true],
		['ROAMING_OFF', false],
		['roaming-on', true],
		['roaming-off', false],
	])('%j is read as %j', (roaming, expected) => {
		expect(statusOf({ roaming, lastStatusTime: null })).toMatchObject({
			roaming: expected,
			outcome: expected === null ? 'unknown' : expected ? 'roaming' : 'home',
		});
	});

	test.each([
		[1],
		[0],
		[5],
		[-1],
		['1'],
		['0'],
		[''],
		[' '],
		['null'],
		['unknown'],
		['yes'],
		['no'],
		['on'],
		['truefalse'],
		['not roaming'],
		['TRUE\ud800'],
		['__proto__'],
		[`${' '.repeat(20)}true`],
		[{}],
		[[]],
		[[true]],
		[{ value: true }],
	])('%j is no answer', (roaming) => {
		expect(read({ roaming, countryCode: 262, countryName: ['DE'] })).toBeUndefined();
	});

	test('an answer that does not say it is unknown, never home', () => {
		expect(read({})).toMatchObject({ roaming: null, outcome: 'unknown', warning: null });
	});
});

describe('the country', () => {
	test('a phone at home has none, also where a gateway sends one', () => {
		expect(read({ roaming: false, countryCode: 34, countryName: ['xx'] })).toMatchObject({
			roaming: false,
			outcome: 'home',
			countryCode: null,
			countryName: [],
			country: null,
			countryLabel: null,
			isEea: null,
			warning: null,
		});
	});

	test.each([
		[{ countryCode: 262 }],
		[{ countryName: ['DE'] }],
		[{ roaming: null, countryCode: 262, countryName: 'DE' }],
	])('%j has none, since it does not say whether the phone is there as a guest', (body) => {
		expect(read(body)).toMatchObject({
			roaming: null,
			countryCode: null,
			countryName: [],
			country: null,
			countryLabel: null,
			isEea: null,
			warning: 'The answer names a country but not whether the phone is roaming, so the country was set aside.',
		});
	});

	test.each([[{ roaming: null, countryCode: null, countryName: [] }], [{ roaming: null, countryCode: '' }]])(
		'%j says nothing of one',
		(body) => {
			expect(read(body)).toMatchObject({ roaming: null, warning: null });
		},
	);

	// Orange's Playground, captured on 16 August 2026, and Nokia's simulator, on 12 August 2026.
	test.each([
		[{ roaming: true, countryCode: 34, countryName: ['Spain'] }, 'ES', 'Spain', true],
		[{ roaming: true, countryCode: 36, countryName: ['HU'] }, 'HU', 'Hungary', true],
	])('%j', (body, country, countryLabel, isEea) => {
		expect(read(body)).toMatchObject({
			countryCode: null,
			countryName: [country],
			country,
			countryLabel,
			isEea,
			warning: `The country code ${body.countryCode} is no mobile country code (MCC) and was set aside.`,
		});
	});
});

describe('the time', () => {
	test.each([
		['2026-11-24T02:59:00Z', 60],
		['2026-11-24T03:59:00+01:00', 60],
		['2026-11-24T03:59:00+0100', 60],
		['2026-11-24T04:59:00+02', 60],
		['2026-11-24t02:59:00z', 60],
		['2026-11-24T02:59Z[UTC]', 60],
		['2026-11-24T02:59:00,000Z', 60],
		[(NOW - 60_000) / 1000, 60],
		[NOW - 60_000, 60],
		[String(NOW - 60_000), 60],
		['2026-11-24T03:00:09Z', 0],
		['2026-11-24T03:05:00Z', 0],
		['2026-11-24T00:59:00Z', 7260],
	])('%j is %i s old, and written as RFC 3339 in UTC', (lastStatusTime, statusAgeSeconds) => {
		const status = statusOf({ roaming: true, lastStatusTime });
		expect(status).toMatchObject({ statusAgeSeconds, isDated: true, warning: null });
		expect(status.lastStatusTime).toMatch(/^2026-11-24T0[0-3]:\d{2}:\d{2}\.000Z$/);
	});

	test.each([
		['2026-11-24T02:59:00', 'The time of the status has no time zone and was set aside.'],
		['yesterday', 'The time of the status cannot be read and was set aside.'],
		['2026-02-31T00:00:00Z', 'The time of the status cannot be read and was set aside.'],
		[`2026-11-24T02:59:00.${'0'.repeat(100)}Z`, 'The time of the status cannot be read and was set aside.'],
		['\ud800', 'The time of the status cannot be read and was set aside.'],
		[
			'0001-01-01T00:00:00Z',
			'The time of the status is before the year 2000, which stands for "never", and was set aside.',
		],
		['0000-00-00', 'The time of the status is before the year 2000, which stands for "never", and was set aside.'],
	])('%j is set aside, with a warning', (lastStatusTime, warning) => {
		expect(statusOf({ roaming: true, lastStatusTime })).toMatchObject({
			roaming: true,
			lastStatusTime: null,
			statusAgeSeconds: null,
			isDated: true,
			warning,
		});
	});

	test.each(['2026-11-24T03:05:01Z', '2026-11-24T05:00:00Z', '9999-12-31T23:59:59Z'])(
		'%s is in the future, so that the age is not known',
		(lastStatusTime) => {
			expect(statusOf({ roaming: true, lastStatusTime })).toMatchObject({
				lastStatusTime: new Date(lastStatusTime).toISOString(),
				statusAgeSeconds: null,
				isDated: true,
				warning: 'The time of the status is more than 5 minutes in the future, so its age is not known.',
			});
		},
	);

	test.each([[undefined], [null], ['']])('%j is none', (lastStatusTime) => {
		expect(statusOf({ roaming: true, lastStatusTime })).toMatchObject({
			lastStatusTime: null,
			statusAgeSeconds: null,
			isDated: false,
			warning: null,
		});
	});
});

test('the warning has one sentence for each value that was set aside', () => {
	const { warning } = statusOf({ roaming: true, countryCode: 34, countryName: ['XX'], lastStatusTime: 'now' });
	expect(warning).toBe(
		'The country code 34 is no mobile country code (MCC) and was set aside. ' +
			'The country name "XX" is not known, so the country is not certain. ' +
			'The time of the status cannot be read and was set aside.',
	);
});

test('an answer about another number is refused', () => {
	const body = { roaming: true, countryCode: 262, countryName: ['DE'], device: { phoneNumber: '+34666555344' } };
	expect(read(body)).toEqual({ otherNumber: true });
	expect(read({ ...body, device: { phoneNumber: '34666555343' } })).toMatchObject({ country: 'DE' });
});

test.each([
	[{ hello: 1 }],
	[{ status: 403, code: 'PERMISSION_DENIED', message: 'No' }],
	[{ device: { phoneNumber: '+34666555343' } }],
	[[]],
	['roaming'],
	[null],
	[undefined],
	[true],
	[[{ roaming: true }]],
])('%j is no roaming status', (body) => {
	expect(read(body)).toBeUndefined();
});

/** What a server may send in place of each field. */
const LONG = [
	' '.repeat(1_000_000),
	'2'.repeat(1_000_000),
	`2026-11-24T02:59:00Z${'['.repeat(1_000_000)}`,
	`DE${'('.repeat(1_000_000)}`,
	'\ud800'.repeat(1_000_000),
	'ﷺ'.repeat(300_000),
	Array(200_000).fill('DE'),
	Array(200_000).fill(''),
];

describe('texts of 1 MB and more', () => {
	test.each(['roaming', 'countryCode', 'countryName', 'lastStatusTime', 'phoneNumber'])(
		'as %s take linear time',
		(key) => {
			for (const value of LONG) {
				const times = [1, 2, 3, 4, 5].map(() => {
					const began = performance.now();
					read({ roaming: true, [key]: value, device: { phoneNumber: value } });
					return performance.now() - began;
				});
				// See longTexts.test.ts.
				expect(Math.min(...times)).toBeLessThan(amount({ short: 1000, long: 50 }));
			}
		},
	);

	test('and lone surrogates reach no field', () => {
		for (const written of [...LONG, '\ud800', 'DE\udfff', '2026-11-24T02:59:00Z\ud83d']) {
			const status = statusOf({ roaming: true, countryCode: written, countryName: written, lastStatusTime: written });
			const text = JSON.stringify(status);
			expect(text.length).toBeLessThan(800);
			// JSON writes lone surrogates as \udXXX.
			expect(text).not.toMatch(/\\ud[89a-f]/i);
		}
	});
});
