import type { IDataObject } from 'n8n-workflow';
import { OpenGatewayError } from '../../openGateway/errors';
import { outcomeOfAnswer, type CheckAnswer, type Outcome } from '../../openGateway/roaming/status';
import { compare, isRealChange, type Change, type Comparison } from '../../openGateway/roaming/change';
import { heldUntil, rememberConsent } from '../../openGateway/roaming/consentHold';
import { applyFreshness, NOTHING_STALE, type FreshnessRule } from '../../openGateway/roaming/freshness';
import type { NumberState } from '../../openGateway/roaming/numberState';
import { giveOnce, giveUntilConfirmed, type GivenChange } from '../../openGateway/roaming/unconfirmed';
import type { EvaluationOptions } from '../input/runOptions';
import type { RecalledState } from '../stateStore';

/** What the run knows of a row beside its answer. */
export interface EvaluationContext {
	lastState: RecalledState;
	purpose: string;
	/** The row of the same number that has a certain answer already; null where there is none. */
	findDuplicate(answer: CheckAnswer): number | null;
	/** The ID of n8n's execution. */
	execution: string;
	/** Epoch milliseconds. */
	nowMs: number;
}

export interface Evaluation {
	/** As it counts, which may be less than the network said. */
	answer: CheckAnswer;
	outcome: Outcome;
	/** Undefined where changes are not detected. */
	change: Change | undefined;
	/** For the item, beside those of the answer. */
	fields: IDataObject;
	/** For the next run. */
	state: NumberState;
	/** Whether n8n's On Error applies. */
	isError: boolean;
	/** Whether the row gets an item. */
	isEmitted: boolean;
}

/** What an answer means, with the last known state of the number. */
export function evaluate(
	received: CheckAnswer,
	{ lastState, purpose, findDuplicate, execution, nowMs }: EvaluationContext,
	options: EvaluationOptions,
): Evaluation {
	const { answer, freshness } = withFreshness(received, options.freshness);
	const outcome = outcomeOfAnswer(answer);
	const duplicateOf = findDuplicate(answer);
	const comparison = withoutDoubles(compare(lastState.state, answer, options.origin), duplicateOf);
	const { given, ...delivery } =
		options.untilConfirmed && duplicateOf === null
			? giveUntilConfirmed(comparison, execution)
			: { given: giveOnce(comparison), state: comparison.state, warning: null };
	const hold = { origin: options.origin, purpose, holdMs: options.consentHoldMs };
	const state = rememberConsent(delivery.state, answer, hold, nowMs);
	const isError =
		outcome === 'failed' ||
		(outcome === 'notCovered' && options.notCoveredIsError) ||
		(outcome === 'consentPending' && options.consentPendingIsError);
	return {
		answer,
		outcome,
		change: options.detectChanges ? given.change : undefined,
		fields: {
			...freshness,
			...(options.detectChanges ? { ...changeFields(given), duplicateOf } : {}),
			...(options.consentHoldMs > 0 ? { heldUntil: heldUntil(state, hold, nowMs) } : {}),
			warning: joinWarnings(warningOf(answer), lastState.warning, comparison.warning, delivery.warning),
		},
		state,
		isError,
		isEmitted: isError || isWanted(given.change, options) || (options.stateInItem && isNews(lastState.state, state)),
	};
}

/** Two rows of one number have one change: the row that is answered first tells it. */
function withoutDoubles(comparison: Comparison, duplicateOf: number | null): Comparison {
	if (duplicateOf === null || comparison.change === 'undetermined') return comparison;
	return { ...comparison, change: 'unchanged' };
}

function changeFields({ earlierChanges, ...given }: GivenChange): IDataObject {
	const shown = earlierChanges.map(({ change, country, seenAt, previousRoaming, previousCountry }) => {
		return { change, changeSeenAt: seenAt, changeCountry: country, previousRoaming, previousCountry };
	});
	return { ...given, earlierChanges: shown };
}

function isWanted(change: Change, { emit }: EvaluationOptions): boolean {
	return emit === 'all' || isRealChange(change) || (emit === 'changesAndFirstSeen' && change === 'firstSeen');
}

/** Whether a later run would find another change without the new state. Its times alone are no reason for an item. */
function isNews(before: NumberState, now: NumberState): boolean {
	const withoutTimes = ({ origin, roaming, countryCode, countryName, consent }: NumberState) =>
		JSON.stringify([origin, roaming, countryCode, countryName, consent]);
	return withoutTimes(before) !== withoutTimes(now);
}

function warningOf(answer: CheckAnswer): string | null {
	return 'warning' in answer && typeof answer.warning === 'string' ? answer.warning : null;
}

function joinWarnings(...warnings: Array<string | null>): string | null {
	return warnings.filter((warning) => warning !== null).join(' ') || null;
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

/** Which row of the list told a number's place first. */
export interface Duplicates {
	/**
	 * @param phoneNumber E.164
	 * @returns the row of the same number that has a certain answer already; null where there is none
	 */
	find(phoneNumber: unknown, itemIndex: number, answer: CheckAnswer): number | null;
}

export function createDuplicates(): Duplicates {
	const answered = new Map<unknown, number>();
	return {
		find: (phoneNumber, itemIndex, answer) => {
			const first = answered.get(phoneNumber) ?? null;
			const isCertain = !(answer instanceof OpenGatewayError) && answer.roaming !== null;
			if (first === null && isCertain) answered.set(phoneNumber, itemIndex);
			return first;
		},
	};
}
