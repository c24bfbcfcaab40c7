/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a proxy needs Node's own modules; not published */
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

export interface HttpsProxy {
	/** For HTTPS_PROXY. */
	url: string;
	/** PEM of the certificate authority, for NODE_EXTRA_CA_CERTS. */
	authority: string;
	close(): Promise<void>;
}

/**
 * A proxy that takes CONNECT (RFC 9110 section 9.3.6) to hosts of the internet and leads them to servers of this computer
 * instead. It ends TLS itself, with a certificate for the host from an authority of its own. Any other host is refused.
 *
 * @param ports the port of the server on this computer that stands for a host, by the name of the host
 */
export async function startHttpsProxy(ports: Record<string, number>): Promise<HttpsProxy> {
	const authority = await createAuthority();
	const identities = new Map(
		await Promise.all(Object.keys(ports).map(async (host) => [host, await createIdentity(host, authority)] as const)),
	);
	const sockets = new Set<Socket>();

	const server = createServer();
	server.on('connection', (socket) => {
		sockets.add(socket);
		// A client may leave at any time.
		socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
	});
	server.on('connect', ({ url = '' }, client: Socket) => {
		const [host = '', port] = url.split(':');
		const identity = identities.get(host);
		if (identity === undefined || port !== '443') {
			client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			return;
		}
		client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		const plain = new TLSSocket(client, { isServer: true, ...identity });
		const upstream = connect(ports[host] ?? 0, '127.0.0.1');
		const end = () => {
			plain.destroy();
			upstream.destroy();
		};
		for (const socket of [plain, upstream]) socket.on('error', end).on('close', end);
		plain.pipe(upstream).pipe(plain);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		authority: authority.cert,
		close: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

interface Identity {
	key: string;
	cert: string;
}

async function createAuthority(): Promise<Identity> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'Test authority' }], {
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, critical: true },
		],
	});
	return { key, cert };
}

async function createIdentity(host: string, ca: Identity): Promise<Identity> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
		algorithm: 'sha256',
		ca,
		extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
	});
	return { key, cert };
}
