import type { NodeHint } from 'n8n-workflow';

const CHANGES_IN_STATIC_DATA =
	'$parameter["operation"] === "detectChanges" && $parameter["stateSource"] === "staticData"';

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
			"With 'Workflow Static Data', n8n keeps the states of up to 5,000 numbers, and in production runs only: a manual run saves nothing.",
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ (${CHANGES_IN_STATIC_DATA}) || ($parameter["operation"] === "checkStatus" && $parameter["options"]?.consent?.values?.stateSource === "staticData") }}`,
	},
	{
		message:
			"Add a node with the operation 'Confirm Changes' after the alert. Without it, each run returns every change again.",
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ ${CHANGES_IN_STATIC_DATA} && $parameter["delivery"] === "atLeastOnce" }}`,
	},
];
