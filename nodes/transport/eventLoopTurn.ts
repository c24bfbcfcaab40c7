/*
 * A message goes there, one comes back, and one goes there again. An end of the channel is given its messages once each
 * time the loop looks for input (libuv 1.46 and 1.52, `uv__async_io` in src/unix/async.c); so between the first and the
 * last the loop came round.
 */
const { port1: here, port2: there } = new MessageChannel();
const waiting: Array<() => void> = [];

here.on('message', () => here.postMessage('last'));
there.on('message', (message: 'first' | 'last') => {
	if (message === 'first') {
		there.postMessage('second');
	} else {
		waiting.shift()?.();
		keepProcessAlive(waiting.length > 0);
	}
});
keepProcessAlive(false);

/**
 * Resolves in the next turn of the event loop, after all that this turn does when it has looked for input (`setImmediate`,
 * which verified nodes may not use). n8n's `sleep` takes a millisecond or more for it.
 */
export function nextEventLoopTurn(): Promise<void> {
	return new Promise((resolve) => {
		waiting.push(resolve);
		keepProcessAlive(true);
		here.postMessage('first');
	});
}

function keepProcessAlive(keep: boolean): void {
	for (const port of [here, there]) {
		if (keep) port.ref();
		else port.unref();
	}
}
