import type { IDataObject } from 'n8n-workflow';
import { createNumberLookup } from '../sandbox/numberLookup';
import type { Override, Sandbox } from '../sandbox/sandbox';
import {
	checkList as checkListWith,
	CONNECTIONS,
	faultOf,
	MAX_ATTEMPTS,
	STAGES,
	startWatched,
	type ReceivedRequest,
	type Connection,
	type FaultName,
	type Requests,
	type Stage,
} from './faults';
import { sandboxCredential } from './runNode';

export const ONE_EACH: Requests = [1, 1, 1];

/**
 * Seconds for which a busy token URL is asked again. Just less than three of the sandbox's intervals of 2: that is time
 * for three requests, and with a Retry-After of 3 for two, even where the computer is slow.
 */
const MAX_CONSENT_WAIT = 5.9;
/**
 * Seconds; longer than the node waits without it: up to half a second (backoff), up to 2 after a first refusal (rate of the
 * host), and 2 between two requests to the token URL (the sandbox's interval).
 */
export const RETRY_AFTER: Record<Stage, number> = { authorize: 3, token: 3, roaming: 1 };

/** The expected result of a fault in the flow CIBA. */
interface Expected {
	retryable: boolean;
	/** Whether the run ends, and numbers that are not started yet are returned unchecked. */
	endsTheRun?: true;
	/**
	 * Where each request meets the fault: how often that request is sent, or all requests of the number, and the code of the
	 * item.
	 */
	lasting: Record<Stage, [requests: number | Requests, code: string]>;
	/** Where only the first request meets the fault and a retry helps: all requests of the number. */
	passing?: Partial<Record<Stage, Requests>>;
}

const inAllStages = (requests: number, code: string): Expected['lasting'] => ({
	authorize: [requests, code],
	token: [requests, code],
	roaming: [requests, code],
});
/** A token URL that is busy is polled until the wait for consent is over, however few attempts there are. */
const busy = (code: string, polls: number): Expected => ({
	retryable: true,
	lasting: { authorize: [MAX_ATTEMPTS, code], token: [polls, code], roaming: [MAX_ATTEMPTS, code] },
	passing: { authorize: [2, 1, 1], token: [1, 2, 1], roaming: [1, 1, 2] },
});
/** An authorization request is not sent again where its result is unknown. */
const lost = (code: string): Expected => ({
	retryable: true,
	lasting: { authorize: [1, code], token: [2, code], roaming: [MAX_ATTEMPTS, code] },
	passing: { token: [1, 2, 1], roaming: [1, 1, 2] },
});
/** The token was in the half that was not received, and its auth_req_id is used up: a second one is requested. */
const TOKEN_LOST: Requests = [2, 3, 1];
/** A wrong body under status 200 is not requested again. */
const unreadable: Expected = {
	retryable: false,
	lasting: { authorize: [1, 'INVALID_RESPONSE'], token: [1, 'MISSING_ACCESS_TOKEN'], roaming: [1, 'INVALID_RESPONSE'] },
};

const EXPECTED: Record<FaultName, Expected> = {
	'status 429 with Retry-After in seconds': busy('TOO_MANY_REQUESTS', 2),
	'status 429 with Retry-After as a date': busy('TOO_MANY_REQUESTS', 2),
	'no answer': lost('TIMED_OUT'),
	'a reset before the answer': lost('CONNECTION_RESET'),
	'half an answer and no more': { ...lost('TIMED_OUT'), passing: { token: TOKEN_LOST, roaming: [1, 1, 2] } },
	'a reset in mid-body': { ...lost('CONNECTION_RESET'), passing: { token: TOKEN_LOST, roaming: [1, 1, 2] } },
	'JSON that breaks off': unreadable,
	'JSON of another shape': unreadable,
	'an error under status 200': {
		retryable: false,
		lasting: {
			authorize: [1, 'unauthorized_client'],
			token: [1, 'unauthorized_client'],
			roaming: [1, 'PERMISSION_DENIED'],
		},
	},
	'status 200 without a body': unreadable,
	'status 401': {
		retryable: false,
		// A token that is refused is replaced once.
		lasting: {
			authorize: [1, 'invalid_client'],
			token: [1, 'invalid_client'],
			roaming: [[2, 2, 2], 'UNAUTHENTICATED'],
		},
		passing: { roaming: [2, 2, 2] },
	},
	'status 403': { retryable: false, lasting: inAllStages(1, 'PERMISSION_DENIED') },
	'status 500': {
		retryable: true,
		lasting: { authorize: [1, 'INTERNAL'], token: [1, 'INTERNAL'], roaming: [MAX_ATTEMPTS, 'INTERNAL'] },
		passing: { roaming: [1, 1, 2] },
	},
	'status 502 with a page in HTML': {
		retryable: true,
		lasting: {
			authorize: [1, 'BAD_GATEWAY'],
			token: [2, 'BAD_GATEWAY'],
			roaming: [MAX_ATTEMPTS, 'BAD_GATEWAY'],
		},
		passing: { roaming: [1, 1, 2] },
	},
	'status 429 without Retry-After': busy('TOO_MANY_REQUESTS', 3),
	'status 429 because the quota is used up': {
		retryable: false,
		endsTheRun: true,
		lasting: inAllStages(1, 'QUOTA_EXCEEDED'),
	},
	'status 503': busy('UNAVAILABLE', 3),
	'a redirect to another origin': { retryable: false, lasting: inAllStages(1, 'REDIRECTED') },
};
export const FAULTS = Object.entries(EXPECTED).map(([name, expected]) => ({
	name,
	fault: { ...faultOf(name as FaultName), ...expected },
}));

const PATHS = new Map<string, Stage>([
	['/bc-authorize', 'authorize'],
	['/token', 'token'],
	['/device-roaming-status/v1/retrieve', 'roaming'],
]);

/** The simulator. The number of each request is known by its login_hint, or by what was issued for the number. */
export function startWatchedSandbox(
	overrideFor: (receivedRequest: ReceivedRequest) => Override | undefined = () => undefined,
) {
	const { phoneNumberOf, remember } = createNumberLookup();
	return startWatched(
		{ paths: PATHS, phoneNumberOf, answer: (request, simulator) => remember(phoneNumberOf(request), simulator()) },
		overrideFor,
	);
}

/** Runs the node on the list. */
export function checkList(
	sandbox: Sandbox,
	connection: Connection,
	{ urls = {}, options = {} }: { urls?: Record<string, string>; options?: IDataObject } = {},
): Promise<IDataObject[]> {
	const credential = { ...sandboxCredential(sandbox), ...urls };
	return checkListWith(credential, { connection, maxConsentWait: MAX_CONSENT_WAIT, ...options });
}

/** The URL of one stage, at another origin. */
export function atOrigin(sandbox: Sandbox, stage: Stage, origin: string): Record<string, string> {
	const field = `${stage}Url`;
	const { pathname } = new URL(String(sandboxCredential(sandbox)[field]));
	return { [field]: `${origin}${pathname}` };
}

export const hostCases = CONNECTIONS.flatMap((connection) => STAGES.map((stage) => ({ connection, stage })));
