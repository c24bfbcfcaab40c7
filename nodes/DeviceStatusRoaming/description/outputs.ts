import { NodeConnectionTypes } from 'n8n-workflow';
import type { Outcome } from '../../openGateway/roaming/status';

/** The outputs of 'One Output for Each Outcome', in their order on the canvas. */
export const OUTCOME_OUTPUTS: Array<{ outcome: Outcome; displayName: string }> = [
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
/** Beside a report. n8n would call an output without a name "Undefined Branch" (n8n 2.41). */
const RESULTS = JSON.stringify([{ type, displayName: 'Results' }]);
const REPORT = JSON.stringify([{ type, displayName: 'Report' }]);

/** The operations that give an item for a number. */
const GIVES_RESULTS = "['checkStatus', 'detectChanges'].includes($parameter.operation)";
const BY_OUTCOME_IS_ON = `$parameter.outputMode === 'byOutcome' && ${GIVES_RESULTS}`;
const REPORT_IS_ON = `$parameter.options?.report === true && ${GIVES_RESULTS}`;

/** An expression: n8n evaluates it with the parameters of the form. n8n itself adds the error output, as the last one. */
export const OUTPUTS: `={{${string}}}` = `={{ (${BY_OUTCOME_IS_ON} ? ${BY_OUTCOME} : ${REPORT_IS_ON} ? ${RESULTS} : ${SINGLE}).concat(${REPORT_IS_ON} ? ${REPORT} : []) }}`;
