import type { HttpRequest, HttpResponse } from '../../../nodes/openGateway/http/transport';
import { CREDENTIAL, json } from '../partner';
import type { VirtualTime } from '../virtualTime';

export type Server = (request: HttpRequest) => Promise<HttpResponse | Error>;

interface Issuer {
	server: Server;
	tokenRequests: () => number;
	roamingRequests: () => number;
	mostAtOnce: () => number;
	/** The API refuses all tokens issued so far. */
	revoke(): void;
}

/** A server whose API takes the tokens that it issued. */
export function issuer(
	time: VirtualTime,
	{
		expiresIn = 3600,
		token = () => undefined,
		roaming = () => undefined,
	}: {
		expiresIn?: number | null;
		/** Answers in place of a token. */
		token?: (count: number) => HttpResponse | Error | undefined;
		roaming?: (count: number, accessToken: string) => HttpResponse | undefined;
	} = {},
): Issuer {
	let tokenRequests = 0;
	let roamingRequests = 0;
	let atOnce = 0;
	let mostAtOnce = 0;
	let good = new Set<string>();
	return {
		server: async ({ url, headers }) => {
			if (url === CREDENTIAL.tokenUrl) {
				tokenRequests += 1;
				const count = tokenRequests;
				mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
				await time.pass(50);
				atOnce -= 1;
				const instead = token(count);
				if (instead !== undefined) return instead;
				good.add(`token-${count}`);
				return json(200, {
					access_token: `token-${count}`,
					...(expiresIn === null ? {} : { expires_in: expiresIn }),
				});
			}
			roamingRequests += 1;
			const accessToken = headers.authorization?.replace('Bearer ', '') ?? '';
			const instead = roaming(roamingRequests, accessToken);
			await time.pass(20);
			if (instead !== undefined) return instead;
			if (headers['x-api-key'] === 'k' || good.has(accessToken)) return json(200, { roaming: true });
			return json(401, { status: 401, code: 'UNAUTHENTICATED', message: '' });
		},
		tokenRequests: () => tokenRequests,
		roamingRequests: () => roamingRequests,
		mostAtOnce: () => mostAtOnce,
		revoke: () => {
			good = new Set();
		},
	};
}
