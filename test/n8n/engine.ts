import './userFolder';
import 'reflect-metadata';
import { ExecutionLifecycleHooks, PackageDirectoryLoader, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type ExecuteWorkflowData,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

export interface WorkflowToRun {
	/** The first one starts. */
	nodes: INode[];
	connections: IConnections;
	/** Credential type -> what the user typed. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** What the first node receives. */
	items?: INodeExecutionData[];
	/** What the workflow keeps from one run to the next; written to as it runs. */
	staticData?: IDataObject;
	/** One of its own unless given, as in n8n. */
	executionId?: string;
	/** The workflow of an ID, for a node that runs another one. */
	subWorkflow?: (id: string) => WorkflowToRun;
}

export interface RunningWorkflow {
	finished: Promise<IRun>;
	/** What a click on Stop does. */
	stop(): void;
}

export interface Engine {
	nodeType(name: string): INodeType;
	run(workflow: WorkflowToRun): RunningWorkflow;
}

/**
 * Runs workflows as n8n does: n8n-core's own engine, request helpers and expressions, on a package as it was built.
 * What a server adds (database, encryption, queue) is left out; the credential comes as it would be decrypted.
 *
 * @param packageFolder the folder of the package.json whose section `n8n` names nodes and credentials
 * @param furtherNodes node types that the workflow needs beside those of the package, by type name
 */
export async function loadEngine(packageFolder: string, furtherNodes: Record<string, INodeType> = {}): Promise<Engine> {
	const loader = new PackageDirectoryLoader(packageFolder);
	await loader.loadAll();

	const nodeType = (name: string) =>
		NodeHelpers.getVersionedNodeType(furtherNodes[name] ?? loader.getNode(name.slice(name.lastIndexOf('.') + 1)).type);
	const nodeTypes: INodeTypes = {
		getByName: nodeType,
		getByNameAndVersion: nodeType,
		getKnownTypes: () => ({}),
	};

	let executions = 0;

	function run(workflowToRun: WorkflowToRun): RunningWorkflow {
		executions += 1;
		const { nodes, connections, credentials = {}, items = [{ json: {} }], staticData } = workflowToRun;
		const { executionId = String(executions) } = workflowToRun;
		const mode = 'trigger';
		const settings = { executionOrder: 'v1' as const };
		const workflow = new Workflow({
			id: 'workflow',
			name: 'Workflow',
			active: false,
			nodes,
			connections,
			nodeTypes,
			settings,
			staticData,
		});
		const first = workflow.getNode(nodes[0]?.name ?? '');
		if (first === null) throw new Error('The workflow has no node.');

		const additionalData = {
			hooks: new ExecutionLifecycleHooks(mode, executionId, {
				id: 'workflow',
				name: 'Workflow',
				active: false,
				isArchived: false,
				activeVersionId: null,
				nodes,
				connections,
				settings,
				createdAt: new Date(0),
				updatedAt: new Date(0),
			}),
			executionId,
			credentialsHelper: new GivenCredentials(loader, credentials),
			executeWorkflow: runSubWorkflow,
			variables: {},
			restApiUrl: 'http://localhost/rest',
			instanceBaseUrl: 'http://localhost/',
			webhookBaseUrl: 'http://localhost/webhook',
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			webhookTestBaseUrl: 'http://localhost/webhook-test',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
		} as unknown as IWorkflowExecuteAdditionalData;

		async function runSubWorkflow(
			...[{ id = '' }, , { inputData }]: Parameters<IWorkflowExecuteAdditionalData['executeWorkflow']>
		): Promise<ExecuteWorkflowData> {
			const { subWorkflow } = workflowToRun;
			if (subWorkflow === undefined) throw new Error(`There is no workflow "${id}".`);
			const { data } = await run({ ...subWorkflow(id), credentials, items: inputData }).finished;
			const { error, lastNodeExecuted = '', runData } = data.resultData;
			if (error !== undefined) throw error;
			// As n8n does: what the last node gave.
			return { executionId: 'subExecution', data: runData[lastNodeExecuted]?.at(-1)?.data?.main ?? [] };
		}

		const runData = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: first, data: { main: [items] }, source: null }] },
		});
		const running = new WorkflowExecute(additionalData, mode, runData).processRunExecutionData(workflow);
		return { finished: running, stop: () => running.cancel() };
	}

	return { nodeType, run };
}

/** Hands out what it was given, with the defaults of the credential's own form, as n8n's server does. */
class GivenCredentials extends ICredentialsHelper {
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly given: Record<string, ICredentialDataDecryptedObject>,
	) {
		super();
	}

	async getDecrypted(_data: unknown, _details: unknown, type: string): Promise<ICredentialDataDecryptedObject> {
		const { properties } = this.loader.getCredential(type).type;
		const typed = (this.given[type] ?? {}) as INodeParameters;
		return NodeHelpers.getNodeParameters(properties, typed, true, false, null, null) as ICredentialDataDecryptedObject;
	}

	async authenticate(_credentials: unknown, _type: string, request: IHttpRequestOptions) {
		return request;
	}

	isCredentialUsableByNode() {
		return true;
	}

	getParentTypes() {
		return [];
	}

	getCredentialsProperties() {
		return [];
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('Nothing is stored here.');
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}
}

/** A node that hands its input on, to start a workflow with. */
export const startNode: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: 'Starts the workflow',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};
