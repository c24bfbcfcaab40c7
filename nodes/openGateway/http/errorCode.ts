import { SERVER_CODES } from '../errorCodes';
import { isKnownCode, type Stage } from '../errors';
import { LONGEST_TEXT } from './errorBody';

/** An HTTP answer that is no success, as far as it tells which code it comes to. */
export interface Refusal {
	stage: Stage;
	status: number;
	/** What stands where a code belongs. */
	codes: string[];
	texts: string[];
	retryAfterSeconds: number | null;
}

/**
 * Another name -> the name of OAuth or of CAMARA Commonalities 0.6 (release notes r0.4.0 to r3.3; RFC 6750 section 3.1).
 * Names are compared without case and punctuation.
 */
const OTHER_NAMES: Record<string, string> = {
	INVALID_INPUT: 'INVALID_ARGUMENT',
	BAD_REQUEST: 'INVALID_ARGUMENT',
	UNAUTHORIZED: 'UNAUTHENTICATED',
	AUTHENTICATION_REQUIRED: 'UNAUTHENTICATED',
	INVALID_CREDENTIALS: 'UNAUTHENTICATED',
	invalid_token: 'UNAUTHENTICATED',
	TOKEN_EXPIRED: 'UNAUTHENTICATED',
	FORBIDDEN: 'PERMISSION_DENIED',
	insufficient_scope: 'PERMISSION_DENIED',
	// The description of 403 in device-roaming-status 0.6.1 has this slip of the pen.
	'3INVALID_TOKEN_CONTEXT': 'INVALID_TOKEN_CONTEXT',
	DEVICE_NOT_FOUND: 'IDENTIFIER_NOT_FOUND',
	DEVICE_IDENTIFIERS_MISMATCH: 'IDENTIFIER_MISMATCH',
	DEVICE_NOT_APPLICABLE: 'SERVICE_NOT_APPLICABLE',
	UNSUPPORTED_DEVICE_IDENTIFIERS: 'UNSUPPORTED_IDENTIFIER',
	UNIDENTIFIABLE_DEVICE: 'MISSING_IDENTIFIER',
	INTERNAL_SERVER_ERROR: 'INTERNAL',
	INTERNAL_ERROR: 'INTERNAL',
	SERVICE_UNAVAILABLE: 'UNAVAILABLE',
	GATEWAY_TIMEOUT: 'TIMEOUT',
	// google.rpc.Code
	RESOURCE_EXHAUSTED: 'TOO_MANY_REQUESTS',
	DEADLINE_EXCEEDED: 'TIMEOUT',
	UNIMPLEMENTED: 'NOT_IMPLEMENTED',
	RATE_LIMIT_EXCEEDED: 'TOO_MANY_REQUESTS',
	dailyLimitExceeded: 'QUOTA_EXCEEDED',
	insufficient_quota: 'QUOTA_EXCEEDED',
	// Apigee, fault codes of its policies
	QuotaViolation: 'QUOTA_EXCEEDED',
	SpikeArrestViolation: 'TOO_MANY_REQUESTS',
	InvalidAccessToken: 'UNAUTHENTICATED',
	AccessTokenExpired: 'UNAUTHENTICATED',
	IPDeniedAccess: 'FIREWALL',
	// AWS
	AccessDeniedException: 'PERMISSION_DENIED',
	ThrottlingException: 'TOO_MANY_REQUESTS',
	TooManyRequestsException: 'TOO_MANY_REQUESTS',
	LimitExceededException: 'QUOTA_EXCEEDED',
	UnrecognizedClientException: 'UNAUTHENTICATED',
	// Gravitee
	RATE_LIMIT_TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
	QUOTA_TOO_MANY_REQUESTS: 'QUOTA_EXCEEDED',
	// Salesforce, GitHub
	invalid_client_id: 'invalid_client',
	invalid_client_credentials: 'invalid_client',
	incorrect_client_credentials: 'invalid_client',
	unknown_client: 'invalid_client',
};

/** WSO2 API Manager, "Error Handling": numbers that mean one thing wherever they stand. */
const NUMBERS: Record<string, string> = {
	'900800': 'QUOTA_EXCEEDED',
	'900801': 'QUOTA_EXCEEDED',
	'900802': 'QUOTA_EXCEEDED',
	'900803': 'QUOTA_EXCEEDED',
	'900804': 'QUOTA_EXCEEDED',
	'900805': 'PERMISSION_DENIED',
	'900806': 'QUOTA_EXCEEDED',
	'900807': 'TOO_MANY_REQUESTS',
};

