import type { Outcome } from '../roaming/answer';
import { hintOf } from '../errors';
import { OTHER_CODES, percentile, type Tally } from './stats';

/** A batch, summed up for people and for the next step of a workflow. */
export interface Report {
	/** RFC 3339. */
	started: string;
	finished: string;
	seconds: number;
	rows: number;
	uniqueNumbers: number;
	checksPerSecond: number;
	byOutcome: Record<Outcome, number>;
	/** Phones that are roaming, by country in words. */
	byCountry: Record<string, number>;
	/** Numbers that failed, the most frequent code first, with our own hint for it; the rarest codes as "others". */
	failures: Array<{ code: string; count: number; hint: string }>;
	requests: Record<'authorize' | 'token' | 'roaming', number>;
	/** Authorization requests that were accepted, each of which may have prompted a subscriber. */
	promptsSent: number;
	retries: number;
	/** How often a host asked to be left alone. */
	throttles: number;
	/** Half of all checks took no longer, in milliseconds. */
	p50Ms: number;
	/** 95 of 100 checks took no longer, in milliseconds. */
	p95Ms: number;
	/** RFC 3339, of the answer that was known longest; null where none said. */
	oldestStatusTime: string | null;
	/** The same in five lines of plain words. */
	text: string;
}

const OUTCOMES: Record<Outcome, string> = {
	roaming: 'roaming',
	home: 'home',
	unknown: 'unknown',
	consentPending: 'consent pending',
	notCovered: 'not covered',
	failed: 'failed',
};

/** More countries than these are counted together in the text. */
const MOST_COUNTRIES = 8;
/** More codes than these are counted together. */
const MOST_CODES = 10;

/** @param retries requests that were sent again */
export function reportOf(tally: Tally, retries: number, startedAtMs: number, nowMs: number): Report {
	const seconds = (nowMs - startedAtMs) / 1000;
	const report: Omit<Report, 'text'> = {
		started: new Date(startedAtMs).toISOString(),
		finished: new Date(nowMs).toISOString(),
		seconds,
		rows: tally.rows,
		uniqueNumbers: tally.uniqueNumbers,
		checksPerSecond: Math.round((tally.uniqueNumbers / Math.max(0.001, seconds)) * 10) / 10,
		byOutcome: { ...tally.byOutcome },
		byCountry: Object.fromEntries([...tally.byCountry].sort(mostFirst)),
		failures: failuresOf(tally),
		requests: { ...tally.requests },
		promptsSent: tally.prompts,
		retries,
		throttles: tally.throttles,
		p50Ms: percentile(tally.checkMs, 0.5),
		p95Ms: percentile(tally.checkMs, 0.95),
		oldestStatusTime: tally.oldestStatusTime,
	};
	return { ...report, text: textOf(report) };
}

/** Nothing in it is a server's sentence; a server's own code is one word of at most 60 letters, digits and dots. */
function failuresOf(tally: Tally): Report['failures'] {
	const byCount = [...tally.failures].filter(([code]) => code !== OTHER_CODES).sort(mostFirst);
	const named = byCount.slice(0, MOST_CODES).map(([code, count]) => ({ code, count, hint: hintOf(code) }));
	const rest = byCount.slice(MOST_CODES).reduce((sum, [, count]) => sum + count, tally.failures.get(OTHER_CODES) ?? 0);
	const others = { code: OTHER_CODES, count: rest, hint: 'The field "code" of each item says what happened to it.' };
	return rest === 0 ? named : [...named, others];
}

function textOf(report: Omit<Report, 'text'>): string {
	const { rows, uniqueNumbers, seconds, checksPerSecond, requests } = report;
	return [
		`${whole(rows)} rows, ${whole(uniqueNumbers)} numbers checked in ${seconds.toFixed(1)} s, ${checksPerSecond} a second.`,
		`${outcomesIn(report)}.`,
		`${countriesIn(report)}.`,
		failuresIn(report),
		`Requests: ${whole(requests.authorize)} authorize, ${whole(requests.token)} token, ${whole(requests.roaming)} roaming; ` +
			`${whole(report.retries)} sent again, ${whole(report.throttles)} times asked to slow down; ` +
			`a check took ${whole(report.p50Ms)} ms (p50), ${whole(report.p95Ms)} ms (p95).`,
	].join('\n');
}

function outcomesIn({ byOutcome }: Omit<Report, 'text'>): string {
	const counted = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => byOutcome[outcome] > 0);
	return counted.map((outcome) => `${whole(byOutcome[outcome])} ${OUTCOMES[outcome]}`).join(', ') || 'Nothing to check';
}

function countriesIn({ byCountry }: Omit<Report, 'text'>): string {
	const countries = Object.entries(byCountry);
	if (countries.length === 0) return 'Nobody is known to be abroad';
	const others = countries.slice(MOST_COUNTRIES).reduce((sum, [, count]) => sum + count, 0);
	const named = countries.slice(0, MOST_COUNTRIES).map(([country, count]) => `${country} ${whole(count)}`);
	return `Abroad in ${[...named, ...(others > 0 ? [`elsewhere ${whole(others)}`] : [])].join(', ')}`;
}

function failuresIn({ failures: [most, ...others] }: Omit<Report, 'text'>): string {
	if (most === undefined) return 'Nothing failed.';
	const codes = [most, ...others].map(({ code, count }) => `${code} ${whole(count)}`).join(', ');
	return `Failed: ${codes}. Of the first: ${most.hint}`;
}

function mostFirst([, one]: [string, number], [, other]: [string, number]): number {
	return other - one;
}

/** 1,234 for 1234.4. */
export function whole(value: number): string {
	return Math.round(value).toLocaleString('en');
}
