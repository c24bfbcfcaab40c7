/** Places for work that runs at the same time. The limit may change while work is under way. */
export interface Semaphore {
	/**
	 * Resolves when there is a place.
	 *
	 * @param priority work that goes on; it takes a free place before work that starts
	 */
	acquire(priority?: boolean): Promise<void>;
	release(): void;
	/**
	 * Releases the place while `wait` runs, and takes one again with priority before it returns. The work still counts as
	 * started.
	 */
	releaseWhile<Value>(wait: () => Promise<Value>): Promise<Value>;
	setLimit(limit: number): void;
	/** Places in use. */
	inUse(): number;
	/** Work that has released its place for a wait. */
	waitingCount(): number;
}

/**
 * @param limit places in use at the same time
 * @param maxStarted work that has started and not ended, waiting work included
 */
export function createSemaphore(limit: number, maxStarted = Infinity): Semaphore {
	let currentLimit = limit;
	let inUse = 0;
	let waiting = 0;
	const continuing: Array<() => void> = [];
	const starting: Array<() => void> = [];

	function admit(): void {
		while (inUse < currentLimit) {
			const next = continuing.shift() ?? (inUse + waiting < maxStarted ? starting.shift() : undefined);
			if (next === undefined) return;
			inUse += 1;
			next();
		}
	}

	function acquire(priority = false): Promise<void> {
		return new Promise((resolve) => {
			(priority ? continuing : starting).push(resolve);
			admit();
		});
	}

	function release(): void {
		inUse -= 1;
		admit();
	}

	return {
		acquire,
		release,
		async releaseWhile(wait) {
			waiting += 1;
			release();
			try {
				return await wait();
			} finally {
				waiting -= 1;
				await acquire(true);
			}
		},
		setLimit(newLimit) {
			currentLimit = newLimit;
			admit();
		},
		inUse: () => inUse,
		waitingCount: () => waiting,
	};
}
