/** The fields of a result, in the order in which a person reads them. Every key is always present. */
export const RESULT_FIELDS = [
	'phoneNumber',
	'roaming',
	'outcome',
	'simulated',
	'country',
	'countryLabel',
	'isEea',
	'countryCode',
	'countryName',
	'lastStatusTime',
	'statusAgeSeconds',
	'checkedAt',
	'warning',
	'correlator',
] as const;

export type ResultField = (typeof RESULT_FIELDS)[number];

/** Left out by 'Simplify': what the others say in a shorter form, and what only an operator's support needs. */
const LEFT_OUT = new Set<string>(['countryCode', 'countryName', 'lastStatusTime', 'correlator']);

/** What a number without an answer has beside the others. */
export const ERROR_FIELDS = ['code', 'stage', 'httpStatus', 'message', 'hint', 'retryable', 'attempted'] as const;

/**
 * Which fields an item gets: all, those of 'Simplify', or those that were selected for a tool. What an operation or an
 * option adds belongs to each choice, and so does what a number without an answer carries.
 */
export type FieldChoice = 'raw' | 'simplified' | readonly string[];

/** @param isUnanswered whether the number has no answer; its correlator stays, since hints ask to send it */
export function chooseFields<Value>(
	fields: Record<string, Value>,
	choice: FieldChoice,
	isUnanswered: boolean,
): Record<string, Value> {
	if (choice === 'raw') return fields;
	const isKept = (name: string) => {
		if (isUnanswered && name === 'correlator') return true;
		if (!(RESULT_FIELDS as readonly string[]).includes(name)) return true;
		return choice === 'simplified' ? !LEFT_OUT.has(name) : choice.includes(name);
	};
	return Object.fromEntries(Object.entries(fields).filter(([name]) => isKept(name)));
}
