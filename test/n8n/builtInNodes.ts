/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs the code of a Code node; not published */
import { runInNewContext } from 'node:vm';
import {
	NodeConnectionTypes,
	validateFieldType,
	type AssignmentCollectionValue,
	type EngineRequest,
	type EngineResponse,
	type FieldType,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameterResourceLocator,
	type INodeType,
} from 'n8n-workflow';
import { askDatabase, askDataTable, type Database } from './databaseNodes';
import {
	node,
	trigger,
	passOn,
	eachItem,
	property,
	text,
	number,
	yesNo,
	mapper,
	conditions,
	choice,
	options,
	list,
	locator,
} from './standIn';

/** The type of a node whose service is down. */
export const FAILING_TYPE = 'failing';

/**
 * Stand-ins for nodes that come with n8n, of which only the engine is here: the same type names and, as far as the
 * examples use them, the same parameters. Conditions and expressions are evaluated by n8n itself. A node that would
 * reach a service gives back what it would have sent there. They know no more choices than the examples make, so that n8n
 * finds an issue in any other.
 */
export function createBuiltInNodes(database: Database): Record<string, INodeType> {
	return {
		'n8n-nodes-base.manualTrigger': trigger([]),
		'n8n-nodes-base.scheduleTrigger': trigger([
			list('rule', 'interval', [
				choice('field', ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'cronExpression'], 'days'),
				number('minutesInterval', 5),
				number('hoursInterval', 1),
				number('triggerAtHour', 0),
			]),
		]),
		'n8n-nodes-base.webhook': trigger([
			choice('httpMethod', ['POST'], 'GET'),
			text('path'),
			choice('responseMode', ['responseNode'], 'onReceived'),
			options('options'),
		]),
		'n8n-nodes-base.formTrigger': trigger([
			text('formTitle'),
			text('formDescription'),
			list('formFields', 'values', [text('fieldLabel'), text('placeholder'), yesNo('requiredField')]),
			options('options', [text('path')]),
		]),
		'n8n-nodes-base.executeWorkflowTrigger': trigger([choice('inputSource', ['passthrough'], 'workflowInputs')]),
		'@n8n/n8n-nodes-langchain.chatTrigger': trigger([options('options')]),
		'n8n-nodes-base.stickyNote': node([text('content'), number('height', 160), number('width', 240)], passOn),
		'n8n-nodes-base.noOp': node([], passOn),
		// Time does not pass here.
		'n8n-nodes-base.wait': node(
			[number('amount', 5), choice('unit', ['seconds', 'minutes', 'hours', 'days'], 'seconds')],
			passOn,
		),
		'n8n-nodes-base.code': node([text('jsCode')], async function (this: IExecuteFunctions) {
			const input = this.getInputData();
			const items: unknown = runInNewContext(`(() => {${String(this.getNodeParameter('jsCode', 0))}})()`, {
				$input: { all: () => input, first: () => input[0] },
				$: this.getWorkflowDataProxy(0).$ as unknown,
				$getWorkflowStaticData: (type: string) => this.getWorkflowStaticData(type),
			});
			return [items as INodeExecutionData[]];
		}),
		'n8n-nodes-base.set': node(
			[property('assignments', 'assignmentCollection', {}), yesNo('includeOtherFields'), options('options')],
			eachItem(assign),
		),
		'n8n-nodes-base.splitOut': node(
			[text('fieldToSplitOut'), options('options')],
			async function (this: IExecuteFunctions) {
				return [this.getInputData().flatMap(({ json }, item) => splitOut(json, this, item))];
			},
		),
		'n8n-nodes-base.if': node([conditions, options('options')], async function (this: IExecuteFunctions) {
			return sort(this, 2, (item) => (holds(this, 'conditions', item) ? 0 : 1));
		}),
		'n8n-nodes-base.filter': node([conditions, options('options')], async function (this: IExecuteFunctions) {
			// What is left out is given by a second output, which n8n does not show.
			return sort(this, 2, (item) => (holds(this, 'conditions', item) ? 0 : 1));
		}),
		'n8n-nodes-base.switch': node(
			[
				list('rules', 'values', [conditions, yesNo('renameOutput'), text('outputKey')]),
				options('options', [choice('fallbackOutput', ['none', 'extra'], 'none'), text('renameFallbackOutput')]),
			],
			async function (this: IExecuteFunctions) {
				const rules = this.getNodeParameter('rules.values', 0) as unknown[];
				const extra = this.getNodeParameter('options.fallbackOutput', 0, 'none') === 'extra';
				return sort(this, rules.length + (extra ? 1 : 0), (item) => {
					const first = rules.findIndex((_, rule) => holds(this, `rules.values[${rule}].conditions`, item));
					return first === -1 && extra ? rules.length : first;
				});
			},
		),
		'n8n-nodes-base.splitInBatches': node(
			[number('batchSize', 1), options('options')],
			async function (this: IExecuteFunctions) {
				return nextBatch(
					this.getContext('node') as Loop,
					this.getInputData(),
					Number(this.getNodeParameter('batchSize', 0)),
				);
			},
		),
		'n8n-nodes-base.executeWorkflow': node(
			[
				property('workflowId', 'workflowSelector', ''),
				mapper('workflowInputs'),
				options('options', [yesNo('waitForSubWorkflow')]),
			],
			async function (this: IExecuteFunctions) {
				if (this.getNodeParameter('options.waitForSubWorkflow', 0, true) !== true)
					throw new Error('It would not wait.');
				const { value } = this.getNodeParameter('workflowId', 0) as INodeParameterResourceLocator;
				const { data } = await this.executeWorkflow({ id: String(value) }, this.getInputData());
				return data.map((items) => items ?? []);
			},
		),
		'n8n-nodes-base.slack': node(
			[choice('select', ['channel'], ''), locator('channelId'), text('text'), options('otherOptions')],
			eachItem((context, item) => ({
				channel: context.getNodeParameter('channelId', item, '', { extractValue: true }),
				text: context.getNodeParameter('text', item),
			})),
		),
		'n8n-nodes-base.form': node(
			[
				choice('operation', ['completion'], 'page'),
				text('completionTitle'),
				text('completionMessage'),
				options('options'),
			],
			eachItem((context, item) => ({
				title: context.getNodeParameter('completionTitle', item),
				message: context.getNodeParameter('completionMessage', item),
			})),
		),
		'n8n-nodes-base.respondToWebhook': node(
			[
				choice('respondWith', ['json'], 'json'),
				property('responseBody', 'json', ''),
				options('options', [number('responseCode', 200)]),
			],
			eachItem((context, item) => ({
				status: context.getNodeParameter('options.responseCode', item, 200),
				body: context.getNodeParameter('responseBody', item),
			})),
		),
		'n8n-nodes-base.postgres': node(
			[
				choice('operation', ['executeQuery', 'upsert'], 'insert'),
				text('query'),
				locator('schema'),
				locator('table'),
				mapper('columns'),
				options('options', [text('queryReplacement')]),
			],
			async function (this: IExecuteFunctions) {
				return [this.getInputData().flatMap((_, item) => askDatabase(this, item, database))];
			},
		),
		'n8n-nodes-base.dataTable': node(
			[
				choice('resource', ['row'], ''),
				choice('operation', ['get', 'upsert'], 'insert'),
				locator('dataTableId'),
				choice('matchType', ['allConditions'], 'anyCondition'),
				list('filters', 'conditions', [text('keyName'), choice('condition', ['eq'], 'eq'), text('keyValue')]),
				yesNo('returnAll'),
				mapper('columns'),
				options('options'),
			],
			async function (this: IExecuteFunctions) {
				return [this.getInputData().flatMap((_, item) => askDataTable(this, item, database))];
			},
		),
		[FAILING_TYPE]: node([], async () => {
			throw new Error('The service is down.');
		}),
		'@n8n/n8n-nodes-langchain.lmChatOpenAi': node([locator('model'), options('options')], passOn),
		'@n8n/n8n-nodes-langchain.agent': node([options('options', [text('systemMessage')])], callTools, [
			NodeConnectionTypes.Main,
			NodeConnectionTypes.AiLanguageModel,
			NodeConnectionTypes.AiTool,
		]),
	};
}

