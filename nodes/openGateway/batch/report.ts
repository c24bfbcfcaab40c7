import type { Outcome } from '../roaming/answer';
import { percentile, type Stats } from './stats';

/** Summary of a batch, for people and for the next step of a workflow. */
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
	/** Numbers that failed, the most frequent code first. */
	failures: Array<{ code: string; count: number; hint: string }>;
	requests: Record<'authorize' | 'token' | 'roaming', number>;
	/** Authorization requests that were accepted, each of which may have prompted a subscriber. */
	promptsSent: number;
	retries: number;
	/** Responses by which a host asked for a pause (429, 503). */
	throttles: number;
	/** Hosts from which nothing but failures came for a while. They were tried by one request at a time. */
	hostsDown: string[];
	/** Half of all checks took no longer, in milliseconds. */
	p50Ms: number;
	/** 95 of 100 checks took no longer, in milliseconds. */
	p95Ms: number;
	/** RFC 3339, the oldest `lastStatusTime`; null where no answer had one. */
	oldestStatusTime: string | null;
	/** The same as five lines of text. */
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

/** The text names this many countries and counts the others together. */
const MAX_COUNTRIES = 8;

/** @param retries requests that were sent again */
export function createReport(stats: Stats, retries: number, startedAtMs: number, nowMs: number): Report {
	const seconds = (nowMs - startedAtMs) / 1000;
	const failures = [...stats.failures].map(([code, { count, hint }]) => ({ code, count, hint }));
	const report: Omit<Report, 'text'> = {
		started: new Date(startedAtMs).toISOString(),
		finished: new Date(nowMs).toISOString(),
		seconds,
		rows: stats.rows,
		uniqueNumbers: stats.uniqueNumbers,
		checksPerSecond: Math.round((stats.uniqueNumbers / Math.max(0.001, seconds)) * 10) / 10,
		byOutcome: { ...stats.byOutcome },
		byCountry: Object.fromEntries([...stats.byCountry].sort(mostFirst)),
		failures: failures.sort((one, other) => other.count - one.count),
		requests: { ...stats.requests },
		promptsSent: stats.prompts,
		retries,
		throttles: stats.throttles,
		hostsDown: [...stats.hostsDown],
		p50Ms: percentile(stats.checkMs, 0.5),
		p95Ms: percentile(stats.checkMs, 0.95),
		oldestStatusTime: stats.oldestStatusTime,
	};
	return { ...report, text: textOf(report) };
}

function textOf(report: Omit<Report, 'text'>): string {
	const { rows, uniqueNumbers, seconds, checksPerSecond, requests } = report;
	return [
		`${formatInteger(rows)} rows, ${formatInteger(uniqueNumbers)} numbers checked in ${seconds.toFixed(1)} s, ${checksPerSecond} a second.`,
		`${outcomesIn(report)}.`,
		`${countriesIn(report)}.`,
		failuresIn(report),
		`Requests: ${formatInteger(requests.authorize)} authorize, ${formatInteger(requests.token)} token, ${formatInteger(requests.roaming)} roaming; ` +
			`${formatInteger(report.retries)} sent again, ${formatInteger(report.throttles)} times asked to slow down; ` +
			`a check took ${formatInteger(report.p50Ms)} ms (p50), ${formatInteger(report.p95Ms)} ms (p95).${hostsDownIn(report)}`,
	].join('\n');
}

function outcomesIn({ byOutcome }: Omit<Report, 'text'>): string {
	const counted = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => byOutcome[outcome] > 0);
	return (
		counted.map((outcome) => `${formatInteger(byOutcome[outcome])} ${OUTCOMES[outcome]}`).join(', ') ||
		'Nothing to check'
	);
}

function countriesIn({ byCountry }: Omit<Report, 'text'>): string {
	const countries = Object.entries(byCountry);
	if (countries.length === 0) return 'Nobody is known to be abroad';
	const others = countries.slice(MAX_COUNTRIES).reduce((sum, [, count]) => sum + count, 0);
	const named = countries.slice(0, MAX_COUNTRIES).map(([country, count]) => `${country} ${formatInteger(count)}`);
	return `Abroad in ${[...named, ...(others > 0 ? [`elsewhere ${formatInteger(others)}`] : [])].join(', ')}`;
}

function failuresIn({ failures: [most, ...others] }: Omit<Report, 'text'>): string {
	if (most === undefined) return 'Nothing failed.';
	const codes = [most, ...others].map(({ code, count }) => `${code} ${formatInteger(count)}`).join(', ');
	return `Failed: ${codes}. Of the first: ${most.hint}`;
}

function hostsDownIn({ hostsDown }: Omit<Report, 'text'>): string {
	if (hostsDown.length === 0) return '';
	return ` Down for a while, and tried by one request at a time: ${hostsDown.join(', ')}.`;
}

function mostFirst([, one]: [string, number], [, other]: [string, number]): number {
	return other - one;
}

/** 1,234 for 1234.4. */
export function formatInteger(value: number): string {
	return Math.round(value).toLocaleString('en');
}
