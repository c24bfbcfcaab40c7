import type { Clock } from './transport';

/** What a limit does about a response. */
export type Reaction = 'none' | 'slowDown' | 'undo';

/**
 * Tells refusals that slowing down prevents from those that come at any speed, for example for some subscribers or at
 * random. Only the former are a reason to slow down and to pause.
 */
export interface Refusals {
	/** A request was accepted. @param sentAtMs when it was sent */
	onAccepted(sentAtMs: number): Reaction;
	/**
	 * A request was refused.
	 *
	 * @param sentAtMs when it was sent
	 * @param retryAfterSeconds 0 without a `Retry-After`
	 */
	onRefused(sentAtMs: number, retryAfterSeconds: number): Reaction;
	/** Share of the last responses that was refused, from 0 to 1. */
	share(): number;
	/** Whether the effect of a slow-down is being measured. */
	isMeasuring(): boolean;
	/** Whether slowing down was started, and it is not yet known if it helps. */
	isTrying(): boolean;
	/** Whether hardly any request was refused after the last slow-down. */
	hasHelped(): boolean;
	/** No request should be sent before this time, by the monotonic clock. */
	pausedUntilMs(): number;
}

/** Responses over which a share is measured. */
const MEASURED_RESPONSES = 50;
/** Up to so many refusals among these responses say nothing about the speed. */
const TOLERATED = 2;
/**
 * After so many slow-downs in a row that did not lower the share, refusals have nothing to do with the speed. It takes
 * more of them once that has turned out to be wrong.
 */
const MAX_INEFFECTIVE = { first: 2, later: 4 };
/**
 * A slow-down did not help once so many requests were refused after it. It helped if that does not happen within so many
 * responses: at 5 % of refusals at random, fewer responses would often have too few refusals to tell.
 */
const TRIAL = { refused: 3, responses: 100 };
/** Up to so many refusals in a whole trial are few enough for an effective slow-down. */
const MAX_REFUSED_WHEN_EFFECTIVE = 1;
/** A slow-down helped where no more than this share is left, whatever it was before. */
const TOLERATED_SHARE = 0.03;
/** The share counts as lowered when less than this part of it remains. */
const LOWERED = 0.25;
/** Where more than this share is refused, slowing down goes on. */
const MOST = 0.5;
/**
 * Where more than this share is refused after a slow-down, it is never given up as useless, and once so many were refused,
 * another follows: the other processes that share a limit may leave little to one of them, at any speed.
 */
const MANY = { share: 0.3, refused: 5 };
/** Up to this share of refusals, only the refused numbers wait for their `Retry-After`, once there were two slow-downs. */
const FEW = 0.1;
/** Refusals that have nothing to do with the speed are looked at again when their share has risen by this much. */
const RISE = 0.2;
/** They are looked at again after so long in any case, in milliseconds, each time twice as long: a limit of rate may have come. */
const LOOK_AGAIN_MS = 300_000;
/** Pause after a refusal without `Retry-After`, in milliseconds. */
const PAUSE_MS = 300;

interface Count {
	responses: number;
	refused: number;
}

/**
 * @param settleMs how long after a slow-down its effect shows, in milliseconds; responses to requests sent before are
 *   not counted
 */
