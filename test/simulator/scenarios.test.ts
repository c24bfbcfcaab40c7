import { SCENARIOS, scenarioOf } from '../../nodes/simulator/simulator';
import { seeded } from '../openGateway/seeded';
import { after, authorize, authReqIdFor, NOW, poll, retrieve, tokenFor, VERSIONS, type Version } from './calls';

const numberWith = (digits: string) => '+34600000000'.slice(0, -digits.length) + digits;
const everyVersion = Object.keys(VERSIONS) as Version[];

/** The roaming answer for a number whose token is issued at once. */
function roamingOf(number: string, version: Version = 'v1', seconds = 0) {
	return retrieve(version, tokenFor(number, version, seconds), VERSIONS[version].body(number), after(seconds));
}

/** So many seconds before the answer, as the network writes it. */
const timeOf = (secondsAgo: number, seconds: number) => new Date(NOW + (seconds - secondsAgo) * 1000).toISOString();

const FIVE_MINUTES = 300;
const DAY = 86_400;

/** The expected result of each row of the table, written by hand. */
const STATUSES: Array<
	[digits: string, consentSeconds: number, ageSeconds: number | null, body: Record<string, unknown>]
> = [
	['0', 0, FIVE_MINUTES, { roaming: false }],
	['1', 0, FIVE_MINUTES, { roaming: true, countryCode: 262, countryName: ['DE'] }],
	['2', 0, FIVE_MINUTES, { roaming: false }],
	['3', 0, FIVE_MINUTES, { roaming: true }],
	['4', 0, FIVE_MINUTES, { roaming: true, countryCode: 208, countryName: ['FR'] }],
	['5', 0, FIVE_MINUTES, { roaming: false }],
	['6', 0, FIVE_MINUTES, { roaming: true, countryCode: 228, countryName: ['CH'] }],
	['7', 0, FIVE_MINUTES, { roaming: false }],
	['8', 0, FIVE_MINUTES, { roaming: false }],
	['9', 0, FIVE_MINUTES, { roaming: null }],
	['0102', 2, FIVE_MINUTES, { roaming: true, countryCode: 208, countryName: ['FR'] }],
	['0124', 0, DAY, { roaming: true, countryCode: 262, countryName: ['DE'] }],
	['0199', 0, null, { roaming: true, countryCode: 262, countryName: ['DE'] }],
	['0340', 0, FIVE_MINUTES, { roaming: true, countryCode: 340, countryName: ['BL', 'GF', 'GP', 'MF', 'MQ'] }],
	['0480', 2, FIVE_MINUTES, { roaming: false }],
	['0901', 0, FIVE_MINUTES, { roaming: true, countryCode: 901, countryName: [] }],
];

type Names = Record<Version, string>;
const same = (code: string): Names => ({ 'v0.4': code, 'v0.5': code, 'v0.6': code, v1: code });

const REFUSALS: Array<[digits: string, status: number, retryAfter: string | undefined, codes: Names]> = [
	['0403', 403, undefined, { ...same('PERMISSION_DENIED'), 'v0.4': 'FORBIDDEN' }],
	[
		'0404',
		404,
		undefined,
		{ 'v0.4': 'NOT_FOUND', 'v0.5': 'NOT_FOUND', 'v0.6': 'DEVICE_NOT_FOUND', v1: 'IDENTIFIER_NOT_FOUND' },
	],
	['0422', 422, undefined, { ...same('SERVICE_NOT_APPLICABLE'), 'v0.6': 'DEVICE_NOT_APPLICABLE' }],
	['0429', 429, '1', same('TOO_MANY_REQUESTS')],
	['0500', 500, undefined, { ...same('INTERNAL'), 'v0.4': 'INTERNAL_SERVER_ERROR' }],
	['0503', 503, '1', { ...same('UNAVAILABLE'), 'v0.4': 'SERVICE_UNAVAILABLE' }],
	['900430', 429, undefined, same('QUOTA_EXCEEDED')],
];

test('every scenario has a test', () => {
	const others = ['0106', '0107', '0520', '900105'];
	const tested = [...STATUSES.map(([digits]) => digits), ...REFUSALS.map(([digits]) => digits), ...others];
	expect(SCENARIOS.map(({ digits }) => digits).sort()).toEqual(tested.sort());
});

describe.each(everyVersion)('%s', (version) => {
	test.each(STATUSES)(
		'a number in %s, after %i seconds, has a status %s seconds old',
		(digits, seconds, age, status) => {
			const answer = roamingOf(numberWith(digits), version, seconds);
			const dated = age === null ? {} : { lastStatusTime: timeOf(age, seconds) };
			expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
			expect(answer.body).toEqual({ ...dated, ...status });
		},
	);

	test.each(REFUSALS)('a number in %s: status %i, Retry-After %s', (digits, status, retryAfter, codes) => {
		const answer = roamingOf(numberWith(digits), version);
		expect(answer.status).toBe(status);
		expect(answer.headers['retry-after']).toBe(retryAfter);
		expect(answer.body).toEqual({
			...(version === 'v0.4' ? {} : { status }),
			code: codes[version],
			message: expect.any(String),
		});
	});

	test('a number in 0520: a page', () => {
		const answer = roamingOf(numberWith('0520'), version);
		expect(answer).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
		expect(answer.text).toMatch(/^<html>/);
	});
});

