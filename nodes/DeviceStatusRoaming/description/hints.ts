import type { NodeHint } from 'n8n-workflow';

/** What n8n shows in the editor before anything runs. */
export const HINTS: NodeHint[] = [
	{
		message:
			"While this node is deactivated, n8n passes all items to the output 'Roaming'. Deactivate the steps after it instead.",
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition:
			'={{ $parameter["outputMode"] === "byOutcome" && ["checkStatus", "detectChanges"].includes($parameter["operation"]) }}',
	},
	{
		message:
			"With 'Workflow Static Data', n8n keeps the states in production runs only. Add a node with the operation 'Confirm Changes' after the alert.",
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition:
			'={{ $parameter["operation"] === "detectChanges" && $parameter["stateSource"] === "staticData" }}',
	},
];
