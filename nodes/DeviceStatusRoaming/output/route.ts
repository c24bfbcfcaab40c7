import type { INode, INodeExecutionData } from 'n8n-workflow';
import type { Outcome } from '../../openGateway/roaming/status';
import { OUTCOME_OUTPUTS } from '../description/outputs';
import type { OutputMode } from '../input/runOptions';
import { withErrorOutput } from './items';

/** What became of one row. */
export interface Result {
	outcome: Outcome;
	/** Undefined where the row has no item, as with 'Only Changes'. */
	item: INodeExecutionData | undefined;
}

/**
 * Puts each item into its output, in input order.
 *
 * @param summary the item of a run in which no row has one; undefined where the output stays empty then
 */
export function routeToOutputs(
	results: Result[],
	mode: OutputMode,
	node: INode,
	summary?: INodeExecutionData,
): INodeExecutionData[][] {
	if (mode === 'single') {
		const items = itemsOf(results);
		return [items.length === 0 && summary !== undefined ? [summary] : moveErrorsLast(items, node)];
	}
	return OUTCOME_OUTPUTS.map(({ outcome }) => itemsOf(results.filter((result) => result.outcome === outcome)));
}

function itemsOf(results: Result[]): INodeExecutionData[] {
	return results.map(({ item }) => item).filter((item) => item !== undefined);
}

/**
 * Puts the items for the error output behind the others: with "Retry On Fail", n8n runs the whole node again where the
 * first item of the first output has `json.error`. n8n separates the two kinds afterwards, and keeps the order of each
 * (n8n-core 2.41).
 */
function moveErrorsLast(items: INodeExecutionData[], node: INode): INodeExecutionData[] {
	if (node.onError !== 'continueErrorOutput') return items;
	const answered = items.filter(({ json }) => json.error === undefined);
	const failed = items.filter(({ json }) => json.error !== undefined);
	const [first, ...others] = failed;
	if (node.retryOnFail !== true || answered.length > 0 || first === undefined) return [...answered, ...failed];
	// Where every number failed, the first item cannot stand behind another one, and goes without `json.error`.
	const { json, pairedItem, error } = first;
	return [withErrorOutput({ json: { details: json.details }, pairedItem }, error), ...others];
}
