import { createError } from '../errors';
import { errorFromNetwork } from '../http/networkError';
import type { AccessContext } from './accessFlow';
import type { AccessToken } from './tokenCache';

export interface TokenWait {
	/** Waits for the token that another check obtains. A wait for consent holds no place in the batch. */
	waitFor(obtaining: Promise<AccessToken>): Promise<AccessToken>;
	/** What is left of Max Consent Wait, in milliseconds. */
	leftMs(): number;
}

/**
 * The waits of one check for tokens of others.
 *
 * @param maxWaitMs Max Consent Wait; infinite where nobody is asked for consent
 */
export function createTokenWait(context: AccessContext, maxWaitMs: number): TokenWait {
	let leftMs = maxWaitMs;

	async function waitFor(obtaining: Promise<AccessToken>): Promise<AccessToken> {
		// All numbers of the run need this token, so there is none to give the place to.
		if (maxWaitMs === Infinity) return waitForToken(context, obtaining, maxWaitMs);
		const startedAtMs = context.clock.monotonicMs();
		try {
			return await context.releaseWhile(() => waitForToken(context, obtaining, leftMs));
		} finally {
			leftMs = Math.max(0, leftMs - (context.clock.monotonicMs() - startedAtMs));
		}
	}

	return { waitFor, leftMs: () => leftMs };
}

/**
 * Waits for a token that another check obtains, by the limits of this one: its cancellation, its Max Consent Wait, and the
 * time of its run where it has not yet sent anything.
 *
 * @param maxWaitMs Max Consent Wait; infinite where nobody is asked for consent
 * @throws what the other check threw; CONSENT_PENDING or NOT_ATTEMPTED at the limit; CANCELLED where this check is cancelled
 */
async function waitForToken(
	{ clock, signal, number, deadlineMs = Infinity }: Pick<AccessContext, 'clock' | 'signal' | 'number' | 'deadlineMs'>,
	obtaining: Promise<AccessToken>,
	maxWaitMs: number,
): Promise<AccessToken> {
	const untilDeadlineMs = number?.isStarted === false ? Math.max(0, deadlineMs - clock.monotonicMs()) : Infinity;
	const limitMs = Math.min(maxWaitMs, untilDeadlineMs);
	const token = await firstOf(obtaining, (stop) => sleepUnlessInfinite(clock, limitMs, stop), signal);
	if (token !== undefined) return token;
	throw untilDeadlineMs < maxWaitMs
		? createError({ stage: 'validation', code: 'NOT_ATTEMPTED', attempted: false })
		: createError({ stage: 'token', code: 'CONSENT_PENDING' });
}

/** Without a limit, the wait ends with its signal only. */
function sleepUnlessInfinite(clock: AccessContext['clock'], milliseconds: number, stop: AbortSignal): Promise<void> {
	if (milliseconds < Infinity) return clock.sleep(milliseconds, stop);
	return new Promise((_resolve, reject) => {
		if (stop.aborted) reject(stop.reason);
		stop.addEventListener('abort', () => reject(stop.reason), { once: true });
	});
}

/** @returns undefined where the limit was first */
async function firstOf(
	obtaining: Promise<AccessToken>,
	limit: (stop: AbortSignal) => Promise<void>,
	signal?: AbortSignal,
): Promise<AccessToken | undefined> {
	const stopper = new AbortController();
	const cancel = () => stopper.abort(signal?.reason);
	if (signal?.aborted === true) cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	const isOver = limit(stopper.signal).then(
		() => undefined,
		(thrown: unknown) => {
			throw errorFromNetwork(thrown, null, signal);
		},
	);
	// If the token comes first, the result of the limit is not used.
	isOver.catch(() => undefined);
	try {
		return await Promise.race([obtaining, isOver]);
	} finally {
		signal?.removeEventListener('abort', cancel);
		stopper.abort();
	}
}
