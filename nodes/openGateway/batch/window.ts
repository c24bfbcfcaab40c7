/** How many numbers are under way at once. */
export interface Window {
	/** Resolves when one more number may begin. */
	enter(): Promise<void>;
	leave(): void;
	/**
	 * Gives up the place while `wait` lasts, as somebody does who waits for consent; whoever comes back goes before
	 * those who have not begun.
	 */
	stepAside<Value>(wait: () => Promise<Value>): Promise<Value>;
}

/**
 * @param size numbers at work at once
 * @param maxBegun numbers begun at once, those who stepped aside included
 */
export function createWindow(size: number, maxBegun: number): Window {
	let atWork = 0;
	let aside = 0;
	const comingBack: Array<() => void> = [];
	const waitingOutside: Array<() => void> = [];

	function admit(): void {
		while (atWork < size) {
			const next = comingBack.shift() ?? (atWork + aside < maxBegun ? waitingOutside.shift() : undefined);
			if (next === undefined) return;
			atWork += 1;
			next();
		}
	}
	const place = (queue: Array<() => void>) =>
		new Promise<void>((resolve) => {
			queue.push(resolve);
			admit();
		});

	return {
		enter: () => place(waitingOutside),
		leave: () => {
			atWork -= 1;
			admit();
		},
		stepAside: async (wait) => {
			atWork -= 1;
			aside += 1;
			admit();
			try {
				return await wait();
			} finally {
				aside -= 1;
				await place(comingBack);
			}
		},
	};
}

/**
 * Works on each input as the window allows; results in input order. The first rejection is the result; nothing more is
 * begun then. Work that can fail one by one catches for itself.
 */
export async function mapWithWindow<Input, Output>(
	inputs: Input[],
	window: Window,
	work: (input: Input, index: number) => Promise<Output>,
): Promise<Output[]> {
	const outputs: Output[] = new Array<Output>(inputs.length);
	const underWay = new Set<Promise<void>>();
	let failure: { thrown: unknown } | undefined;

	for (const [index, input] of inputs.entries()) {
		await window.enter();
		if (failure !== undefined) break;
		const one: Promise<void> = work(input, index)
			.then((output) => {
				outputs[index] = output;
			})
			.catch((thrown: unknown) => {
				failure ??= { thrown };
			})
			.finally(() => {
				underWay.delete(one);
				window.leave();
			});
		underWay.add(one);
	}
	while (failure === undefined && underWay.size > 0) await Promise.race(underWay);
	if (failure !== undefined) throw failure.thrown;
	return outputs;
}
