import type { Outcome } from '../roaming/status';
import type { Change } from '../roaming/change';
import { UNKNOWN_COUNTRY } from './stats';

/** What a batch came to. */
export interface ReportFigures {
	/** RFC 3339. */
	started: string;
	finished: string;
	seconds: number;
	rows: number;
	uniqueNumbers: number;
	checksPerSecond: number;
	byOutcome: Record<Outcome, number>;
	/** Rows by their change; empty without the operation 'Detect Changes'. */
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
}

/** Made-up answers say so before anything else. */
const SIMULATED = 'Simulated answers';

const OUTCOMES: Record<Outcome, string> = {
	roaming: 'roaming',
	home: 'home',
	unknown: 'unknown',
	consentPending: 'consent pending',
	notCovered: 'not covered',
	failed: 'failed',
};

const CHANGES: Record<Change, string> = {
	enteredRoaming: 'entered roaming',
	changedCountry: 'changed country',
	returnedHome: 'returned home',
	firstSeen: 'first seen',
	unchanged: 'unchanged',
	undetermined: 'undetermined',
};

/** The texts name this many countries and count the others together. */
const MAX_COUNTRIES = 8;

/** A report in five lines, for a chat or a mail. */
export function textOf(report: ReportFigures, simulated: boolean): string {
	const { rows, uniqueNumbers, seconds, checksPerSecond, requests, retries, throttles } = report;
	return [
		`${simulated ? `${SIMULATED}. ` : ''}${plural(rows, 'row')}, ${plural(uniqueNumbers, 'number')} checked in ${seconds.toFixed(1)} s, ${checksPerSecond} per second.`,
		`${outcomesIn(report)}.${changesIn(report)}`,
		`${abroadIn(report)}.`,
		failuresIn(report),
		`Requests: ${formatInteger(requests.authorize)} authorize, ${formatInteger(requests.token)} token, ${formatInteger(requests.roaming)} roaming; ` +
			`${formatInteger(retries)} sent again; asked to slow down ${throttles === 1 ? 'once' : plural(throttles, 'time')}; ` +
			`a check took ${formatInteger(report.p50Ms)} ms (p50), ${formatInteger(report.p95Ms)} ms (p95).${hostsDownIn(report)}`,
	].join('\n');
}

function hostsDownIn({ hostsDown }: ReportFigures): string {
	if (hostsDown.length === 0) return '';
	return ` Down for a while, and tried by one request at a time: ${hostsDown.join(', ')}.`;
}

/** A run in one or two sentences, for the person who builds the workflow: "3 numbers checked: 1 roaming (Germany), 2 home." */
export function summaryOf(report: ReportFigures, simulated: boolean): string {
	const { rows, uniqueNumbers } = report;
	const checked =
		rows === uniqueNumbers ? plural(rows, 'number') : `${plural(rows, 'row')}, ${plural(uniqueNumbers, 'number')}`;
	const outcomes = rows === 0 ? '' : `: ${outcomesIn(report, countriesIn(report))}`;
	return `${simulated ? `${SIMULATED}. ` : ''}${checked} checked${outcomes}.${changesIn(report)}`;
}

/** @param countries stand behind the number of those who are roaming */
function outcomesIn({ byOutcome }: ReportFigures, countries = ''): string {
	const counted = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => byOutcome[outcome] > 0);
	const texts = counted.map((outcome) => {
		const text = `${formatInteger(byOutcome[outcome])} ${OUTCOMES[outcome]}`;
		return outcome === 'roaming' && countries !== '' ? `${text} (${countries})` : text;
	});
	return texts.join(', ') || 'Nothing to check';
}

function changesIn({ byChange }: ReportFigures): string {
	const counted = (Object.keys(CHANGES) as Change[]).filter((change) => (byChange[change] ?? 0) > 0);
	if (counted.length === 0) return '';
	return ` Changes: ${counted.map((change) => `${formatInteger(byChange[change] ?? 0)} ${CHANGES[change]}`).join(', ')}.`;
}

function abroadIn(report: ReportFigures): string {
	const countries = namedCountries(report);
	if (countries.length === 0) return 'No phone is known to be abroad';
	return `Abroad: ${countries.map(([country, count]) => `${country} ${formatInteger(count)}`).join(', ')}`;
}

/** "Germany" where all are in one country, else "2 France, 1 Germany". */
function countriesIn(report: ReportFigures): string {
	const countries = namedCountries(report);
	const [first] = countries;
	if (first !== undefined && countries.length === 1) return first[0];
	return countries.map(([country, count]) => `${formatInteger(count)} ${country}`).join(', ');
}

function namedCountries({ byCountry }: ReportFigures): Array<[string, number]> {
	const countries = Object.entries(byCountry).map(([country, count]): [string, number] => [
		country === UNKNOWN_COUNTRY ? 'unknown country' : country,
		count,
	]);
	const others = countries.slice(MAX_COUNTRIES).reduce((sum, [, count]) => sum + count, 0);
	return [...countries.slice(0, MAX_COUNTRIES), ...(others > 0 ? [['elsewhere', others] as [string, number]] : [])];
}

function failuresIn({ failures: [most, ...others] }: ReportFigures): string {
	if (most === undefined) return 'Nothing failed.';
	const codes = [most, ...others].map(({ code, count }) => `${code} ${formatInteger(count)}`).join(', ');
	return `Failed: ${codes}. About ${most.code}: ${most.hint}`;
}

function plural(count: number, noun: string): string {
	return `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** 1,234 for 1234.4. */
export function formatInteger(value: number): string {
	return Math.round(value).toLocaleString('en');
}
