/** A longer header is nonsense, and no expression sees it. */
const LONGEST_HEADER = 64;

/** Whole seconds, or with a fraction, which some gateways write (`2.0`). */
const SECONDS = /^([0-9]{1,9})(\.[0-9]{1,9})?$/;

/** The three forms of an HTTP date, all of them in UTC (RFC 9110 section 5.6.7). */
const HTTP_DATES = [
	// Tue, 24 Nov 2026 03:00:30 GMT
	/^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) (?:GMT|UTC|\+0000)$/,
	// Tuesday, 24-Nov-26 03:00:30 GMT (RFC 850)
	/^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
	// Tue Nov 24 03:00:30 2026 (asctime)
	/^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `Retry-After` as whole seconds from now, rounded up; it may be a number of seconds or an HTTP date (RFC 9110 section
 * 10.2.3). `null` where it is missing or cannot be read.
 */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | null {
	if (header === undefined || header.length > LONGEST_HEADER) return null;
	const value = header.trim();
	if (SECONDS.test(value)) return Math.ceil(Number(value));
	const atMs = readHttpDate(value, nowMs);
	return atMs === null ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

/**
 * The time by the clock of the host, in epoch milliseconds, from the header `Date` of its response (RFC 9110 section 6.6.1).
 * The header has whole seconds; the rest, and a time that is missing, is that of our clock.
 */
export function hostTimeMs({ date = '' }: Record<string, string>, nowMs: number): number {
	const dateMs = readHttpDate(date.trim(), nowMs);
	return dateMs === null ? nowMs : Math.min(Math.max(nowMs, dateMs), dateMs + 1000);
}

/** Not `Date.parse`, which takes much else for a date, and asctime for local time. */
function readHttpDate(value: string, nowMs: number): number | null {
	const parts = HTTP_DATES.map((form) => form.exec(value)?.groups).find((groups) => groups !== undefined);
	if (parts === undefined) return null;
	const { day = '', month = '', year = '', time = '' } = parts;
	const monthIndex = MONTHS.indexOf(month);
	const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
	const date = new Date(Date.UTC(wholeYear(year, nowMs), monthIndex, Number(day)));
	// 31 February would count on into March. A leap second may count on into the next minute.
	const exists = date.getUTCMonth() === monthIndex && date.getUTCDate() === Number(day);
	if (!exists || hour > 23 || minute > 59 || second > 60) return null;
	return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** A year of two digits that seems more than 50 years ahead is the last one with these digits (RFC 9110 section 5.6.7). */
function wholeYear(year: string, nowMs: number): number {
	if (year.length === 4) return Number(year);
	const thisYear = new Date(nowMs).getUTCFullYear();
	const inThisCentury = thisYear - (thisYear % 100) + Number(year);
	return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury;
}
