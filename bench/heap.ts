/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- measures its own process; not published */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What is alive, in bytes, once what has just ended is really over: sockets are closed, and what is kept until a
 * finalizer has run (as by the signals of `fetch`) goes with the second collection. Needs `--expose-gc`.
 */
export async function settledHeap(): Promise<number> {
	if (globalThis.gc === undefined) throw new Error('Node.js was started without --expose-gc.');
	await sleep(500);
	globalThis.gc();
	await sleep(100);
	globalThis.gc();
	return process.memoryUsage().heapUsed;
}

/** Where Node.js tells of each answer, in the words of its older HTTP client and of `fetch`; both name the request. */
const CHANNELS = ['http.client.response.finish', 'undici:request:headers'];

/**
 * What is alive soon after so many answers came from this URL. Whoever asks sees to it that the node is then still at
 * work, and so holds all that it ever will.
 */
export function heapAfterAnswers(url: string, count: number): { settled(): Promise<number>; end(): void } {
	const { pathname } = new URL(url);
	let answers = 0;
	let sample: Promise<number> | undefined;
	const onAnswer = (message: unknown) => {
		if ((message as { request: { path: string } }).request.path !== pathname) return;
		answers += 1;
		if (answers === count) sample = settledHeap();
	};
	for (const channel of CHANNELS) subscribe(channel, onAnswer);
	return {
		settled: () => {
			if (sample === undefined) throw new Error(`Node.js told of ${answers} answers, not of ${count}.`);
			return sample;
		},
		end: () => {
			for (const channel of CHANNELS) unsubscribe(channel, onAnswer);
		},
	};
}
