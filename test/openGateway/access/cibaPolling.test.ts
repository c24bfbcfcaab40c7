import { pollForToken } from '../../../nodes/openGateway/access/ciba';
import { json, NOW, scriptedContext, type Reply } from '../partner';
import { ask, authorization, endpoints, failure, granted, pending, poll } from './cibaScript';

const slowDown = json(400, { error: 'slow_down' });

describe('polling', () => {
	test('the first poll is sent at once, and nothing is waited for where consent exists', async () => {
		const { context, result } = poll([granted]);
		expect(await result).toMatchObject({ accessToken: 'token-1' });
		expect(context.clock.sleeps).toEqual([]);
	});

	test('waits two minutes for consent, one interval between two polls', async () => {
		const { context, result } = poll([...Array<Reply>(59).fill(pending), granted]);
		expect(await result).toMatchObject({ accessToken: 'token-1' });
		expect(context.requests.map(({ atSecond }) => atSecond)).toEqual(Array.from({ length: 60 }, (_, poll) => poll * 2));
	});

	test('measures the interval from the sending of the last poll, and never sends two polls at the same time', async () => {
		const context = scriptedContext();
		let inFlight = 0;
		const sentAt: number[] = [];
		context.transport = async () => {
			expect(inFlight).toBe(0);
			inFlight += 1;
			sentAt.push((context.clock.now() - NOW) / 1000);
			context.clock.passSeconds(sentAt.length === 1 ? 1.5 : 30);
			await Promise.resolve();
			inFlight -= 1;
			return sentAt.length < 3 ? pending : granted;
		};
		await pollForToken(context, endpoints, authorization, 300_000);
		// 2.5 s after the first was sent: half a second more than the interval, for its time on the way. The second was
		// held for 30 s, so the third may follow at once.
		expect(sentAt).toEqual([0, 2.5, 32.5]);
	});

	test('slow_down adds five seconds to all later intervals', async () => {
		const { context, result } = poll([slowDown, pending, slowDown, pending, granted]);
		await result;
		expect(context.requests.map(({ atSecond }) => atSecond)).toEqual([0, 7, 14, 26, 38]);
	});

	test('authenticates each poll anew', async () => {
		let count = 0;
		const authenticate = () => ({ headers: {}, parameters: { client_assertion: `assertion-${(count += 1)}` } });
		const context = scriptedContext(pending, pending, granted);
		await pollForToken(context, { ...endpoints, authenticate }, authorization, 300_000);
		const assertions = context.requests.map(({ body }) => new URLSearchParams(body).get('client_assertion'));
		expect(assertions).toEqual(['assertion-1', 'assertion-2', 'assertion-3']);
	});

	test('stops at the limit of the node with an error that says so, without a useless last wait', async () => {
		const { context, result } = poll([pending, pending, pending], { maxConsentWaitMs: 5000 });
		const error = await failure(result);
		expect(error).toMatchObject({ stage: 'token', code: 'CONSENT_PENDING', retryable: true });
		expect(error.hint).toContain('Max Consent Wait');
		expect(context.requests.map(({ atSecond }) => atSecond)).toEqual([0, 2, 4]);
		expect(context.clock.now()).toBe(NOW + 4000);
	});

	test('polls once where the limit of the node is 0', async () => {
		const { context, result } = poll([pending], { maxConsentWaitMs: 0 });
		expect(await failure(result)).toMatchObject({ code: 'CONSENT_PENDING' });
		expect(context.requests).toHaveLength(1);
	});

	test('stops at the expiry of the request, and says so', async () => {
		const { context, result } = poll([pending, pending], { expiresAtMs: 4000 });
		const error = await failure(result);
		expect(error).toMatchObject({ code: 'expired_token' });
		expect(error.hint).not.toContain('Max Consent Wait');
		expect(context.requests).toHaveLength(2);
	});

	test('has the consent URL in the error when the wait ends without consent', async () => {
		const { result } = poll([pending], { maxConsentWaitMs: 0, consentUrl: 'https://consent.example/x' });
		expect((await failure(result)).hint).toContain('https://consent.example/x');
	});

	test.each([
		['access_denied', 400],
		['expired_token', 400],
		['invalid_grant', 400],
		['invalid_request', 400],
		['unauthorized_client', 400],
		['unsupported_grant_type', 400],
		['invalid_scope', 400],
		['invalid_client', 401],
	])('%s ends it at once', async (code, status) => {
		const { context, result } = poll([json(status, { error: code })]);
		expect(await failure(result)).toMatchObject({ stage: 'token', code, httpStatus: status });
		expect(context.requests).toHaveLength(1);
	});

	test('reads the error code of the body, not the status', async () => {
		const { result } = poll([
			json(403, { error: 'authorization_pending' }),
			json(428, { error: 'slow_down' }),
			granted,
		]);
		expect(await result).toMatchObject({ accessToken: 'token-1' });
	});

	test.each([
		[503, '10', 10],
		[429, '10', 10],
		[503, 'Tue, 24 Nov 2026 03:00:20 GMT', 20],
		[503, '1', 2],
		[503, 'nonsense', 2],
	])('status %i with Retry-After %s is asked again after %i s', async (status, retryAfter, seconds) => {
		const { context, result } = poll([json(status, {}, { 'retry-after': retryAfter }), granted]);
		await result;
		expect(context.requests[1]?.atSecond).toBe(seconds);
	});

	test('polls after an overload as rarely as other requests are repeated', async () => {
		for (const maxAttempts of [1, 3]) {
			const { context, result } = poll(Array<Reply>(maxAttempts).fill(json(503, {})), { maxAttempts });
			expect(await failure(result)).toMatchObject({ code: 'UNAVAILABLE' });
			expect(context.requests).toHaveLength(maxAttempts);
		}
	});

	test('an overload uses the retry budget of the batch', async () => {
		const { context, result } = poll([json(503, {})]);
		while (context.retryBudget.tryAcquire(503));
		expect(await failure(result)).toMatchObject({ code: 'UNAVAILABLE' });
	});

	test('an overload that outlasts the wait is reported as such', async () => {
		const { result } = poll([json(503, {}, { 'retry-after': '900' })], { maxConsentWaitMs: 60_000 });
		expect(await failure(result)).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 900, retryable: true });
	});

	test('a used up quota ends it at once', async () => {
		const { context, result } = poll([json(429, { status: 429, code: 'QUOTA_EXCEEDED', message: 'No more' })]);
		expect(await failure(result)).toMatchObject({ code: 'QUOTA_EXCEEDED', retryable: false });
		expect(context.requests).toHaveLength(1);
	});

	test.each([
		['bearer', 'token-1'],
		['BEARER', 'token-1'],
		['Bearer ', 'token-1'],
		['BearerToken', 'token-1'],
		[undefined, 'token-1'],
	])('takes a token of type %s', async (tokenType, token) => {
		expect(await poll([json(200, { access_token: token, token_type: tokenType })]).result).toMatchObject({
			accessToken: token,
		});
	});

	test('a page of a firewall under status 200 is not reported as a missing token', async () => {
		const body = '<html>The requested URL was rejected. Your support ID is: 1</html>';
		expect(await failure(poll([{ status: 200, headers: {}, body }]).result)).toMatchObject({ code: 'FIREWALL' });
	});

	test.each([
		[{ access_token: 'a', token_type: 'DPoP' }, 'UNSUPPORTED_TOKEN_TYPE'],
		[{ token_type: 'Bearer' }, 'MISSING_ACCESS_TOKEN'],
		[{ access_token: '' }, 'MISSING_ACCESS_TOKEN'],
		[{ access_token: 'a\r\nx-forged: 1' }, 'MISSING_ACCESS_TOKEN'],
		[[], 'MISSING_ACCESS_TOKEN'],
	])('%j is no token', async (body, code) => {
		expect(await failure(poll([json(200, body)]).result)).toMatchObject({ stage: 'token', code });
	});

	test('an aborted signal cancels the wait', async () => {
		const context = scriptedContext(pending);
		const controller = new AbortController();
		controller.abort();
		await expect(
			pollForToken({ ...context, signal: controller.signal }, endpoints, authorization, 60_000),
		).rejects.toMatchObject({ code: 'CANCELLED' });
	});
});

