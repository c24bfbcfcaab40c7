/** What stands where a time stamp is expected. */
export type StatusTime =
	/** Epoch milliseconds. */
	| number
	/** Nothing. */
	| 'absent'
	/** A time before the year 2000, such as the year 1: systems write it where a time was never set. */
	| 'never'
	/** A date and a time of day, but not in which time zone: it could be wrong by half a day. */
	| 'withoutZone'
	| 'unreadable';

/** Longer than a time stamp with the name of its time zone. A longer text is not looked at. */
const LONGEST_TIME = 80;

const DAY_MS = 24 * 3_600_000;

/** No status is older: CAMARA's first version is of 2022. */
const FIRST_YEAR = 2000;

/** Epoch seconds and epoch milliseconds from 2000 to 2100 have no value in common. */
const FIRST_SECOND = Date.UTC(FIRST_YEAR, 0) / 1000;
const LAST_SECOND = Date.UTC(2100, 0) / 1000;

const BEGINS_WITH_DATE = /^(\d{4})-\d{2}-\d{2}(?!\d)/;

/**
 * RFC 3339, and ISO 8601 as common libraries write it: with a blank for the T (Python), without seconds and with a time
 * zone in brackets (Java; RFC 9557), with `+0000 UTC` (Go), ` UTC` (Ruby), `+00` (PostgreSQL), with a comma before the
 * fraction (ISO 8601-1, 4.2.2.4). A name such as CET counts only behind an offset, since it is not the same everywhere.
 */
const ISO_8601 =
	/^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,18}))?)?(?: ?(?:(Z|UTC|GMT|\[UTC\])|([+-]\d{2}(?::?\d{2})?)(?: [A-Z]{3,4})?|[A-Z]{3,4}))?(?:\[[\w/+:-]+\])?$/i;

/** RFC 5322 3.3, of which an HTTP date (RFC 9110 5.6.7) is one form. */
const RFC_5322 =
	/^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ?)?(\d{1,2}) ([A-Z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (GMT|UTC?|[+-]\d{4})(?: \([A-Z]{3,4}\))?$/i;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const EPOCH = /^\d{1,13}(?:\.\d{1,9})?$/;

/** Reads a time stamp, as text or as a number of seconds or milliseconds since 1970. */
export function readStatusTime(value: unknown): StatusTime {
	if (value === undefined || value === null) return 'absent';
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value !== 'string' || value.length > LONGEST_TIME) return 'unreadable';
	const text = value.trim();
	if (text === '') return 'absent';
	if (EPOCH.test(text)) return fromEpoch(Number(text));
	// Also where the rest is missing or no date, as in 0000-00-00.
	const [, year] = BEGINS_WITH_DATE.exec(text) ?? [];
	if (year !== undefined && Number(year) < FIRST_YEAR) return 'never';
	return fromIso8601(text) ?? fromRfc5322(text) ?? 'unreadable';
}

function fromEpoch(value: number): StatusTime {
	if (value === 0) return 'never';
	if (value >= FIRST_SECOND && value < LAST_SECOND) return Math.floor(value * 1000);
	return value >= FIRST_SECOND * 1000 && value < LAST_SECOND * 1000 ? Math.floor(value) : 'unreadable';
}

function fromIso8601(text: string): StatusTime | undefined {
	const match = ISO_8601.exec(text);
	if (match === null) return undefined;
	const [, year, month, day, hour, minute, second = '0', fraction = '', utc, offset] = match;
	const zone = utc ?? offset;
	if (zone === undefined) return 'withoutZone';
	return epochMs({
		date: [Number(year), Number(month), Number(day)],
		time: [Number(hour), Number(minute), Number(second)],
		milliseconds: Number(fraction.padEnd(3, '0').slice(0, 3)),
		zone,
	});
}

function fromRfc5322(text: string): StatusTime | undefined {
	const match = RFC_5322.exec(text);
	if (match === null) return undefined;
	const [, day, month = '', year, hour, minute, second = '0', zone = ''] = match;
	if (Number(year) < FIRST_YEAR) return 'never';
	return epochMs({
		date: [Number(year), MONTHS.indexOf(month.toLowerCase()) + 1, Number(day)],
		time: [Number(hour), Number(minute), Number(second)],
		milliseconds: 0,
		zone,
	});
}

interface CalendarTime {
	date: [year: number, month: number, day: number];
	time: [hour: number, minute: number, second: number];
	milliseconds: number;
	/** A name of UTC, or an offset from it. */
	zone: string;
}

/** Undefined where there is no such day, time of day or offset. */
function epochMs({ date, time, milliseconds, zone }: CalendarTime): number | undefined {
	const [year, month, day] = date;
	const [hour, minute, second] = time;
	const midnight = Date.UTC(year, month - 1, day);
	const isDay = new Date(midnight).getUTCMonth() === month - 1 && new Date(midnight).getUTCDate() === day;
	const sinceMidnight = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
	// 24:00 is the end of a day (ISO 8601), and nothing is later.
	const isTimeOfDay = minute < 60 && second <= 60 && (hour < 24 || sinceMidnight === DAY_MS);
	const offset = offsetMinutes(zone);
	if (!isDay || !isTimeOfDay || offset === undefined) return undefined;
	const at = midnight + sinceMidnight - offset * 60_000;
	// A leap second is 23:59:60 in UTC (RFC 3339 5.7), which counts as the midnight behind it.
	return second === 60 && (at - milliseconds) % DAY_MS !== 0 ? undefined : at;
}

/** No time zone differs from UTC by more than 14 hours. */
function offsetMinutes(zone: string): number | undefined {
	const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
	if (match === null) return 0;
	const [, sign, hours, minutes = '0'] = match;
	const offset = Number(hours) * 60 + Number(minutes);
	if (Number(minutes) > 59 || offset > 14 * 60) return undefined;
	return sign === '-' ? -offset : offset;
}
