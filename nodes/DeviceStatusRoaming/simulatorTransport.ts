import { randomBytes } from 'node:crypto';
import type { Clock, Transport } from '../openGateway/transport';
import { simulate } from '../simulator/simulator';

/** A transport that reaches no network: the simulator answers, to whichever client asks. */
export function createSimulatorTransport(clock: Clock): Transport {
	const signingKey = randomBytes(32);
	return async ({ method, url, headers, body }) =>
		simulate({ method, url, headers, body }, { now: clock.now(), signingKey, clients: 'any' });
}
