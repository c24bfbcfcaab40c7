/* eslint-disable @n8n/community-nodes/no-restricted-imports -- what a script would use; not published */
import { Agent } from 'node:https';
import { inWindow } from '../window';
import { axiosPost } from './axiosPost';
import { bareCheck } from './bareCheck';
import type { Contender } from './contender';

/** The fastest script: it keeps connections, and does only what is necessary. */
export const limit: Contender = async (numbers, { aggregator, window }) => {
	const agent = new Agent({ keepAlive: true });
	const post = axiosPost(agent);
	const answers = await inWindow(numbers, window, (phoneNumber) => bareCheck(post, aggregator, phoneNumber));
	agent.destroy();
	return answers;
};
