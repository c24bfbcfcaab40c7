import * as fc from 'fast-check';
import { readStatusTime } from '../../nodes/openGateway/statusTime';

const AT = Date.parse('2026-11-24T02:59:00Z');

/** Each is 02:59 UTC and so many milliseconds on 24 November 2026. */
test.each<[string | number, number]>([
	['2026-11-24T02:59:00Z', 0],
	['2026-11-24t02:59:00z', 0],
	['  2026-11-24T02:59:00Z\n', 0],
	['2026-11-24 02:59:00Z', 0],
	['2026-11-24T02:59:00.5Z', 500],
	['2026-11-24T02:59:00.268270Z', 268],
	['2026-11-24T02:59:00.123456789Z', 123],
	['2026-11-24T02:59:00,250Z', 250],
	['2026-11-24T02:59:00+00:00', 0],
	['2026-11-24T02:59:00-00:00', 0],
	['2026-11-24T02:59:00+0000', 0],
	['2026-11-24T02:59:00+00', 0],
	['2026-11-24T04:59:00+02', 0],
	['2026-11-24T04:59:00+0200', 0],
	['2026-11-24T08:29:00+05:30', 0],
	['2026-11-23T23:29:00-0330', 0],
	['2026-11-24T16:59:00+14:00', 0],
	['2026-11-24T02:59Z', 0],
	['2026-11-24T02:59+0000', 0],
	['2026-11-24T02:59Z[UTC]', 0],
	['2026-11-24T02:59:00[UTC]', 0],
	['2026-11-24T03:59:00+01:00[Europe/Madrid]', 0],
	['2026-11-23T23:59:00.5-03:00[America/Argentina/ComodRivadavia]', 500],
	['2026-11-24 02:59:00 UTC', 0],
	['2026-11-24 02:59:00 +0000 UTC', 0],
	['2026-11-24 03:59:00 +0100 CET', 0],
	['2026-11-24 02:59:00+00', 0],
	['Tue, 24 Nov 2026 02:59:00 GMT', 0],
	['Tue, 24 Nov 2026 03:59:00 +0100', 0],
	['24 Nov 2026 02:59 UT', 0],
	['24 nov 2026 03:59:00 +0100 (CET)', 0],
	[AT / 1000, 0],
	[AT / 1000 + 0.25, 250],
	[AT, 0],
	[String(AT / 1000), 0],
	[`${AT / 1000}.75`, 750],
	[String(AT), 0],
])('%j is read', (written, milliseconds) => {
	expect(readStatusTime(written)).toBe(AT + milliseconds);
});

test.each([
	['2026-11-24T24:00:00Z', '2026-11-25T00:00:00Z'],
	['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
	['2017-01-01T00:59:60+01:00', '2017-01-01T00:00:00Z'],
	['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
])('%s is %s', (written, expected) => {
	expect(readStatusTime(written)).toBe(Date.parse(expected));
});

test.each([[undefined], [null], [''], ['  ']])('%j is no time', (written) => {
	expect(readStatusTime(written)).toBe('absent');
});

test.each([
	['0001-01-01T00:00:00Z'],
	['0001-01-01T00:00:00'],
	['0001-01-01T00:00:00+01:00'],
	['0000-00-00 00:00:00'],
	['0000-00-00'],
	['1753-01-01T00:00:00Z'],
	['1900-01-01T00:00:00Z'],
	['1970-01-01T00:00:00Z'],
	['1970-01-01T01:00:00+0100'],
	['Thu, 01 Jan 1970 00:00:00 GMT'],
	[0],
	['0'],
])('%j means never', (written) => {
	expect(readStatusTime(written)).toBe('never');
});

test.each([
	['2026-11-24T02:59:00'],
	['2026-11-24 02:59'],
	['2026-11-24T02:59:00.500'],
	['2026-11-24T02:59:00[Europe/Madrid]'],
	['2026-11-24 02:59:00 CET'],
	['2026-11-24 02:59:00 EST'],
])('%j has no time zone', (written) => {
	expect(readStatusTime(written)).toBe('withoutZone');
});

test.each([
	['2026-02-31T00:00:00Z'],
	['2026-02-29T00:00:00Z'],
	['2026-04-31T00:00:00Z'],
	['2026-00-10T00:00:00Z'],
	['2026-13-01T00:00:00Z'],
	['2026-11-00T00:00:00Z'],
	['2026-11-24T24:00:01Z'],
	['2026-11-24T24:00:00.001Z'],
	['2026-11-24T25:00:00Z'],
	['2026-11-24T02:60:00Z'],
	['2026-11-24T02:59:61Z'],
	['2026-11-24T02:59:60Z'],
	['2026-12-31T23:59:60+01:00'],
	['2026-11-24T02:59:00+15:00'],
	['2026-11-24T02:59:00+01:75'],
	['2026-11-24T02:59:00+1'],
	['2026-11-24'],
	['24/11/2026 02:59:00'],
	['11/24/2026, 2:59:00 AM'],
	['Tue Nov 24 02:59:00 2026'],
	['31 Feb 2026 00:00:00 GMT'],
	['24 Nvm 2026 02:59:00 GMT'],
	['20261124T025900Z'],
	['+012026-11-24T02:59:00Z'],
	['2026-11-24T02:59:00Z junk'],
	['2026-11-24T02:59:00Z\u0000'],
	['２０２６-11-24T02:59:00Z'],
	['yesterday'],
	['now'],
	[1],
	[-1],
	[20261124],
	[AT * 1000],
	[4_102_444_800],
	[NaN],
	[Infinity],
	['1e9'],
	['-62135596800'],
	[true],
	[{}],
	[[AT]],
	['\ud800'],
])('%j cannot be read', (written) => {
	expect(readStatusTime(written)).toBe('unreadable');
});

test('each RFC 3339 time that JavaScript writes is read as it is', () => {
	const times = fc.date({
		min: new Date('2000-01-01T00:00:00Z'),
		max: new Date('9999-12-31T23:59:59Z'),
		noInvalidDate: true,
	});
	fc.assert(fc.property(times, (time) => readStatusTime(time.toISOString()) === time.getTime()));
});

test('each RFC 3339 time with an offset is read as JavaScript reads it', () => {
	const two = (value: number) => String(value).padStart(2, '0');
	const part = (min: number, max: number) => fc.integer({ min, max }).map(two);
	const stamp = fc
		.tuple(
			part(1, 12),
			part(1, 28),
			part(0, 23),
			part(0, 59),
			part(0, 59),
			fc.constantFrom('+', '-'),
			part(0, 13),
			part(0, 59),
		)
		.map(
			([month, day, hour, minute, second, sign, hours, minutes]) =>
				`2026-${month}-${day}T${hour}:${minute}:${second}${sign}${hours}:${minutes}`,
		);
	fc.assert(fc.property(stamp, (written) => readStatusTime(written) === Date.parse(written)));
});

test('a text that is longer than any time stamp is not parsed', () => {
	expect(readStatusTime(`${' '.repeat(60)}2026-11-24T02:59:00Z`)).toBe(AT);
	expect(readStatusTime(`${' '.repeat(61)}2026-11-24T02:59:00Z`)).toBe('unreadable');
});
