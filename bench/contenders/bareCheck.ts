import { SCOPE, type Aggregator } from '../aggregator';

/** Sends one request and gives the object in its answer. */
export type Post = (url: string, headers: Record<string, string>, body: string) => Promise<Record<string, unknown>>;

/** The three requests of one number as a public sample makes them: whatever goes wrong ends the program. */
export async function bareCheck(post: Post, aggregator: Aggregator, phoneNumber: string): Promise<unknown> {
	const { authorizeUrl, tokenUrl, roamingUrl, clientId, clientSecret } = aggregator;
	const headers = {
		'content-type': 'application/x-www-form-urlencoded',
		authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
	};
	const form = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();

	const { auth_req_id: authReqId } = await post(
		authorizeUrl,
		headers,
		form({ login_hint: `tel:${phoneNumber}`, scope: SCOPE }),
	);
	const { access_token: accessToken } = await post(
		tokenUrl,
		headers,
		form({ grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: String(authReqId) }),
	);
	const { roaming } = await post(
		roamingUrl,
		{ 'content-type': 'application/json', authorization: `Bearer ${String(accessToken)}` },
		'{}',
	);
	return roaming;
}
