import type { IExecuteFunctions, INode } from 'n8n-workflow';
import type { Report } from '../openGateway/batch/report';
import { summaryOf } from '../openGateway/batch/reportText';
import { messageOf, type OpenGatewayError } from '../openGateway/errors';
import type { RunOptions } from './input/runOptions';

export interface RunHint {
	message: string;
	type: 'info' | 'warning';
}

/**
 * What the run came to. Where more than half of the numbers failed, a warning with the most frequent reason.
 *
 * @param refusal why no number was checked
 */
export function summaryHint(report: Report, simulated: boolean, refusal: OpenGatewayError | undefined): RunHint {
	const summary = summaryOf(report, simulated);
	const [most] = report.failures;
	if (most === undefined || report.byOutcome.failed * 2 <= report.rows) return { message: summary, type: 'info' };
	const { message, hint } = refusal ?? { message: messageOf(most.code), hint: most.hint };
	return { message: `${summary} Most frequent reason: ${message} (${most.code}). ${hint}`, type: 'warning' };
}

/**
 * What to change in the workflow; nothing of the numbers.
 *
 * @param replacedFields the included input fields that a field of the result replaced
 */
export function hintsOf(
	context: Pick<IExecuteFunctions, 'getChildNodes'>,
	node: INode,
	{ evaluation, outputMode }: Pick<RunOptions, 'evaluation' | 'outputMode'>,
	replacedFields: ReadonlySet<string>,
): string[] {
	const hints: string[] = [];
	// n8n 1 and 2 put an empty item into the first output, which is 'Roaming'.
	if (outputMode === 'byOutcome' && node.alwaysOutputData === true) {
		hints.push(
			"Turn off 'Always Output Data' in the settings of this node. When no number leaves by it, n8n puts an empty item into the output 'Roaming'.",
		);
	}
	// n8n adds the output 'Error', and tells the expression of the other outputs nothing about it (n8n-workflow 2.41).
	if (outputMode === 'byOutcome' && node.onError === 'continueErrorOutput') {
		hints.push(
			"Numbers that failed leave by the output 'Error', so 'Failed' stays empty. To use 'Failed' instead, choose 'Continue' in Settings > On Error.",
		);
	}
	if (replacedFields.size > 0) {
		hints.push(
			`The result replaced these input fields: ${[...replacedFields].map((name) => `'${name}'`).join(', ')}. To keep both, enter a name in the option 'Output Field'.`,
		);
	}
	if (evaluation.untilConfirmed && !isConfirmed(context, node)) {
		hints.push(
			"No active node 'Confirm Changes' comes after this one, so each run returns every change again. Add one after the alert, or choose 'At Most Once' in 'Delivery'.",
		);
	}
	if (evaluation.stateInItem && evaluation.detectChanges && evaluation.emit !== 'all') {
		hints.push(
			"A number that is left out does not return its new state. To store every state, choose 'All Numbers' in 'Emit', and add a filter before the alert.",
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
