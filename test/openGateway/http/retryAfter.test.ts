/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts a process in another time zone; not published */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { hostTimeMs, retryAfterSeconds } from '../../../nodes/openGateway/http/retryAfter';
import { NOW } from '../partner';

// NOW is 2026-11-24T03:00:00Z.
test.each([
	['a number', '120', 120],
	['nothing to wait', ' 0 ', 0],
	['a number that looks like a year', '2026', 2026],
	['a fraction of nothing', '2.0', 2],
	['a fraction, rounded up', '1.5', 2],
	['less than a second', '0.001', 1],
	['an HTTP date', 'Tue, 24 Nov 2026 03:00:30 GMT', 30],
	['an HTTP date that is over', 'Tue, 24 Nov 2026 02:00:00 GMT', 0],
	['an HTTP date in the words of a careless server', 'Tue, 24 Nov 2026 03:00:30 UTC', 30],
	['an RFC 850 date', 'Tuesday, 24-Nov-26 03:00:30 GMT', 30],
	['an RFC 850 date of the last century', 'Sunday, 06-Nov-94 08:49:37 GMT', 0],
	['an asctime date', 'Tue Nov 24 03:00:30 2026', 30],
	['an asctime date with one digit for the day', 'Tue Dec  1 03:00:00 2026', 7 * 24 * 3600],
	['a leap second', 'Thu, 31 Dec 2026 23:59:60 GMT', 3272400],
])('%s: %j', (_name, header, seconds) => {
	expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});

test.each([
	'-5',
	'1e3',
	'+5',
	'2.',
	'.5',
	'1,5',
	'30s',
	'120, 120',
	'1234567890',
	'soon',
	'',
	'2026-11-24T03:00:30Z',
	'Tue, 24 Nov 2026 03:00:30 +0200',
	'Tue, 31 Feb 2027 03:00:30 GMT',
	'Tue, 00 Dec 2026 03:00:30 GMT',
	'Tue, 24 Nov 2026 25:00:30 GMT',
	'Tue, 24 Foo 2026 03:00:30 GMT',
	'Tue, 24 Nov 2026 03:00:30 GMT '.repeat(3),
])('%s is no Retry-After', (header) => {
	expect(retryAfterSeconds(header, NOW)).toBeNull();
});

test('a header of 1 MB is no Retry-After', () => {
	expect(retryAfterSeconds('9'.repeat(1_000_000), NOW)).toBeNull();
});

test('a missing header gives no wait', () => {
	expect(retryAfterSeconds(undefined, NOW)).toBeNull();
});

test.each([
	['agrees with ours', 'Tue, 24 Nov 2026 03:00:00 GMT', 0],
	['agrees with ours up to the second', 'Tue, 24 Nov 2026 02:59:59 GMT', 0],
	['is fast', 'Tue, 24 Nov 2026 04:00:00 GMT', 3_600_000],
	['is slow', 'Tue, 24 Nov 2026 02:00:00 GMT', -3_599_000],
	['cannot be read', 'soon', 0],
	['is of 1 MB', '9'.repeat(1_000_000), 0],
])('the clock of a host that %s', (_name, date, aheadMs) => {
	expect(hostTimeMs({ date }, NOW)).toBe(NOW + aheadMs);
	expect(hostTimeMs({}, NOW)).toBe(NOW);
});

test('an asctime date is UTC wherever n8n runs', () => {
	const program = `
		const { retryAfterSeconds } = require('./nodes/openGateway/http/retryAfter.ts');
		console.log(retryAfterSeconds('Tue Nov 24 03:00:30 2026', ${NOW}));`;
	const output = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], {
		cwd: path.resolve(__dirname, '../../..'),
		env: { ...process.env, TZ: 'Asia/Tokyo' },
		encoding: 'utf8',
	});
	expect(output.trim()).toBe('30');
});