export function createRefusals(clock: Pick<Clock, 'monotonicMs'>, settleMs: number): Refusals {
	const recent: boolean[] = [];
	let pausedUntilMs = -Infinity;
	let slowedAtMs = -Infinity;
	let pausedAtMs = -Infinity;
	/** Since the last slow-down. */
	let since: Count = { responses: 0, refused: 0 };
	/** Measures whether slowing down lowers the share. Until then the speed stays, unless most are refused. */
	let trial: (Count & { before: number; startedAtMs: number }) | undefined;
	let ineffective = 0;
	let maxIneffective = MAX_INEFFECTIVE.first;
	let slowDowns = 0;
	let hasHelped = false;
	/** Refusals that have nothing to do with the speed: their share, and when they are looked at again. */
	let unrelated: { share: number; untilMs: number } | undefined;
	let lookAgainMs = LOOK_AGAIN_MS;

	const refusedCount = () => recent.filter((refused) => refused).length;
	const share = () => refusedCount() / Math.max(1, recent.length);
	const isMeasured = () => recent.length === MEASURED_RESPONSES;
	const shareOf = ({ responses, refused }: Count) => refused / responses;
	const add = (count: Count, refused: boolean) => {
		count.responses += 1;
		if (refused) count.refused += 1;
	};

	/** A few numbers may be refused for reasons of their own. The first responses show only whether most are refused. */
	function isTolerated(): boolean {
		return refusedCount() <= TOLERATED || (!isMeasured() && share() <= MOST);
	}

	/** @returns whether it has turned out that slowing down does not help */
	function record(refused: boolean, sentAtMs: number): boolean {
		recent.push(refused);
		if (recent.length > MEASURED_RESPONSES) recent.shift();
		if (unrelated !== undefined && refused && isMeasured()) {
			const hasRisen = share() > unrelated.share + RISE;
			if (hasRisen) maxIneffective = MAX_INEFFECTIVE.later;
			if (hasRisen || clock.monotonicMs() >= unrelated.untilMs) unrelated = undefined;
		}
		if (sentAtMs >= slowedAtMs) add(since, refused);
		if (trial === undefined) return false;
		if (sentAtMs < slowedAtMs + settleMs) {
			// Most of what is too fast is refused only now.
			trial.before = Math.max(trial.before, share());
			return false;
		}
		if (trial.responses === 0) trial.startedAtMs = clock.monotonicMs();
		add(trial, refused);
		const after = shareOf(trial);
		const isLowered = after < Math.max(TOLERATED_SHARE, trial.before * LOWERED);
		const isIneffective = trial.refused >= TRIAL.refused && !isLowered && after <= MANY.share;
		// A limit that counts in windows takes everything at the beginning of one.
		const isLong = trial.responses >= TRIAL.responses && clock.monotonicMs() >= trial.startedAtMs + settleMs;
		if (!isIneffective && !isLong) return false;
		hasHelped = trial.refused <= MAX_REFUSED_WHEN_EFFECTIVE;
		if (isIneffective) ineffective += 1;
		else if (hasHelped) ineffective = 0;
		trial = undefined;
		if (ineffective < maxIneffective) return false;
		unrelated = { share: after, untilMs: clock.monotonicMs() + lookAgainMs };
		lookAgainMs *= 2;
		ineffective = 0;
		pausedUntilMs = -Infinity;
		return true;
	}

	function pause(retryAfterSeconds: number): void {
		if (retryAfterSeconds > 0 && slowDowns > 1 && share() <= FEW) return;
		pausedAtMs = clock.monotonicMs();
		const pauseMs = retryAfterSeconds > 0 ? retryAfterSeconds * 1000 : PAUSE_MS;
		pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + pauseMs);
	}

	return {
		share,
		isMeasuring: () => trial !== undefined,
		hasHelped: () => hasHelped,
		isTrying: () => trial !== undefined || ineffective > 0,
		pausedUntilMs: () => pausedUntilMs,
		onAccepted: (sentAtMs) => (record(false, sentAtMs) ? 'undo' : 'none'),
		onRefused: (sentAtMs, retryAfterSeconds) => {
			if (record(true, sentAtMs)) return 'undo';
			if (unrelated !== undefined) return 'none';
			if (isTolerated()) {
				if (pausedAtMs === -Infinity || (retryAfterSeconds > 0 && sentAtMs <= pausedAtMs)) pause(retryAfterSeconds);
				return 'none';
			}
			const mostAreRefused = shareOf(since) > MOST;
			// It was sent before or right after the others were slowed down, so it says little about the lower speed.
			if (sentAtMs < slowedAtMs + settleMs) {
				if (retryAfterSeconds > 0 || mostAreRefused) pause(retryAfterSeconds);
				return 'none';
			}
			const mayGoOn = trial === undefined || (trial.refused >= MANY.refused && shareOf(trial) > MANY.share);
			if (!mostAreRefused && !mayGoOn) return 'none';
			hasHelped = false;
			trial = { responses: 0, refused: 0, before: share(), startedAtMs: Infinity };
			since = { responses: 0, refused: 0 };
			slowedAtMs = clock.monotonicMs();
			slowDowns += 1;
			pause(retryAfterSeconds);
			return 'slowDown';
		},
	};
}
