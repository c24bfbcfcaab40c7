import type { SandboxOptions } from '../../test/sandbox/sandbox';
import { percentile, round } from '../statistics';

export interface RequestStats {
	observe: NonNullable<SandboxOptions['observe']>;
	reset(): void;
	report(): RequestStatsReport;
}

export interface RequestStatsReport {
	requests: number;
	requestsByPath: Record<string, number>;
	/** From the arrival of the first request for a number to the end of its roaming answer. */
	p50Ms: number;
	p95Ms: number;
}

/** Counts requests, and measures the time of each number as the server sees it. */
export function createRequestStats(): RequestStats {
	let requestsByPath: Record<string, number> = {};
	let durationsMs: number[] = [];
	/** auth_req_id or access token -> when the check began that got it. */
	const startedAtMs = new Map<string, number>();

	/** The start of a check moves from its auth_req_id to its access token. */
	function moveStart(from: string, to: unknown, defaultMs: number): void {
		const startMs = startedAtMs.get(from) ?? defaultMs;
		startedAtMs.delete(from);
		if (typeof to === 'string') startedAtMs.set(to, startMs);
	}

	return {
		observe: ({ path, headers, body }) => {
			const arrivedAtMs = performance.now();
			requestsByPath[path] = (requestsByPath[path] ?? 0) + 1;
			return (answer) => {
				if (answer.status !== 200) return;
				const answered = JSON.parse(answer.body) as Record<string, unknown>;
				if (path.endsWith('/bc-authorize')) return moveStart('', answered.auth_req_id, arrivedAtMs);
				if (path.endsWith('/token')) {
					const authReqId = new URLSearchParams(body).get('auth_req_id') ?? '';
					return moveStart(authReqId, answered.access_token, arrivedAtMs);
				}
				const token = (headers.authorization ?? '').slice('Bearer '.length);
				// A token that is used again has no authorization before it, so its check starts here.
				durationsMs.push(performance.now() - (startedAtMs.get(token) ?? arrivedAtMs));
				startedAtMs.delete(token);
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
