import type { ICredentialTestFunctions, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { HttpResponse, Transport } from '../openGateway/http/transport';

type HttpRequestHelper = IExecuteFunctions['helpers']['httpRequest'];

/**
 * The door to the network: n8n's helper, which keeps to the proxy and egress rules of the instance. Not
 * `httpRequestWithAuthentication`: it replaces the abort signal, hides `Retry-After` and reads the credential for each
 * request (n8n-core 2.41).
 */
export function createN8nTransport(httpRequest: HttpRequestHelper): Transport {
	return async ({ method, url, headers, body, timeoutMs }, signal) => {
		const response = (await httpRequest({
			method,
			url,
			headers,
			body,
			timeout: timeoutMs,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// n8n would send the Authorization header along to whatever host it is redirected to.
			disableFollowRedirect: true,
			...(signal === undefined ? {} : { abortSignal: signal }),
		})) as IN8nHttpFullResponse;
		return asHttpResponse(response.statusCode, response.headers, response.body);
	};
}

/**
 * The same in a credential test, where n8n offers `helpers.request` alone (n8n-workflow 2.41, ICredentialTestHelpers).
 * It is deprecated in nodes, and the one way there that keeps to the proxy and egress rules of the instance.
 */
export function createCredentialTestTransport({ request }: ICredentialTestFunctions['helpers']): Transport {
	return async ({ method, url, headers, body, timeoutMs }) => {
		const response = (await request({
			method,
			uri: url,
			headers,
			body,
			timeout: timeoutMs,
			json: false,
			resolveWithFullResponse: true,
			simple: false,
			followRedirect: false,
			followAllRedirects: false,
		})) as IN8nHttpFullResponse;
		return asHttpResponse(response.statusCode, response.headers, response.body);
	};
}

function asHttpResponse(status: number, headers: IN8nHttpFullResponse['headers'], body: unknown): HttpResponse {
	// The one header that is read, under the name that Node.js gives it; in a long list copying all of them is felt.
	const retryAfter = headers['retry-after'];
	return {
		status,
		headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
		// Where a version of n8n parses JSON in spite of `encoding: 'text'`, it is put back into text.
		body: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
	};
}
