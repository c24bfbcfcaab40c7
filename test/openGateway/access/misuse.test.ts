import { generateKeyPairSync } from 'node:crypto';
import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { createClient } from '../../../nodes/openGateway/client';
import { needsField } from '../../../nodes/openGateway/credential/accessFlows';
import {
	accessFlowsOf,
	AGGREGATORS,
	asksFor,
	type AggregatorName,
} from '../../../nodes/openGateway/credential/aggregators';
import { FIELD_DEFAULTS, type CredentialFields } from '../../../nodes/openGateway/credential/fields';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { OpenGatewayError } from '../../../nodes/openGateway/errors';
import type { HttpRequest, HttpResponse } from '../../../nodes/openGateway/http/transport';
import { tryCredential } from '../../../nodes/openGateway/tryCredential';
import { ENCODINGS } from '../encodings';
import { CREDENTIAL, json, refusalBy, scriptedContext, thrownBy } from '../partner';

const { privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const options = { purpose: 'A', maxConsentWaitMs: 0, timeoutMs: 1000, maxAttempts: 3, reuseTokens: true };

/** A client of a server that is a function. */
function clientOf(credential: Record<string, unknown>, server: (request: HttpRequest, nowMs: number) => HttpResponse) {
	const context = scriptedContext();
	const requests: HttpRequest[] = [];
	const transport = async (request: HttpRequest) => {
		requests.push(request);
		return server(request, context.clock.now());
	};
	const { check } = createClient(readSettings(credential), { ...context, transport }, createTokenCache(10));
	return { check, requests, context: { ...context, transport } };
}
const SHARED = { ...CREDENTIAL, accessFlow: 'clientCredentials' };
const isToken = ({ url }: HttpRequest) => url === CREDENTIAL.tokenUrl;

describe('a token that ends while a request waits to be repeated', () => {
	const busy = json(503, {}, { 'retry-after': '50' });
	test('is replaced, and the attempts are counted on', async () => {
		// Tokens for 30 seconds, and a wait of 50 seconds: every token expires before the retry.
		let issued = 0;
		const { check, requests } = clientOf(SHARED, (request) => {
			if (!isToken(request)) return busy;
			issued += 1;
			return json(200, { access_token: `token-${issued}`, expires_in: 30 });
		});
		const thrown = await check('+34666555001', options).catch((error: unknown) => error);
		expect(thrown).toMatchObject({ code: 'UNAVAILABLE', httpStatus: 503 });
		const used = requests.filter((request) => !isToken(request)).map(({ headers }) => headers.authorization);
		expect(used).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
	});

	test('the last repeat still counts', async () => {
		let roaming = 0;
		const { check } = clientOf(SHARED, (request) => {
			if (isToken(request)) return json(200, { access_token: `token-${roaming}`, expires_in: 30 });
			roaming += 1;
			return roaming < options.maxAttempts ? busy : json(200, { roaming: true });
		});
		expect(await check('+34666555001', options)).toMatchObject({ roaming: true });
	});
});

test('a scope that is refused for one purpose does not end the run for numbers with another purpose', async () => {
	const { check, requests } = clientOf(SHARED, (request) => {
		if (!isToken(request)) return json(200, { roaming: true });
		const refused = new URLSearchParams(request.body).get('scope')?.startsWith('dpv:Refused ') === true;
		return refused ? json(400, { error: 'invalid_scope' }) : json(200, { access_token: 't', expires_in: 3600 });
	});
	const ask = (purpose: string) => check('+34666555001', { ...options, purpose }).catch((thrown: unknown) => thrown);
	const answers = [];
	for (const purpose of ['Refused', 'Good', 'Refused', 'Good']) answers.push(await ask(purpose));
	expect(answers).toMatchObject([
		{ code: 'invalid_scope', endsRun: false },
		{ roaming: true },
		{ code: 'invalid_scope', endsRun: false },
		{ roaming: true },
	]);
	// A refused scope is not requested again.
	expect(requests.filter(isToken)).toHaveLength(2);
});

test.each([
	['camara', 'ciba', { scope: 'openid dpv:A' }],
	['camara', 'clientCredentials', { scope: 'dpv:A' }],
	['hash', 'ciba', { scope: 'dpv:A' }],
	['purposeParameter', 'ciba', { purpose: 'dpv:A' }],
])('an API without a scope: %s with %s has no empty part', async (scopeStyle, accessFlow, expected) => {
	const credential = { ...CREDENTIAL, accessFlow, scopeStyle, apiVersion: 'identityInsights' };
	const { check, requests } = clientOf(credential, () => json(400, { error: 'invalid_request' }));
	await check('+34666555001', options).catch(() => undefined);
	const form = new URLSearchParams(requests[0]?.body);
	expect(Object.fromEntries([...form].filter(([name]) => name === 'scope' || name === 'purpose'))).toEqual(expected);
});

describe('what was typed for another flow or aggregator', () => {
	/** A value that is valid in no field. */
	const GARBAGE: Partial<Record<keyof CredentialFields, unknown>> = Object.fromEntries(
		Object.keys(FIELD_DEFAULTS).map((field) => [field, 'left over: \r\n"ä"']),
	);
	const GOOD: Partial<Record<keyof CredentialFields, unknown>> = {
		...CREDENTIAL,
		apiKey: 'key',
		apiKeyHeader: 'x-key',
		additionalHeaders: '{}',
		privateKey,
		customScope: 'a',
	};
	const CHOICES = ['clientAuthentication', 'signingAlgorithm', 'scopeStyle', 'loginHintStyle', 'apiVersion'] as const;

	const cases = (Object.keys(AGGREGATORS) as AggregatorName[]).flatMap((aggregator) =>
		accessFlowsOf(AGGREGATORS[aggregator]).map((accessFlow) => ({ aggregator, accessFlow })),
	);
	test.each(cases)('$aggregator, $accessFlow: has no effect', ({ aggregator, accessFlow }) => {
		const row = AGGREGATORS[aggregator];
		const choices = { ...FIELD_DEFAULTS, ...row.suggested, ...row.fixed, accessFlow };
		const fields = Object.keys(FIELD_DEFAULTS) as Array<keyof CredentialFields>;
		const typed = fields.map((field) => {
			if (field === 'accessFlow') return [field, accessFlow];
			if (!asksFor(row, field, choices)) return [field, GARBAGE[field]];
			return [field, (CHOICES as readonly string[]).includes(field) ? choices[field] : (GOOD[field] ?? '')];
		});
		const settings = readSettings({ aggregator, ...(Object.fromEntries(typed) as object) });
		const expected = fields.filter((field) => !needsField(field, choices) && row.fixed[field] === undefined);
		for (const field of expected) expect([field, settings[field]]).toEqual([field, FIELD_DEFAULTS[field]]);
		expect(JSON.stringify(settings)).not.toContain('left over');
		expect(settings.accessFlow).toBe(accessFlow);
	});
});

describe("Orange's ready header, however it is pasted", () => {
	const pair = Buffer.from('my-client-id-of-32-characters-xx:my-secret-value').toString('base64');
	const client = {
		aggregator: 'orangePlayground',
		clientId: 'my-client-id-of-32-characters-xx',
		clientSecret: 'my-secret-value',
	};
	const PASTED: Record<string, string> = {
		plain: `Basic ${pair}`,
		'with blanks and line breaks around it': `\r\n  Basic   ${pair} \n`,
		'over several lines': `Basic ${pair.slice(0, 20)}\r\n${pair.slice(20, 40)}\n${pair.slice(40)}`,
		'with a tab': `Basic\t${pair}`,
		'with the name of the header': `Authorization: Basic ${pair}`,
		'with the name of the header on a line of its own': `Authorization:\nBasic ${pair}`,
		'in quotes': `"Basic ${pair}"`,
		'as a part of JSON': `"Authorization": "Basic ${pair}"`,
		'without its first word': pair,
		'without its first word, over two lines': `${pair.slice(0, 30)}\n${pair.slice(30)}`,
		'without its padding': `Basic ${pair.replace(/=+$/, '')}`,
	};

	test.each(Object.keys(PASTED))('%s: is named as secret and as ID, without its text', (how) => {
		for (const [field, label] of [
			['clientSecret', 'Client Secret'],
			['clientId', 'Client ID'],
		] as const) {
			const error = refusalBy(() => readSettings({ ...client, [field]: PASTED[how] }));
			expect(error.message).toContain(`'${label}' holds the ready "Basic …" header`);
			expect(`${error.message} ${error.hint}`).not.toContain(pair.slice(0, 12));
		}
	});

	test.each([
		'my basic secretvalue',
		'Basically+4+secret',
		Buffer.from('other:pair').toString('base64'),
		'basic',
		'a:b',
	])('%s is a secret', (clientSecret) => {
		expect(readSettings({ ...client, clientSecret })).toMatchObject({ clientSecret });
	});
});

describe('header injection', () => {
	const withKey = (changes: Record<string, unknown>) => ({
		...CREDENTIAL,
		accessFlow: 'apiKey',
		apiKey: 'canary',
		...changes,
	});
	const BREAKS = ['\r\nhost: evil.example', '\nx: y', '\r', '\0', '\u2028', '\u0085', '\u010a', 'ä', '\t'];

	test.each(BREAKS.map((text) => [JSON.stringify(text), text]))(
		'%s is refused wherever a header is made',
		(_name, text) => {
			for (const changes of [
				{ apiKey: `canary${text}x` },
				{ apiKeyHeader: `x${text}x` },
				{ additionalHeaders: JSON.stringify({ 'x-a': `canary${text}x` }) },
				{ additionalHeaders: JSON.stringify({ [`x${text}x`]: 'canary' }) },
			]) {
				const error = thrownBy(() => readSettings(withKey(changes)));
				expect(error).toBeInstanceOf(OpenGatewayError);
				expect((error as OpenGatewayError).message).not.toContain('canary');
			}
		},
	);

	// A token goes into a header, too.
	test.each(BREAKS)('a token with %j is refused', async (text) => {
		const { check, requests } = clientOf(SHARED, () => json(200, { access_token: `canary${text}x` }));
		const thrown = await check('+34666555001', options).catch((error: unknown) => error);
		expect(thrown).toMatchObject({ code: 'MISSING_ACCESS_TOKEN' });
		expect(requests).toHaveLength(1);
	});

	test('property names of Object.prototype are read as any other name', () => {
		const additionalHeaders = '{"__proto__": "a", "constructor": "b", "toString": "c"}';
		const { additionalHeaders: read } = readSettings(withKey({ additionalHeaders }));
		expect(Object.entries(read)).toEqual([
			['__proto__', 'a'],
			['constructor', 'b'],
			['tostring', 'c'],
		]);
	});
});

describe('the test of a credential shows no secret of its flow', () => {
	const CANARY = 'canarysecret';
	const credentials: Record<string, Record<string, unknown>> = {
		apiKey: { accessFlow: 'apiKey', apiKey: CANARY, additionalHeaders: '{"x-partner": "canaryheader"}' },
		applicationJwt: { accessFlow: 'applicationJwt', privateKey },
		clientCredentials: { accessFlow: 'clientCredentials', clientSecret: CANARY },
		jwtBearer: { accessFlow: 'jwtBearer', privateKey, alsoAuthenticateClient: true, clientSecret: CANARY },
		'ciba with signed requests': { signRequests: true, privateKey, clientSecret: CANARY },
	};
	const statuses = [200, 400, 401, 403, 404, 422, 429, 500, 502];

	test.each(Object.keys(credentials))('%s', async (name) => {
		for (const status of statuses) {
			const sent: string[] = [];
			const echo = ({ headers, body }: HttpRequest) => {
				const basic = Buffer.from(headers.authorization?.split(' ')[1] ?? '', 'base64').toString();
				sent.push(...Object.values(headers), ...new URLSearchParams(body).values(), basic, body);
				const text = Object.values(ENCODINGS)
					.flatMap((encode) => sent.map(encode))
					.join(' | ');
				return status % 2 === 0 ? json(status, { error: text, message: text }) : { status, headers: {}, body: text };
			};
			const { context } = clientOf({ ...CREDENTIAL, ...credentials[name] }, echo);
			const result = await tryCredential(
				{ ...CREDENTIAL, ...credentials[name] },
				{ ...context, transport: async (request: HttpRequest) => echo(request) },
			);
			const jwts = sent.flatMap((text) => text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []);
			const secrets = [
				CANARY,
				'canaryheader',
				privateKey.slice(60, 120),
				...jwts.map((jwt) => jwt.split('.')[2] ?? ''),
			];
			const shown = JSON.stringify(result).toLowerCase();
			for (const secret of secrets) {
				for (const encode of Object.values(ENCODINGS)) {
					expect(shown).not.toContain(encode(secret).replace(/=+$/, '').toLowerCase());
				}
			}
		}
	});
});
