/** Repeats of a whole batch, so that an outage does not triple the load on whoever is down. */
export interface RetryBudget {
	/** Whether there is one left; it is taken then. */
	take(): boolean;
	/** A request that succeeded gives a part of one back. */
	succeed(): void;
	/** Repeats so far. */
	taken(): number;
}

/** The figures of the AWS SDKs' standard retry mode: 500 units, 5 a repeat, 1 back for a success. */
const BUDGET = 500;
const COST = 5;
const REFUND = 1;

export function createRetryBudget(): RetryBudget {
	let units = BUDGET;
	let taken = 0;
	return {
		take: () => {
			if (units < COST) return false;
			units -= COST;
			taken += 1;
			return true;
		},
		succeed: () => {
			units = Math.min(BUDGET, units + REFUND);
		},
		taken: () => taken,
	};
}
