import type { CheckAnswer } from './answer';
import { configurationError, createError, OpenGatewayError } from '../errors';
import { isRecord } from '../json';

/** What is remembered of a number from one run to the next; made of what JSON can hold, to be stored anywhere. */
export interface NumberState {
	/** The last certain answer; missing where there was none. */
	roaming?: boolean;
	/** MCC, while roaming. */
	countryCode?: number | null;
	/** ISO 3166-1 alpha-2, while roaming. */
	countryName?: string[];
	/** RFC 3339, of that answer. */
	checkedAt?: string;
	/** Why the subscriber is not asked again for a while: a code such as CONSENT_PENDING or access_denied. */
	consentCode?: string;
	/** RFC 3339: until then. */
	heldUntil?: string;
}

const HOW_TO_STORE = 'Store the field "state" of an earlier result there, as it is or as JSON text, or leave it empty.';

/**
 * Reads what somebody stored: an object, or JSON text as databases and sheets give it back.
 *
 * @returns an empty state where nothing is stored yet
 * @throws OpenGatewayError of stage `validation` where it is something else
 */
export function readNumberState(stored: unknown): NumberState {
	if (stored === undefined || stored === null || stored === '') return {};
	const value = typeof stored === 'string' ? parseJson(stored) : stored;
	if (!isRecord(value)) throw unreadable();
	const { roaming, countryCode, countryName, checkedAt, consentCode, heldUntil } = value;
	const known: NumberState = {};
	if (typeof roaming === 'boolean' && isTime(checkedAt)) {
		Object.assign(known, { roaming, checkedAt });
		if (roaming) {
			known.countryCode = typeof countryCode === 'number' ? countryCode : null;
			known.countryName = Array.isArray(countryName) ? countryName.filter((name) => typeof name === 'string') : [];
		}
	}
	if (typeof consentCode === 'string' && isTime(heldUntil)) Object.assign(known, { consentCode, heldUntil });
	if (Object.keys(known).length === 0 && Object.keys(value).length > 0) throw unreadable();
	return known;
}

/** Codes after which a subscriber should not be asked again at once. */
const CONSENT_CODES = new Set([
	'CONSENT_PENDING',
	'expired_token',
	'authorization_pending',
	'slow_down',
	'access_denied',
]);

/**
 * The answer of a number that is not to be asked again yet.
 *
 * @returns undefined where it may be asked
 */
export function heldAnswer({ consentCode, heldUntil }: NumberState, nowMs: number): OpenGatewayError | undefined {
	if (consentCode === undefined || heldUntil === undefined || Date.parse(heldUntil) <= nowMs) return undefined;
	return createError({
		stage: 'token',
		code: consentCode,
		hint: `Nothing was sent for this number, since its subscriber is not asked again before ${heldUntil}.`,
		retryable: false,
		attempted: false,
	});
}

/**
 * The state of a number whose consent is missing, for so long as it is not to be asked again.
 *
 * @param holdMs 0 is not at all
 */
export function rememberConsent(known: NumberState, answer: CheckAnswer, holdMs: number, nowMs: number): NumberState {
	// Held already: nothing was asked this time, so the time runs on.
	if (answer instanceof OpenGatewayError && !answer.attempted) return known;
	const rest = { ...known };
	delete rest.consentCode;
	delete rest.heldUntil;
	if (!(answer instanceof OpenGatewayError) || holdMs === 0 || !CONSENT_CODES.has(answer.code)) return rest;
	return { ...rest, consentCode: answer.code, heldUntil: new Date(nowMs + holdMs).toISOString() };
}

function isTime(value: unknown): value is string {
	return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Not JSON is told like any other thing that is no state.
		return undefined;
	}
}

function unreadable(): OpenGatewayError {
	return configurationError('What is stored in "Last State" is not a state that this node gave', HOW_TO_STORE);
}