/** What a status means where the body says nothing usable. */
const CODE_OF_STATUS: Record<number, string> = {
	400: 'INVALID_ARGUMENT',
	401: 'UNAUTHENTICATED',
	402: 'QUOTA_EXCEEDED',
	403: 'PERMISSION_DENIED',
	404: 'ENDPOINT_NOT_FOUND',
	405: 'METHOD_NOT_ALLOWED',
	406: 'NOT_ACCEPTABLE',
	408: 'REQUEST_TIMEOUT',
	409: 'CONFLICT',
	410: 'GONE',
	415: 'UNSUPPORTED_MEDIA_TYPE',
	429: 'TOO_MANY_REQUESTS',
	500: 'INTERNAL',
	501: 'NOT_IMPLEMENTED',
	502: 'BAD_GATEWAY',
	503: 'UNAVAILABLE',
	504: 'TIMEOUT',
	// Cloudflare's own, for a server behind it that does not answer as it should.
	520: 'BAD_GATEWAY',
	521: 'BAD_GATEWAY',
	522: 'TIMEOUT',
	523: 'BAD_GATEWAY',
	524: 'TIMEOUT',
};

/** The authorization server's own words for the same statuses (RFC 6749 section 5.2). */
const OAUTH_CODE_OF_STATUS: Record<number, string> = { 400: 'invalid_request', 401: 'invalid_client' };

interface Meaning {
	stages?: Stage[];
	statuses?: number[];
	/** The code that the answer seems to have. */
	codes?: string[];
	/** Matched with codes and sentences, each on a line. */
	says?: RegExp;
	saysNot?: RegExp;
	/** Whether a `Retry-After` of at most a minute speaks against it. */
	notForAMinute?: true;
	/** What it means. */
	means: string;
}

const OAUTH: Stage[] = ['authorize', 'token'];

const BLAMES_CLIENT = new RegExp(
	[
		'\\b(?:invalid|unknown|wrong|bad|missing|incorrect|unrecognized)[ _]client(?:[ _-]?(?:id|identifier|secret|credentials?|authentication|assertion))?\\b',
		'\\bclient[ _-]?(?:id|identifier|secret|credentials?|authentication|assertion)\\b.{0,40}\\b(?:invalid|unknown|missing|required|incorrect|wrong|expired|fail|failed|mismatch|not match)',
		'\\b(?:client|application)\\b.{0,60}\\bnot (?:be )?(?:found|identified|registered|recognized|known|authenticated|exist)',
	].join('|'),
	'i',
);
/** About the request that the client made, not about the client. */
const BLAMES_REQUEST = /auth_req_id|auth req id|authentication request/i;

const QUOTA = new RegExp(
	[
		// Tyk, MuleSoft, Gravitee, Apigee, Google
		'\\bquota\\b.{0,40}\\b(?:exceeded|exhausted|reached|used up|violation)\\b',
		// Azure, RapidAPI, WSO2
		'\\b(?:exceeded|out of|over|reached|insufficient)\\b.{0,40}\\bquota\\b',
		// AWS API Gateway: "Limit Exceeded" is the quota of a usage plan, "Too Many Requests" its rate.
		'^limit exceeded$',
		'\\b(?:daily|weekly|monthly|yearly|annual)\\b.{0,30}\\b(?:limit|quota|allowance)\\b',
		// Vonage
		'\\b(?:not (?:have )?enough|insufficient|out of)\\b.{0,20}\\b(?:credit|credits|balance|funds)\\b',
		'\\b(?:balance|credit)\\b.{0,20}\\b(?:low|exhausted|insufficient|used up)\\b',
	].join('|'),
	'im',
);
/** A limit that is over in a minute (Google counts a "quota" per minute). */
const RATE = /\bper (?:second|minute)|\bburst\b|\bspike\b|\bconcurren/i;

