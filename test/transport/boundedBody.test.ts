/* eslint-disable @n8n/community-nodes/no-restricted-imports -- makes streams; not published */
import { Readable } from 'node:stream';
import { MAX_BODY_BYTES, readBoundedBody, readerOf, type BodyReader } from '../../nodes/transport/boundedBody';
import { rejection } from '../openGateway/partner';

const nodeReader = (parts: Uint8Array[]) => readerOf(Readable.from(parts, { objectMode: false }));
const webReader = (parts: Uint8Array[]) =>
	(Readable.toWeb(Readable.from(parts)) as ReadableStream<Uint8Array>).getReader();

const read = (reader: BodyReader) => readBoundedBody(reader, new AbortController().signal);

describe.each<[string, (parts: Uint8Array[]) => BodyReader]>([
	['a stream of Node.js', nodeReader],
	['a web stream', webReader],
])('%s', (_name, readerFor) => {
	test('is read as text', async () => {
		expect(await read(readerFor([Buffer.from('{"a"'), Buffer.from(':1}')]))).toBe('{"a":1}');
	});

	test('without content is an empty text', async () => {
		expect(await read(readerFor([]))).toBe('');
	});

	test('keeps a character whose bytes come in several parts', async () => {
		const text = 'España 🇪🇸, Türkiye, 日本';
		const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
		expect(await read(readerFor(bytes))).toBe(text);
	});

	test('is read without its byte order mark, and with U+FFFD in place of invalid UTF-8', async () => {
		expect(await read(readerFor([Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff])]))).toBe('a\ufffd');
	});

	test('of a megabyte is read, one of one byte more is refused', async () => {
		const half = Buffer.alloc(MAX_BODY_BYTES / 2, 'x');
		expect(await read(readerFor([half, half]))).toHaveLength(MAX_BODY_BYTES);
		expect(await rejection(read(readerFor([half, half, Buffer.from('x')])))).toMatchObject({
			code: 'ANSWER_TOO_LARGE',
		});
	});
});

test.each([
	['before it is read', true],
	['while it is read', false],
])('the connection is closed where the signal aborts %s', async (_name, before) => {
	const stream = new Readable({ read: () => undefined });
	const controller = new AbortController();
	if (before) controller.abort();
	const reading = readBoundedBody(readerOf(stream), controller.signal).catch(() => undefined);
	controller.abort();
	await reading;
	expect(stream.destroyed).toBe(true);
});

test('a stream that fails while it is not read does not end the process', () => {
	const stream = new Readable({ read: () => undefined });
	readerOf(stream);
	// Without a listener this throws, as in n8n, where nothing catches it.
	stream.emit('error', new Error('late'));
});
