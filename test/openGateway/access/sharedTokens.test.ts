import { createTokenCache, type TokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { checkBatch } from '../../../nodes/openGateway/batch/batch';
import { createCancellation } from '../../../nodes/openGateway/batch/cancellation';
import { createStats } from '../../../nodes/openGateway/batch/stats';
import { createClient } from '../../../nodes/openGateway/client';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { OpenGatewayError } from '../../../nodes/openGateway/errors';
import { createRetryBudget } from '../../../nodes/openGateway/http/retryBudget';
import type { CheckAnswer } from '../../../nodes/openGateway/roaming/status';
import { createSemaphore } from '../../../nodes/openGateway/semaphore';
import { amount } from '../../long';
import { createSoloLimiter } from '../http/soloLimiter';
import { CREDENTIAL, json } from '../partner';
import { seeded } from '../seeded';
import { createVirtualTime, type VirtualTime } from '../virtualTime';
import { issuer, type Server } from './tokenIssuer';

const SHARED = { ...CREDENTIAL, accessFlow: 'clientCredentials' };
const KEY = { ...CREDENTIAL, accessFlow: 'apiKey', apiKey: 'k' };
const SIZE = 50;
const options = { purpose: 'A', maxConsentWaitMs: 1000, timeoutMs: 1000, maxAttempts: 3, reuseTokens: true };

/** Runs a list of numbers against a server that is a function, as one execution of the node does. */
function runList(
	credential: Record<string, unknown>,
	count: number,
	server: Server,
	time: VirtualTime,
	{
		tokens = createTokenCache(100),
		random = seeded(1),
		size = SIZE,
	}: { tokens?: TokenCache; random?: () => number; size?: number } = {},
): Promise<CheckAnswer[]> {
	const semaphore = createSemaphore(size);
	const { check } = createClient(
		readSettings(credential),
		{
			transport: async (request) => {
				const answer = await server(request);
				if (answer instanceof Error) throw answer;
				return answer;
			},
			clock: time.clock,
			limiter: createSoloLimiter(time.clock, size, 0),
			random,
			retryBudget: createRetryBudget(),
			releaseWhile: semaphore.releaseWhile,
			onRequest: () => undefined,
		},
		tokens,
	);
	return checkBatch(
		count,
		(index) => ({ request: { phoneNumber: `+3466655${String(index).padStart(4, '0')}`, options } }),
		(_row, answer) => answer,
		{
			check,
			clock: time.clock,
			semaphore,
			cancellation: createCancellation(),
			stats: createStats(),
			deadlineMs: Infinity,
		},
	);
}

const failures = (answers: CheckAnswer[]) => answers.filter((answer) => answer instanceof OpenGatewayError);

test.each([
	['clientCredentials', SHARED, 1, 1000],
	['apiKey', KEY, 0, 1000],
])('%s: 1,000 numbers take %j requests for a token and one each', async (_name, credential, tokens, roaming) => {
	const time = createVirtualTime();
	const { server, tokenRequests, roamingRequests } = issuer(time);
	const answers = await time.run(runList(credential as Record<string, unknown>, 1000, server, time));
	expect(failures(answers)).toEqual([]);
	expect([tokenRequests(), roamingRequests()]).toEqual([tokens, roaming]);
});

test.each([
	['503', json(503, {})],
	['a reset', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
	['a time-out', Object.assign(new Error('x'), { code: 'ETIMEDOUT' })],
])('%s of the token URL is repaired by a retry of the one token request, and no number fails', async (_name, fault) => {
	const time = createVirtualTime();
	const { server, tokenRequests, mostAtOnce } = issuer(time, { token: (count) => (count < 3 ? fault : undefined) });
	const answers = await time.run(runList(SHARED, 50, server, time));
	expect(failures(answers)).toEqual([]);
	expect([tokenRequests(), mostAtOnce()]).toEqual([3, 1]);
});

test('a token that is revoked during the run is renewed once for all numbers', async () => {
	const time = createVirtualTime();
	const server = issuer(time, { roaming: (count) => (count === 500 ? (server.revoke(), undefined) : undefined) });
	const answers = await time.run(runList(SHARED, 1000, server.server, time));
	expect(failures(answers)).toEqual([]);
	expect([server.tokenRequests(), server.mostAtOnce()]).toEqual([2, 1]);
});

test('a token is renewed before it expires', async () => {
	const time = createVirtualTime();
	const dead: string[] = [];
	const issuedAt = new Map<string, number>();
	const { server, tokenRequests } = issuer(time, {
		expiresIn: 12,
		roaming: (_count, accessToken) => {
			issuedAt.set(accessToken, issuedAt.get(accessToken) ?? time.clock.monotonicMs());
			if (time.clock.monotonicMs() - (issuedAt.get(accessToken) ?? 0) >= 12_000) dead.push(accessToken);
			return undefined;
		},
	});
	// One after the other, 20 ms each: the list takes longer than a token lives.
	const answers = await time.run(runList(SHARED, 1000, server, time, { size: 1 }));
	expect(failures(answers)).toEqual([]);
	expect(dead).toEqual([]);
	expect(tokenRequests()).toBeGreaterThan(5);
	expect(tokenRequests()).toBeLessThan(15);
});

test('a 401 that is not about the token costs one renewal, and then the run ends', async () => {
	const time = createVirtualTime();
	const refused = json(401, { status: 401, code: 'UNAUTHENTICATED', message: '' });
	const { server, tokenRequests, roamingRequests } = issuer(time, { roaming: () => refused });
	const answers = await time.run(runList(SHARED, 1000, server, time));
	expect(failures(answers)).toHaveLength(1000);
	expect(tokenRequests()).toBe(2);
	// Those that were under way, each twice at most.
	expect(roamingRequests()).toBeLessThanOrEqual(2 * SIZE);
	expect(answers[999]).toMatchObject({ code: 'UNAUTHENTICATED', attempted: false });
	expect((answers[999] as OpenGatewayError).hint).toMatch(/'Token URL' and 'Roaming URL'/);
});

test('a key that is refused ends the run without another try', async () => {
	const time = createVirtualTime();
	const { server, roamingRequests } = issuer(time);
	const answers = await time.run(runList({ ...KEY, apiKey: 'wrong' }, 1000, server, time));
	expect(failures(answers)).toHaveLength(1000);
	expect(roamingRequests()).toBeLessThanOrEqual(SIZE);
});

test('an unknown client costs one request, and the run ends', async () => {
	const time = createVirtualTime();
	const { server, tokenRequests, roamingRequests } = issuer(time, {
		token: () => json(401, { error: 'invalid_client' }),
	});
	const answers = await time.run(runList(SHARED, 1000, server, time));
	expect(failures(answers)).toHaveLength(1000);
	expect(answers[999]).toMatchObject({ code: 'invalid_client', attempted: false });
	expect([tokenRequests(), roamingRequests()]).toEqual([1, 0]);
});

test('without expires_in a token is kept for the run, and not for the next one', async () => {
	const time = createVirtualTime();
	const tokens = createTokenCache(100);
	const { server, tokenRequests } = issuer(time, { expiresIn: null });
	await time.run(runList(SHARED, 200, server, time, { tokens }));
	expect(tokenRequests()).toBe(1);
	await time.run(runList(SHARED, 200, server, time, { tokens }));
	expect(tokenRequests()).toBe(2);
});

test('with expires_in the next run uses the same token, unless secret, URL, scope or audience differ', async () => {
	const time = createVirtualTime();
	const tokens = createTokenCache(100);
	const { server, tokenRequests } = issuer(time);
	const run = (changes = {}) => time.run(runList({ ...SHARED, ...changes }, 3, server, time, { tokens }));
	await run();
	await run();
	expect(tokenRequests()).toBe(1);
	await run({ clientSecret: 'other' });
	await run({ clientId: 'other' });
	await run({ scopeStyle: 'none' });
	await run({ clientAuthentication: 'post' });
	expect(tokenRequests()).toBe(5);
	// The token is valid for other APIs of the same client.
	await run({ roamingUrl: 'https://api.example/other' });
	expect(tokenRequests()).toBe(5);
});

/** Two executions that share the cache, and a server that is randomly slow, fails or forgets tokens. */
async function runInterleaving(seed: number) {
	const random = seeded(seed);
	const time = createVirtualTime();
	const tokens = createTokenCache(10);
	const broken: string[] = [];
	const chance = (share: number) => random() < share;
	const life = 11 + Math.floor(random() * 10);
	const issued = new Map<string, { endsAtMs: number; revoked: boolean; refusedAtMs: number }>();
	let underWay = 0;

	const server: Server = async ({ url, headers }) => {
		if (url === CREDENTIAL.tokenUrl) {
			underWay += 1;
			if (underWay > 1) broken.push('two token requests at once');
			const sentAtMs = time.clock.monotonicMs();
			await time.pass(random() * 800);
			underWay -= 1;
			if (chance(0.1)) return json(503, {});
			if (chance(0.05)) return Object.assign(new Error('x'), { code: 'ECONNRESET' });
			const name = `token-${issued.size + 1}`;
			issued.set(name, { endsAtMs: sentAtMs + life * 1000, revoked: false, refusedAtMs: Infinity });
			return json(200, { access_token: name, expires_in: life });
		}
		const token = issued.get(headers.authorization?.replace('Bearer ', '') ?? '');
		if (token === undefined) return json(500, {});
		const nowMs = time.clock.monotonicMs();
		if (nowMs >= token.endsAtMs) broken.push('a request with an expired token');
		if (nowMs > token.refusedAtMs) broken.push('a request with a token that was refused');
		if (chance(0.02)) token.revoked = true;
		await time.pass(random() * 3000);
		if (token.revoked) {
			token.refusedAtMs = Math.min(token.refusedAtMs, time.clock.monotonicMs());
			return json(401, { status: 401, code: 'UNAUTHENTICATED', message: '' });
		}
		return chance(0.05) ? json(503, {}) : json(200, { roaming: true });
	};
	const answers = await time.run(
		Promise.all([12, 8].map((count) => runList(SHARED, count, server, time, { tokens, random, size: 4 }))),
	);
	return { answers: answers.flat(), broken };
}

const SEEDS = amount({ short: 300, long: 10_000 });

test(
	`in ${SEEDS} random interleavings there is one token request at a time, and no request with a dead token`,
	async () => {
		let answered = 0;
		for (let seed = 1; seed <= SEEDS; seed += 1) {
			const { answers, broken } = await runInterleaving(seed);
			if (broken.length > 0) throw new Error(`Seed ${seed}: ${broken.join(', ')}`);
			if (answers.length !== 20) throw new Error(`Seed ${seed}: ${answers.length} answers`);
			answered += 20 - failures(answers).length;
		}
		expect(answered).toBeGreaterThan(15 * SEEDS);
	},
	amount({ short: 120_000, long: 600_000 }),
);
