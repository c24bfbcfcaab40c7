import type { IBuilderHint } from 'n8n-workflow';
import { OUTCOME_OUTPUTS } from './outputs';

const OUTPUT_ORDER = OUTCOME_OUTPUTS.map(({ displayName }) => displayName).join(', ');

/**
 * What n8n's AI workflow builders read beside the description when they look for a node (n8n 2.41, the node catalogue and
 * the search of the builder). An older n8n ignores it.
 */
export const BUILDER_HINT: IBuilderHint = {
	searchHint:
		'One node checks the whole list: connect the step that gives one item for each phone number directly to it. Do NOT put it into a loop or Split In Batches for up to some thousand numbers. ' +
		"Set onError to 'continueRegularOutput' for a list, or one number that fails stops the workflow. " +
		"'unknown' is NOT home: 'roaming' is true, false or null, and 'outcome' is 'home' only if the network said so. Never take a value that is not true for home. " +
		`To branch, set 'outputMode' to 'byOutcome': one output for each outcome, in the order ${OUTPUT_ORDER}; no If or Switch is needed. ` +
		"To act on changes only, use the operation 'detectChanges', send the alert first and store the field 'roamingState' after it.",
};
