/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- measures its own process; not published */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The heap in use, in bytes, when what has just ended is cleaned up: sockets are closed, and the second collection frees
 * what waits for a finalizer (as the signals of `fetch` do). Needs `--expose-gc`.
 */
export async function settledHeap(): Promise<number> {
	if (globalThis.gc === undefined) throw new Error('Node.js was started without --expose-gc.');
	await sleep(500);
	globalThis.gc();
	await sleep(100);
	globalThis.gc();
	return process.memoryUsage().heapUsed;
}

/** The diagnostics channels on which Node.js reports each answer of its HTTP client and of `fetch`. */
const CHANNELS = ['http.client.response.finish', 'undici:request:headers'];

/**
 * The heap in use soon after so many answers came from this URL. The caller makes sure that the node still runs then, so
 * that it is at its peak.
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
			if (sample === undefined) throw new Error(`Node.js reported ${answers} answers instead of ${count}.`);
			return sample;
		},
		end: () => {
			for (const channel of CHANNELS) unsubscribe(channel, onAnswer);
		},
	};
}
