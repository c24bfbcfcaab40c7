import { OpenGatewayError, outcomeOf, type UnansweredOutcome } from '../errors';
import type { AnsweredOutcome, RoamingStatus } from './status';

/** What became of a number: what the network said of it, or why it said nothing. */
export type CheckAnswer = RoamingStatus | OpenGatewayError;

export type Outcome = AnsweredOutcome | UnansweredOutcome;

export function outcomeOfAnswer(answer: CheckAnswer): Outcome {
	return answer instanceof OpenGatewayError ? outcomeOf(answer.code) : answer.outcome;
}
