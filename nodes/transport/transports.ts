import type { IExecuteFunctions } from 'n8n-workflow';
import type { Transport } from '../openGateway/http/transport';
import { createKeepAliveTransport } from './keepAliveTransport';
import { n8nClock } from './n8nClock';
import { createN8nTransport } from './n8nTransport';
import { createSimulatorTransport } from './simulatorTransport';

export const CONNECTIONS = ['n8n', 'keepAlive'] as const;
export type Connection = (typeof CONNECTIONS)[number];

type Helpers = IExecuteFunctions['helpers'];

const TRANSPORTS: Record<Connection, (helpers: Helpers) => Transport> = {
	n8n: ({ httpRequest }) => createN8nTransport(n8nClock, httpRequest),
	keepAlive: (helpers) => {
		// Not there before n8n 2.30.
		const { getSecureEgressFilter }: Partial<Helpers> = helpers;
		return createKeepAliveTransport(n8nClock, getSecureEgressFilter?.());
	},
};

/** The way to the aggregator: none where it is simulated, else the one that the user chose. */
export function createTransport(simulated: boolean, connection: Connection, helpers: Helpers): Transport {
	return simulated ? createSimulatorTransport(n8nClock) : TRANSPORTS[connection](helpers);
}
