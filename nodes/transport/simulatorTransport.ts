import { randomBytes } from 'node:crypto';
import type { Clock, Transport } from '../openGateway/http/transport';
import { simulate } from '../simulator/simulator';

/** One for as long as n8n runs, so that a token of one run is good in the next. */
const signingKey = randomBytes(32);

/** A transport that reaches no network: the simulator answers, whatever the client ID and secret. */
export function createSimulatorTransport(clock: Clock): Transport {
	return async ({ method, url, headers, body }) =>
		simulate({ method, url, headers, body }, { now: clock.now(), signingKey });
}
