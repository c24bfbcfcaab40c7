import axios from 'axios';
import type { Transport } from '../../nodes/openGateway/http/transport';

/** The protocol over real sockets without n8n. */
export const axiosTransport: Transport = async ({ method, url, headers, body, timeoutMs }, signal) => {
	const {
		status,
		headers: answered,
		data,
	} = await axios.request<string>({
		method,
		url,
		headers,
		data: body,
		timeout: timeoutMs,
		maxRedirects: 0,
		validateStatus: () => true,
		// Unparsed, as the interface wants it.
		responseType: 'text',
		transformResponse: (text: string) => text,
		...(signal === undefined ? {} : { signal }),
	});
	return { status, headers: answered as Record<string, string>, body: data };
};
