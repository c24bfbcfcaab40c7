import type { SandboxOptions } from '../../test/sandbox/sandbox';
import { percentile, round } from '../statistics';

export interface Tally {
	observe: NonNullable<SandboxOptions['observe']>;
	reset(): void;
	report(): TallyReport;
}

export interface TallyReport {
	requests: number;
	requestsByPath: Record<string, number>;
	/** From the arrival of the first request for a number to the end of its roaming answer. */
	p50Ms: number;
	p95Ms: number;
}

/** Counts requests, and takes the time of each number as the server sees it. */
export function createTally(): Tally {
	let requestsByPath: Record<string, number> = {};
	let durationsMs: number[] = [];
	/** When the check began to which an auth_req_id or an access token belongs; it is handed on from the one to the other. */
	const begunAtMs = new Map<string, number>();

	function handOn(from: string, to: unknown, fallbackMs: number): void {
		const beganAtMs = begunAtMs.get(from) ?? fallbackMs;
		begunAtMs.delete(from);
		if (typeof to === 'string') begunAtMs.set(to, beganAtMs);
	}

	return {
		observe: ({ path, headers, body }) => {
			const arrivedAtMs = performance.now();
			requestsByPath[path] = (requestsByPath[path] ?? 0) + 1;
			return (answer) => {
				if (answer.status !== 200) return;
				const answered = JSON.parse(answer.body) as Record<string, unknown>;
				if (path.endsWith('/bc-authorize')) return handOn('', answered.auth_req_id, arrivedAtMs);
				if (path.endsWith('/token')) {
					const authReqId = new URLSearchParams(body).get('auth_req_id') ?? '';
					return handOn(authReqId, answered.access_token, arrivedAtMs);
				}
				const token = (headers.authorization ?? '').slice('Bearer '.length);
				// A token that is used again has no authorization before it: its number begins here.
				durationsMs.push(performance.now() - (begunAtMs.get(token) ?? arrivedAtMs));
				begunAtMs.delete(token);
			};
		},
		reset: () => {
			requestsByPath = {};
			durationsMs = [];
		},
		report: () => ({
			requests: Object.values(requestsByPath).reduce((sum, count) => sum + count, 0),
			requestsByPath,
			p50Ms: round(percentile(durationsMs, 50), 1),
			p95Ms: round(percentile(durationsMs, 95), 1),
		}),
	};
}
