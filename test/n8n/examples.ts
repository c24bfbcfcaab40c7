/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the examples from the disk; not published */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject, INode, INodeType, IRunData } from 'n8n-workflow';
import { createBuiltInNodes, FAILING_TYPE } from './builtInNodes';
import type { Database } from './databaseNodes';
import { loadEngine, type Engine, type WorkflowToRun } from './engine';
import { PACKAGE_FOLDER } from './runNode';

const FOLDER = path.join(PACKAGE_FOLDER, 'examples');
export const NODE_TYPE = 'n8n-nodes-open-gateway.deviceStatusRoaming';
/** n8n makes it from the node's own. */
export const TOOL_TYPE = `${NODE_TYPE}Tool`;
export const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** A workflow as n8n exports it. */
export type Example = Pick<WorkflowToRun, 'nodes' | 'connections'> & { id?: string; name: string };

/** The names of the files, without ending. */
export function exampleNames(): string[] {
	const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
	return files.map((file) => path.basename(file, '.json')).sort();
}

/** Read anew each time, since n8n writes defaults into the nodes that it runs. */
export function readExample(name: string): Example {
	return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as Example;
}

/** A file of `docs/`. */
export function readDocument(name: string): string {
	return readFileSync(path.join(PACKAGE_FOLDER, 'docs', name), 'utf8');
}

/** The engine with the built package, the stand-ins, and the node as a tool. */
export async function loadExampleEngine(database: Database): Promise<Engine> {
	const furtherNodes = createBuiltInNodes(database);
	const engine = await loadEngine(PACKAGE_FOLDER, furtherNodes);
	const roaming = engine.nodeType(NODE_TYPE);
	const tool: INodeType = Object.create(roaming, {
		description: { value: { ...roaming.description, name: 'deviceStatusRoamingTool' } },
	});
	furtherNodes[TOOL_TYPE] = tool;
	return engine;
}

export interface ExampleRun {
	/** The name of the trigger that starts it; the first unless given. */
	trigger?: string;
	/** Whether the steps that need a further account are switched on, as a user does who has one. */
	servicesOn?: boolean;
	/** json of what the trigger gives. */
	triggered?: IDataObject;
	staticData?: IDataObject;
	/** The name of a step whose service is down. */
	failing?: string;
	/** What a user changes in the parameters of steps, by the names of the steps. */
	changes?: Record<string, INode['parameters']>;
	/** The Open Gateway credential; the simulator's unless given. */
	credential?: ICredentialDataDecryptedObject;
}

export type Outcome = (node: string, output?: number) => IDataObject[];

/**
 * Runs an example against the simulator.
 *
 * @returns what a node gave by one of its outputs, in all its runs
 * @throws what stopped the workflow
 */
export async function runExample(
	engine: Engine,
	name: string,
	{
		trigger,
		servicesOn = false,
		triggered = {},
		staticData,
		failing,
		changes = {},
		credential = { aggregator: 'simulator' },
	}: ExampleRun = {},
): Promise<Outcome> {
	const prepare = ({ nodes, connections }: Example): WorkflowToRun => ({
		nodes: nodes
			.map((node) => ({ ...node, disabled: node.disabled === true && !servicesOn }))
			.map((node) => ({ ...node, parameters: { ...node.parameters, ...changes[node.name] } }))
			.map((node) => (node.name === failing ? { ...node, type: FAILING_TYPE, parameters: {} } : node)),
		connections,
	});
	const { nodes, connections } = prepare(readExample(name));
	const { data } = await engine.run({
		// The engine starts the first node.
		nodes: [...nodes].sort((one, other) => Number(other.name === trigger) - Number(one.name === trigger)),
		connections,
		credentials: { openGatewayApi: credential },
		items: [{ json: triggered }],
		staticData,
		subWorkflow: (id) => prepare(exampleOfId(id)),
	}).finished;
	if (data.resultData.error !== undefined) throw data.resultData.error;
	return (node, output = 0) => itemsOf(data.resultData.runData, node, output);
}

function exampleOfId(id: string): Example {
	const example = exampleNames()
		.map(readExample)
		.find((candidate) => candidate.id === id);
	if (example === undefined) throw new Error(`No example has the ID "${id}".`);
	return example;
}

function itemsOf(runData: IRunData, node: string, output: number): IDataObject[] {
	const outputs = (runData[node] ?? []).map(({ data }) => (data?.main ?? data?.ai_tool)?.[output] ?? []);
	return outputs.flat().map(({ json }) => json);
}