/** Whether n8n finds the conditions met. */
function holds(context: IExecuteFunctions, name: string, item: number): boolean {
	const met: unknown = context.getNodeParameter(name, item, false, { extractValue: true });
	if (typeof met !== 'boolean') throw new Error(`n8n does not take "${name}" for conditions.`);
	return met;
}

/** @param outputOf -1 for none */
function sort(context: IExecuteFunctions, outputs: number, outputOf: (item: number) => number): INodeExecutionData[][] {
	const sorted = context
		.getInputData()
		.map(({ json }, item) => ({ output: outputOf(item), json, pairedItem: { item } }));
	return Array.from({ length: outputs }, (_, wanted) =>
		sorted.filter(({ output }) => output === wanted).map(({ json, pairedItem }) => ({ json, pairedItem })),
	);
}

function assign(context: IExecuteFunctions, item: number): IDataObject {
	const { assignments } = context.getNodeParameter('assignments', item) as AssignmentCollectionValue;
	const assigned = assignments.map(({ name, value, type }) => {
		const checked = validateFieldType(name, value, type as FieldType);
		if (!checked.valid) throw new Error(checked.errorMessage);
		return [name, checked.newValue as IDataObject] as const;
	});
	const others =
		context.getNodeParameter('includeOtherFields', item) === true ? context.getInputData()[item]?.json : {};
	return { ...others, ...Object.fromEntries(assigned) };
}

