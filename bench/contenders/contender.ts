import type { Aggregator } from '../aggregator';

/** Asks for each number, and gives the `roaming` of each answer in the order of the numbers. */
export type Contender = (numbers: string[], surroundings: Surroundings) => Promise<unknown[]>;

export interface Surroundings {
	aggregator: Aggregator;
	/** Numbers at once. */
	window: number;
}
