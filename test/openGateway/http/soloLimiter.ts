import type { Ceilings, Limiter } from '../../../nodes/openGateway/http/limiter';
import { createLimiterRegistry } from '../../../nodes/openGateway/http/limiterRegistry';
import type { Clock } from '../../../nodes/openGateway/http/transport';

/** The limiter of an execution that is alone in its process. */
export function createSoloLimiter(
	clock: Clock,
	maxConcurrency: number,
	requestsPerSecond: number,
	more: Partial<Ceilings> = {},
): Limiter {
	const ceilings = { maxConcurrency, requestsPerSecond, deadlineMs: Infinity, ...more };
	return createLimiterRegistry(clock).open({ hash: 'client', requestsPerSecond: 0 }, ceilings);
}
