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
	/** How many have stepped aside. */
	aside(): number;
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
		aside: () => aside,
	};
}
