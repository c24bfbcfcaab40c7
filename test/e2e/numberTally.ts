import type { SandboxOptions } from '../sandbox/sandbox';

/** How often each number was asked for; what was refused with 429 is not in it. */
export interface NumberTally {
	observe: NonNullable<SandboxOptions['observe']>;
	/** Number -> authorization requests. */
	authorizations: Map<string, number>;
	/** Number -> requests to the roaming API. */
	checks: Map<string, number>;
	requests(): number;
	/** Requests answered with 429. */
	refused(): number;
}

const TOO_MANY_REQUESTS = 429;

/** Counts without keeping the requests: there are tens of thousands. */
export function createNumberTally(): NumberTally {
	const authorizations = new Map<string, number>();
	const checks = new Map<string, number>();
	/** auth_req_id or access token -> the number that it is for. */
	const numberOf = new Map<string, string>();
	let requests = 0;
	let refused = 0;

	return {
		authorizations,
		checks,
		requests: () => requests,
		refused: () => refused,
		observe: ({ path, headers, body }) => {
			const form = new URLSearchParams(body);
			const isToken = path.endsWith('/token');
			const isAuthorization = path.endsWith('/bc-authorize');
			const number = isAuthorization
				? (form.get('login_hint') ?? '').replace('tel:', '')
				: (numberOf.get(isToken ? (form.get('auth_req_id') ?? '') : tokenOf(headers)) ?? '');
			const count = (by: number) => {
				if (!isToken) add(isAuthorization ? authorizations : checks, number, by);
			};
			requests += 1;
			// At once, since the client may be dead before the answer leaves.
			count(1);
			return ({ status, body: answered }) => {
				if (status === TOO_MANY_REQUESTS) {
					refused += 1;
					count(-1);
				} else if (status === 200 && (isToken || isAuthorization)) {
					const { auth_req_id, access_token } = JSON.parse(answered) as Record<string, string | undefined>;
					numberOf.set(auth_req_id ?? access_token ?? '', number);
				}
			};
		},
	};
}

function tokenOf(headers: Record<string, string>): string {
	return (headers.authorization ?? '').replace('Bearer ', '');
}

function add(counts: Map<string, number>, number: string, by: number): void {
	counts.set(number, (counts.get(number) ?? 0) + by);
}
