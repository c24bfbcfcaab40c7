import type { Override, SandboxOptions, SandboxRequest } from '../../test/sandbox/sandbox';
import { consentsLate } from '../phoneNumbers';

const PENDING: Override = {
	status: 400,
	headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
	body: JSON.stringify({ error: 'authorization_pending' }),
};

/** Subscribers who consent only after so many polls, where the number says so. */
export function createLateConsent(pollsBeforeConsent: number) {
	/** auth_req_id -> polls that still come too early. */
	const pollsLeft = new Map<string, number>();

	const observe: NonNullable<SandboxOptions['observe']> = ({ path, body }) => {
		return (answer) => {
			const loginHint = new URLSearchParams(body).get('login_hint') ?? '';
			if (!path.endsWith('/bc-authorize') || answer.status !== 200 || !consentsLate(loginHint)) return;
			pollsLeft.set(String((JSON.parse(answer.body) as Record<string, unknown>).auth_req_id), pollsBeforeConsent);
		};
	};

	const override = ({ body }: SandboxRequest): Override | undefined => {
		const authReqId = new URLSearchParams(body).get('auth_req_id') ?? '';
		const left = pollsLeft.get(authReqId) ?? 0;
		if (left === 0) return undefined;
		pollsLeft.set(authReqId, left - 1);
		return PENDING;
	};
	return { observe, override };
}
