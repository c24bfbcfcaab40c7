import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { isSimulated } from '../openGateway/credential/aggregators';
import type { CheckAnswer, Outcome } from '../openGateway/roaming/answer';
import { checkBatch } from '../openGateway/batch/batch';
import { reportOf, type Report } from '../openGateway/batch/report';
import { countRow, createTally } from '../openGateway/batch/stats';
import { OpenGatewayError } from '../openGateway/errors';
import { findOut } from './output/evaluate';
import { createFormReader, type FormReader } from './input/form';
import { toItem } from './output/items';
import { n8nClock } from '../transport/n8nClock';
import { toNodeError } from './output/nodeErrors';
import { arrange } from './output/outputs';
import { attempt, readRow, type Row } from './input/rows';
import { openRun, type Run } from './run';
import { NO_STATES } from './stateStore';

/**
 * Checks the number of each input item.
 *
 * @returns the items of each output
 * @throws NodeApiError or NodeOperationError for the first number without an answer, where the node is to stop at it;
 *   the checks under way are called off then
 */
export async function checkItems(context: IExecuteFunctions, credential: IDataObject): Promise<INodeExecutionData[][]> {
	const list: List = {
		// Each is a copy of n8n's.
		node: context.getNode(),
		inputs: context.getInputData(),
		form: createFormReader(context),
		simulated: isSimulated(credential.aggregator),
		// n8n's "Stop Workflow"; the other choices are made for each item.
		stopsAtError: !context.continueOnFail(),
	};
	const run = attempt(list.node, 0, () => openRun(context, credential, list.form.forRun()));
	if (run instanceof OpenGatewayError) return refuseAll(list, run);
	return checkAll(list, run).catch((thrown: unknown) => {
		throw toNodeError(list.node, thrown, 0);
	});
}

interface List {
	node: INode;
	inputs: INodeExecutionData[];
	form: FormReader;
	simulated: boolean;
	stopsAtError: boolean;
}

async function checkAll(
	list: List,
	{ batch, retryBudget, options, states, progress }: Run,
): Promise<INodeExecutionData[][]> {
	const { node, simulated, stopsAtError } = list;
	const count = list.inputs.length;
	const outcomes = new Array<Outcome>(count);
	const startedAtMs = n8nClock.now();

	/** @returns undefined where the row is not worth an item */
	function finish(row: Row, answered: CheckAnswer): INodeExecutionData | undefined {
		const found = findOut(answered, row.known ?? {}, options.findings, n8nClock.now());
		countRow(batch.tally, found.answer);
		outcomes[row.itemIndex] = found.outcome;
		if (found.isError && found.answer instanceof OpenGatewayError && stopsAtError) {
			throw toNodeError(node, found.answer, row.itemIndex);
		}
		const stateFields = row.known === undefined ? states.unreadable : states.remember(row, found.state);
		if (!found.isEmitted) return undefined;
		return toItem({ ...row, ...found, fields: { ...found.fields, ...stateFields }, simulated }, node, options.shape);
	}

	const items = await checkBatch(count, (itemIndex) => readRow({ ...list, states }, itemIndex), finish, batch);
	states.commit();
	const report = reportOf(batch.tally, retryBudget.taken(), startedAtMs, n8nClock.now());
	progress.sumUp(report);
	const outputs = arrange(items, outcomes, options.outputMode, node);
	return options.report ? [...outputs, [toReportItem(report)]] : outputs;
}

/**
 * Where credential or options cannot be used nothing is sent, but each number is still looked at and told what keeps it
 * from being checked, in the places in which the next steps look for it.
 */
function refuseAll(list: List, refusal: OpenGatewayError): INodeExecutionData[][] {
	const { node, inputs, simulated, stopsAtError } = list;
	const { outputMode, options } = node.parameters as { outputMode?: unknown; options?: IDataObject };
	const shape = { outputField: String(options?.outputField ?? ''), short: false };
	const tally = createTally();
	const nowMs = n8nClock.now();
	const items = inputs.map((_, itemIndex) => {
		const row = readRow({ ...list, states: NO_STATES }, itemIndex);
		const answer = row.request instanceof OpenGatewayError ? row.request : refusal;
		if (stopsAtError) throw toNodeError(node, answer, itemIndex);
		countRow(tally, answer);
		return toItem({ ...row, answer, isError: true, fields: {}, simulated }, node, shape);
	});
	const outcomes = items.map((): Outcome => 'failed');
	const outputs = arrange(items, outcomes, outputMode === 'byOutcome' ? 'byOutcome' : 'single', node);
	return options?.report === true ? [...outputs, [toReportItem(reportOf(tally, 0, nowMs, nowMs))]] : outputs;
}

function toReportItem(report: Report): INodeExecutionData {
	return { json: { ...report }, pairedItem: { item: 0 } };
}
