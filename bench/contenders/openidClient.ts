/* eslint-disable @n8n/community-nodes/no-restricted-imports -- what a script would use; not published */
import { Agent } from 'node:https';
import * as openid from 'openid-client';
import { SCOPE } from '../aggregator';
import { inWindow } from '../window';
import { axiosPost } from './axiosPost';
import type { Contender } from './contender';

/** openid-client gets the token, axios the answer. openid-client waits a whole interval also before the first poll. */
export const openidClient: Contender = async (numbers, { aggregator, window }) => {
	const configuration = new openid.Configuration(
		{
			issuer: new URL(aggregator.tokenUrl).origin,
			backchannel_authentication_endpoint: aggregator.authorizeUrl,
			token_endpoint: aggregator.tokenUrl,
		},
		aggregator.clientId,
		{},
		openid.ClientSecretBasic(aggregator.clientSecret),
	);
	const agent = new Agent({ keepAlive: true });
	const post = axiosPost(agent);

	async function check(phoneNumber: string): Promise<unknown> {
		const authorization = await openid.initiateBackchannelAuthentication(configuration, {
			login_hint: `tel:${phoneNumber}`,
			scope: SCOPE,
		});
		const { access_token: accessToken } = await openid.pollBackchannelAuthenticationGrant(configuration, authorization);
		const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` };
		return (await post(aggregator.roamingUrl, headers, '{}')).roaming;
	}
	const answers = await inWindow(numbers, window, check);
	agent.destroy();
	return answers;
};
