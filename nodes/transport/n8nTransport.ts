import type { ICredentialTestFunctions, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { pickHeaders, type Clock, type HttpResponse, type Transport } from '../openGateway/http/transport';
import { checkBound, isNodeStream, readBoundedBody, readerOf } from './boundedBody';
import { createDeadlines } from './deadlines';

type HttpRequestHelper = IExecuteFunctions['helpers']['httpRequest'];

/**
 * The door to the network: n8n's helper, which keeps to the proxy and egress rules of the instance. Not
 * `httpRequestWithAuthentication`: it replaces the abort signal, hides `Retry-After` and reads the credential for each
 * request (n8n-core 2.41).
 */
export function createN8nTransport(clock: Clock, httpRequest: HttpRequestHelper): Transport {
	const deadlines = createDeadlines(clock);
	return ({ method, url, headers, body, timeoutMs }, cancel) =>
		deadlines.within(timeoutMs, cancel, async (signal) => {
			const response = (await httpRequest({
				method,
				url,
				headers,
				...(body === '' ? {} : { body }),
				// Of silence only (axios 1.18): a server that sends a byte from time to time is never timed out by it.
				timeout: timeoutMs,
				// n8n would read a body of any length (n8n-core 1.122, 2.8 and 2.41).
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// n8n would send the Authorization header along to whatever host it is redirected to.
				disableFollowRedirect: true,
				abortSignal: signal,
			})) as IN8nHttpFullResponse;
			return readResponse(response, signal);
		});
}

/**
 * The same in a credential test, where n8n offers `helpers.request` alone (n8n-workflow 2.41, ICredentialTestHelpers).
 * It is deprecated in nodes, and the one way there that keeps to the proxy and egress rules of the instance. It takes no
 * signal: a request that does not end in time is left behind.
 */
export function createCredentialTestTransport(
	clock: Clock,
	{ request }: ICredentialTestFunctions['helpers'],
): Transport {
	const deadlines = createDeadlines(clock);
	return ({ method, url, headers, body, timeoutMs }, cancel) =>
		deadlines.within(timeoutMs, cancel, async (signal) => {
			const response = (await request({
				method,
				uri: url,
				headers,
				body,
				timeout: timeoutMs,
				json: false,
				useStream: true,
				resolveWithFullResponse: true,
				simple: false,
				followRedirect: false,
				followAllRedirects: false,
			})) as IN8nHttpFullResponse;
			return readResponse(response, signal);
		});
}

async function readResponse(
	{ statusCode, headers, body }: IN8nHttpFullResponse,
	signal: AbortSignal,
): Promise<HttpResponse> {
	return {
		status: statusCode,
		// Node.js gives the names in lower case.
		headers: pickHeaders((name) => headers[name]),
		body: await readBody(body, signal),
	};
}

/** A version of n8n may hand over text, or JSON that it has parsed, in spite of what it was asked for. */
async function readBody(body: unknown, signal: AbortSignal): Promise<string> {
	if (isNodeStream(body)) return readBoundedBody(readerOf(body), signal);
	return checkBound(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
}
