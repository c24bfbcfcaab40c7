import { createError, type OpenGatewayError } from '../errors';
import { isRecord } from '../json';

/** No expression sees more of a message. */
const LONGEST_MESSAGE = 4096;

/** What Node, undici, axios and n8n call a failed request -> our code. Codes first, then wording. */
const NETWORK_CODES: Array<[RegExp, string]> = [
	[/^(ABORT_ERR|ERR_CANCELED|AbortError|CanceledError)$/, 'CANCELLED'],
	[/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, 'HOST_NOT_FOUND'],
	// Set by our transports, by undici and, as its one code for it, by axios' words below.
	[/^(ANSWER_TOO_LARGE|UND_ERR_RES_EXCEEDED_MAX_SIZE)$/, 'ANSWER_TOO_LARGE'],
	// An answer came: not in HTTP (llhttp, undici), not in TLS (OpenSSL), or packed wrongly (zlib, brotli).
	[
		/^(HPE_\w+|HTTPParserError|UND_ERR_(HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH)|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|Z_\w+|ERR_BROTLI_\w+|ERR__ERROR_FORMAT_\w+|ERR_PADDING_\d)$/,
		'UNREADABLE_ANSWER',
	],
	[/^(ECONNREFUSED)$/, 'CONNECTION_REFUSED'],
	[/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'CONNECTION_RESET'],
	[/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|TimeoutError)$/, 'TIMED_OUT'],
	[/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH/, 'CERTIFICATE_NOT_TRUSTED'],
	[/SSRF|BLOCKED/i, 'BLOCKED'],
];
const NETWORK_WORDS: Array<[RegExp, string]> = [
	// Of a proxy that does not open the tunnel (undici, https-proxy-agent, tunnel).
	[/\b407\b|proxy authentication/i, 'PROXY_AUTHENTICATION_REQUIRED'],
	[/proxy response \(403\)|statusCode=403/i, 'BLOCKED'],
	[/maxContentLength|response (size|body) .{0,40}(exceed|too large)/i, 'ANSWER_TOO_LARGE'],
	[
		/Parse Error|incorrect header check|unexpected end of file|invalid (stored )?block|wrong version number/i,
		'UNREADABLE_ANSWER',
	],
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
	const messages = chain.map(({ message }) => (typeof message === 'string' ? message.slice(0, LONGEST_MESSAGE) : ''));
	const words = messages.join(' ');
	return NETWORK_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'NETWORK_FAULT';
}
