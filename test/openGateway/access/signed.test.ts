import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createClient } from '../../../nodes/openGateway/client';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import type { HttpRequest } from '../../../nodes/openGateway/http/transport';
import { detached } from '../../keyPairs';
import { CREDENTIAL, json, NOW, scriptedContext } from '../partner';
import { verifyWithJose, type JwtToVerify } from './jose';

const rsa = detached(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ec = detached(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const otherEc = detached(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const otherKey = detached(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const pem = ({ privateKey }: KeyPairKeyObjectResult) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = ({ publicKey }: KeyPairKeyObjectResult) => publicKey.export({ format: 'jwk' });

const ALGORITHMS = [
	['RS256', rsa],
	['PS256', rsa],
	['ES256', ec],
] as Array<[string, KeyPairKeyObjectResult]>;

const NUMBER = '+34666555001';
const CLIENT = 'my client:1';
const SECONDS = NOW / 1000;
const SCOPE = 'dpv:FraudPreventionAndDetection device-roaming-status:read';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const of = (name: string) => (request: HttpRequest | undefined) => new URLSearchParams(request?.body).get(name) ?? '';
const authorization = json(200, { auth_req_id: 'a', expires_in: 120, interval: 2 });
const token = json(200, { access_token: 't', expires_in: 60 });
const answer = json(200, { roaming: false });
const insight = json(200, { insights: { roaming: { is_roaming: false, status: { code: 'OK' } } } });

interface Signed {
	credential: Record<string, unknown>;
	replies: Array<ReturnType<typeof json>>;
	/** The request that carries it, counted from 0. */
	at: number;
	jwtOf(request: HttpRequest | undefined): string;
	/** The URL that is called. */
	endpoint?: string;
	claims: Record<string, unknown>;
}
const lifetime = { iat: SECONDS - 10, exp: SECONDS + 60 };
const privateKeyJwt = { clientAuthentication: 'privateKeyJwt' };

/** All that the package signs. */
const SIGNED: Record<string, Signed> = {
	'the assertion of JWT bearer': {
		credential: { accessFlow: 'jwtBearer' },
		replies: [token, answer],
		at: 0,
		jwtOf: of('assertion'),
		endpoint: CREDENTIAL.tokenUrl,
		claims: { iss: CLIENT, sub: `tel:${NUMBER}`, ...lifetime, scope: SCOPE },
	},
	'the client assertion beside it': {
		credential: { accessFlow: 'jwtBearer', alsoAuthenticateClient: true, ...privateKeyJwt },
		replies: [token, answer],
		at: 0,
		jwtOf: of('client_assertion'),
		endpoint: CREDENTIAL.tokenUrl,
		claims: { iss: CLIENT, sub: CLIENT, ...lifetime },
	},
	'the signed request of CIBA': {
		credential: { accessFlow: 'ciba', signRequests: true },
		replies: [authorization, token, answer],
		at: 0,
		jwtOf: of('request'),
		endpoint: CREDENTIAL.authorizeUrl,
		// No `sub`: with one it would be a valid client assertion.
		claims: { iss: CLIENT, ...lifetime, nbf: lifetime.iat, scope: `openid ${SCOPE}`, login_hint: `tel:${NUMBER}` },
	},
	'the client assertion of an authentication request': {
		credential: { accessFlow: 'ciba', ...privateKeyJwt },
		replies: [authorization, token, answer],
		at: 0,
		jwtOf: of('client_assertion'),
		endpoint: CREDENTIAL.authorizeUrl,
		claims: { iss: CLIENT, sub: CLIENT, ...lifetime },
	},
	'the client assertion of a poll': {
		credential: { accessFlow: 'ciba', ...privateKeyJwt },
		replies: [authorization, token, answer],
		at: 1,
		jwtOf: of('client_assertion'),
		endpoint: CREDENTIAL.tokenUrl,
		claims: { iss: CLIENT, sub: CLIENT, ...lifetime },
	},
	'the client assertion of client credentials': {
		credential: { accessFlow: 'clientCredentials', ...privateKeyJwt },
		replies: [token, answer],
		at: 0,
		jwtOf: of('client_assertion'),
		endpoint: CREDENTIAL.tokenUrl,
		claims: { iss: CLIENT, sub: CLIENT, ...lifetime },
	},
	'the token of an application': {
		credential: { accessFlow: 'applicationJwt', apiVersion: 'identityInsights' },
		replies: [insight],
		at: 0,
		jwtOf: (request) => request?.headers.authorization?.replace(/^Bearer /, '') ?? '',
		claims: { application_id: CLIENT, iat: SECONDS - 10, exp: SECONDS + 890 },
	},
};
const NAMES = Object.keys(SIGNED);

/** Checks a number and hands out what was signed for it. */
async function sign(name: string, credential: Record<string, unknown>) {
	const { replies, at, jwtOf, ...signed } = SIGNED[name] as Signed;
	const context = scriptedContext(...replies);
	const settings = readSettings({ ...CREDENTIAL, clientId: CLIENT, ...signed.credential, ...credential });
	const { check } = createClient(settings, context, createTokenCache(1));
	await check(NUMBER, {
		purpose: 'FraudPreventionAndDetection',
		maxConsentWaitMs: 0,
		timeoutMs: 1000,
		maxAttempts: 1,
		reuseTokens: false,
	});
	return { jwt: jwtOf(context.requests[at]), ...signed };
}

describe.each(ALGORITHMS)('%s', (algorithm, keys) => {
	const key = { privateKey: pem(keys), signingAlgorithm: algorithm };
	const order = (jwt: string, more: Partial<JwtToVerify> = {}): JwtToVerify => ({
		jwt,
		publicJwk: jwk(keys),
		algorithm,
		now: NOW,
		...more,
	});

	test('jose accepts all that is signed, and finds the claims of each, once', async () => {
		const signed = await Promise.all(NAMES.map((name) => sign(name, { ...key, keyId: 'key-1' })));
		const verdicts = verifyWithJose(
			signed.map(({ jwt, endpoint, claims }) =>
				order(jwt, endpoint === undefined ? {} : { audience: endpoint, issuer: String(claims.iss) }),
			),
		);
		const header = { alg: algorithm, typ: 'JWT', kid: 'key-1' };
		expect(verdicts).toEqual(
			signed.map(({ endpoint, claims }) => ({
				header,
				claims: {
					...claims,
					...(endpoint === undefined ? {} : { aud: endpoint }),
					jti: expect.stringMatching(UUID) as unknown,
				},
			})),
		);
		expect(new Set(verdicts.map(({ claims }) => claims?.jti)).size).toBe(NAMES.length);
	});

	test('jose finds no kid where the credential has no key ID', async () => {
		const signed = await Promise.all(NAMES.map((name) => sign(name, key)));
		const verdicts = verifyWithJose(signed.map(({ jwt }) => order(jwt)));
		expect(verdicts.map(({ header }) => header)).toEqual(NAMES.map(() => ({ alg: algorithm, typ: 'JWT' })));
	});

	test('jose accepts each from ten seconds before until its end, and no longer', async () => {
		const signed = await Promise.all(NAMES.map((name) => sign(name, key)));
		const moments = ['iat - 1', 'iat', 'exp - 1', 'exp'];
		const verdicts = verifyWithJose(
			signed.flatMap(({ jwt, claims }) => {
				const [iat, exp] = [Number(claims.iat) * 1000, Number(claims.exp) * 1000];
				return [iat - 1000, iat, exp - 1000, exp].map((now) => order(jwt, { now }));
			}),
		);
		const codes = verdicts.map(({ error }) => error ?? 'accepted');
		for (const [index, name] of NAMES.entries()) {
			const found = Object.fromEntries(moments.map((moment, at) => [moment, codes[index * moments.length + at]]));
			expect({ name, ...found }).toEqual({
				name,
				'iat - 1': 'ERR_JWT_CLAIM_VALIDATION_FAILED',
				iat: 'accepted',
				'exp - 1': 'accepted',
				exp: 'ERR_JWT_EXPIRED',
			});
		}
		// CAMARA allows 300 s to all but Vonage's token.
		for (const { claims, endpoint } of signed) {
			if (endpoint !== undefined) expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(300);
		}
	});

	test('jose accepts none with another public key', async () => {
		const signed = await Promise.all(NAMES.map((name) => sign(name, key)));
		const publicJwk = algorithm === 'ES256' ? jwk(otherEc) : jwk(otherKey);
		const verdicts = verifyWithJose(signed.map(({ jwt }) => order(jwt, { publicJwk })));
		expect(verdicts).toEqual(NAMES.map(() => ({ error: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })));
	});
});

const AUDIENCES = [
	'https://issuer.example',
	'https://issuer.example/',
	'https://ISSUER.example:443/a//b/../c?d=%2f',
	'urn:operator:42',
];
test.each(NAMES.filter((name) => SIGNED[name]?.endpoint !== undefined))(
	'%s: its audience is one text, exactly as typed',
	async (name) => {
		const typed = await Promise.all(
			AUDIENCES.map(async (assertionAudience) => ({
				audience: assertionAudience,
				...(await sign(name, { privateKey: pem(rsa), assertionAudience })),
			})),
		);
		const verdicts = verifyWithJose(
			typed.map(({ jwt, audience }) => ({ jwt, audience, publicJwk: jwk(rsa), algorithm: 'RS256', now: NOW })),
		);
		expect(verdicts.map(({ claims }) => claims?.aud)).toEqual(AUDIENCES);
	},
);
