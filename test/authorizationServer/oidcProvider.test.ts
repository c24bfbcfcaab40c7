import { generateKeyPairSync } from 'node:crypto';
import { authorize, pollForToken } from '../../nodes/openGateway/access/ciba';
import { createClientAuthentication } from '../../nodes/openGateway/credential/clientAuthentication';
import { createTokenCache } from '../../nodes/openGateway/access/tokenCache';
import { noLimit } from '../../nodes/openGateway/http/limiter';
import { createRedactor } from '../../nodes/openGateway/http/redact';
import { createRetryBudget } from '../../nodes/openGateway/http/retryBudget';
import { createClient, type CheckOptions } from '../../nodes/openGateway/client';
import { tryCredential } from '../../nodes/openGateway/tryCredential';
import { readSettings } from '../../nodes/openGateway/credential/settings';
import type { Clock } from '../../nodes/openGateway/http/transport';
import { axiosTransport } from './axiosTransport';
import { basic, CLIENTS, ec, key, post, rsa, startServer, type RunningServer } from './runningServer';

const CONSENTS = '+34666555001';
const CONSENTS_LATER = '+34666555004';
const NEVER_CONSENTS = '+34666555005';
const DENIES = '+34666555006';
const NOT_KNOWN = '+34666555007';

let server: RunningServer;
beforeAll(async () => {
	server = await startServer(CLIENTS);
}, 30_000);
afterAll(() => server.end());

/** Time passes while somebody sleeps, here and on the server alike. */
let aheadMs = 0;
let sleeps: number[];
let whileAsleep: () => Promise<unknown>;
beforeEach(() => {
	sleeps = [];
	whileAsleep = () => server.control('consent');
});
const clock: Clock = {
	now: () => Date.now() + aheadMs,
	monotonicMs: () => performance.now() + aheadMs,
	sleep: async (milliseconds) => {
		sleeps.push(milliseconds);
		await passSeconds(Math.ceil(milliseconds / 1000));
		await whileAsleep();
	},
};
async function passSeconds(seconds: number): Promise<void> {
	aheadMs += seconds * 1000;
	await server.control('clock', { seconds });
}

const credential = (client: Record<string, string>) => ({
	aggregator: 'custom',
	authorizeUrl: `${server.issuer}/bc-authorize`,
	tokenUrl: `${server.issuer}/token`,
	roamingUrl: `${server.issuer}/device-roaming-status/v1/retrieve`,
	...client,
});
const context = {
	transport: axiosTransport,
	clock,
	limiter: noLimit,
	redactor: createRedactor({ phoneNumber: CONSENTS, secrets: [] }),
	releaseWhile: <Value>(wait: () => Promise<Value>) => wait(),
	onRequest: () => undefined,
	random: Math.random,
	retryBudget: createRetryBudget(),
	timeoutMs: 5000,
	maxAttempts: 1,
};
const options: CheckOptions = {
	purpose: 'FraudPreventionAndDetection',
	maxConsentWaitMs: 300_000,
	timeoutMs: 5000,
	maxAttempts: 1,
	reuseTokens: false,
};
const check = (phoneNumber: string, client: Record<string, string> = basic, changes: Partial<CheckOptions> = {}) =>
	createClient(readSettings(credential(client)), context, createTokenCache(1)).check(phoneNumber, {
		...options,
		...changes,
	});

describe('a certified server accepts', () => {
	test.each([
		['client_secret_basic', basic],
		['client_secret_post', post],
		['private_key_jwt with RS256', key('RS256', rsa)],
		['private_key_jwt with PS256', key('PS256', rsa)],
		['private_key_jwt with ES256', key('ES256', ec)],
		['private_key_jwt meant for the token URL', { ...key('RS256', rsa), assertionAudience: 'tokenUrl' }],
	] as Array<[string, Record<string, string>]>)('%s', async (_name, client) => {
		expect(await check(CONSENTS, client)).toMatchObject({ outcome: 'roaming', country: 'DE' });
		expect(sleeps).toEqual([]);
	});
});

describe('a certified server refuses', () => {
	test.each([
		['a wrong secret', { ...basic, clientSecret: 'wrong' }],
		['the key of somebody else', key('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }))],
	] as Array<[string, Record<string, string>]>)('%s', async (_name, client) => {
		await expect(check(CONSENTS, client)).rejects.toMatchObject({
			stage: 'authorize',
			code: 'invalid_client',
			httpStatus: 401,
		});
	});
});

test('a consent that comes while we wait', async () => {
	expect(await check(CONSENTS_LATER)).toMatchObject({ outcome: 'roaming' });
	expect(sleeps).toHaveLength(1);
	// The server names no interval, so it is five seconds; on top, up to half a second for the way.
	expect(sleeps[0]).toBeGreaterThan(4000);
	expect(sleeps[0]).toBeLessThanOrEqual(5500);
});

test('a subscriber who denies', async () => {
	await expect(check(DENIES)).rejects.toMatchObject({ stage: 'token', code: 'access_denied', httpStatus: 400 });
});

test('a number that the operator does not know', async () => {
	await expect(check(NOT_KNOWN)).rejects.toMatchObject({
		stage: 'authorize',
		code: 'unknown_user_id',
		httpStatus: 400,
	});
});

test('a consent that never comes: the expiry of the request', async () => {
	await expect(check(NEVER_CONSENTS)).rejects.toMatchObject({ stage: 'token', code: 'expired_token' });
	expect(sleeps.length).toBeGreaterThan(15);
});

test('a consent that never comes: the limit of the node', async () => {
	await expect(check(NEVER_CONSENTS, basic, { maxConsentWaitMs: 12_000 })).rejects.toMatchObject({
		code: 'CONSENT_PENDING',
	});
});

describe('an auth_req_id', () => {
	const endpoints = () => {
		const settings = readSettings(credential(basic));
		return { ...settings, authenticate: createClientAuthentication(settings) };
	};
	const ask = (phoneNumber: string) =>
		authorize(context, endpoints(), () => ({
			login_hint: `tel:${phoneNumber}`,
			scope: 'openid dpv:FraudPreventionAndDetection device-roaming-status:read',
		}));

	test('is good once', async () => {
		const authorization = await ask(CONSENTS);
		expect(await pollForToken(context, endpoints(), authorization, 0)).toBeTruthy();
		await expect(pollForToken(context, endpoints(), authorization, 0)).rejects.toMatchObject({
			code: 'invalid_grant',
		});
	});

	test('is good for as long as the server said', async () => {
		const authorization = await ask(CONSENTS_LATER);
		expect(Math.round((authorization.expiresAtMs - clock.monotonicMs()) / 1000)).toBe(120);
		await passSeconds(121);
		await expect(pollForToken(context, endpoints(), authorization, 0)).rejects.toMatchObject({
			code: 'expired_token',
			httpStatus: 400,
		});
	});
});

describe('the test of the credential', () => {
	const tryOut = (client: Record<string, string>) => tryCredential(credential(client), context);
	test.each([
		['basic', basic],
		['post', post],
		['privateKeyJwt', key('ES256', ec)],
	])('accepts %s', async (_name, client) => {
		expect(await tryOut(client)).toMatchObject({ accepted: true });
	});
	test('refuses a wrong secret', async () => {
		expect(await tryOut({ ...basic, clientSecret: 'wrong' })).toMatchObject({ accepted: false });
	});
});
