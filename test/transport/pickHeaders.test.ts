/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server for the tests; not published */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IN8nHttpFullResponse } from 'n8n-workflow';
import type { Transport } from '../../nodes/openGateway/http/transport';
import { createKeepAliveTransport } from '../../nodes/transport/keepAliveTransport';
import { n8nClock } from '../../nodes/transport/n8nClock';
import { createN8nTransport } from '../../nodes/transport/n8nTransport';

const READ = {
	date: 'Tue, 24 Nov 2026 03:00:00 GMT',
	'retry-after': '7',
	'x-ratelimit-limit-second': '100',
	'x-ratelimit-limit-minute': '1500',
	'ratelimit-limit': '100;w=1',
	'x-ratelimit-remaining': '0',
	'x-ratelimit-reset': '12',
};

let server: Server;
beforeEach(async () => {
	server = createServer((_request, response) => {
		response.writeHead(200, { 'Set-Cookie': 'a=b', 'X-Powered-By': 'nobody', ...READ }).end('{}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** The headers as n8n's helper returns them: with the names of Node.js. */
async function helper({ url }: { url: string }): Promise<IN8nHttpFullResponse> {
	const response = await fetch(url, { method: 'POST', headers: { connection: 'close' } });
	return {
		statusCode: response.status,
		headers: Object.fromEntries(response.headers),
		body: await response.text(),
	};
}

const TRANSPORTS: Array<[string, Transport]> = [
	['n8n', createN8nTransport(n8nClock, helper as Parameters<typeof createN8nTransport>[1])],
	['keep-alive', createKeepAliveTransport(n8nClock, undefined)],
];

test.each(TRANSPORTS)(
	'the %s transport returns the headers about time and rate limits, and no others',
	async (_name, transport) => {
		const { port } = server.address() as AddressInfo;
		const url = `http://127.0.0.1:${port}/`;
		const headers = { connection: 'close' };
		const response = await transport({ method: 'POST', url, headers, body: '', timeoutMs: 5000 });
		expect(response.headers).toEqual(READ);
	},
);
