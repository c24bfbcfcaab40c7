import { generateKeyPairSync, sign } from 'node:crypto';
import type { Sandbox } from './sandbox';
import {
	authorizeForm,
	authReqIdFrom,
	basic,
	closeSandboxes,
	GRANT_TYPE,
	NEVER_CONSENTS,
	NOW,
	NUMBER,
	poll,
	post,
	start,
} from './sandboxRequests';

afterEach(closeSandboxes);

describe('an auth_req_id', () => {
	test('is accepted once', async () => {
		let now = NOW;
		const sandbox = await start({ now: () => now });
		const authReqId = await authReqIdFrom(sandbox);
		expect(await poll(sandbox, authReqId)).toEqual([200, 'token']);
		expect(await poll(sandbox, authReqId)).toEqual([400, 'invalid_grant']);
		now += 60_000;
		expect(await poll(sandbox, authReqId)).toEqual([400, 'invalid_grant']);
		expect(await poll(sandbox, await authReqIdFrom(sandbox))).toEqual([200, 'token']);
	});

	test('is not used up, and its interval not counted, by a request of another client', async () => {
		const sandbox = await start();
		const authReqId = await authReqIdFrom(sandbox);
		expect(await poll(sandbox, authReqId, basic('wrong'))).toEqual([401, 'invalid_client']);
		expect(await poll(sandbox, authReqId)).toEqual([200, 'token']);
	});

	test('is refused by another sandbox', async () => {
		const [one, another] = [await start(), await start()];
		expect(await poll(another, await authReqIdFrom(one))).toEqual([400, 'invalid_grant']);
	});

	test('echoes the x-correlator also where the sandbox refuses it', async () => {
		const sandbox = await start();
		const authReqId = await authReqIdFrom(sandbox);
		await poll(sandbox, authReqId);
		const { status, headers } = await post(
			`${sandbox.baseUrl}/token`,
			{ grant_type: GRANT_TYPE, auth_req_id: authReqId },
			{ ...basic(), 'x-correlator': 'abc-1' },
		);
		expect(status).toBe(400);
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'cache-control': 'no-store',
			'x-correlator': 'abc-1',
		});
	});
});

describe('a client that polls too fast', () => {
	/** Seconds since the last poll, and the expected error. */
	test.each<[string, Array<[seconds: number, error: string]>]>([
		[
			'every 2 seconds is in time',
			[
				[0, 'authorization_pending'],
				[2, 'authorization_pending'],
				[2, 'authorization_pending'],
			],
		],
		[
			'before 2 seconds is too fast',
			[
				[0, 'authorization_pending'],
				[1.999, 'slow_down'],
			],
		],
		[
			'after slow_down, 7 seconds are in time',
			[
				[0, 'authorization_pending'],
				[1, 'slow_down'],
				[7, 'authorization_pending'],
			],
		],
		[
			'after slow_down, less than 7 are too fast',
			[
				[0, 'authorization_pending'],
				[1, 'slow_down'],
				[6.999, 'slow_down'],
			],
		],
		[
			'the longer interval stays',
			[
				[0, 'authorization_pending'],
				[1, 'slow_down'],
				[7, 'authorization_pending'],
				[6.999, 'slow_down'],
			],
		],
		[
			'a second slow_down adds as much',
			[
				[0, 'authorization_pending'],
				[1, 'slow_down'],
				[1, 'slow_down'],
				[11.999, 'slow_down'],
			],
		],
		[
			'and then 12 seconds are in time',
			[
				[0, 'authorization_pending'],
				[1, 'slow_down'],
				[1, 'slow_down'],
				[12, 'authorization_pending'],
			],
		],
	])('%s', async (_name, polls) => {
		let now = NOW;
		const sandbox = await start({ now: () => now });
		const authReqId = await authReqIdFrom(sandbox, NEVER_CONSENTS);
		for (const [seconds, error] of polls) {
			now += seconds * 1000;
			expect(await poll(sandbox, authReqId)).toEqual([400, error]);
		}
	});

	test('gets a longer interval by the slow_down of the simulator as well', async () => {
		let now = NOW;
		const sandbox = await start({ now: () => now });
		const authReqId = await authReqIdFrom(sandbox, '+34600110480');
		for (const [seconds, status, said] of [
			[0, 400, 'slow_down'],
			[6.999, 400, 'slow_down'],
			[12, 200, 'token'],
		] as const) {
			now += seconds * 1000;
			expect(await poll(sandbox, authReqId)).toEqual([status, said]);
		}
	});

	test('gets no token, even where one is ready', async () => {
		let now = NOW;
		const sandbox = await start({ now: () => now });
		const authReqId = await authReqIdFrom(sandbox, '+34600110102');
		expect(await poll(sandbox, authReqId)).toEqual([400, 'authorization_pending']);
		now += 1000;
		expect(await poll(sandbox, authReqId)).toEqual([400, 'slow_down']);
		now += 1500;
		expect(await poll(sandbox, authReqId)).toEqual([400, 'slow_down']);
		now += 12_000;
		expect(await poll(sandbox, authReqId)).toEqual([200, 'token']);
	});

	test('does not slow down another auth_req_id', async () => {
		const sandbox = await start();
		const [one, another] = [await authReqIdFrom(sandbox, NEVER_CONSENTS), await authReqIdFrom(sandbox, NEVER_CONSENTS)];
		expect(await poll(sandbox, one)).toEqual([400, 'authorization_pending']);
		expect(await poll(sandbox, one)).toEqual([400, 'slow_down']);
		expect(await poll(sandbox, another)).toEqual([400, 'authorization_pending']);
	});
});