/** The right word or status in another meaning. The first row that fits decides. */
const MEANINGS: Meaning[] = [
	// 511 is the login page of a network (RFC 6585 section 6).
	{ statuses: [407, 511], means: 'PROXY_AUTHENTICATION_REQUIRED' },

	// Keycloak's unauthorized_client, Auth0's access_denied, UAA's unauthorized: with 401 it is the client (RFC 6749 section 5.2).
	{
		stages: OAUTH,
		statuses: [401],
		codes: ['unauthorized_client', 'access_denied', 'invalid_request', 'UNAUTHENTICATED', 'PERMISSION_DENIED'],
		means: 'invalid_client',
	},
	// Keycloak before 20: 400 and 403.
	{
		stages: OAUTH,
		codes: ['unauthorized_client', 'invalid_request', 'PERMISSION_DENIED'],
		says: BLAMES_CLIENT,
		saysNot: BLAMES_REQUEST,
		means: 'invalid_client',
	},
	// No token request names a phone number.
	{ stages: ['token'], codes: ['NOT_FOUND'], means: 'ENDPOINT_NOT_FOUND' },

	// CIBA's word belongs to the token URL; AWS writes it where it throttles.
	{ stages: ['authorize', 'roaming'], codes: ['slow_down'], means: 'TOO_MANY_REQUESTS' },
	// The API speaks of the token; subscribers deny and requests expire at the authorization server.
	{ stages: ['roaming'], codes: ['access_denied'], means: 'PERMISSION_DENIED' },
	{ stages: ['roaming'], codes: ['expired_token', 'invalid_grant'], means: 'UNAUTHENTICATED' },
	// Orange Playground: a number that is none of its test numbers.
	{
		stages: ['roaming'],
		statuses: [403],
		codes: ['PERMISSION_DENIED'],
		says: /\bdoes not exist for\b/i,
		means: 'IDENTIFIER_NOT_FOUND',
	},

	// AWS API Gateway and Orange Playground: a path that they do not know.
	{ statuses: [403], says: /^missing authentication token$/im, means: 'ENDPOINT_NOT_FOUND' },
	{ statuses: [400], says: /\bunhandled path\b/i, means: 'ENDPOINT_NOT_FOUND' },

	{ statuses: [402, 403, 429, 503], says: QUOTA, saysNot: RATE, notForAMinute: true, means: 'QUOTA_EXCEEDED' },
];

/** A quota whose end is this near is a rate; it does not end a run. */
const A_MINUTE = 60;

/** The code of an answer that is no success: canonical where it is known, else the server's, if it is a word. */
export function codeOf(refusal: Refusal): string {
	const { status, codes } = refusal;
	if (status >= 300 && status < 400) return 'REDIRECTED';
	const seeming = namedCode(codes) ?? numberedCode(refusal) ?? unknownCode(codes) ?? codeOfStatus(refusal);
	const words = [...codes, ...refusal.texts].join('\n').slice(0, LONGEST_TEXT);
	return MEANINGS.find((meaning) => fits(meaning, refusal, seeming, words))?.means ?? seeming;
}

/** The canonical name of what a server wrote as its code; undefined where it is unknown. */
export function canonicalName(written: string): string | undefined {
	if (Object.hasOwn(SERVER_CODES, written)) return written;
	// What a prefix such as `DEVICE_STATUS.` qualifies stands behind its dot (CAMARA Design Guide r4.2 section 3.2).
	const name = written.slice(written.lastIndexOf('.') + 1);
	// Not "NotFound", with which web servers and clouds mean the path.
	if (name.toLowerCase() === 'not_found') return 'NOT_FOUND';
	return CANONICAL.get(plain(name));
}

const CANONICAL = new Map<string, string>([
	...Object.keys(SERVER_CODES)
		.filter((code) => code !== 'NOT_FOUND')
		.map((code): [string, string] => [plain(code), code]),
	...Object.entries(OTHER_NAMES).map(([name, code]): [string, string] => [plain(name), code]),
]);

/** Without case and punctuation. */
function plain(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function namedCode(codes: string[]): string | undefined {
	return codes.map(canonicalName).find((code) => code !== undefined);
}

function numberedCode({ codes, retryAfterSeconds }: Refusal): string | undefined {
	const code = codes.map((written) => NUMBERS[written]).find((known) => known !== undefined);
	return code === 'QUOTA_EXCEEDED' && isAMinute(retryAfterSeconds) ? 'TOO_MANY_REQUESTS' : code;
}

function isAMinute(retryAfterSeconds: number | null): boolean {
	return retryAfterSeconds !== null && retryAfterSeconds <= A_MINUTE;
}

/** A word of one API that is in no list. One of our own codes means something else when a server writes it. */
function unknownCode(codes: string[]): string | undefined {
	return codes.find((code) => /^(?:[A-Z][A-Z0-9_.]{2,59}|[a-z][a-z_]{2,59})$/.test(code) && !isKnownCode(code));
}

function codeOfStatus({ stage, status }: Refusal): string {
	const byStatus = stage === 'roaming' ? undefined : OAUTH_CODE_OF_STATUS[status];
	return (
		byStatus ?? CODE_OF_STATUS[status] ?? (status >= 500 ? 'INTERNAL' : status < 300 ? 'INVALID_RESPONSE' : 'REJECTED')
	);
}

function fits(meaning: Meaning, refusal: Refusal, seeming: string, words: string): boolean {
	const { stages, statuses, codes, says, saysNot, notForAMinute } = meaning;
	return (
		stages?.includes(refusal.stage) !== false &&
		statuses?.includes(refusal.status) !== false &&
		codes?.includes(seeming) !== false &&
		says?.test(words) !== false &&
		saysNot?.test(words) !== true &&
		!(notForAMinute === true && isAMinute(refusal.retryAfterSeconds))
	);
}
