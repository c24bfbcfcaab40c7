import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { checkBatch } from '../../../nodes/openGateway/batch/batch';
import { createCancellation } from '../../../nodes/openGateway/batch/cancellation';
import { createStats } from '../../../nodes/openGateway/batch/stats';
import { createClient } from '../../../nodes/openGateway/client';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import type { Limiter } from '../../../nodes/openGateway/http/limiter';
import { createRetryBudget } from '../../../nodes/openGateway/http/retryBudget';
import type { Clock, HttpRequest, HttpResponse } from '../../../nodes/openGateway/http/transport';
import { createSemaphore } from '../../../nodes/openGateway/semaphore';
import { CREDENTIAL, json } from '../partner';
import { seeded } from '../seeded';
import type { VirtualTime } from '../virtualTime';
import { createSoloLimiter } from './soloLimiter';

export interface NumbersRun {
	time: VirtualTime;
	numbers: number;
	latencyMs: number;
	/** What comes instead of the right response: a response, or an error where the connection fails. */
	fault?(request: HttpRequest): HttpResponse | Error | undefined;
	/** Of each right response. */
	headers?: Record<string, string>;
	/** Longest wait for a response; a fault that hangs ends after it. */
	timeoutMs?: number;
	maxDurationMs?: number;
	concurrency?: number;
	limiter?: (clock: Clock, concurrency: number, deadlineMs: number) => Limiter;
	hostsDown?: string[];
}

/** Never answers, until the time for it is over. */
export const HANGS = Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });

const settings = readSettings(CREDENTIAL);

/** Checks a list of numbers against a server whose requests all take equally long. */
export async function runNumbers({
	time,
	numbers,
	latencyMs,
	fault = () => undefined,
	headers = {},
	timeoutMs = 1000,
	maxDurationMs = 0,
	concurrency = 32,
	limiter,
	hostsDown = [],
}: NumbersRun) {
	const { clock } = time;
	const startedMs = clock.monotonicMs();
	const semaphore = createSemaphore(concurrency, 500);
	const deadlineMs = maxDurationMs > 0 ? startedMs + maxDurationMs : Infinity;
	const requests: Array<{ url: string; atMs: number }> = [];
	const { check } = createClient(
		settings,
		{
			transport: async (request) => {
				requests.push({ url: request.url, atMs: clock.monotonicMs() - startedMs });
				const faulty = fault(request);
				await time.pass(faulty === HANGS ? timeoutMs : latencyMs);
				if (faulty instanceof Error) throw faulty;
				return faulty ?? { ...answer(request), headers };
			},
			clock,
			deadlineMs,
			limiter:
				limiter?.(clock, concurrency, deadlineMs) ??
				createSoloLimiter(clock, concurrency, 0, { deadlineMs, onHostDown: (host) => void hostsDown.push(host) }),
			random: seeded(1),
			retryBudget: createRetryBudget(),
			releaseWhile: semaphore.releaseWhile,
			onRequest: () => undefined,
		},
		createTokenCache(10),
	);
	const options = { purpose: 'A', maxConsentWaitMs: 60_000, timeoutMs, maxAttempts: 3, reuseTokens: false };
	const answers = await checkBatch(
		numbers,
		(index) => ({ request: { phoneNumber: `+346665${String(index).padStart(5, '0')}`, options } }),
		(_row, answered) => answered,
		{ check, clock, semaphore, cancellation: createCancellation(), stats: createStats(), deadlineMs },
	);
	return { answers, requests, tookMs: clock.monotonicMs() - startedMs };
}

function answer({ url, body }: HttpRequest): HttpResponse {
	if (url === settings.authorizeUrl) {
		const number = new URLSearchParams(body).get('login_hint') ?? '';
		return json(200, { auth_req_id: `request for ${number}`, expires_in: 120, interval: 2 });
	}
	if (url === settings.tokenUrl) return json(200, { access_token: 'token', expires_in: 60 });
	return json(200, { roaming: false });
}
