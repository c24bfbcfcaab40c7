import { hintOf } from '../errors';
import { textOf, type ReportFigures } from './reportText';
import { OTHER_CODES, percentile, type Stats } from './stats';

/** Summary of a batch, for people and for the next step of a workflow. */
export interface Report extends ReportFigures {
	/** The same as five lines of text. */
	text: string;
}

/** The report names this many codes and counts the others together. */
const MAX_CODES = 10;

/**
 * @param retries requests that were sent again
 * @param simulated whether the simulator answered; the text says so
 */
export function createReport(
	stats: Stats,
	retries: number,
	startedAtMs: number,
	nowMs: number,
	simulated = false,
): Report {
	const seconds = (nowMs - startedAtMs) / 1000;
	const report: ReportFigures = {
		started: new Date(startedAtMs).toISOString(),
		finished: new Date(nowMs).toISOString(),
		seconds,
		rows: stats.rows,
		uniqueNumbers: stats.uniqueNumbers,
		checksPerSecond: Math.round((stats.uniqueNumbers / Math.max(0.001, seconds)) * 10) / 10,
		byOutcome: { ...stats.byOutcome },
		byChange: Object.fromEntries(stats.byChange),
		byCountry: Object.fromEntries([...stats.byCountry].sort(mostFirst)),
		failures: failuresOf(stats),
		requests: { ...stats.requests },
		promptsSent: stats.prompts,
		retries,
		throttles: stats.throttles,
		hostsDown: [...stats.hostsDown],
		p50Ms: percentile(stats.checkMs, 0.5),
		p95Ms: percentile(stats.checkMs, 0.95),
		oldestStatusTime: stats.oldestStatusTime,
	};
	return { ...report, text: textOf(report, simulated) };
}

/** Nothing in it is a server's sentence; a server's own code is one word of at most 60 letters, digits and dots. */
function failuresOf(stats: Stats): Report['failures'] {
	const byCount = [...stats.failures].filter(([code]) => code !== OTHER_CODES).sort(mostFirst);
	const named = byCount.slice(0, MAX_CODES).map(([code, count]) => ({ code, count, hint: hintOf(code) }));
	const rest = byCount.slice(MAX_CODES).reduce((sum, [, count]) => sum + count, stats.failures.get(OTHER_CODES) ?? 0);
	const others = { code: OTHER_CODES, count: rest, hint: "See the field 'code' of each item." };
	return rest === 0 ? named : [...named, others];
}

function mostFirst([, one]: [string, number], [, other]: [string, number]): number {
	return other - one;
}
