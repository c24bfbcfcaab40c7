import type { ICredentialDataDecryptedObject, INode, INodeExecutionData, INodeType, IRun } from 'n8n-workflow';
import { loadEngine, startNode, type Engine } from '../test/n8n/engine';
import { PACKAGE_FOLDER } from './packageFolder';

export interface NodeToRun {
	/** Name of the node type. */
	type: string;
	parameters?: INode['parameters'];
	credential?: ICredentialDataDecryptedObject;
	onError?: INode['onError'];
}

/** n8n-core with the built package, and with the benchmark's own nodes. */
export function loadN8n(furtherNodes: Record<string, INodeType> = {}): Promise<Engine> {
	return loadEngine(PACKAGE_FOLDER, { start: startNode, ...furtherNodes });
}

/**
 * Runs the workflow "Start -> node", where Start returns one item for each number.
 *
 * @returns what n8n keeps of the execution
 * @throws Error where the workflow ended with one
 */
export async function runInN8n(
	engine: Engine,
	{ type, parameters = {}, credential, onError }: NodeToRun,
	items: INodeExecutionData[],
): Promise<IRun> {
	const run = await engine.run({
		nodes: [
			{ id: '1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: '2',
				name: 'Node',
				type,
				typeVersion: 1,
				position: [200, 0],
				parameters,
				...(credential === undefined
					? {}
					: { credentials: { openGatewayApi: { id: '1', name: 'Open Gateway account' } } }),
				...(onError === undefined ? {} : { onError }),
			},
		],
		connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
		credentials: credential === undefined ? {} : { openGatewayApi: credential },
		items,
	}).finished;
	if (run.data.resultData.error !== undefined) throw run.data.resultData.error;
	return run;
}

/** The items of the node's first output. */
export function itemsOf({ data }: IRun): INodeExecutionData[] {
	return data.resultData.runData.Node?.[0]?.data?.main?.[0] ?? [];
}

export function toItems(numbers: string[]): INodeExecutionData[] {
	return numbers.map((phoneNumber) => ({ json: { phoneNumber } }));
}
