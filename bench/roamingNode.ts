import { customCredential } from '../test/sandbox/credential';
import type { Aggregator } from './aggregator';
import type { NodeToRun } from './n8nRun';

/** How the node's requests travel: its option "Connection". */
export type Connection = 'n8n' | 'keepAlive';

/** The node of this package with a credential for the server, every setting by hand. */
export function roamingNode(
	aggregator: Aggregator,
	{ concurrency, connection }: { concurrency: number; connection: Connection },
): NodeToRun {
	return {
		type: 'n8n-nodes-open-gateway.deviceStatusRoaming',
		parameters: { options: { connection, tuning: { values: { concurrency } } } },
		credential: customCredential(aggregator),
	};
}
