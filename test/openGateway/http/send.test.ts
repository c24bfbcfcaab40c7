import { isSuccess, send, type ApiRequest } from '../../../nodes/openGateway/http/send';
import { json, rejection, scriptedContext } from '../partner';

const request: ApiRequest = {
	stage: 'roaming',
	url: 'https://api.example:8443/retrieve',
	content: () => ({ headers: {}, body: '{}' }),
};
const reset = Object.assign(new Error('x'), { code: 'ECONNRESET' });

test('reports each request once, with its stage, host, status and duration', async () => {
	const context = scriptedContext(() => {
		context.clock.passSeconds(1.5);
		return json(503, {});
	}, reset);
	await send(context, request);
	await rejection(send(context, { ...request, stage: 'token', url: 'https://as.example/token' }));
	expect(context.events).toEqual([
		{ stage: 'roaming', host: 'api.example:8443', status: 503, tookMs: 1500 },
		{ stage: 'token', host: 'as.example', status: null, tookMs: 0 },
	]);
});

test('the error of a response has the wait by the clock of the host', async () => {
	const headers = { date: 'Tue, 24 Nov 2026 04:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 04:00:05 GMT' };
	const response = await send(scriptedContext(json(429, {}, headers)), request);
	expect(response.toError().retryAfterSeconds).toBe(5);
});

test('does not report a request that was cancelled before it was sent', async () => {
	const context = scriptedContext();
	const limiter = { acquire: () => Promise.reject(new Error('cancelled')) };
	await rejection(send({ ...context, limiter }, request));
	expect(context.events).toEqual([]);
	expect(context.requests).toEqual([]);
});

test.each([
	['a response', json(429, {}, { 'retry-after': '7' }), { status: 429, retryAfterSeconds: 7 }],
	[
		'a Retry-After by the clock of the host',
		json(429, {}, { date: 'Tue, 24 Nov 2026 02:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 02:00:08 GMT' }),
		{ status: 429, retryAfterSeconds: 7 },
	],
	[
		'a window that ends by the clock of the host',
		json(
			200,
			{},
			{
				date: 'Tue, 24 Nov 2026 04:00:00 GMT',
				'x-ratelimit-remaining': '0',
				'x-ratelimit-reset': String(Date.UTC(2026, 10, 24, 4, 0, 5) / 1000),
			},
		),
		{ status: 200, exhaustedSeconds: 5 },
	],
	['a Retry-After that is too long', json(503, {}, { 'retry-after': '61' }), { status: 503, failed: true }],
	['a Retry-After of another status', json(500, {}, { 'retry-after': '7' }), { status: 500, failed: true }],
	['a lost connection', reset, { status: null, failed: true }],
	['a time-out', Object.assign(new Error('x'), { code: 'ETIMEDOUT' }), { status: null, timedOut: true, failed: true }],
])('releases the limiter with the result of %s', async (_name, reply, result) => {
	const release = jest.fn();
	const context = { ...scriptedContext(reply), limiter: { acquire: async () => release } };
	await send(context, request).catch(() => undefined);
	const nothing = { timedOut: false, failed: false, retryAfterSeconds: 0, requestsPerSecond: 0, exhaustedSeconds: 0 };
	expect(release.mock.calls).toEqual([[{ ...nothing, ...result }]]);
});

test.each([
	['200 with a body', json(200, { roaming: true }), true],
	['204 without one', { status: 204, headers: {}, body: '' }, true],
	['200 with an error in its body', json(200, { error: 'invalid_scope' }), false],
	['400', json(400, {}), false],
	['302', json(302, {}), false],
])('%s counts as success: %s', async (_name, reply, expected) => {
	expect(isSuccess(await send(scriptedContext(reply), request))).toBe(expected);
});
