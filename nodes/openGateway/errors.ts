import { OWN_CODES, SERVER_CODES, type CodeRow } from './errorCodes';

/** Where in the flow it happened. */
export type Stage = 'validation' | 'authorize' | 'token' | 'roaming' | 'network';

/** What a number without an answer counts as in the output. */
export type UnansweredOutcome = 'unknown' | 'consentPending' | 'notCovered' | 'failed';

export interface OpenGatewayErrorDetails {
	stage: Stage;
	/** `null` where no HTTP answer came. */
	httpStatus: number | null;
	/** Canonical: OAuth codes in lower case as in RFC 6749, all others in upper case as in CAMARA Commonalities. */
	code: string;
	/** As the server wrote it, where it wrote one. */
	originalCode: string | null;
	message: string;
	/** One sentence: what to do. */
	hint: string;
	/** True where the same request may well succeed a little later. */
	retryable: boolean;
	/** The `x-correlator` of the request, by which the operator finds it in its logs. */
	correlator: string | null;
	retryAfterSeconds: number | null;
	/** False where a batch ended before it was this number's turn; nothing was sent for it. */
	attempted: boolean;
	/** True where every further number of the run would fail in the same way, so that none is started. */
	endsRun: boolean;
}

/** The one error of this package. It carries no cause: HTTP libraries hang the request, with its secrets, on theirs. */
export class OpenGatewayError extends Error implements OpenGatewayErrorDetails {
	readonly stage: Stage;
	readonly httpStatus: number | null;
	readonly code: string;
	readonly originalCode: string | null;
	readonly hint: string;
	readonly retryable: boolean;
	readonly correlator: string | null;
	readonly retryAfterSeconds: number | null;
	readonly attempted: boolean;
	readonly endsRun: boolean;

	constructor(details: OpenGatewayErrorDetails) {
		super(details.message);
		this.name = 'OpenGatewayError';
		this.stage = details.stage;
		this.httpStatus = details.httpStatus;
		this.code = details.code;
		this.originalCode = details.originalCode;
		this.hint = details.hint;
		this.retryable = details.retryable;
		this.correlator = details.correlator;
		this.retryAfterSeconds = details.retryAfterSeconds;
		this.attempted = details.attempted;
		this.endsRun = details.endsRun;
	}
}

/** For a `catch` that takes an OpenGatewayError as a result. Anything else is a fault of this package and is thrown again. */
export function rethrowUnlessApiError(thrown: unknown): OpenGatewayError {
	if (thrown instanceof OpenGatewayError) return thrown;
	throw thrown;
}

export interface NewError {
	stage: Stage;
	code: string;
	message?: string | undefined;
	hint?: string | undefined;
	retryable?: boolean | undefined;
	httpStatus?: number | null;
	originalCode?: string | null;
	correlator?: string | null;
	retryAfterSeconds?: number | null;
	attempted?: boolean;
	endsRun?: boolean;
}

/** An error with the sentence, hint and `retryable` of its code's row, each of which may be overridden. */
export function createError(details: NewError): OpenGatewayError {
	const row = rowOf(details.code);
	return new OpenGatewayError({
		stage: details.stage,
		httpStatus: details.httpStatus ?? null,
		code: details.code,
		originalCode: details.originalCode ?? null,
		message: details.message ?? messageOf(details.code),
		hint: details.hint ?? hintOf(details.code),
		retryable: details.retryable ?? row?.retryable ?? false,
		correlator: details.correlator ?? null,
		retryAfterSeconds: details.retryAfterSeconds ?? null,
		attempted: details.attempted ?? true,
		endsRun: details.endsRun ?? row?.endsRun ?? false,
	});
}

/** A setting or option that cannot be used; nothing was sent. Neither text may hold the value. */
export function configurationError(message: string, hint: string): OpenGatewayError {
	return createError({ stage: 'validation', code: 'INVALID_CONFIGURATION', message, hint });
}

/** What happened, in a sentence without full stop. */
export function messageOf(code: string): string {
	return rowOf(code)?.message ?? 'The aggregator rejected the request';
}

/** What to do, in one sentence of our own. */
export function hintOf(code: string): string {
	return rowOf(code)?.hint ?? 'Look up the code in the documentation of the aggregator.';
}

/** What a number that ended in `code` counts as. */
export function outcomeOf(code: string): UnansweredOutcome {
	return rowOf(code)?.outcome ?? 'failed';
}

/** Each code of the tables, for the documentation's test. */
export const KNOWN_CODES = [...Object.keys(SERVER_CODES), ...Object.keys(OWN_CODES)];

/** True where the tables have a row for the code. */
export function isKnownCode(code: string): boolean {
	return rowOf(code) !== undefined;
}

function rowOf(code: string): CodeRow | undefined {
	// A server may write "constructor".
	if (Object.hasOwn(SERVER_CODES, code)) return SERVER_CODES[code];
	return Object.hasOwn(OWN_CODES, code) ? OWN_CODES[code] : undefined;
}
