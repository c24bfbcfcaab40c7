/* eslint-disable @n8n/community-nodes/no-restricted-imports -- what a script would use; not published */
import { Agent } from 'node:https';
import { axiosPost } from './axiosPost';
import { bareCheck } from './bareCheck';
import type { Contender } from './contender';

/**
 * One number after the other, like the public samples, with a new connection for each request. axios did that up to
 * Node.js 18; since 19 the default agent of Node.js keeps the connection.
 */
export const sequential: Contender = async (numbers, { aggregator }) => {
	const post = axiosPost(new Agent({ keepAlive: false }));
	const answers: unknown[] = [];
	for (const phoneNumber of numbers) answers.push(await bareCheck(post, aggregator, phoneNumber));
	return answers;
};
