import { SCENARIOS, scenarioOf } from '../../nodes/simulator/simulator';
import { after, authorize, authReqIdFor, poll, retrieve, tokenFor, VERSIONS, type Version } from './calls';

const numberWith = (digits: string) => `+34611111${digits}`;
const everyVersion = Object.keys(VERSIONS) as Version[];

/** The roaming answer to a number, from the token that comes at once. */
function roamingOf(number: string, version: Version = 'v1', seconds = 0) {
	return retrieve(version, tokenFor(number, version, seconds), VERSIONS[version].body(number), after(seconds));
}

/** What each row of the table says, written once more by hand. */
const STATUSES: Array<[digits: string, consentSeconds: number, body: Record<string, unknown>]> = [
	['0', 0, { roaming: false }],
	['1', 0, { roaming: true, countryCode: 262, countryName: ['DE'] }],
	['2', 0, { roaming: false }],
	['3', 0, { roaming: true }],
	['4', 2, { roaming: true, countryCode: 208, countryName: ['FR'] }],
	['9', 0, { roaming: null }],
	['340', 0, { roaming: true, countryCode: 340, countryName: ['BL', 'GF', 'GP', 'MF', 'MQ'] }],
	['480', 2, { roaming: false }],
	['901', 0, { roaming: true, countryCode: 901, countryName: [] }],
];

type Names = Record<Version, string>;
const same = (code: string): Names => ({ 'v0.4': code, 'v0.5': code, 'v0.6': code, v1: code });

const REFUSALS: Array<[digits: string, status: number, retryAfter: string | undefined, codes: Names]> = [
	['8', 422, undefined, { ...same('SERVICE_NOT_APPLICABLE'), 'v0.6': 'DEVICE_NOT_APPLICABLE' }],
	['403', 403, undefined, { ...same('PERMISSION_DENIED'), 'v0.4': 'FORBIDDEN' }],
	[
		'404',
		404,
		undefined,
		{ 'v0.4': 'NOT_FOUND', 'v0.5': 'NOT_FOUND', 'v0.6': 'DEVICE_NOT_FOUND', v1: 'IDENTIFIER_NOT_FOUND' },
	],
	['429', 429, '1', same('TOO_MANY_REQUESTS')],
	['430', 429, undefined, same('QUOTA_EXCEEDED')],
	['500', 500, undefined, { ...same('INTERNAL'), 'v0.4': 'INTERNAL_SERVER_ERROR' }],
	['503', 503, '1', { ...same('UNAVAILABLE'), 'v0.4': 'SERVICE_UNAVAILABLE' }],
];

test('every ending has its test', () => {
	const tested = [...STATUSES.map(([digits]) => digits), ...REFUSALS.map(([digits]) => digits), '5', '6', '7', '520'];
	expect(SCENARIOS.map(({ digits }) => digits).sort()).toEqual(tested.sort());
});

describe.each(everyVersion)('%s', (version) => {
	const lastStatusTime = (seconds: number) =>
		new Date(Date.parse('2026-11-24T02:55:00Z') + seconds * 1000).toISOString();

	test.each(STATUSES)('a number in %s, after %i seconds', (digits, seconds, status) => {
		const answer = roamingOf(numberWith(digits), version, seconds);
		const dated = version === 'v0.6' || version === 'v1' ? { lastStatusTime: lastStatusTime(seconds) } : {};
		expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
		expect(answer.body).toEqual({ ...dated, ...status });
	});

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

	test('a number in 520: a page', () => {
		const answer = roamingOf(numberWith('520'), version);
		expect(answer).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
		expect(answer.text).toMatch(/^<html>/);
	});
});

test('a number in 7 is refused at the authorize URL', () => {
	const answer = authorize(numberWith('7'));
	expect(answer.status).toBe(400);
	expect(answer.body).toEqual({ error: 'unknown_user_id', error_description: expect.any(String) });
});

test.each([
	['4', 0, 'authorization_pending'],
	['4', 1.999, 'authorization_pending'],
	['480', 0, 'slow_down'],
	['480', 1.999, 'slow_down'],
	['5', 0, 'authorization_pending'],
	['5', 2, 'authorization_pending'],
	['5', 119, 'authorization_pending'],
	['5', 119.999, 'authorization_pending'],
	['5', 120, 'expired_token'],
	['6', 0, 'access_denied'],
	['6', 119, 'access_denied'],
	['6', 120, 'expired_token'],
	['0', 120, 'expired_token'],
])('a number in %s, polled after %d seconds: %s', (digits, seconds, error) => {
	const answer = poll(authReqIdFor(numberWith(digits)), after(seconds));
	expect(answer.status).toBe(400);
	expect(answer.body.error).toBe(error);
	expect(answer.headers['retry-after']).toBeUndefined();
});

test.each(['0', '1', '2', '3', '4', '8', '9', '340', '403', '404', '429', '430', '480', '500', '503', '520', '901'])(
	'a number in %s gets its token until the auth_req_id expires',
	(digits) => {
		const authReqId = authReqIdFor(numberWith(digits));
		expect(poll(authReqId, after(2)).status).toBe(200);
		expect(poll(authReqId, after(119.999)).status).toBe(200);
	},
);

test.each([
	['+34600000901', '901'],
	['+34600000801', '1'],
	['+34600009010', '0'],
	['+34600000340', '340'],
	['+34600000240', '0'],
	['+34600003401', '1'],
	['+34600000480', '480'],
	['+34600000080', '0'],
	['+34600000429', '429'],
	['+34600000029', '9'],
	['+34600000404', '404'],
	['+34600000503', '503'],
	['+34600000403', '403'],
	['+90190', '0'],
])('%s ends in %s: the longest ending wins, and only at the end', (number, digits) => {
	expect(scenarioOf(number).digits).toBe(digits);
});

test('the longest ending wins over the wire as well', () => {
	expect(roamingOf('+34600000901').body).toMatchObject({ countryCode: 901, countryName: [] });
	expect(roamingOf('+34600000340').body).toMatchObject({ roaming: true, countryCode: 340 });
	expect(poll(authReqIdFor('+34600000404')).status).toBe(200);
});
