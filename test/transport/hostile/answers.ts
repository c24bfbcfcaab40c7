/* eslint-disable @n8n/community-nodes/no-restricted-imports -- plays a hostile server; not published */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createBrotliCompress, createDeflate, gzipSync } from 'node:zlib';

/** Answers that must not be waited for or read to their end. */
export interface HostileAnswer {
	send(outgoing: ServerResponse): void;
	/** The error code of the number that gets it. */
	code: 'ANSWER_TOO_LARGE' | 'TIMED_OUT';
	/** The same with the connection Keep Alive, where it differs. */
	keepAliveCode?: 'CONNECTION_RESET';
}

/** More than the longest text of V8, 536 million characters: to read it ends the process. */
const HUGE_BYTES = 2_100_000_000;
const PART = Buffer.alloc(1_000_000, ' ');
const PARTS = HUGE_BYTES / PART.length;
const DRIP_MS = 100;

function* huge(): Generator<Buffer> {
	for (let part = 0; part < PARTS; part += 1) yield PART;
}

function* endless(): Generator<Buffer> {
	for (;;) yield PART;
}

export function expectedCode({ code, keepAliveCode }: HostileAnswer, connection: string): string {
	return connection === 'keepAlive' ? (keepAliveCode ?? code) : code;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Writing fails where the client closes the connection early, as it should. */
function stream(outgoing: ServerResponse, parts: Iterable<Buffer>): void {
	pipeline(Readable.from(parts), outgoing).catch(() => outgoing.destroy());
}

/** Writes the same again and again, until the other side closes the connection. */
async function drip(outgoing: ServerResponse, write: () => unknown): Promise<void> {
	while (!outgoing.destroyed) {
		write();
		await sleep(DRIP_MS);
	}
}

/** Small when compressed; its decompressed length is the attack. */
async function compress(megabytes: number, compressor: NodeJS.ReadWriteStream): Promise<Buffer> {
	const parts: Buffer[] = [];
	await pipeline(Readable.from(Array<Buffer>(megabytes).fill(PART)), compressor, async (source) => {
		for await (const part of source) parts.push(part as Buffer);
	});
	return Buffer.concat(parts);
}

const COMPRESSIONS = {
	// Members one after another are one file (RFC 1952 section 2.2), so most of it need not be compressed again.
	gzip: async () => Buffer.concat(Array<Buffer>(PARTS).fill(gzipSync(PART))),
	deflate: () => compress(300, createDeflate({ level: 1 })),
	br: () => compress(300, createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
};
export type Compression = keyof typeof COMPRESSIONS;

/**
 * @param compressions some take seconds to make
 * @returns name -> answer
 */
export async function hostileAnswers(compressions: readonly Compression[]): Promise<Record<string, HostileAnswer>> {
	const answers = { ...PLAIN };
	for (const compression of compressions) {
		const body = await COMPRESSIONS[compression]();
		const headers = { ...JSON_TYPE, 'content-encoding': compression, 'content-length': body.length };
		answers[`a small body of ${compression} that is large when it is unpacked`] = {
			code: 'ANSWER_TOO_LARGE',
			send: (outgoing) => outgoing.writeHead(200, headers).end(body),
		};
	}
	return answers;
}

const PLAIN: Record<string, HostileAnswer> = {
	'2.1 GB': {
		code: 'ANSWER_TOO_LARGE',
		send: (outgoing) => stream(outgoing.writeHead(200, { ...JSON_TYPE, 'content-length': HUGE_BYTES }), huge()),
	},
	'2.1 GB under status 401': {
		code: 'ANSWER_TOO_LARGE',
		send: (outgoing) => stream(outgoing.writeHead(401, { ...JSON_TYPE, 'content-length': HUGE_BYTES }), huge()),
	},
	'a body without end': {
		code: 'ANSWER_TOO_LARGE',
		send: (outgoing) => stream(outgoing.writeHead(200, JSON_TYPE), endless()),
	},
	'a byte from time to time': {
		code: 'TIMED_OUT',
		send: (outgoing) => void drip(outgoing.writeHead(200, JSON_TYPE), () => outgoing.write(' ')),
	},
	'a byte of gzip from time to time': {
		code: 'TIMED_OUT',
		send: (outgoing) => {
			const bytes = gzipSync('x'.repeat(1_000));
			let next = 0;
			outgoing.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
			void drip(outgoing, () => outgoing.write(bytes.subarray(next, (next += 1) % bytes.length)));
		},
	},
	'a header and then silence': {
		code: 'TIMED_OUT',
		send: (outgoing) => outgoing.writeHead(200, { ...JSON_TYPE, 'content-length': 100 }).flushHeaders(),
	},
	'a byte of a header from time to time': {
		code: 'TIMED_OUT',
		send: (outgoing) => {
			outgoing.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
			void drip(outgoing, () => outgoing.socket?.write('x'));
		},
	},
	'status 103 from time to time': {
		code: 'TIMED_OUT',
		send: (outgoing) => void drip(outgoing, () => outgoing.socket?.write('HTTP/1.1 103 Early Hints\r\n\r\n')),
	},
	'status 101 and then silence': {
		code: 'TIMED_OUT',
		// `fetch` refuses it at once.
		keepAliveCode: 'CONNECTION_RESET',
		send: (outgoing) =>
			outgoing.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
	},
	'no answer': { code: 'TIMED_OUT', send: () => undefined },
};
