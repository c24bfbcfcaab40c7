import type { Aggregator } from '../aggregator';

/** Checks each number, and returns the `roaming` of each answer in the order of the numbers. */
export type Contender = (numbers: string[], context: ContenderContext) => Promise<unknown[]>;

export interface ContenderContext {
	aggregator: Aggregator;
	/** Numbers at once. */
	window: number;
}
