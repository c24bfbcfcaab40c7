/** Limits the repeated requests of a whole batch, so that an outage does not triple the load on the server that is down. */
export interface RetryBudget {
	/** Takes one repeat; false where none is left. */
	tryAcquire(): boolean;
	/** A request that succeeded gives a part of a repeat back. */
	refund(): void;
	/** Repeats so far. */
	used(): number;
}

/** The figures of the AWS SDKs' standard retry mode: 500 units, 5 per repeat, 1 back for a success. */
const CAPACITY = 500;
const COST = 5;
const REFUND = 1;

export function createRetryBudget(): RetryBudget {
	let units = CAPACITY;
	let used = 0;
	return {
		tryAcquire: () => {
			if (units < COST) return false;
			units -= COST;
			used += 1;
			return true;
		},
		refund: () => {
			units = Math.min(CAPACITY, units + REFUND);
		},
		used: () => used,
	};
}
