import { createClient } from '../../nodes/openGateway/client';
import { createTokenCache } from '../../nodes/openGateway/access/tokenCache';
import { readSettings } from '../../nodes/openGateway/credential/settings';
import { OpenGatewayError } from '../../nodes/openGateway/errors';
import type { HttpResponse } from '../../nodes/openGateway/http/transport';
import { ENCODINGS } from './encodings';
import { CREDENTIAL, json, rejection, scriptedContext } from './partner';

const NUMBER = '+34666555343';

/** What no error may show. Words without digits: they are redacted only because they are known. */
const SECRETS: Record<string, string> = {
	'the client secret': 'canary/secret+of&client',
	'the auth_req_id': 'canaryzebramarmalade',
	'the access token': 'canarytokenofbearer',
	'the number': NUMBER,
	'the national number': '666/555/343',
};

const STAGES = ['authorize', 'token', 'roaming'] as const;
/** The stage from which on a server knows it. */
const KNOWN_FROM: Record<string, number> = { 'the auth_req_id': 1, 'the access token': 2 };

/** Where in an answer a server may echo what it received. */
const PLACES: Record<string, (text: string) => HttpResponse> = {
	'the description of an OAuth error': (text) => json(400, { error: 'invalid_scope', error_description: `No ${text}` }),
	'the message of a CAMARA error': (text) => json(403, { code: 'PERMISSION_DENIED', message: `${text}!` }),
	'a code': (text) => json(409, { code: text }),
	'a code behind a prefix': (text) => json(404, { code: `${text}.IDENTIFIER_NOT_FOUND` }),
	'an error that is a sentence': (text) => json(400, { error: `Wrong: ${text}` }),
	'a list of errors': (text) => json(500, { errors: [{ code: text, detail: text }] }),
	'a fault': (text) => json(500, { fault: { faultstring: text, detail: { errorcode: text } } }),
	'JSON in JSON': (text) => json(400, { error: JSON.stringify({ code: text, message: text }) }),
	XML: (text) => ({ status: 500, headers: {}, body: `<f><code>${text}</code><message>${text}</message></f>` }),
	'plain text': (text) => ({ status: 503, headers: {}, body: `no ${text} upstream` }),
	'a page in HTML': (text) => ({ status: 403, headers: {}, body: `<html><title>${text}</title>${text}</html>` }),
	'a consent URL': (text) => json(200, { consent_url: `https://consent.example/?a=${text}` }),
	'a Retry-After': (text) => ({ status: 503, headers: { 'retry-after': text }, body: text }),
};

/** Each secret in each encoding at each place, the stages by turns: each pair of any two of the four occurs. */
function combinations(secret: string) {
	const from = KNOWN_FROM[secret] ?? 0;
	const stages = STAGES.slice(from);
	return Object.keys(PLACES).flatMap((place, row) =>
		Object.keys(ENCODINGS).map((encoding, column) => ({
			place,
			encoding,
			stage: stages[(row + column) % stages.length] ?? 'roaming',
		})),
	);
}

async function refusalAt(stage: (typeof STAGES)[number], answer: HttpResponse): Promise<OpenGatewayError> {
	const good = [
		json(200, { auth_req_id: SECRETS['the auth_req_id'], expires_in: 120, interval: 2 }),
		json(200, { access_token: SECRETS['the access token'], token_type: 'Bearer' }),
	];
	const context = scriptedContext(...good.slice(0, STAGES.indexOf(stage)), answer);
	const settings = readSettings({ ...CREDENTIAL, clientSecret: SECRETS['the client secret'] });
	const { check } = createClient(settings, context, createTokenCache(1));
	const thrown = await rejection(
		check(NUMBER, {
			purpose: 'FraudPreventionAndDetection',
			maxConsentWaitMs: 0,
			timeoutMs: 1000,
			maxAttempts: 1,
			reuseTokens: false,
		}),
	);
	if (!(thrown instanceof OpenGatewayError)) throw thrown;
	return thrown;
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Eight letters or digits in a row of a secret, as it is or encoded. */
function leaks(shown: string, secret: string, encoded: string): boolean {
	const all = lettersOf(shown);
	return [lettersOf(secret), lettersOf(encoded)].some((text) =>
		Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8)).some((run) =>
			all.includes(run),
		),
	);
}

test.each(Object.keys(SECRETS))('no error shows %s, in any encoding, from any stage and place', async (name) => {
	const secret = SECRETS[name] ?? '';
	for (const { place, encoding, stage } of combinations(name)) {
		const encoded = ENCODINGS[encoding]?.(secret) ?? '';
		const answer = PLACES[place]?.(encoded) as HttpResponse;
		const error = await refusalAt(stage, answer);
		const shown = [error.message, error.hint, error.code, error.originalCode ?? '', error.stack ?? ''].join('\n');
		expect({ place, encoding, stage, leaks: leaks(shown, secret, encoded) }).toMatchObject({ leaks: false });
	}
});

test('the search finds a secret where one is shown', async () => {
	const { message } = await refusalAt(
		'authorize',
		json(400, { error: 'invalid_scope', error_description: 'No innocentword' }),
	);
	expect(leaks(message, 'innocentword', '')).toBe(true);
});