test('a number in 0107 is refused at the authorize URL', () => {
	const answer = authorize(numberWith('0107'));
	expect(answer.status).toBe(400);
	expect(answer.body).toEqual({ error: 'unknown_user_id', error_description: expect.any(String) });
});

test.each([
	['0102', 0, 'authorization_pending'],
	['0102', 1.999, 'authorization_pending'],
	['0480', 0, 'slow_down'],
	['0480', 1.999, 'slow_down'],
	['900105', 0, 'authorization_pending'],
	['900105', 2, 'authorization_pending'],
	['900105', 119.999, 'authorization_pending'],
	['900105', 120, 'expired_token'],
	['0106', 0, 'access_denied'],
	['0106', 119, 'access_denied'],
	['0106', 120, 'expired_token'],
	['0', 120, 'expired_token'],
])('a number in %s, polled after %d seconds: %s', (digits, seconds, error) => {
	const answer = poll(authReqIdFor(numberWith(digits)), after(seconds));
	expect(answer.status).toBe(400);
	expect(answer.body.error).toBe(error);
	expect(answer.headers['retry-after']).toBeUndefined();
});

const withToken = [...STATUSES.map(([digits]) => digits), ...REFUSALS.map(([digits]) => digits), '0520'];
test.each(withToken)('a number in %s gets its token until the auth_req_id expires', (digits) => {
	const authReqId = authReqIdFor(numberWith(digits));
	expect(poll(authReqId, after(2)).status).toBe(200);
	expect(poll(authReqId, after(119.999)).status).toBe(200);
});

test.each([
	['+34600000901', '0901'],
	['+34600001901', '1'],
	['+34600009010', '0'],
	['+34600000404', '0404'],
	['+34600001404', '4'],
	['+34600004040', '0'],
	['+34600000430', '0'],
	['+34600900430', '900430'],
	['+34690900430', '900430'],
	['+34609004300', '0'],
	['+34600000105', '5'],
	['+34600900105', '900105'],
	['+90102', '0102'],
])('%s ends in %s: the longest row wins, and only at the end', (number, digits) => {
	expect(scenarioOf(number).digits).toBe(digits);
});

test('the longest row wins in real requests as well', () => {
	expect(roamingOf('+34600000901').body).toMatchObject({ countryCode: 901, countryName: [] });
	expect(roamingOf('+34600000340').body).toMatchObject({ roaming: true, countryCode: 340 });
	expect(roamingOf('+34600900430').body).toMatchObject({ code: 'QUOTA_EXCEEDED' });
});

describe('how rare a fault is', () => {
	/** Answered by the three requests, at once, with a dated status. */
	function isPlain(number: string): boolean {
		const authReqId = authorize(number).body.auth_req_id;
		const token = typeof authReqId === 'string' ? poll(authReqId).body.access_token : undefined;
		if (typeof token !== 'string') return false;
		const { status, body } = retrieve('v1', token, {});
		return status === 200 && body.lastStatusTime === timeOf(FIVE_MINUTES, 0);
	}

	test('one digit gives a plain answer; the rest has four digits from 0, at most 16 of them, or six', () => {
		const digitsOf = (length: number) => SCENARIOS.map(({ digits }) => digits).filter((row) => row.length === length);
		expect(digitsOf(1).sort()).toEqual([...'0123456789']);
		expect(digitsOf(1).map(numberWith).filter(isPlain)).toHaveLength(10);
		expect(digitsOf(4).length).toBeLessThanOrEqual(16);
		expect(digitsOf(4).filter((digits) => !/^0\d{3}$/.test(digits))).toEqual([]);
		expect(digitsOf(1).length + digitsOf(4).length + digitsOf(6).length).toBe(SCENARIOS.length);
	});

	test('each scenario has a British number for fiction', () => {
		const numbers = Array.from({ length: 1000 }, (_, index) => `+447700900${String(index).padStart(3, '0')}`);
		expect(new Set(numbers.map(scenarioOf))).toEqual(new Set(SCENARIOS));
	});

	test('at least 99.5 % of 2,000 random numbers get a plain answer, and none of them ends the run', () => {
		const random = seeded(25);
		const numbers = Array.from({ length: 2000 }, () => `+346${String(Math.floor(random() * 1e8)).padStart(8, '0')}`);
		expect(numbers.filter(isPlain).length).toBeGreaterThanOrEqual(1990);
		expect(numbers.filter((number) => scenarioOf(number).digits.length > 4)).toEqual([]);
	});

	test('of all endings of six digits, 0.2 % at most are not plain', () => {
		const rare = SCENARIOS.filter(({ digits }) => digits.length > 1).map(({ digits }) => 10 ** (6 - digits.length));
		expect(rare.reduce((sum, endings) => sum + endings)).toBeLessThanOrEqual(2000);
	});
});