describe('the limits of the node and of the request hold for every wait', () => {
	const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });

	test.each([
		['Max Consent Wait', { maxConsentWaitMs: 60_000, expiresAtMs: Infinity }],
		['the life of the request', { expiresAtMs: 60_000 }],
	])('a lost token answer is not waited for longer than %s', async (_name, limits) => {
		const { context, result } = poll([reset], { intervalSeconds: 3600, ...limits });
		expect(await failure(result)).toMatchObject({ code: 'CONNECTION_RESET' });
		expect(context.clock.sleeps).toEqual([]);
	});

	test.each([
		[0.001, 120, 1],
		[3600, 120, 120],
		[3600, undefined, 3600],
	])('an interval of %d s with a life of %s s counts as %d s', async (interval, lifeSeconds, used) => {
		const { result } = ask(json(200, { auth_req_id: 'a', interval, expires_in: lifeSeconds }));
		expect(await result).toMatchObject({ intervalSeconds: used });
	});

	test('a clock that is set back or forward changes no wait', async () => {
		for (const seconds of [-3600, -5, 3600]) {
			const { context, result } = poll([pending, pending, granted]);
			context.clock.setForward(seconds);
			expect(await result).toMatchObject({ accessToken: 'token-1' });
			expect(context.clock.sleeps).toEqual([2000, 2000]);
		}
	});
});

test('failures in a row end a poll, scattered ones do not', async () => {
	const busy = json(503, {});
	const { result } = poll([busy, busy, pending, busy, pending, busy, busy, granted]);
	expect(await result).toMatchObject({ accessToken: 'token-1' });
});
