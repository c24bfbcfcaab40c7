import './userFolder';
import 'reflect-metadata';
import { ExecuteContext, HookContext, WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWebhookFunctions,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import type { SentEvent } from '../sandbox/subscriptions';
import { loadWorkflow, triggerOf } from './loadedWorkflow';

/** An HTTP message to the webhook. */
export type Message = Pick<SentEvent, 'headers' | 'body'>;

export interface Delivery {
	/** What the sender got; undefined where no answer was sent. */
	status: number | undefined;
	/** The items of the execution; undefined where nothing was run. */
	items: INodeExecutionData['json'][] | undefined;
}

export interface TriggerInstance {
	/** As n8n does at activation: `checkExists`, then `create` where that is false. */
	activate(mode?: WorkflowActivateMode): Promise<void>;
	deactivate(): Promise<void>;
	/** The process ends and another one begins, which activates again: n8n before its publication service (1.123, 2.8). */
	restart(): Promise<void>;
	/** The same with the publication service of n8n 2.41, which calls nothing of a webhook at start. */
	restartUnchecked(): void;
	deliver(message: Message): Promise<Delivery>;
	/** Listens for a test event. */
	listen(): Promise<void>;
	stopListening(): Promise<void>;
	deliverTest(message: Message): Promise<Delivery>;
	/** What n8n does to store an execution; it fails where this throws. Nothing, unless replaced. */
	storeExecution(): Promise<void>;
	/** Executions that n8n has stored. */
	executions: number;
	/** What n8n has stored; to be replaced, too. */
	staticData: string;
	/** Where n8n says that it is reached. */
	webhookBaseUrl: string;
	parameters: INode['parameters'];
	credential: ICredentialDataDecryptedObject;
	/** Lines of the log. */
	log: string[];
}

export interface TriggerSetup {
	credential: ICredentialDataDecryptedObject;
	parameters: INode['parameters'];
	webhookBaseUrl?: string;
	/** The node as a process loads it; called anew at each restart. */
	loadNode: () => INodeType;
}

/**
 * n8n as far as a trigger meets it: n8n-core's own contexts and static data, and n8n's order of calls (n8n 1.123, 2.8 and
 * 2.41, webhook.service and active-workflow-manager). Each call works on a copy of the stored static data, which is saved
 * afterwards where it was changed; where `create` throws, the workflow is read anew from the database before `delete`.
 */
export function createTriggerInstance(setup: TriggerSetup): TriggerInstance {
	let node = setup.loadNode();
	let testStaticData = '{}';
	const log: string[] = [];
	const logger = Object.fromEntries(
		['debug', 'info', 'warn', 'error'].map((level) => [level, (line: string) => void log.push(`${level}: ${line}`)]),
	);

	const instance: TriggerInstance = {
		staticData: '{}',
		webhookBaseUrl: setup.webhookBaseUrl ?? 'http://127.0.0.1:5678/webhook',
		parameters: setup.parameters,
		credential: setup.credential,
		log,
		storeExecution: async () => undefined,
		executions: 0,

		async activate(mode = 'activate') {
			const workflow = load(instance.staticData);
			try {
				if (!(await call('checkExists', workflow, mode))) await call('create', workflow, mode);
			} catch (thrown) {
				const cleanUp = call('delete', load(instance.staticData), mode);
				await cleanUp.catch((error: unknown) => log.push(`cleanup: ${String(error)}`));
				// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- this is n8n's part, not a node's
				throw thrown;
			}
			save(workflow);
		},

		async deactivate() {
			const workflow = load(instance.staticData);
			await call('delete', workflow, 'update');
			save(workflow);
		},

		async restart() {
			node = setup.loadNode();
			await instance.activate('init');
		},

		restartUnchecked() {
			node = setup.loadNode();
		},

		async deliver(message) {
			const workflow = load(instance.staticData);
			const delivery = await receive(workflow, message, 'webhook', false);
			save(workflow);
			return delivery;
		},

		async listen() {
			const workflow = load('{}');
			await call('create', workflow, 'manual');
			testStaticData = JSON.stringify(workflow.staticData);
		},
		async stopListening() {
			await call('delete', load(testStaticData), 'manual');
		},
		deliverTest: (message) => receive(load(testStaticData), message, 'manual', true),
	};

	function load(staticData: string): Workflow {
		return loadWorkflow({ node: () => node, parameters: instance.parameters, staticData });
	}

	/** n8n saves where the data were changed. */
	function save(workflow: Workflow): void {
		const { staticData } = workflow as unknown as { staticData: IDataObject & { __dataChanged?: boolean } };
		if (staticData.__dataChanged === true) instance.staticData = JSON.stringify(staticData);
	}

	function additionalData(request?: unknown, response?: unknown): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: {
				getDecrypted: async () => instance.credential,
				getParentTypes: () => [],
				isCredentialUsableByNode: () => true,
			},
			webhookBaseUrl: instance.webhookBaseUrl,
			webhookTestBaseUrl: instance.webhookBaseUrl.replace(/webhook$/, 'webhook-test'),
			restApiUrl: 'http://localhost/rest',
			instanceBaseUrl: 'http://localhost/',
			variables: {},
			httpRequest: request,
			httpResponse: response,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	async function call(
		method: 'checkExists' | 'create' | 'delete',
		workflow: Workflow,
		activation: WorkflowActivateMode,
	): Promise<boolean> {
		const webhookData = { isTest: activation === 'manual', webhookDescription: node.description.webhooks?.[0] };
		const mode: WorkflowExecuteMode = activation === 'manual' ? 'manual' : 'trigger';
		const context = new HookContext(
			workflow,
			triggerOf(workflow),
			additionalData(),
			mode,
			activation,
			webhookData as never,
		);
		Object.defineProperty(context, 'logger', { value: logger });
		return node.webhookMethods?.default?.[method]?.call(context as unknown as IHookFunctions) as Promise<boolean>;
	}

	async function receive(
		workflow: Workflow,
		{ headers, body }: Message,
		mode: WorkflowExecuteMode,
		isTest: boolean,
	): Promise<Delivery> {
		const request = {
			headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
			// What n8n's body parser makes of a CloudEvent (n8n 2.41).
			body: {},
			params: {},
			query: {},
			rawBody: undefined as Buffer | undefined,
			readRawBody: async () => void (request.rawBody ??= Buffer.from(body)),
		};
		const send = () => void (response.writableEnded = true);
		const response = {
			statusCode: 200,
			writableEnded: false,
			status: (code: number) => {
				response.statusCode = code;
				return response;
			},
			end: send,
			json: send,
		};
		const context = new WebhookContext(
			workflow,
			triggerOf(workflow),
			additionalData(request, response),
			mode,
			{ isTest, webhookDescription: node.description.webhooks?.[0] } as never,
			[],
			null,
		);
		Object.defineProperty(context, 'logger', { value: logger });
		const result = (await node.webhook?.call(context as unknown as IWebhookFunctions)) ?? {};
		const items = result.workflowData?.[0] && (await execute(workflow, mode, result, response));
		return {
			status: response.writableEnded ? response.statusCode : undefined,
			items: items?.map(({ json }) => json),
		};
	}

	/**
	 * What n8n does with the items of a webhook (webhook-helpers and workflow-runner of 1.123, 2.8 and 2.41): unless the node has
	 * answered, it answers by the response mode, and 500 where the execution cannot be stored.
	 */
	async function execute(
		workflow: Workflow,
		mode: WorkflowExecuteMode,
		{ workflowData = [], noWebhookResponse }: IWebhookResponseData,
		response: { statusCode: number; json(): void },
	): Promise<INodeExecutionData[] | undefined> {
		const responseMode = String(node.description.webhooks?.[0]?.responseMode);
		if (!['onReceived', 'responseNode'].includes(responseMode)) throw new Error(`Not known here: ${responseMode}`);
		const answer = (statusCode?: number) => {
			if (statusCode !== undefined) response.statusCode = statusCode;
			if (noWebhookResponse !== true) response.json();
		};
		// n8n 1.123.
		if (responseMode === 'onReceived') answer(200);
		try {
			await instance.storeExecution();
		} catch {
			if (responseMode === 'responseNode') answer(500);
			return undefined;
		}
		instance.executions += 1;
		const hooks = {
			runHook: async (_name: 'sendResponse', [{ statusCode }]: [{ statusCode?: number }]) => {
				if (responseMode === 'responseNode') answer(statusCode);
			},
		};
		const input = workflowData[0] ?? [];
		const executed = { node: triggerOf(workflow), data: { main: [input] }, source: null };
		const context = new ExecuteContext(
			workflow,
			triggerOf(workflow),
			{ ...additionalData(), hooks } as unknown as IWorkflowExecuteAdditionalData,
			mode,
			createRunExecutionData(),
			0,
			input,
			executed.data,
			executed,
			[],
		);
		const output = await node.execute?.call(context as unknown as IExecuteFunctions);
		return Array.isArray(output) ? output[0] : input;
	}

	return instance;
}
