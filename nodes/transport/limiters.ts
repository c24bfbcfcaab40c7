import { createLimiterRegistry } from '../openGateway/http/limiterRegistry';
import { n8nClock } from './n8nClock';

/** The pace that all executions of this process share, of both nodes: what one has learned, the next one starts with. */
export const LIMITERS = createLimiterRegistry(n8nClock);
