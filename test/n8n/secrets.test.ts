/* eslint-disable @n8n/community-nodes/no-restricted-imports -- looks into objects as a console would; not published */
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { amount } from '../long';
import { ENCODINGS } from '../openGateway/encodings';
import { logged } from './capturedLog';
import { sandboxUrls, startSandbox, type Override, type Sandbox, type SandboxRequest } from '../sandbox/sandbox';
import { coreIsAtLeast } from './coreVersion';
import { itemsOf, runNode } from './runNode';

// Words without digits, so that only knowing them takes them out, not their looks.
const SECRET = 'canarysecret';
const AUTH_REQ_ID = 'canaryrequest';
const TOKEN = 'canarytoken';
const API_KEY = 'canarykey';
const HEADER = 'canaryheader';
const NUMBER = '+34666555343';
const ARABIC_DIGITS = '٦٦٦٥٥٥٣٤٣';

const { privateKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let sandbox: Sandbox;
beforeEach(() => {
	logged.length = 0;
});
afterEach(() => sandbox.close());

const json = (status: number, body: unknown): Override => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});
const good: Record<string, Override> = {
	'/bc-authorize': json(200, { auth_req_id: AUTH_REQ_ID, expires_in: 120, interval: 2 }),
	'/token': json(200, { access_token: TOKEN, token_type: 'Bearer' }),
};

function valuesOf({ headers, body }: SandboxRequest): string[] {
	const authorization = headers.authorization ?? '';
	const decoded = Buffer.from(authorization.split(' ')[1] ?? '', 'base64').toString();
	const own = [headers['x-api-key'] ?? '', headers['x-partner'] ?? ''];
	return [...new URLSearchParams(body).values(), ...own, decoded, authorization, body];
}

let echoes = 0;
/** All that the servers have received so far, echoed in the encodings that servers use, each time in another order. */
function echo(request: SandboxRequest): string {
	const received = [...new Set([...sandbox.requests, request].flatMap(valuesOf))].filter((value) => value !== '');
	const numbers = [NUMBER, NUMBER.slice(1), `tel:${NUMBER}`, '666/555/343', '666_555_343'];
	const encoded = Object.values(ENCODINGS).flatMap((encode) => [...received, ...numbers].map(encode));
	echoes += 1;
	const from = (echoes * 17) % encoded.length;
	return [ARABIC_DIGITS, ...encoded.slice(from), ...encoded.slice(0, from), request.url].join(' | ');
}

/** Wrong answers of a server, each with as much of the request as fits in it. */
const wrongs: Record<string, (request: SandboxRequest) => Override> = {
	'an OAuth error': (request) => json(400, { error: 'invalid_scope', error_description: echo(request) }),
	'a CAMARA error': (request) => json(403, { status: 403, code: 'PERMISSION_DENIED', message: echo(request) }),
	'an error in its code': (request) => json(500, { code: echo(request), message: '' }),
	'a secret as its code': ({ headers, body }) =>
		json(500, {
			error:
				/Bearer (.*)/.exec(headers.authorization ?? '')?.[1] ??
				new URLSearchParams(body).get('auth_req_id') ??
				NUMBER.slice(1),
		}),
	'a page in HTML': (request) => ({
		status: 502,
		headers: { 'content-type': 'text/html' },
		body: `<html>${echo(request)}</html>`,
	}),
	'text with 200': (request) => ({ status: 200, headers: {}, body: echo(request) }),
	'a consent address': (request) =>
		json(200, { consent_url: `https://consent.example/?n=${encodeURIComponent(echo(request))}` }),
	'a Retry-After': (request) => ({
		status: 429,
		headers: { 'retry-after': '9999', 'x-note': 'x' },
		body: echo(request),
	}),
	'a reset': () => 'reset',
};

const credentials: Record<string, Record<string, string | boolean>> = {
	basic: { clientAuthentication: 'basic', clientSecret: SECRET },
	post: { clientAuthentication: 'post', clientSecret: SECRET },
	privateKeyJwt: { clientAuthentication: 'privateKeyJwt', privateKey },
	signedRequest: { clientAuthentication: 'basic', clientSecret: SECRET, signRequests: true, privateKey },
	jwtBearer: { accessFlow: 'jwtBearer', privateKey },
	clientCredentials: { accessFlow: 'clientCredentials', clientSecret: SECRET },
	apiKey: { accessFlow: 'apiKey', apiKey: API_KEY, additionalHeaders: `{"x-partner": "${HEADER}"}` },
	applicationJwt: { accessFlow: 'applicationJwt', privateKey },
};

