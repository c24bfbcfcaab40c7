import { isRecord } from '../openGateway/json';
import { OPAQUE_REDIRECT, type Clock, type HttpResponse, type Transport } from '../openGateway/http/transport';
import { createDeadlines } from './deadlines';
import { nextEventLoopTurn } from './eventLoopTurn';
import { createPacer } from './pacer';

/** What n8n offers to clients with a way of their own to the network (n8n 2.30, `helpers.getSecureEgressFilter`). */
export interface EgressFilter {
	validateUrl(url: string): Promise<{ ok: true } | { ok: false; error: Error }>;
}

/**
 * Whoever follows a redirect takes the Authorization header along. `manual` would do as well, and show its status; but
 * only with these two together does fetch send the body itself and not a clone of it (Fetch standard,
 * HTTP-network-or-cache fetch; undici 7.29, lib/web/fetch/index.js), which is felt in a long list.
 */
const REFUSE_REDIRECTS = { redirect: 'error', window: null } as const;

/**
 * The door to the network that keeps connections open: Node's `fetch`, where n8n's helper opens a new TLS connection for
 * each request (n8n-core 2.41). It knows nothing of n8n's proxy settings, and asks n8n's egress rules once for each
 * URL. Certificates are always verified.
 *
 * @param egressFilter undefined on an n8n that has none to offer
 */
export function createKeepAliveTransport(clock: Clock, egressFilter: EgressFilter | undefined): Transport {
	const deadlines = createDeadlines(clock);
	const laterTurn = createPacer(nextEventLoopTurn);
	const permitted = new Set<string>();

	/** A permission holds for the run; a refusal does not, since it may have been a name server that was out of reach. */
	async function permit(url: string): Promise<void> {
		if (permitted.has(url)) return;
		const verdict = await egressFilter?.validateUrl(url);
		if (verdict?.ok === false) throw verdict.error;
		permitted.add(url);
	}

	return async ({ method, url, headers, body, timeoutMs }, cancel) => {
		await permit(url);
		const response = await deadlines.within(timeoutMs, cancel, async (signal) => {
			const response = await fetch(url, { method, headers, body, signal, ...REFUSE_REDIRECTS }).catch(asRedirect);
			if (!(response instanceof Response)) return response;
			// The one header that is read; all of them would have to be sorted and copied.
			const retryAfter = response.headers.get('retry-after');
			const read: Record<string, string> = retryAfter === null ? {} : { 'retry-after': retryAfter };
			// The body is part of what must come in time.
			return { status: response.status, headers: read, body: await response.text() };
		});
		// Until then the connection counts as busy, and the next request would open another one (undici 6,
		// lib/dispatcher/client-h1.js, onMessageComplete).
		await laterTurn();
		return response;
	};
}

/** A refused redirect is an answer; whatever else `fetch` rejects with is passed on. */
function asRedirect(thrown: unknown): HttpResponse {
	const cause = isRecord(thrown) ? thrown.cause : undefined;
	// undici 6.24 and 7.29, lib/web/fetch/index.js, httpFetch
	const isRedirect = isRecord(cause) && cause.message === 'unexpected redirect';
	if (!isRedirect) throw thrown;
	return { status: OPAQUE_REDIRECT, headers: {}, body: '' };
}
