import { createError, OpenGatewayError } from '../errors';
import type { CheckAnswer } from './status';
import type { NumberState, Origin } from './numberState';

/** For how long a subscriber who has not consented is not asked again, and for what. */
export interface ConsentHold {
	origin: Origin;
	purpose: string;
	/** Milliseconds; 0 for not at all. */
	holdMs: number;
}

/** Codes after which a subscriber should not be asked again at once. */
const CONSENT_CODES = new Set([
	'CONSENT_PENDING',
	'expired_token',
	'authorization_pending',
	'slow_down',
	'access_denied',
]);

/** A time that lies further ahead is damaged, not a clock that differs. */
const TOLERATED_SKEW_MS = 5 * 60_000;

/**
 * Until when the subscriber is not asked again: the time of the question plus the present option, so a shorter option also
 * shortens old holds.
 *
 * @returns RFC 3339; null where the subscriber may be asked
 */
export function heldUntil(state: NumberState, { origin, purpose, holdMs }: ConsentHold, nowMs: number): string | null {
	const asked = state.origin === origin ? consentOf(state, purpose) : undefined;
	if (asked === undefined) return null;
	const askedAtMs = Date.parse(asked.askedAt);
	if (askedAtMs > nowMs + TOLERATED_SKEW_MS) return null;
	const untilMs = Math.min(askedAtMs, nowMs) + holdMs;
	return untilMs > nowMs ? new Date(untilMs).toISOString() : null;
}

/**
 * The answer of a number whose subscriber is not to be asked again yet.
 *
 * @returns undefined where the number may be checked
 */
export function heldAnswer(state: NumberState, hold: ConsentHold, nowMs: number): OpenGatewayError | undefined {
	const until = heldUntil(state, hold, nowMs);
	if (until === null) return undefined;
	return createError({
		stage: 'token',
		code: consentOf(state, hold.purpose)?.code ?? 'CONSENT_PENDING',
		hint: `Nothing was sent for this number, since its subscriber is not asked again before ${until}.`,
		retryable: false,
		attempted: false,
	});
}

/** Keeps that a subscriber did not consent, and forgets it once there is an answer. Any other failure changes nothing. */
export function rememberConsent(
	state: NumberState,
	answer: CheckAnswer,
	{ origin, purpose, holdMs }: ConsentHold,
	nowMs: number,
): NumberState {
	if (!(answer instanceof OpenGatewayError)) return state.origin === origin ? withoutConsent(state, purpose) : state;
	// Where nothing was asked, the time runs on.
	if (holdMs === 0 || !answer.attempted || !CONSENT_CODES.has(answer.code)) return state;
	// The simulator asks nobody, and does not replace what is known of a real number.
	if (state.origin === 'network' && origin === 'simulator') return state;
	const known: NumberState = state.origin === origin ? state : { origin };
	const asked = { code: answer.code, askedAt: new Date(nowMs).toISOString() };
	return { ...known, consent: { ...known.consent, [purpose]: asked } };
}

function consentOf({ consent = {} }: NumberState, purpose: string) {
	return Object.hasOwn(consent, purpose) ? consent[purpose] : undefined;
}

function withoutConsent(state: NumberState, purpose: string): NumberState {
	if (consentOf(state, purpose) === undefined) return state;
	const { consent = {}, ...rest } = state;
	const others = Object.entries(consent).filter(([name]) => name !== purpose);
	const left = others.length === 0 ? rest : { ...rest, consent: Object.fromEntries(others) };
	return Object.keys(left).some((key) => key !== 'origin') ? left : {};
}
