export interface Cancellation {
	/** True once the whole batch is called off. */
	isCalledOff(): boolean;
	/** Calls off all that runs. */
	callOff(): void;
	/** Does something with a signal of its own. */
	run<Value>(act: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
}

/**
 * One signal a number: of more than ten listeners on one Node warns, and `AbortSignal.any` leaves a trace of each signal
 * on the one it was made from (59 bytes on Node 20.20, 51 on 24.21).
 *
 * @param parent calls the whole batch off, too
 */
export function createCancellation(parent?: AbortSignal): Cancellation {
	const running = new Set<AbortController>();
	let calledOff = parent?.aborted === true;

	function callOff(): void {
		calledOff = true;
		for (const controller of running) controller.abort();
	}
	parent?.addEventListener('abort', callOff, { once: true });

	return {
		isCalledOff: () => calledOff,
		callOff,
		async run(act) {
			const controller = new AbortController();
			if (calledOff) controller.abort();
			running.add(controller);
			return act(controller.signal).finally(() => running.delete(controller));
		},
	};
}
