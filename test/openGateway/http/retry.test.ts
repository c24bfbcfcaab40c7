import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createRetryBudget } from '../../../nodes/openGateway/http/retryBudget';
import { createClient } from '../../../nodes/openGateway/client';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { CREDENTIAL, json, rejection, scriptedContext, type Reply, type ScriptedContext } from '../partner';

const settings = readSettings(CREDENTIAL);
const { authorizeUrl, roamingUrl } = CREDENTIAL;

const authorized = json(200, { auth_req_id: 'request-1', expires_in: 120, interval: 2 });
const token = json(200, { access_token: 'token-1', expires_in: 120 });
const roaming = json(200, { roaming: true });
const failed = (code: string) => Object.assign(new Error('x'), { code });
const status = (code: number, name = '', headers: Record<string, string> = {}) =>
	json(code, { status: code, code: name, message: '' }, headers);

function check(
	replies: Reply[],
	{ maxAttempts = 3, context = scriptedContext(...replies) }: { maxAttempts?: number; context?: ScriptedContext } = {},
) {
	const options = { purpose: 'A', maxConsentWaitMs: 60_000, timeoutMs: 1000, maxAttempts, reuseTokens: false };
	return { context, result: createClient(settings, context, createTokenCache(1)).check('+34666555001', options) };
}
const sentTo = (context: ScriptedContext, url: string) =>
	context.requests.filter((request) => request.url === url).length;

describe('the roaming call, which only reads', () => {
	test.each([
		['a reset', failed('ECONNRESET')],
		['a time-out', failed('ETIMEDOUT')],
		['a refused connection', failed('ECONNREFUSED')],
		['408', status(408)],
		['429 TOO_MANY_REQUESTS', status(429, 'TOO_MANY_REQUESTS')],
		['500', status(500)],
		['502 with HTML', { status: 502, headers: {}, body: '<html></html>' }],
		['503', status(503)],
		['504', status(504)],
	] as Array<[string, Reply]>)('is repeated after %s, with the same token', async (_name, fault) => {
		const { context, result } = check([authorized, token, fault, fault, roaming]);
		expect(await result).toMatchObject({ roaming: true });
		expect(sentTo(context, roamingUrl)).toBe(3);
		expect(sentTo(context, authorizeUrl)).toBe(1);
	});

	test.each([
		['400', status(400)],
		['403', status(403)],
		['404', status(404)],
		['422', status(422)],
		['501', status(501)],
		['a redirect', status(302)],
		['a firewall', { status: 503, headers: {}, body: '<html><title>Just a moment...</title></html>' }],
		['429 QUOTA_EXCEEDED', status(429, 'QUOTA_EXCEEDED')],
		['a certificate that is not trusted', failed('CERT_HAS_EXPIRED')],
		['a host that does not exist', failed('ENOTFOUND')],
		['503 that asks for more than a minute', status(503, '', { 'retry-after': '61' })],
	] as Array<[string, Reply]>)('is not repeated after %s', async (_name, fault) => {
		const { context, result } = check([authorized, token, fault]);
		await rejection(result);
		expect(sentTo(context, roamingUrl)).toBe(1);
	});

	test('is sent at most as often as the option says, and the last fault is the error', async () => {
		const { context, result } = check([authorized, token, status(500), status(503), status(502)]);
		expect(await rejection(result)).toMatchObject({ code: 'BAD_GATEWAY', stage: 'roaming', retryable: true });
		expect(sentTo(context, roamingUrl)).toBe(3);
		expect(await rejection(check([authorized, token, status(500)], { maxAttempts: 1 }).result)).toMatchObject({
			code: 'INTERNAL',
		});
	});

	test('waits longer each time, with jitter', async () => {
		const { context, result } = check([authorized, token, status(500), status(500), status(500), roaming], {
			maxAttempts: 4,
		});
		await result;
		// Half of 500 ms, 1 s and 2 s, as the context's random is 0.5.
		expect(context.clock.sleeps).toEqual([250, 500, 1000]);
	});

	test('waits as long as `Retry-After` says', async () => {
		const { context, result } = check([authorized, token, status(503, '', { 'retry-after': '7' }), roaming]);
		await result;
		expect(context.clock.sleeps).toEqual([7000]);
	});
});

describe('the authorization request, which may prompt a person', () => {
	test.each([
		['a refused connection', failed('ECONNREFUSED')],
		['429', status(429, 'TOO_MANY_REQUESTS')],
		['503', status(503)],
	] as Array<[string, Reply]>)('is repeated after %s, as it surely was not processed', async (_name, fault) => {
		const { context, result } = check([fault, authorized, token, roaming]);
		expect(await result).toMatchObject({ roaming: true });
		expect(sentTo(context, authorizeUrl)).toBe(2);
	});

	test.each([
		['a reset', failed('ECONNRESET')],
		['a time-out', failed('ETIMEDOUT')],
		['500', status(500)],
		['502', status(502)],
		['504', status(504)],
		['429 QUOTA_EXCEEDED', status(429, 'QUOTA_EXCEEDED')],
	] as Array<[string, Reply]>)('is not repeated after %s', async (_name, fault) => {
		const { context, result } = check([fault]);
		await rejection(result);
		expect(context.requests).toHaveLength(1);
	});
});

describe('a lost answer of the token URL', () => {
	const lost = failed('ECONNRESET');

	test('is requested once more', async () => {
		const { context, result } = check([authorized, lost, token, roaming]);
		expect(await result).toMatchObject({ roaming: true });
		expect(context.requests[2]?.atSecond).toBe(2);
	});

	test('causes one new authorization request where the auth_req_id is used up', async () => {
		const { context, result } = check([
			authorized,
			lost,
			json(400, { error: 'invalid_grant' }),
			authorized,
			token,
			roaming,
		]);
		expect(await result).toMatchObject({ roaming: true });
		expect(sentTo(context, authorizeUrl)).toBe(2);
	});

	test('a second loss is final', async () => {
		const { context, result } = check([authorized, lost, lost]);
		expect(await rejection(result)).toMatchObject({ code: 'CONNECTION_RESET', stage: 'network' });
		expect(context.requests).toHaveLength(3);
	});

	test('invalid_grant without a loss is final', async () => {
		const { context, result } = check([authorized, json(400, { error: 'invalid_grant' })]);
		expect(await rejection(result)).toMatchObject({ code: 'invalid_grant' });
		expect(context.requests).toHaveLength(2);
	});
});

describe('the budget of a batch', () => {
	test('ends the repeats of an outage', async () => {
		const retryBudget = createRetryBudget();
		let requests = 0;
		for (let number = 0; number < 300; number += 1) {
			const context = { ...scriptedContext(...Array<Reply>(3).fill(failed('ECONNREFUSED'))), retryBudget };
			await rejection(check([], { context }).result);
			requests += context.requests.length;
		}
		// 100 repeats of 5 units in a budget of 500, then one request a number.
		expect(requests).toBe(400);
	});
});
