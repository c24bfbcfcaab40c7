import { pickHeaders, type Clock, type Transport } from '../openGateway/http/transport';
import { readBoundedBody } from './boundedBody';
import { createDeadlines } from './deadlines';

/** What n8n offers to clients that reach the network without n8n (n8n 2.30, `helpers.getSecureEgressFilter`). */
export interface EgressFilter {
	validateUrl(url: string): Promise<{ ok: true } | { ok: false; error: Error }>;
}

/**
 * Requests over connections that stay open: Node's `fetch`. n8n's helper opens a new TLS connection for each request
 * (n8n-core 2.41). `fetch` uses a proxy only with NODE_USE_ENV_PROXY=1 (Node.js 22.21 and 24). n8n's egress rules are
 * asked once for each URL. Certificates are always verified.
 *
 * @param egressFilter undefined on an n8n that has none
 */
export function createKeepAliveTransport(clock: Clock, egressFilter: EgressFilter | undefined): Transport {
	const deadlines = createDeadlines(clock);
	const permitted = new Set<string>();

	/** A permission holds for the run; a refusal does not, since a name server may have been out of reach. */
	async function permit(url: string): Promise<void> {
		if (permitted.has(url)) return;
		const verdict = await egressFilter?.validateUrl(url);
		if (verdict?.ok === false) throw verdict.error;
		permitted.add(url);
	}

	return ({ method, url, headers, body, timeoutMs }, cancel) =>
		deadlines.within(timeoutMs, cancel, async (signal) => {
			await permit(url);
			// A redirect would take the Authorization header along, so it is not followed.
			const response = await fetch(url, {
				method,
				headers,
				...(body === '' ? {} : { body }),
				signal,
				redirect: 'manual',
			});
			return {
				status: response.status,
				headers: pickHeaders((name) => response.headers.get(name)),
				body: response.body === null ? '' : await readBoundedBody(response.body.getReader(), signal),
			};
		});
}
