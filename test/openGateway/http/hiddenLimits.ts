/** Whether a server with a limit takes one more request at this time, in milliseconds. */
export interface ServerLimit {
	take(nowMs: number): boolean;
	/** A request that was taken has ended. */
	end?(): void;
}

/** Filled evenly; takes a burst of up to its size. */
export function tokenBucket(perSecond: number, size: number): ServerLimit {
	let tokens = size;
	let filledAtMs = 0;
	return {
		take: (nowMs) => {
			tokens = Math.min(size, tokens + ((nowMs - filledAtMs) / 1000) * perSecond);
			filledAtMs = nowMs;
			if (tokens < 1) return false;
			tokens -= 1;
			return true;
		},
	};
}

/** Counts anew with each full second. */
export function fixedWindow(perSecond: number): ServerLimit {
	let second = -1;
	let taken = 0;
	return {
		take: (nowMs) => {
			if (Math.floor(nowMs / 1000) !== second) taken = 0;
			second = Math.floor(nowMs / 1000);
			if (taken >= perSecond) return false;
			taken += 1;
			return true;
		},
	};
}

/** Never more than so many in any second. */
export function slidingWindow(perSecond: number): ServerLimit {
	const takenAtMs: number[] = [];
	return {
		take: (nowMs) => {
			while (takenAtMs[0] !== undefined && takenAtMs[0] <= nowMs - 1000) takenAtMs.shift();
			if (takenAtMs.length >= perSecond) return false;
			takenAtMs.push(nowMs);
			return true;
		},
	};
}

/** Never more than so many at the same time. */
export function concurrencyLimit(places: number): ServerLimit {
	let inUse = 0;
	return {
		take: () => {
			if (inUse >= places) return false;
			inUse += 1;
			return true;
		},
		end: () => {
			inUse -= 1;
		},
	};
}