function splitOut(json: IDataObject, context: IExecuteFunctions, item: number): INodeExecutionData[] {
	const field = String(context.getNodeParameter('fieldToSplitOut', item));
	const entries = json[field];
	if (!Array.isArray(entries)) throw new Error(`The field "${field}" holds no list.`);
	return entries.map((entry: unknown) => ({
		json: typeof entry === 'object' ? (entry as IDataObject) : { [field]: entry as string },
		pairedItem: { item },
	}));
}

interface Loop {
	waiting?: INodeExecutionData[];
	done?: INodeExecutionData[];
}

/** "done" is the first output and "loop" the second. */
function nextBatch(loop: Loop, input: INodeExecutionData[], batchSize: number): INodeExecutionData[][] {
	if (loop.waiting === undefined) loop.waiting = [...input];
	else loop.done = [...(loop.done ?? []), ...input];
	const batch = loop.waiting.splice(0, batchSize);
	return batch.length > 0 ? [[], batch] : [loop.done ?? [], []];
}

/** A model that calls each tool once, with the number it finds in the chat, and repeats what the tools answer. */
async function callTools(
	this: IExecuteFunctions,
	response?: EngineResponse,
): Promise<INodeExecutionData[][] | EngineRequest> {
	const answers = response?.actionResponses ?? [];
	if (answers.length > 0) {
		const output = answers.map(({ data }) => data.data?.[NodeConnectionTypes.AiTool]?.[0]?.[0]?.json ?? {});
		return [[{ json: { output }, pairedItem: { item: 0 } }]];
	}
	const chat = String(this.getInputData()[0]?.json.chatInput);
	const [number = ''] = /\+\d+/.exec(chat) ?? [];
	const tools = this.getParentNodes(this.getNode().name, { connectionType: NodeConnectionTypes.AiTool, depth: 1 });
	return {
		actions: tools.map(({ name }) => ({
			actionType: 'ExecutionNodeAction',
			nodeName: name,
			input: { phone_number: number },
			type: NodeConnectionTypes.AiTool,
			id: name,
			metadata: { itemIndex: 0 },
		})),
		metadata: {},
	};
}
