import type { CheckAnswer } from '../openGateway/roaming/status';
import { OpenGatewayError } from '../openGateway/errors';

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
