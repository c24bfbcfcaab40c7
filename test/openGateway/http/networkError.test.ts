/* eslint-disable @n8n/community-nodes/no-restricted-imports -- plays servers on real sockets; not published */
import { createServer, type Server, type AddressInfo } from 'node:net';
import axios from 'axios';
import { errorFromNetwork } from '../../../nodes/openGateway/http/networkError';

const withCode = (code: string, message = '') => Object.assign(new Error(message), { code });

test.each([
	[withCode('ENOTFOUND'), 'HOST_NOT_FOUND'],
	[withCode('EAI_AGAIN'), 'HOST_NOT_FOUND'],
	[withCode('ECONNREFUSED'), 'CONNECTION_REFUSED'],
	[withCode('ECONNRESET'), 'CONNECTION_RESET'],
	[withCode('ECONNABORTED', 'timeout of 40000ms exceeded'), 'TIMED_OUT'],
	[withCode('ETIMEDOUT'), 'TIMED_OUT'],
	[withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'CERTIFICATE_NOT_TRUSTED'],
	[withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'CERTIFICATE_NOT_TRUSTED'],
	[withCode('CERT_HAS_EXPIRED'), 'CERTIFICATE_NOT_TRUSTED'],
	[withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'CERTIFICATE_NOT_TRUSTED'],
	[
		withCode('EPROTO', 'write EPROTO 1:error:0A000410:SSL routines::ssl/tls alert handshake failure'),
		'CERTIFICATE_NOT_TRUSTED',
	],
	[
		withCode('EPROTO', 'write EPROTO 1:error:1408F10B:SSL routines:ssl3_get_record:wrong version number'),
		'UNREADABLE_ANSWER',
	],
	[withCode('ERR_SSL_PACKET_LENGTH_TOO_LONG'), 'UNREADABLE_ANSWER'],
	[withCode('ERR_CANCELED'), 'CANCELLED'],
	[new Error('fetch failed', { cause: withCode('ECONNREFUSED') }), 'CONNECTION_REFUSED'],
	[new Error('socket hang up'), 'CONNECTION_RESET'],
	[new Error('The IP address is blocked'), 'BLOCKED'],
	// Raised by the transports.
	[withCode('ANSWER_TOO_LARGE'), 'ANSWER_TOO_LARGE'],
	[withCode('UND_ERR_RES_EXCEEDED_MAX_SIZE'), 'ANSWER_TOO_LARGE'],
	[withCode('ERR_BAD_RESPONSE', 'maxContentLength size of 1000 exceeded'), 'ANSWER_TOO_LARGE'],
	// undici, lib/dispatcher/proxy-agent.js; the tunnel package
	[
		new Error('fetch failed', { cause: new Error('Proxy response (407) !== 200 when HTTP Tunneling') }),
		'PROXY_AUTHENTICATION_REQUIRED',
	],
	[new Error('tunneling socket could not be established, statusCode=407'), 'PROXY_AUTHENTICATION_REQUIRED'],
	[new Error('tunneling socket could not be established, statusCode=403'), 'BLOCKED'],
	[new Error('something else'), 'NETWORK_FAULT'],
	['text', 'NETWORK_FAULT'],
])('%s is %s', (thrown, code) => {
	const error = errorFromNetwork(thrown, 'correlator-1');
	expect(error).toMatchObject({ stage: 'network', code, httpStatus: null, correlator: 'correlator-1' });
	expect(error.cause).toBeUndefined();
});

test('every error after a cancellation is the cancellation', () => {
	const controller = new AbortController();
	controller.abort();
	expect(errorFromNetwork(withCode('ECONNRESET'), null, controller.signal).code).toBe('CANCELLED');
});

describe('an answer that came and cannot be read', () => {
	const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
	const packed = (encoding: string, body: Buffer | string) =>
		Buffer.concat([
			Buffer.from(`${OK}content-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`),
			Buffer.from(body),
		]);
	const answers: Record<string, Buffer | string> = {
		'a gzip header on a plain body': packed('gzip', '{"roaming":true}'),
		'a brotli header on a plain body': packed('br', '{"roaming":true} and some more'),
		'a header over 16 kB': `${OK}x-long: ${'x'.repeat(20_000)}\r\ncontent-length: 2\r\n\r\n{}`,
		'a bare line feed in a header': `${OK}x-a: b\nc\r\ncontent-length: 2\r\n\r\n{}`,
		'another protocol': 'SSH-2.0-OpenSSH_9.6\r\n',
		'a chunk of no length': `${OK}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
	};

	let server: Server;
	let url: string;
	let answer: Buffer | string;
	beforeAll(async () => {
		server = createServer((socket) => {
			socket.on('error', () => undefined);
			socket.once('data', () => socket.end(answer));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	});
	afterAll(() => new Promise((resolve) => server.close(resolve)));

	/** As the transports ask: n8n's helper is axios, Keep Alive is fetch. */
	const clients: Record<string, () => Promise<unknown>> = {
		axios: () => axios.post(url, '{}', { responseType: 'text', proxy: false, validateStatus: () => true }),
		fetch: async () => (await fetch(url, { method: 'POST', body: '{}' })).text(),
	};
	const cases = Object.keys(answers).flatMap((name) => Object.keys(clients).map((client) => [name, client] as const));

	test.each(cases)('%s, by %s', async (name, client) => {
		answer = answers[name] ?? '';
		const thrown = await clients[client]?.().then(
			() => undefined,
			(error: unknown) => error,
		);
		expect(errorFromNetwork(thrown, 'correlator-1')).toMatchObject({ code: 'UNREADABLE_ANSWER', retryable: false });
	});

	test('TLS is expected of a port that speaks something else', async () => {
		answer = 'SSH-2.0-OpenSSH_9.6\r\n';
		const thrown = await axios
			.post(url.replace('http:', 'https:'), '{}', { proxy: false })
			.catch((error: unknown) => error);
		expect(errorFromNetwork(thrown, null).code).toBe('UNREADABLE_ANSWER');
		const other = await fetch(url.replace('http:', 'https:')).catch((error: unknown) => error);
		expect(errorFromNetwork(other, null).code).toBe('UNREADABLE_ANSWER');
	});

	test('a missing answer is not an answer that cannot be read', async () => {
		answer = '';
		const thrown = await clients.fetch?.().catch((error: unknown) => error);
		expect(errorFromNetwork(thrown, null).code).toBe('CONNECTION_RESET');
	});
});
