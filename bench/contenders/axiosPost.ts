/* eslint-disable @n8n/community-nodes/no-restricted-imports -- what a script would use; not published */
import type { Agent } from 'node:https';
import axios from 'axios';
import type { Post } from './bareCheck';

export function axiosPost(httpsAgent: Agent): Post {
	return async (url, headers, body) =>
		(await axios.post<Record<string, unknown>>(url, body, { headers, httpsAgent })).data;
}
