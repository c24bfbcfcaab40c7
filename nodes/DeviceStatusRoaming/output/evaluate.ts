import type { IDataObject } from 'n8n-workflow';
import { OpenGatewayError } from '../../openGateway/errors';
import { outcomeOfAnswer, type CheckAnswer, type Outcome } from '../../openGateway/roaming/answer';
import { detectChange, rememberStatus, type Change } from '../../openGateway/roaming/change';
import { applyFreshness, NOTHING_STALE, type FreshnessRule } from '../../openGateway/roaming/freshness';
import { rememberConsent, type NumberState } from '../../openGateway/roaming/numberState';
import type { EvaluationOptions } from '../input/runOptions';

export interface Evaluation {
	/** As it counts, which may be less than the network said. */
	answer: CheckAnswer;
	outcome: Outcome;
	/** For the item, beside those of the answer. */
	fields: IDataObject;
	/** For the next run. */
	state: NumberState;
	/** Whether n8n's On Error applies. */
	isError: boolean;
	/** Whether the row gets an item. */
	isEmitted: boolean;
}

/** The changes that 'Only Changes' leaves out. */
const NO_CHANGE: Change[] = ['unchanged', 'undetermined'];

/** What an answer means, with the last known state of the number. */
export function evaluate(
	received: CheckAnswer,
	lastState: NumberState,
	options: EvaluationOptions,
	nowMs: number,
): Evaluation {
	const { answer, freshness } = withFreshness(received, options.freshness);
	const outcome = outcomeOfAnswer(answer);
	const detected = detectChange(lastState, answer);
	const state = rememberConsent(rememberStatus(lastState, answer), answer, options.consentHoldMs, nowMs);
	const isError =
		outcome === 'failed' ||
		(outcome === 'notCovered' && options.notCoveredIsError) ||
		(outcome === 'consentPending' && options.consentPendingIsError);
	const isNewHold = state.heldUntil !== lastState.heldUntil;
	return {
		answer,
		outcome,
		fields: {
			...freshness,
			...(options.detectChanges ? { ...detected } : {}),
			...(options.consentHoldMs > 0 ? { heldUntil: state.heldUntil ?? null } : {}),
		},
		state,
		isError,
		isEmitted: !options.onlyChanges || isError || isNewHold || !NO_CHANGE.includes(detected.change),
	};
}

function withFreshness(
	answer: CheckAnswer,
	rule: FreshnessRule | undefined,
): { answer: CheckAnswer; freshness: IDataObject } {
	if (rule === undefined) return { answer, freshness: {} };
	if (answer instanceof OpenGatewayError) return { answer, freshness: { ...NOTHING_STALE } };
	const { status, freshness } = applyFreshness(answer, rule);
	return { answer: status, freshness: { ...freshness } };
}
