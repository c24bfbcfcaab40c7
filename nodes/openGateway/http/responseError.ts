import { createError, isKnownCode, messageOf, type OpenGatewayError, type Stage } from '../errors';
import { isRecord } from '../json';
import { codeOfQuirk } from './quirks';

/** Old or OAuth name -> the name of CAMARA Commonalities 0.6 (release notes r0.4.0 to r3.3; RFC 6750 3.1). */
const RENAMED: Record<string, string> = {
	INVALID_INPUT: 'INVALID_ARGUMENT',
	UNAUTHORIZED: 'UNAUTHENTICATED',
	AUTHENTICATION_REQUIRED: 'UNAUTHENTICATED',
	invalid_token: 'UNAUTHENTICATED',
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
	SERVICE_UNAVAILABLE: 'UNAVAILABLE',
};

/** What a status means where the body says nothing usable. */
const CODE_OF_STATUS: Record<number, string> = {
	400: 'INVALID_ARGUMENT',
	401: 'UNAUTHENTICATED',
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
};

/** The authorization server's own words for the same statuses (RFC 6749 5.2). */
const OAUTH_CODE_OF_STATUS: Record<number, string> = { 400: 'invalid_request', 401: 'invalid_client' };

const TRANSIENT_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What a server's error body says, in whichever of the five shapes. */
export interface ErrorBody {
	code: string | null;
	text: string | null;
}

/**
 * Reads OAuth `{error, error_description}`, CAMARA `{status, code, message}` and `{code, message}`, gateways with
 * numeric codes (Orange 40 to 50, Telefónica's sandbox) and Infobip's `requestError.serviceException`. HTML, text and
 * empty bodies give nothing.
 */
export function readErrorBody(body: unknown): ErrorBody {
	if (!isRecord(body)) return { code: null, text: null };
	if (isRecord(body.requestError) && isRecord(body.requestError.serviceException)) {
		const { messageId, text } = body.requestError.serviceException;
		return { code: codeText(messageId), text: plainText(text) };
	}
	// Some gateways nest the whole error: {"error": {"code": …, "message": …}}.
	const inner = isRecord(body.error) ? body.error : body;
	return {
		code: codeText(inner.error) ?? codeText(inner.code),
		text:
			plainText(inner.error_description) ??
			plainText(inner.message) ??
			plainText(inner.description) ??
			plainText(inner.detail),
	};
}

/** True where a body is an error although its status may be 2xx. */
export function isErrorBody(body: unknown): boolean {
	return isRecord(body) && body.error !== undefined && body.error !== null && readErrorBody(body).code !== null;
}

export interface FailedResponse {
	stage: Stage;
	status: number;
	headers: Record<string, string>;
	/** Parsed JSON, or undefined where it was none. */
	body: unknown;
	correlator: string;
	/** Takes every secret of the request out of the server's words. */
	redact: (text: string) => string;
	nowMs: number;
}

/** An HTTP answer that is no success -> the one error. */
export function errorFromResponse(response: FailedResponse): OpenGatewayError {
	const { stage, status } = response;
	const { code: writtenCode, text } = readErrorBody(response.body);
	const originalCode =
		writtenCode === null || isKnown(writtenCode) ? writtenCode : safeCode(response.redact(writtenCode));
	const quirk = stage === 'roaming' ? codeOfQuirk(status, writtenCode, text) : null;
	const code = quirk ?? canonicalCode(stage, status, originalCode);
	// Without its full stop, for the sentence goes on in the message and in n8n.
	const words = text === null ? '' : response.redact(text).replace(/[.\s]+$/, '');
	return createError({
		stage,
		code,
		httpStatus: status,
		originalCode,
		message: `${messageOf(code)} (status ${status})${words === '' ? '' : `. It says: ${words}`}`,
		retryable: isKnownCode(code) ? undefined : TRANSIENT_STATUS.has(status),
		correlator: response.correlator,
		retryAfterSeconds: retryAfterSeconds(response.headers['retry-after'], response.nowMs),
	});
}

function isKnown(code: string): boolean {
	return isKnownCode(RENAMED[code] ?? code);
}

function canonicalCode(stage: Stage, status: number, originalCode: string | null): string {
	if (status >= 300 && status < 400) return 'REDIRECTED';
	if (originalCode !== null) {
		const known = RENAMED[originalCode] ?? originalCode;
		// A 401 of the authorization server is about the client, whatever the gateway in front of it calls it.
		if (status === 401 && stage !== 'roaming' && known === 'UNAUTHENTICATED') return 'invalid_client';
		if (isKnownCode(known)) return known;
		if (/^[A-Z][A-Z0-9_.]{2,60}$/.test(known) || /^[a-z][a-z_]{2,60}$/.test(known)) return known;
	}
	const byStatus = stage === 'roaming' ? undefined : OAUTH_CODE_OF_STATUS[status];
	return (
		byStatus ?? CODE_OF_STATUS[status] ?? (status >= 500 ? 'INTERNAL' : status < 300 ? 'INVALID_RESPONSE' : 'REJECTED')
	);
}

/**
 * `Retry-After` as whole seconds from now; it may be a number of seconds or an HTTP date (RFC 9110 10.2.3).
 * `null` where it is missing or nonsense.
 */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | null {
	const value = header?.trim() ?? '';
	if (/^[0-9]{1,9}$/.test(value)) return Number(value);
	// An HTTP date begins with the name of a day; Date.parse would take much else for a date.
	if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return null;
	const at = Date.parse(value);
	return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1000));
}

function codeText(value: unknown): string | null {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function plainText(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A code of one word; anything else in its place is text, which the message has already. */
function safeCode(code: string): string | null {
	return /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? code : null;
}
