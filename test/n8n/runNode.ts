/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- finds the package on the disk; not published */
import path from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject, INode, INodeExecutionData, ITaskData } from 'n8n-workflow';
import { customCredential } from '../sandbox/credential';
import { SANDBOX_CLIENT, sandboxUrls, type Sandbox } from '../sandbox/sandbox';
import { loadEngine, startNode, type Engine, type RunningWorkflow } from './engine';
import { inGroups } from './inGroups';

export const PACKAGE_FOLDER = path.resolve(__dirname, '../..');

let engine: Promise<Engine> | undefined;

/** The engine with the built package, loaded once for each test file. */
export function builtPackage(): Promise<Engine> {
	return (engine ??= loadEngine(PACKAGE_FOLDER, { start: startNode }));
}

export interface NodeRun {
	/** json of each input item. */
	inputs: INodeExecutionData['json'][];
	credential: ICredentialDataDecryptedObject;
	/** Options may stand on one level; they are put into the groups of the form. 'Simplify' is off unless it is given. */
	parameters?: INode['parameters'];
	/** What n8n kept of the workflow's static data; written to as n8n does. */
	staticData?: IDataObject;
	/** For nodes of one execution; otherwise each run is one of its own. */
	executionId?: string;
	/** "On Error" and the like, as they stand in a workflow. */
	settings?: Pick<INode, 'alwaysOutputData' | 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;
}

/** Starts the workflow "Start -> Device Status Roaming". */
export async function startWorkflow({
	inputs,
	credential,
	parameters = {},
	staticData = {},
	executionId,
	settings = {},
}: NodeRun): Promise<RunningWorkflow> {
	return (await builtPackage()).run({
		nodes: [
			{ id: '1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: '2',
				name: 'Device Status Roaming',
				type: 'n8n-nodes-open-gateway.deviceStatusRoaming',
				typeVersion: 1,
				position: [200, 0],
				parameters: { simple: false, ...inGroups(parameters) },
				credentials: { openGatewayApi: { id: '1', name: 'Open Gateway account' } },
				...settings,
			},
		],
		connections: { Start: { main: [[{ node: 'Device Status Roaming', type: 'main', index: 0 }]] } },
		credentials: { openGatewayApi: credential },
		items: inputs.map((json) => ({ json })),
		staticData,
		...(executionId === undefined ? {} : { executionId }),
	});
}

/** Runs it to its end; the task data of the node. */
export async function runNode(run: NodeRun): Promise<ITaskData> {
	const { data } = await (await startWorkflow(run)).finished;
	const [taskData] = data.resultData.runData['Device Status Roaming'] ?? [];
	if (taskData === undefined) throw data.resultData.error ?? new Error('The node did not run.');
	return taskData;
}

/** The items of one output. */
export function itemsOf(taskData: ITaskData, output = 0): INodeExecutionData[] {
	return taskData.data?.main?.[output] ?? [];
}

/** A credential for the sandbox with every setting by hand: v1, Basic, the CAMARA scope. */
export function sandboxCredential(sandbox: Sandbox): ICredentialDataDecryptedObject {
	return customCredential({ ...SANDBOX_CLIENT, ...sandboxUrls(sandbox, 'v1') });
}
