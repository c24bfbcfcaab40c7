/** Longest body that is read, in bytes after decompression. An answer of an aggregator has some hundred bytes. */
export const MAX_BODY_BYTES = 1_000_000;

/** A body that comes in parts: the reader of a web stream, or `readerOf` a stream of Node.js. */
export interface BodyReader {
	read(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
	/** Closes the connection. What it returns is not waited for. */
	cancel(): unknown;
}

/** What is used of a stream of Node.js. */
export interface NodeStream extends AsyncIterable<Uint8Array> {
	destroy(): unknown;
	on(event: 'error', listener: () => void): unknown;
}

const UTF8 = new TextDecoder();

/**
 * Reads a body as UTF-8 text. What is not UTF-8 becomes U+FFFD.
 *
 * @param signal closes the connection when it aborts; the caller aborts it too where this rejects
 * @throws Error with the code ANSWER_TOO_LARGE for a body of more than MAX_BODY_BYTES
 */
export async function readBoundedBody(reader: BodyReader, signal: AbortSignal): Promise<string> {
	const cancel = () => void Promise.resolve(reader.cancel()).catch(() => undefined);
	if (signal.aborted) cancel();
	signal.addEventListener('abort', cancel);

	// One growing buffer, not a list of parts: a part of one byte takes a hundred.
	let buffer = Buffer.alloc(0);
	let length = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done === true || value === undefined) return UTF8.decode(buffer.subarray(0, length));
		if (length + value.byteLength > MAX_BODY_BYTES) throw tooLarge();
		if (length + value.byteLength > buffer.byteLength) {
			const larger = Buffer.alloc(Math.max(2 * buffer.byteLength, length + value.byteLength));
			larger.set(buffer.subarray(0, length));
			buffer = larger;
		}
		buffer.set(value, length);
		length += value.byteLength;
	}
}

/** The same for a body that somebody else has read to its end. */
export function checkBound(text: string): string {
	if (Buffer.byteLength(text) > MAX_BODY_BYTES) throw tooLarge();
	return text;
}

function tooLarge(): Error {
	return Object.assign(new Error('The answer is too large'), { code: 'ANSWER_TOO_LARGE' });
}

export function readerOf(stream: NodeStream): BodyReader {
	// A stream that was left behind may still fail, and an 'error' event without a listener ends the process of n8n.
	stream.on('error', () => undefined);
	const parts = stream[Symbol.asyncIterator]();
	return { read: () => parts.next(), cancel: () => stream.destroy() };
}

export function isNodeStream(body: unknown): body is NodeStream {
	return (
		typeof body === 'object' &&
		body !== null &&
		Symbol.asyncIterator in body &&
		'destroy' in body &&
		typeof body.destroy === 'function'
	);
}
