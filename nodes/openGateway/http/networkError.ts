import { createError, type OpenGatewayError } from '../errors';
import { isRecord } from '../json';

/** What Node, undici, axios and n8n call a failed connection -> our code. Codes first, then n8n's wording. */
const NETWORK_CODES: Array<[RegExp, string]> = [
	[/^(ABORT_ERR|ERR_CANCELED|AbortError|CanceledError)$/, 'CANCELLED'],
	[/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, 'HOST_NOT_FOUND'],
	[/^(ECONNREFUSED)$/, 'CONNECTION_REFUSED'],
	[/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'CONNECTION_RESET'],
	[/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|TimeoutError)$/, 'TIMED_OUT'],
	[
		/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH/,
		'CERTIFICATE_NOT_TRUSTED',
	],
	[/SSRF|BLOCKED/i, 'BLOCKED'],
	[/^ANSWER_TOO_LARGE$/, 'ANSWER_TOO_LARGE'],
];
const NETWORK_WORDS: Array<[RegExp, string]> = [
	// axios says the second of a reset in mid-body (axios 1.18, lib/adapters/http.js).
	[
		/socket hang up|stream has been aborted|ECONNRESET|closed the connection|connection (was )?(aborted|reset)/i,
		'CONNECTION_RESET',
	],
	[/ECONNREFUSED|refused/i, 'CONNECTION_REFUSED'],
	[/ENOTFOUND|EAI_AGAIN|getaddrinfo/i, 'HOST_NOT_FOUND'],
	[/certificate|self.signed|\bTLS\b|\bSSL\b/i, 'CERTIFICATE_NOT_TRUSTED'],
	[/timed? ?out|timeout/i, 'TIMED_OUT'],
	[/ssrf|not allowed|blocked|restricted/i, 'BLOCKED'],
];

/** A rejected transport -> the one error, of which only the kind of failure is kept. */
export function errorFromNetwork(thrown: unknown, correlator: string | null, signal?: AbortSignal): OpenGatewayError {
	const code = signal?.aborted === true ? 'CANCELLED' : networkCode(thrown);
	return createError({ stage: 'network', code, correlator });
}

function networkCode(thrown: unknown): string {
	// n8n and undici wrap the failure once or twice; the deepest code is the telling one.
	const chain: Array<Record<string, unknown>> = [];
	for (let link: unknown = thrown; isRecord(link) && chain.length < 5; link = link.cause) chain.push(link);
	for (const link of [...chain].reverse()) {
		for (const name of [link.code, link.errorCode, link.name]) {
			const row = typeof name === 'string' ? NETWORK_CODES.find(([pattern]) => pattern.test(name)) : undefined;
			if (row !== undefined) return row[1];
		}
	}
	const words = chain.map((link) => (typeof link.message === 'string' ? link.message : '')).join(' ');
	return NETWORK_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'NETWORK_FAULT';
}
