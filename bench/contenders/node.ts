import { roamingNode, type Connection } from '../roamingNode';
import { itemsOf, loadN8n, runInN8n, toItems } from '../n8nRun';
import type { Contender } from './contender';

const engine = loadN8n();

/** The node of this package, as it was built, inside n8n-core. */
const node =
	(connection: Connection): Contender =>
	async (numbers, { aggregator, window }) => {
		const measured = roamingNode(aggregator, { concurrency: window, connection });
		const run = await runInN8n(await engine, measured, toItems(numbers));
		return itemsOf(run).map(({ json }) => json.roaming);
	};
export const n8n = node('n8n');
export const keepAlive = node('keepAlive');
