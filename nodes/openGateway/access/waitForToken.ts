import { createError } from '../errors';
import { errorFromNetwork } from '../http/networkError';
import type { CibaContext } from './ciba';
import type { AccessToken } from './tokenCache';

/**
 * Waits for a token that another check obtains, by the limits of this one, and without holding a place in its batch.
 *
 * @param maxWaitMs of this check
 * @throws what the other check threw; CONSENT_PENDING at the limit, CANCELLED where this check is cancelled
 */
export async function waitForToken(
	{ clock, signal, releaseWhile }: Pick<CibaContext, 'clock' | 'signal' | 'releaseWhile'>,
	obtaining: Promise<AccessToken>,
	maxWaitMs: number,
): Promise<AccessToken> {
	let token: AccessToken | undefined;
	await releaseWhile(async () => {
		token = await firstOf(obtaining, (stop) => clock.sleep(maxWaitMs, stop), signal);
	});
	if (token === undefined) throw createError({ stage: 'token', code: 'CONSENT_PENDING' });
	return token;
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
	// Where the token is first, nobody asks any more what became of the limit.
	isOver.catch(() => undefined);
	try {
		return await Promise.race([obtaining, isOver]);
	} finally {
		signal?.removeEventListener('abort', cancel);
		stopper.abort();
	}
}