describe('an assertion', () => {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const clients = [{ clientId: 'jwt-client', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }];
	const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

	function assertionForm(sandbox: Sandbox, jti: string, lifeSeconds = 60, key = privateKey): Record<string, string> {
		const claims = {
			iss: 'jwt-client',
			sub: 'jwt-client',
			aud: `${sandbox.baseUrl}/token`,
			jti,
			exp: NOW / 1000 + lifeSeconds,
		};
		const signed = `${encode({ alg: 'ES256' })}.${encode(claims)}`;
		const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
		return {
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: `${signed}.${signature.toString('base64url')}`,
		};
	}

	test('is accepted once, at any URL', async () => {
		const sandbox = await start({ clients });
		const [first, second] = [assertionForm(sandbox, 'jti-1'), assertionForm(sandbox, 'jti-2')];
		const ask = async (form: Record<string, string>) =>
			await post(`${sandbox.baseUrl}/bc-authorize`, { ...authorizeForm(NUMBER), ...form });
		const asked = await ask(first);
		expect(asked.status).toBe(200);
		expect(await ask(first)).toMatchObject({ status: 401, data: { error: 'invalid_client' } });

		const pollWith = async (form: Record<string, string>) =>
			await post(`${sandbox.baseUrl}/token`, {
				grant_type: GRANT_TYPE,
				auth_req_id: String(asked.data.auth_req_id),
				...form,
			});
		expect(await pollWith(first)).toMatchObject({ status: 401, data: { error: 'invalid_client' } });
		expect((await pollWith(second)).status).toBe(200);
	});

	test('is recognised by its jti, not by its text', async () => {
		const sandbox = await start({ clients });
		const ask = async (lifeSeconds: number, jti: string) =>
			(
				await post(`${sandbox.baseUrl}/bc-authorize`, {
					...authorizeForm(NUMBER),
					...assertionForm(sandbox, jti, lifeSeconds),
				})
			).status;
		expect(await ask(60, 'jti-1')).toBe(200);
		expect(await ask(61, 'jti-1')).toBe(401);
		expect(await ask(60, 'jti-2')).toBe(200);
	});

	test('is not used up by another client', async () => {
		const sandbox = await start({ clients });
		const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
		const ask = async (key = privateKey) =>
			(
				await post(`${sandbox.baseUrl}/bc-authorize`, {
					...authorizeForm(NUMBER),
					...assertionForm(sandbox, 'jti-1', 60, key),
				})
			).status;
		expect(await ask(otherKey)).toBe(401);
		expect(await ask()).toBe(200);
	});
});
