import type { IDataObject } from 'n8n-workflow';
import { outcomeOfAnswer, type CheckAnswer, type Outcome } from '../../openGateway/roaming/answer';
import { OpenGatewayError } from '../../openGateway/errors';
import { detectChange, rememberStatus, type Change } from '../../openGateway/roaming/change';
import { rememberConsent, type KnownState } from '../../openGateway/roaming/numberState';
import { judgeFreshness, NOTHING_STALE, type FreshnessRule } from '../../openGateway/roaming/freshness';

/** What is made of an answer beyond what the network said. */
export interface FindingOptions {
	freshness: FreshnessRule | undefined;
	detectChanges: boolean;
	onlyChanges: boolean;
	/** How long a subscriber whose consent is missing is not asked again, in milliseconds; 0 is not at all. */
	consentHoldMs: number;
	notCoveredIsError: boolean;
	consentPendingIsError: boolean;
}

export interface Finding {
	/** As it counts, which may be less than it said. */
	answer: CheckAnswer;
	outcome: Outcome;
	/** For the item, beside those of the answer. */
	fields: IDataObject;
	/** To be known in the next run. */
	state: KnownState;
	/** Whether n8n's "On Error" decides about it. */
	isError: boolean;
	/** Whether it is worth an item. */
	isEmitted: boolean;
}

/** The changes that "Only Changes" leaves out. */
const NO_CHANGE: Change[] = ['unchanged', 'undetermined'];

/** What the answer to a number comes to, with what was known of it before. */
export function findOut(answered: CheckAnswer, known: KnownState, options: FindingOptions, nowMs: number): Finding {
	const { answer, freshness } = judge(answered, options.freshness);
	const outcome = outcomeOfAnswer(answer);
	const detected = detectChange(known, answer);
	const state = rememberConsent(rememberStatus(known, answer), answer, options.consentHoldMs, nowMs);
	const isError =
		outcome === 'failed' ||
		(outcome === 'notCovered' && options.notCoveredIsError) ||
		(outcome === 'consentPending' && options.consentPendingIsError);
	const isHeldAnew = state.heldUntil !== known.heldUntil;
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
		isEmitted: !options.onlyChanges || isError || isHeldAnew || !NO_CHANGE.includes(detected.change),
	};
}

function judge(answer: CheckAnswer, rule: FreshnessRule | undefined): { answer: CheckAnswer; freshness: IDataObject } {
	if (rule === undefined) return { answer, freshness: {} };
	if (answer instanceof OpenGatewayError) return { answer, freshness: { ...NOTHING_STALE } };
	const { status, freshness } = judgeFreshness(answer, rule);
	return { answer: status, freshness: { ...freshness } };
}
