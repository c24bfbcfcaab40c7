import { NodeConnectionTypes, type INode, type INodeExecutionData } from 'n8n-workflow';
import type { Outcome } from '../../openGateway/roaming/answer';
import { forErrorOutput } from './items';

export type OutputMode = 'single' | 'byOutcome';

/** The outputs by outcome, in their order on the canvas. */
const OUTCOME_OUTPUTS: Array<{ outcome: Outcome; displayName: string }> = [
	{ outcome: 'roaming', displayName: 'Roaming' },
	{ outcome: 'home', displayName: 'Home' },
	{ outcome: 'unknown', displayName: 'Unknown' },
	{ outcome: 'consentPending', displayName: 'Consent Pending' },
	{ outcome: 'notCovered', displayName: 'Not Covered' },
	{ outcome: 'failed', displayName: 'Failed' },
];

const type = NodeConnectionTypes.Main;
const SINGLE = JSON.stringify([{ type }]);
const BY_OUTCOME = JSON.stringify(OUTCOME_OUTPUTS.map(({ displayName }) => ({ type, displayName })));
const REPORT = JSON.stringify([{ type, displayName: 'Report' }]);

/** n8n works out from the form which outputs the node has; that of "On Error" is added by itself, as the last one. */
export const OUTPUTS: `={{${string}}}` = `={{ ($parameter.outputMode === 'byOutcome' ? ${BY_OUTCOME} : ${SINGLE}).concat($parameter.options?.report === true ? ${REPORT} : []) }}`;

/**
 * Puts each item into its output.
 *
 * @param items in input order; undefined where a row is left out
 * @param outcomes of the same rows
 */
export function arrange(
	items: Array<INodeExecutionData | undefined>,
	outcomes: Outcome[],
	mode: OutputMode,
	node: INode,
): INodeExecutionData[][] {
	const emitted = (item: INodeExecutionData | undefined) => item !== undefined;
	if (mode === 'single') return [errorsLast(items.filter(emitted), node)];
	return OUTCOME_OUTPUTS.map(({ outcome }) => items.filter((_, row) => outcomes[row] === outcome).filter(emitted));
}

/**
 * Puts the items for the error output behind the others, since n8n runs the whole node again, with "Retry On Fail",
 * where the first item of the first output has `json.error`. It separates the two kinds only then, and keeps the order
 * of each (n8n-core 2.41).
 */
function errorsLast(items: INodeExecutionData[], node: INode): INodeExecutionData[] {
	if (node.onError !== 'continueErrorOutput') return items;
	const answered = items.filter(({ json }) => json.error === undefined);
	const unanswered = items.filter(({ json }) => json.error !== undefined);
	const [first, ...others] = unanswered;
	if (node.retryOnFail !== true || answered.length > 0 || first === undefined) return [...answered, ...unanswered];
	// Where every number failed, the first item cannot stand behind another, and goes without `json.error`.
	const { json, pairedItem, error } = first;
	return [forErrorOutput({ json: { details: json.details }, pairedItem }, error), ...others];
}
