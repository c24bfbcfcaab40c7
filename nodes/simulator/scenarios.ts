/** How long the made-up subscriber takes to consent, and how long `slow_down` is said. */
const SECONDS_TO_CONSENT = 2;

export type RefusalCode =
	| 'IDENTIFIER_NOT_FOUND'
	| 'INTERNAL'
	| 'PERMISSION_DENIED'
	| 'QUOTA_EXCEEDED'
	| 'SERVICE_NOT_APPLICABLE'
	| 'TOO_MANY_REQUESTS'
	| 'UNAVAILABLE';

/** What the roaming API says: a status, a CAMARA refusal, or the page of a broken gateway. */
export type RoamingAnswer =
	| { roaming: boolean | null; countryCode?: number; countryName?: string[] }
	| { refusal: RefusalCode; status: number; retryAfterSeconds?: number }
	| 'htmlPage';

export interface Scenario {
	/** The last digits of the number. */
	digits: string;
	/** For the table in the README. */
	summary: string;
	/** Where the authorize URL refuses already. */
	authorizeError?: 'unknown_user_id';
	/** What the token URL says before it gives a token: for so many seconds, or for good. */
	tokenError?: { error: 'authorization_pending' | 'slow_down' | 'access_denied'; forSeconds: number };
	answer: RoamingAnswer;
}

const HOME: RoamingAnswer = { roaming: false };

/** One row an ending. 1 and 2 are the rule of Telefónica's sandbox in mock mode; it has no other. */
export const SCENARIOS: Scenario[] = [
	{ digits: '0', summary: 'At home', answer: HOME },
	{
		digits: '1',
		summary: 'Roaming in Germany (MCC 262)',
		answer: { roaming: true, countryCode: 262, countryName: ['DE'] },
	},
	{ digits: '2', summary: 'At home', answer: HOME },
	{ digits: '3', summary: 'Roaming, and the network does not say where', answer: { roaming: true } },
	{
		digits: '4',
		summary: 'The subscriber consents after 2 seconds; roaming in France (MCC 208)',
		tokenError: { error: 'authorization_pending', forSeconds: SECONDS_TO_CONSENT },
		answer: { roaming: true, countryCode: 208, countryName: ['FR'] },
	},
	{
		digits: '5',
		summary: 'The subscriber never consents',
		tokenError: { error: 'authorization_pending', forSeconds: Infinity },
		answer: HOME,
	},
	{
		digits: '6',
		summary: 'The subscriber denies access (access_denied)',
		tokenError: { error: 'access_denied', forSeconds: Infinity },
		answer: HOME,
	},
	{
		digits: '7',
		summary: 'The operator does not know the number (unknown_user_id)',
		authorizeError: 'unknown_user_id',
		answer: HOME,
	},
	{
		digits: '8',
		summary: 'The operator does not offer the service for the number (422)',
		answer: { refusal: 'SERVICE_NOT_APPLICABLE', status: 422 },
	},
	{ digits: '9', summary: 'The network does not say whether the phone is roaming', answer: { roaming: null } },
	{
		digits: '901',
		summary: 'Roaming on an international network (MCC 901), which has no country',
		answer: { roaming: true, countryCode: 901, countryName: [] },
	},
	{
		digits: '340',
		summary: 'Roaming in the French Antilles (MCC 340), which five countries share',
		answer: { roaming: true, countryCode: 340, countryName: ['BL', 'GF', 'GP', 'MF', 'MQ'] },
	},
	{ digits: '403', summary: 'The API refuses the client (403)', answer: { refusal: 'PERMISSION_DENIED', status: 403 } },
	{
		digits: '404',
		summary: 'The operator does not manage the number (404)',
		answer: { refusal: 'IDENTIFIER_NOT_FOUND', status: 404 },
	},
	{
		digits: '429',
		summary: 'Asked too often (429 TOO_MANY_REQUESTS, Retry-After 1 second)',
		answer: { refusal: 'TOO_MANY_REQUESTS', status: 429, retryAfterSeconds: 1 },
	},
	{
		digits: '430',
		summary: 'The quota is used up (429 QUOTA_EXCEEDED)',
		answer: { refusal: 'QUOTA_EXCEEDED', status: 429 },
	},
	{
		digits: '480',
		summary: 'The token URL says slow_down for 2 seconds; at home',
		tokenError: { error: 'slow_down', forSeconds: SECONDS_TO_CONSENT },
		answer: HOME,
	},
	{ digits: '500', summary: 'The API has an internal fault (500)', answer: { refusal: 'INTERNAL', status: 500 } },
	{
		digits: '503',
		summary: 'The API is not available (503, Retry-After 1 second)',
		answer: { refusal: 'UNAVAILABLE', status: 503, retryAfterSeconds: 1 },
	},
	{ digits: '520', summary: 'A gateway answers with a page in HTML (502)', answer: 'htmlPage' },
];

/** The row whose digits the number ends in; of several the longest. Every last digit has a row. */
export function scenarioOf(phoneNumber: string): Scenario {
	const matching = SCENARIOS.filter(({ digits }) => phoneNumber.endsWith(digits));
	return matching.reduce((longest, scenario) => (scenario.digits.length > longest.digits.length ? scenario : longest));
}
