import type { Outcome } from '../roaming/answer';
import { hintOf } from '../errors';
import type { Change } from '../roaming/change';
import { OTHER_CODES, percentile, type Stats } from './stats';

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
	/** Rows by their change; empty where changes are not detected. */
	byChange: Partial<Record<Change, number>>;
	/** Phones that are roaming, by country in words. */
	byCountry: Record<string, number>;
	/** Numbers that failed, the most frequent code first, with our own hint for it; the rarest codes as "others". */
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
/** The report names this many codes and counts the others together. */
const MAX_CODES = 10;

/** @param retries requests that were sent again */
export function createReport(stats: Stats, retries: number, startedAtMs: number, nowMs: number): Report {
	const seconds = (nowMs - startedAtMs) / 1000;
	const report: Omit<Report, 'text'> = {
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
	return { ...report, text: textOf(report) };
}

/** Nothing in it is a server's sentence; a server's own code is one word of at most 60 letters, digits and dots. */
function failuresOf(tally: Stats): Report['failures'] {
	const byCount = [...tally.failures].filter(([code]) => code !== OTHER_CODES).sort(mostFirst);
	const named = byCount.slice(0, MAX_CODES).map(([code, count]) => ({ code, count, hint: hintOf(code) }));
	const rest = byCount.slice(MAX_CODES).reduce((sum, [, count]) => sum + count, tally.failures.get(OTHER_CODES) ?? 0);
	const others = { code: OTHER_CODES, count: rest, hint: 'The field "code" of each item says what happened to it.' };
	return rest === 0 ? named : [...named, others];
}

function textOf(report: Omit<Report, 'text'>): string {
	const { rows, uniqueNumbers, seconds, checksPerSecond, requests } = report;
	return [
		`${formatInteger(rows)} rows, ${formatInteger(uniqueNumbers)} numbers checked in ${seconds.toFixed(1)} s, ${checksPerSecond} a second.`,
		`${outcomesIn(report)}.${changesIn(report)}`,
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

const CHANGES: Record<Change, string> = {
	enteredRoaming: 'entered roaming',
	changedCountry: 'changed country',
	returnedHome: 'returned home',
	firstSeen: 'first seen',
	unchanged: 'unchanged',
	undetermined: 'undetermined',
};

function changesIn({ byChange }: Omit<Report, 'text'>): string {
	const counted = (Object.keys(CHANGES) as Change[]).filter((change) => (byChange[change] ?? 0) > 0);
	if (counted.length === 0) return '';
	return ` Changes: ${counted.map((change) => `${formatInteger(byChange[change] ?? 0)} ${CHANGES[change]}`).join(', ')}.`;
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
