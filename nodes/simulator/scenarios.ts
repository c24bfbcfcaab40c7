export type RefusalCode =
	| 'IDENTIFIER_NOT_FOUND'
	| 'INTERNAL'
	| 'PERMISSION_DENIED'
	| 'QUOTA_EXCEEDED'
	| 'SERVICE_NOT_APPLICABLE'
	| 'TOO_MANY_REQUESTS'
	| 'UNAVAILABLE';

/** What the roaming API answers: a status, a CAMARA refusal, or the page of a broken gateway. */
export type RoamingAnswer =
	| { roaming: boolean | null; countryCode?: number; countryName?: string[] }
	| { refusal: RefusalCode; status: number; retryAfterSeconds?: number }
	| 'htmlPage';

export interface Scenario {
	/** The last digits of the number. */
	digits: string;
	/** For the table in the README. */
	summary: string;
	/** With this error the authorize URL refuses. */
	authorizeError?: 'unknown_user_id';
	/** What the token URL answers in place of a token: for so many seconds, or always. */
	tokenError?: { error: 'authorization_pending' | 'slow_down' | 'access_denied'; forSeconds: number };
	answer: RoamingAnswer;
	/** How old the status is, in seconds; `null` where the answer has no `lastStatusTime`. 5 minutes unless given. */
	statusAgeSeconds?: number | null;
}

const HOME: RoamingAnswer = { roaming: false };
const GERMANY: RoamingAnswer = { roaming: true, countryCode: 262, countryName: ['DE'] };
const FRANCE: RoamingAnswer = { roaming: true, countryCode: 208, countryName: ['FR'] };
const SWITZERLAND: RoamingAnswer = { roaming: true, countryCode: 228, countryName: ['CH'] };

/** How long the subscriber takes to consent, and how long the token URL says `slow_down`. */
const SECONDS_TO_CONSENT = 2;
const DAY_SECONDS = 24 * 60 * 60;

/**
 * One row a scenario. A list of arbitrary numbers should give plain answers, so faults are rare: one digit gives a plain
 * answer (1 and 2 as in the mock mode of Telefónica's sandbox), four digits a fault that ends within 10 seconds, six
 * digits one that ends the run or takes longer. All of them fit the British numbers for fiction, +447700900000 to
 * +447700900999 (Ofcom, Numbers for drama).
 */
export const SCENARIOS: Scenario[] = [
	{ digits: '0', summary: 'At home', answer: HOME },
	{ digits: '1', summary: 'Roaming in Germany (MCC 262)', answer: GERMANY },
	{ digits: '2', summary: 'At home', answer: HOME },
	{ digits: '3', summary: 'Roaming, and the network does not say where', answer: { roaming: true } },
	{ digits: '4', summary: 'Roaming in France (MCC 208)', answer: FRANCE },
	{ digits: '5', summary: 'At home', answer: HOME },
	{ digits: '6', summary: 'Roaming in Switzerland (MCC 228), outside the EEA', answer: SWITZERLAND },
	{ digits: '7', summary: 'At home', answer: HOME },
	{ digits: '8', summary: 'At home', answer: HOME },
	{ digits: '9', summary: 'The network does not say whether the phone is roaming', answer: { roaming: null } },
	{
		digits: '0102',
		summary: 'The subscriber consents after 2 seconds; roaming in France (MCC 208)',
		tokenError: { error: 'authorization_pending', forSeconds: SECONDS_TO_CONSENT },
		answer: FRANCE,
	},
	{
		digits: '0106',
		summary: 'The subscriber denies access (access_denied)',
		tokenError: { error: 'access_denied', forSeconds: Infinity },
		answer: HOME,
	},
	{
		digits: '0107',
		summary: 'The operator does not know the number (unknown_user_id)',
		authorizeError: 'unknown_user_id',
		answer: HOME,
	},
	{
		digits: '0124',
		summary: 'Roaming in Germany (MCC 262); the status is 24 hours old',
		answer: GERMANY,
		statusAgeSeconds: DAY_SECONDS,
	},
	{
		digits: '0199',
		summary: 'Roaming in Germany (MCC 262); the status is not dated',
		answer: GERMANY,
		statusAgeSeconds: null,
	},
	{
		digits: '0340',
		summary: 'Roaming in the French Antilles (MCC 340), which five countries share',
		answer: { roaming: true, countryCode: 340, countryName: ['BL', 'GF', 'GP', 'MF', 'MQ'] },
	},
	{
		digits: '0403',
		summary: 'The API refuses the client (403)',
		answer: { refusal: 'PERMISSION_DENIED', status: 403 },
	},
	{
		digits: '0404',
		summary: 'The operator does not manage the number (404)',
		answer: { refusal: 'IDENTIFIER_NOT_FOUND', status: 404 },
	},
	{
		digits: '0422',
		summary: 'The operator does not offer the service for the number (422)',
		answer: { refusal: 'SERVICE_NOT_APPLICABLE', status: 422 },
	},
	{
		digits: '0429',
		summary: 'Asked too often (429 TOO_MANY_REQUESTS, Retry-After 1 second)',
		answer: { refusal: 'TOO_MANY_REQUESTS', status: 429, retryAfterSeconds: 1 },
	},
	{
		digits: '0480',
		summary: 'The token URL says slow_down for 2 seconds; at home',
		tokenError: { error: 'slow_down', forSeconds: SECONDS_TO_CONSENT },
		answer: HOME,
	},
	{ digits: '0500', summary: 'The API has an internal fault (500)', answer: { refusal: 'INTERNAL', status: 500 } },
	{
		digits: '0503',
		summary: 'The API is not available (503, Retry-After 1 second)',
		answer: { refusal: 'UNAVAILABLE', status: 503, retryAfterSeconds: 1 },
	},
	{ digits: '0520', summary: 'A gateway answers with a page in HTML (502)', answer: 'htmlPage' },
	{
		digits: '0901',
		summary: 'Roaming on an international network (MCC 901), which has no country',
		answer: { roaming: true, countryCode: 901, countryName: [] },
	},
	{
		digits: '900105',
		summary: 'The subscriber never consents',
		tokenError: { error: 'authorization_pending', forSeconds: Infinity },
		answer: HOME,
	},
	{
		digits: '900430',
		summary: 'The quota is used up (429 QUOTA_EXCEEDED), which ends the run',
		answer: { refusal: 'QUOTA_EXCEEDED', status: 429 },
	},
];

/** The row whose digits the number ends in; of several the longest. Every last digit has a row. */
export function scenarioOf(phoneNumber: string): Scenario {
	const matching = SCENARIOS.filter(({ digits }) => phoneNumber.endsWith(digits));
	return matching.reduce((longest, scenario) => (scenario.digits.length > longest.digits.length ? scenario : longest));
}
