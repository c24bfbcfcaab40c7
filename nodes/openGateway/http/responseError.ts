import { createError, isKnownCode, messageOf, type OpenGatewayError, type Stage } from '../errors';
import { readErrorBody } from './errorBody';
import { canonicalName, codeOf } from './errorCode';
import { codeOfPage } from './firewall';
import { retryAfterSeconds as readRetryAfter } from './retryAfter';

export interface FailedResponse {
	stage: Stage;
	status: number;
	headers: Record<string, string>;
	/** Parsed JSON, or undefined where it was none. */
	body: unknown;
	/** The body as it came. */
	text: string;
	correlator: string;
	/** Takes every secret of the check out of the server's words. */
	redact: (text: string) => string;
	nowMs: number;
}

/** Statuses after which the same request may succeed, where the code says nothing about it. */
const TRANSIENT_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** An HTTP answer that is no success -> the one error. */
export function errorFromResponse(response: FailedResponse): OpenGatewayError {
	const { stage, status, body, text, redact } = response;
	const { codes, texts } = readErrorBody(body, text);
	const retryAfterSeconds = readRetryAfter(response.headers['retry-after'], response.nowMs);
	const shown = codes.map((written) => (isOurWord(written) ? written : safeCode(redact(written))));
	// A code of which a part had to be hidden is still told by its known part.
	const usable = codes.filter((written, index) => canonicalName(written) !== undefined || shown[index] !== null);
	const code =
		codeOfPage(status, text, body !== undefined) ?? codeOf({ stage, status, codes: usable, texts, retryAfterSeconds });
	// Without its full stop, for the sentence goes on in the message and in n8n.
	const words = texts[0] === undefined ? '' : redact(texts[0]).replace(/[.\s]+$/, '');
	return createError({
		stage,
		code,
		httpStatus: status,
		originalCode: shown.find((written) => written !== null) ?? null,
		message: `${messageOf(code)} (status ${status})${words === '' ? '' : `. It says: ${words}`}`,
		retryable: isKnownCode(code) ? undefined : TRANSIENT_STATUS.has(status),
		correlator: response.correlator,
		retryAfterSeconds,
	});
}

/** A name of our tables as it is written there hides nothing. */
function isOurWord(written: string): boolean {
	return canonicalName(written) !== undefined && /^[A-Za-z0-9_-]+$/.test(written);
}

/** A code of one word; anything else in its place is text, which the message has already. */
function safeCode(code: string): string | null {
	return /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? code : null;
}
