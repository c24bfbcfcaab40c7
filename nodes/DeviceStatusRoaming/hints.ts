import type { IExecuteFunctions, INode } from 'n8n-workflow';
import type { RunOptions } from './input/runOptions';

/** What somebody should change in the workflow; nothing of the numbers. */
export function hintsOf(
	context: Pick<IExecuteFunctions, 'getChildNodes'>,
	node: INode,
	{ evaluation, outputMode }: Pick<RunOptions, 'evaluation' | 'outputMode'>,
): string[] {
	const hints: string[] = [];
	// n8n 1 and 2 put an empty item into the first output, which is 'Roaming'.
	if (outputMode === 'byOutcome' && node.alwaysOutputData === true) {
		hints.push(
			"Switch off 'Always Output Data' in the settings of this node: where no number leaves by it, n8n puts an empty item into the output 'Roaming'.",
		);
	}
	if (evaluation.untilConfirmed && !isConfirmed(context, node)) {
		hints.push(
			"No active node 'Confirm Changes' stands behind this one, so each change is given again in every run. Add one behind the alert, or choose 'At Most Once' in 'Delivery'.",
		);
	}
	if (evaluation.stateInItem && evaluation.detectChanges && evaluation.emit !== 'all') {
		hints.push(
			"A number that is left out does not give its new state. To store each state, choose 'All Numbers' in 'Emit', and put a filter before the alert.",
		);
	}
	return hints;
}

const CONFIRM = 'confirmChanges';

/** An older n8n does not tell the parameters of other nodes. */
function isConfirmed(context: Pick<IExecuteFunctions, 'getChildNodes'>, node: INode): boolean {
	return context
		.getChildNodes(node.name, { includeNodeParameters: true })
		.some(
			({ type, disabled, parameters }) =>
				type === node.type && disabled !== true && (parameters?.operation ?? CONFIRM) === CONFIRM,
		);
}
