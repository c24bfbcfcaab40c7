/** Limits the repeated requests of a whole batch, so that an outage does not triple the load on the server that is down. */
export interface RetryBudget {
	/**
	 * Takes one repeat; false where none is left.
	 *
	 * @param httpStatus of the response after which the request is sent again; null where none came
	 */
	tryAcquire(httpStatus: number | null): boolean;
	/** A request that succeeded gives a part of a repeat back. */
	refund(): void;
	/** Repeats so far. */
	used(): number;
}

/** The figures of the AWS SDKs' standard retry mode: 500 units, 5 per repeat, 1 back for a success. */
const CAPACITY = 500;
const COST = 5;
/** The server works and is not overloaded where it refuses for the rate (429), which the rate limit looks after. */
const COST_WHEN_THROTTLED = 1;
const REFUND = 1;

export function createRetryBudget(): RetryBudget {
	let units = CAPACITY;
	let used = 0;
	return {
		tryAcquire: (httpStatus) => {
			const cost = httpStatus === 429 ? COST_WHEN_THROTTLED : COST;
			if (units < cost) return false;
			units -= cost;
			used += 1;
			return true;
		},
		refund: () => {
			units = Math.min(CAPACITY, units + REFUND);
		},
		used: () => used,
	};
}
