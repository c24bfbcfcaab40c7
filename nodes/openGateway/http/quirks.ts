/** What an aggregator says in words of its own where CAMARA has a code. */
interface Quirk {
	status: number;
	/** As the server wrote it; null for any, and for none. */
	code: string | null;
	words: RegExp;
	/** The code of CAMARA Commonalities that it stands for. */
	means: string;
}

/**
 * One row a quirk. Orange Playground refuses a number that it does not know as if the client had no right (live capture
 * of 2026-08), and a path that it does not have as a bad request. RapidAPI, in front of Nokia Network as Code, tells a
 * used-up quota by its words alone.
 */
const QUIRKS: Quirk[] = [
	{ status: 403, code: 'FORBIDDEN', words: /\bdoes not exist for\b/i, means: 'IDENTIFIER_NOT_FOUND' },
	{ status: 400, code: 'BAD_REQUEST', words: /\bunhandled path\b/i, means: 'ENDPOINT_NOT_FOUND' },
	{ status: 429, code: null, words: /\bexceeded the (monthly|weekly|daily|hourly) quota\b/i, means: 'QUOTA_EXCEEDED' },
];

/** Characters of a server's text that are looked at. */
const MAX_LENGTH = 500;

/** The code that a response of the roaming API stands for, or null where it is no known quirk. */
export function codeOfQuirk(status: number, code: string | null, text: string | null): string | null {
	const words = (text ?? '').slice(0, MAX_LENGTH);
	const quirk = QUIRKS.find(
		(row) => row.status === status && (row.code === null || row.code === code) && row.words.test(words),
	);
	return quirk?.means ?? null;
}
