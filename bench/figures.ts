import { CONTENDER_NAMES, type ContenderName } from './contenders/contenders';
import { median, round } from './statistics';

/** The figures of one run of a contender. */
export interface Figures {
	/** Of the numbers that this contender got. */
	numbers: number;
	numbersPerSecond: number;
	cpuMsPerNumber: number;
	/** TLS connections. */
	connections: number;
	requests: number;
	/** From the first request of a number to its answer, as the server sees it. */
	p50Ms: number;
	p95Ms: number;
	peakRssMb: number;
}

/** One run of each contender. */
export type Round = Record<ContenderName, Figures>;

const RATIOS = {
	keepAliveToLimit: ['keepAlive', 'limit'],
	n8nToHelperLoop: ['n8n', 'helperLoop'],
	keepAliveToSequential: ['keepAlive', 'sequential'],
} satisfies Record<string, [ContenderName, ContenderName]>;

export function medianOfRounds(rounds: Round[]): Round {
	const medians = CONTENDER_NAMES.map((name) => [name, medianFigures(rounds.map((one) => one[name]))]);
	return Object.fromEntries(medians) as Round;
}

/** Medians of the ratios of each round, since both contenders of a round ran under the same load. */
export function ratiosOf(rounds: Round[]): Record<keyof typeof RATIOS, number> {
	const ratios = Object.entries(RATIOS).map(([name, [one, other]]) => [
		name,
		round(median(rounds.map((figures) => figures[one].numbersPerSecond / figures[other].numbersPerSecond)), 2),
	]);
	return Object.fromEntries(ratios) as Record<keyof typeof RATIOS, number>;
}

function medianFigures(figures: Figures[]): Figures {
	const of = (name: keyof Figures, digits = 0) => round(median(figures.map((one) => one[name])), digits);
	return {
		numbers: of('numbers'),
		numbersPerSecond: of('numbersPerSecond', 1),
		cpuMsPerNumber: of('cpuMsPerNumber', 2),
		connections: of('connections'),
		requests: of('requests'),
		p50Ms: of('p50Ms', 1),
		p95Ms: of('p95Ms', 1),
		peakRssMb: of('peakRssMb'),
	};
}
