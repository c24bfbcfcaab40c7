/* eslint-disable @n8n/community-nodes/no-restricted-globals -- measures the time of the processor; not published */
import { isErrorBody, readErrorBody } from '../../../nodes/openGateway/http/errorBody';
import { errorFromNetwork } from '../../../nodes/openGateway/http/networkError';
import { createRedactor, type Redactor } from '../../../nodes/openGateway/http/redact';
import { errorFromResponse } from '../../../nodes/openGateway/http/responseError';
import { retryAfterSeconds } from '../../../nodes/openGateway/http/retryAfter';
import { tryCredential } from '../../../nodes/openGateway/tryCredential';
import { amount } from '../../long';
import { NOW, scriptedContext } from '../partner';

const MEGABYTE = 1_000_000;
/**
 * `npm run test:long` measures with nothing beside it. In `npm test` other files and the garbage of a large process cost
 * time too; an expression of quadratic time takes minutes for 1 MB, and still fails.
 */
const MOST_MS = amount({ short: 1000, long: 50 });

/** What a text is made of that makes an expression try long in vain. */
const PIECES = [
	'(',
	'+',
	'((1',
	'1(',
	'1 ',
	'1',
	'a',
	'aA1',
	'word ',
	'.',
	'=',
	'%25',
	'%2525',
	'%',
	'%e2%82',
	'&amp;',
	'&#38;',
	'&#',
	'\\u005c',
	'\\\\',
	'\\',
	'<',
	'<a>b</a>',
	'<fault ',
	'{"error":',
	'[',
	'"',
	'\n',
	'\u200B',
	'３',
	'e\u0301',
	'\uD800',
	'quota ',
	'exceeded ',
	'client not ',
	'Reference #',
	'DEVICE_STATUS.',
	'canarysecre ',
	'canarysecret ',
	'Y2FuYXJ5c2VjcmV0',
	'63616e617279736563726574',
];

function redactorOfCheck(): Redactor {
	const redactor = createRedactor({ phoneNumber: '+34666555343', secrets: ['canarysecret'] });
	const token = Array.from({ length: 200 }, (_, index) => `${index}aB`).join('');
	redactor.addRequest({ headers: { authorization: `Bearer ${token}` }, body: '' });
	return redactor;
}

/** An answer whose body is this, of which the error is still to be made. */
function failing(text: string) {
	const body = parse(text);
	return (): unknown => {
		const { redact } = redactorOfCheck();
		const response = { stage: 'token' as const, status: 403, headers: { 'retry-after': text }, body, text };
		return errorFromResponse({ ...response, correlator: 'c', redact, nowMs: NOW });
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** What is to be measured; what a transport and a parser do is done before. */
const FUNCTIONS: Record<string, (text: string) => () => unknown> = {
	'an answer': (text) => failing(text),
	'the sentence of an answer': (text) => failing(JSON.stringify({ code: 'DENIED', message: text })),
	'the code of an answer': (text) => failing(JSON.stringify({ error: text, errors: [{ code: text }] })),
	'a field of an answer': (text) => failing(JSON.stringify({ [text]: { [text]: 1 } })),
	'JSON in JSON': (text) => failing(JSON.stringify({ error: JSON.stringify({ error: text }) })),
	'an answer with a status of success': (text) => () => isErrorBody({ error: text, fault: { faultstring: text } }),
	'an error body': (text) => () => readErrorBody(undefined, text),
	'a text to redact': (text) => () => redactorOfCheck().redact(text),
	'a consent URL': (text) => () => redactorOfCheck().holdsSecret(text),
	'4 kB of a consent URL': (text) => () => redactorOfCheck().holdsSecret(text.slice(0, 4096)),
	'the message of a failed connection': (text) => () =>
		errorFromNetwork(new Error(text, { cause: Object.assign(new Error(text), { code: text }) }), null),
	'a Retry-After': (text) => () => retryAfterSeconds(text, NOW),
};

/**
 * Milliseconds of the processor or of the clock, whichever are fewer: other threads of this process use the former, other
 * processes the latter. What took long is measured again.
 */
function took(act: () => unknown): number {
	let milliseconds = Infinity;
	for (let times = 0; times < 10 && milliseconds >= MOST_MS; times += 1) {
		const before = process.cpuUsage();
		const startedAt = performance.now();
		act();
		milliseconds = Math.min(process.cpuUsage(before).user / 1000, performance.now() - startedAt);
	}
	return milliseconds;
}

test.each(Object.entries(FUNCTIONS))(
	`%s of 1 MB takes less than ${MOST_MS} ms, whatever it is made of`,
	(_name, prepare) => {
		const slow = PIECES.map((piece) => {
			const text = piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);
			return { piece, milliseconds: took(prepare(text)) };
		}).filter(({ milliseconds }) => milliseconds >= MOST_MS);
		expect(slow).toEqual([]);
	},
);

test('an object of 1 MB of fields, and one of 1 MB of depth, too', () => {
	const wide = JSON.stringify(
		Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`error${index}`, index])),
	);
	const deep = `${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
	for (const body of [parse(wide), parse(deep)]) {
		expect(body).toBeDefined();
		expect(took(() => readErrorBody(body))).toBeLessThan(MOST_MS);
	}
});

test('the test of the credential, too', async () => {
	const body = JSON.stringify({ error: 'invalid_request', error_description: '('.repeat(MEGABYTE) });
	const world = scriptedContext({ status: 400, headers: {}, body });
	const before = process.cpuUsage();
	await tryCredential({ aggregator: 'telefonicaSandbox', clientId: 'id', clientSecret: 'secret' }, world);
	expect(process.cpuUsage(before).user / 1000).toBeLessThan(10 * MOST_MS);
});
