import './capturedLog';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { sandboxUrls, startSandbox, type Sandbox } from '../sandbox/sandbox';
import { itemsOf, runNode } from './runNode';

const NUMBER = '+34666555001';
const ID = 'my app:1';
const SECRET = 'a+b/c%d e';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = ({ privateKey, publicKey }: typeof rsa) => ({
	privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	publicKey: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))
		.export({ type: 'spki', format: 'pem' })
		.toString(),
});

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function send(
	credential: Record<string, string>,
	apiVersion: 'v0.4' | 'v0.5' | 'v0.6' | 'v1',
	publicKey?: string,
) {
	sandbox = await startSandbox({
		clients: [{ clientId: ID, clientSecret: SECRET, ...(publicKey === undefined ? {} : { publicKey }) }],
	});
	const taskData = await runNode({
		inputs: [{ phoneNumber: NUMBER }],
		credential: { ...sandboxUrls(sandbox, apiVersion), clientId: ID, clientSecret: SECRET, apiVersion, ...credential },
	});
	expect(itemsOf(taskData)[0]?.json).toMatchObject({ outcome: 'roaming', country: 'DE' });
	const [authorize, token, roaming] = sandbox.requests;
	if (authorize === undefined || token === undefined || roaming === undefined)
		throw new Error('Three requests were expected.');
	expect(sandbox.requests).toHaveLength(3);
	for (const { method, headers } of sandbox.requests) {
		expect(method).toBe('POST');
		expect(headers['x-correlator']).toMatch(/^[0-9a-f-]{36}$/);
		expect(headers.accept).toBe('application/json');
		expect(headers['user-agent']).toBe('n8n-nodes-open-gateway');
	}
	expect([authorize.headers['content-type'], token.headers['content-type'], roaming.headers['content-type']]).toEqual([
		'application/x-www-form-urlencoded',
		'application/x-www-form-urlencoded',
		'application/json',
	]);
	return { authorize, token, roaming };
}

/** Base64 of my+app%3A1:a%2Bb%2Fc%25d+e, written by hand from RFC 6749 section 2.3.1. */
const BASIC = `Basic ${Buffer.from('my+app%3A1:a%2Bb%2Fc%25d+e').toString('base64')}`;
const TOKEN_BODY = /^grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=[\w-]+$/;

describe('the dialects, byte for byte', () => {
	const P = 'FraudPreventionAndDetection';
	test.each([
		[
			'sample2024',
			'v0.4',
			{},
			`login_hint=%2B34666555001&purpose=dpv%3A${P}%23device-status-roaming-read`,
			'/device-status/v0/roaming',
			'{"ueId":{"msisdn":"+34666555001"}}',
		],
		[
			'custom',
			'v0.4',
			{ scopeStyle: 'hash' },
			`login_hint=tel%3A%2B34666555001&scope=dpv%3A${P}%23device-status-roaming-read`,
			'/device-status/v0/roaming',
			'{"ueId":{"msisdn":"+34666555001"}}',
		],
		[
			'custom',
			'v0.5',
			{ scopeStyle: 'hash' },
			`login_hint=tel%3A%2B34666555001&scope=dpv%3A${P}%23device-status%3Aroaming%3Aread`,
			'/device-status/v0/roaming',
			'{"device":{"phoneNumber":"+34666555001"}}',
		],
		[
			'custom',
			'v0.6',
			{ scopeStyle: 'camara' },
			`login_hint=tel%3A%2B34666555001&scope=openid+dpv%3A${P}+device-roaming-status%3Aread`,
			'/device-roaming-status/v0.6/retrieve',
			'{"device":{"phoneNumber":"+34666555001"}}',
		],
		[
			'custom',
			'v1',
			{ scopeStyle: 'camara' },
			`login_hint=tel%3A%2B34666555001&scope=openid+dpv%3A${P}+device-roaming-status%3Aread`,
			'/device-roaming-status/v1/retrieve',
			'{}',
		],
	] as const)('%s %s %j', async (aggregator, apiVersion, changes, authorizeBody, path, roamingBody) => {
		const { authorize, token, roaming } = await send(
			{ aggregator, clientAuthentication: 'basic', ...changes },
			apiVersion,
		);
		expect([authorize.path, authorize.headers.authorization, authorize.body]).toEqual([
			'/bc-authorize',
			BASIC,
			authorizeBody,
		]);
		expect([token.path, token.headers.authorization]).toEqual(['/token', BASIC]);
		expect(token.body).toMatch(TOKEN_BODY);
		expect([roaming.path, roaming.body]).toEqual([path, roamingBody]);
		expect(roaming.headers.authorization).toMatch(/^Bearer [\w-]+$/);
	});
});

describe('the client authentications, accepted by a server that verifies them', () => {
	test('post', async () => {
		const { authorize, token } = await send({ aggregator: 'custom', clientAuthentication: 'post' }, 'v1');
		for (const { headers, body } of [authorize, token]) {
			expect(headers.authorization).toBeUndefined();
			expect(body).toMatch(/&client_id=my\+app%3A1&client_secret=a%2Bb%2Fc%25d\+e$/);
		}
	});

	test.each([
		['RS256', 'an RSA key', pem(rsa)],
		['PS256', 'an RSA key', pem(rsa)],
		['PS256', 'an RSA-PSS key', pem(rsaPss)],
		['ES256', 'an EC key', pem(ec)],
	])('privateKeyJwt with %s and %s', async (signingAlgorithm, _key, { privateKey, publicKey }) => {
		const { authorize, token } = await send(
			{ aggregator: 'camara', signingAlgorithm, privateKey, keyId: 'key-1' },
			'v1',
			publicKey,
		);
		const assertions = [authorize, token].map(({ headers, body }) => {
			expect(headers.authorization).toBeUndefined();
			const form = new URLSearchParams(body);
			expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
			expect(form.get('client_secret')).toBeNull();
			return JSON.parse(
				Buffer.from(form.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString(),
			) as Record<string, unknown>;
		});
		expect(assertions.map(({ aud }) => aud)).toEqual([authorize.url, token.url]);
		expect(assertions[0]?.jti).not.toBe(assertions[1]?.jti);
	});
});