/** Flows that do not call each of the three URLs. */
const CALLED: Record<string, string[]> = {
	jwtBearer: ['/token', '/device-roaming-status/v1/retrieve'],
	clientCredentials: ['/token', '/device-roaming-status/v1/retrieve'],
	apiKey: ['/device-roaming-status/v1/retrieve'],
	applicationJwt: ['/device-roaming-status/v1/retrieve'],
};

/** What must not be shown, in every possible spelling. */
function secretsSent(): string[] {
	const assertions = sandbox.requests.flatMap(({ headers, body }) => [
		...['client_assertion', 'assertion', 'request'].map((name) => new URLSearchParams(body).get(name) ?? ''),
		headers.authorization?.replace(/^Bearer /, '') ?? '',
	]);
	const words = [
		SECRET,
		AUTH_REQ_ID,
		TOKEN,
		API_KEY,
		HEADER,
		NUMBER.slice(1),
		NUMBER.slice(3),
		'666/555/343',
		'666_555_343',
		privateKey.slice(60, 120),
		...assertions,
		...assertions.map((assertion) => assertion.split('.')[2] ?? ''),
	];
	return [...new Set(words)]
		.filter((word) => word !== '')
		.flatMap((word) => Object.values(ENCODINGS).map((encode) => encode(word).replace(/=+$/, '')))
		.concat(ARABIC_DIGITS);
}

function expectNoSecretIn(shown: unknown): void {
	const text = inspect(shown, { depth: 12, maxStringLength: null, showHidden: true }).toLowerCase();
	expect(secretsSent().filter((secret) => text.includes(secret.toLowerCase()))).toEqual([]);
}

const ALL_PATHS = ['/bc-authorize', '/token', '/device-roaming-status/v1/retrieve'];

/** In `npm test` each pair of a wrong answer and a client is tested at one path, which changes from pair to pair. */
const cases = Object.keys(wrongs).flatMap((wrong, wrongIndex) =>
	Object.keys(credentials).flatMap((method, methodIndex) => {
		const paths = CALLED[method] ?? ALL_PATHS;
		const from = (wrongIndex + methodIndex) % paths.length;
		return amount({ short: paths.slice(from, from + 1), long: paths }).map((path) => [path, wrong, method] as const);
	}),
);

const without = (fields: object, ...names: string[]) =>
	Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

test.each(cases)('%s answers with %s to a client with %s: no secret is shown', async (path, wrong, method) => {
	sandbox = await startSandbox({
		override: (request) => (request.path === path ? wrongs[wrong]?.(request) : good[request.path]),
	});
	const run = {
		// The node logs nothing of a shorter list.
		inputs: Array.from({ length: 10 }, () => ({ phoneNumber: NUMBER })),
		parameters: { options: { maxAttempts: 1 } },
		credential: { aggregator: 'custom', clientId: 'client', ...sandboxUrls(sandbox, 'v1'), ...credentials[method] },
	};

	const stopped = await runNode(run);
	expect(stopped.error).toBeDefined();
	const { message, stack, cause } = stopped.error ?? {};
	// n8n attaches the node to its errors, with the parameters as the user typed them.
	expectNoSecretIn({ ...without(stopped.error ?? {}, 'node'), message, stack, cause });

	const continued = itemsOf(await runNode({ ...run, settings: { onError: 'continueRegularOutput' } }));
	const routed = itemsOf(await runNode({ ...run, settings: { onError: 'continueErrorOutput' } }), 1);
	expect([continued.length, routed.length]).toEqual([10, 10]);
	expect(continued[0]?.json.phoneNumber).toBe(NUMBER);
	expectNoSecretIn(without(continued[0]?.json ?? {}, 'phoneNumber'));
	expectNoSecretIn(without(routed[0]?.json ?? {}, 'phoneNumber', 'details'));
	expectNoSecretIn(without(routed[0]?.json.details as object, 'phoneNumber'));
	// The captured lines: those of the node, and n8n's line of the error, which older versions do not write.
	expect(logged.join()).toContain('Device Status Roaming: 100 %');
	if (coreIsAtLeast('2.10')) expect(logged.join()).toContain('[item 0]');
	expectNoSecretIn(logged);
});

test('an answered item holds the number and nothing else that was sent', async () => {
	const answer = json(200, { roaming: true, countryCode: 262, countryName: ['DE', TOKEN], lastStatusTime: SECRET });
	sandbox = await startSandbox({ override: ({ path }) => good[path] ?? answer });
	const [item] = itemsOf(
		await runNode({
			inputs: [{ phoneNumber: NUMBER }],
			credential: { aggregator: 'custom', clientId: 'client', ...sandboxUrls(sandbox, 'v1'), ...credentials.basic },
		}),
	);
	expect(item?.json).toMatchObject({ phoneNumber: NUMBER, outcome: 'roaming' });
	expectNoSecretIn(without(item?.json ?? {}, 'phoneNumber'));
});
