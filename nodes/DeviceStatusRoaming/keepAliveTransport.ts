import type { Clock, Transport } from '../openGateway/transport';
import { createDeadlines } from './deadlines';

/** What n8n offers to clients with a way of their own to the network (n8n 2.30, `helpers.getSecureEgressFilter`). */
export interface EgressFilter {
	validateUrl(url: string): Promise<{ ok: true } | { ok: false; error: Error }>;
}

/**
 * The door to the network that keeps connections open: Node's `fetch`, where n8n's helper opens a new TLS connection for
 * each request (n8n-core 2.41). It knows nothing of n8n's proxy settings, and asks n8n's egress rules once for each
 * URL. Certificates are always verified.
 *
 * @param egressFilter undefined on an n8n that has none to offer
 */
export function createKeepAliveTransport(clock: Clock, egressFilter: EgressFilter | undefined): Transport {
	const deadlines = createDeadlines(clock);
	const permitted = new Set<string>();

	/** A permission holds for the run; a refusal does not, since it may have been a name server that was out of reach. */
	async function permit(url: string): Promise<void> {
		if (permitted.has(url)) return;
		const verdict = await egressFilter?.validateUrl(url);
		if (verdict?.ok === false) throw verdict.error;
		permitted.add(url);
	}

	let nextTurn: Promise<void> | undefined;
	/** All answers of one turn of the event loop wait for the next one together. */
	const turn = () => (nextTurn ??= clock.sleep(0).finally(() => (nextTurn = undefined)));

	return async ({ method, url, headers, body, timeoutMs }, cancel) => {
		await permit(url);
		const response = await deadlines.within(timeoutMs, cancel, async (signal) => {
			// Whoever follows a redirect takes the Authorization header along.
			const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
			// The one header that is read; all of them would have to be sorted and copied.
			const retryAfter = response.headers.get('retry-after');
			const read: Record<string, string> = retryAfter === null ? {} : { 'retry-after': retryAfter };
			// The body is part of what must come in time.
			return { status: response.status, headers: read, body: await response.text() };
		});
		// Until then the connection counts as busy, and the next request would open another one (undici 6,
		// lib/dispatcher/client-h1.js, onMessageComplete).
		await turn();
		return response;
	};
}
