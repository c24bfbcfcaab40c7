import type { IDataObject } from 'n8n-workflow';
import type { NumberState } from '../openGateway/roaming/numberState';

export const STATE_SOURCES = ['inputField', 'staticData'] as const;
export type StateSource = (typeof STATE_SOURCES)[number];

export interface RecalledState {
	state: NumberState;
	/** What was wrong with the stored state, in one sentence; null where nothing was. */
	warning: string | null;
}

/** Where the last known state of each number comes from, and where the new one goes. */
export interface StateStore {
	/**
	 * @param lastState what the field of the input item holds
	 * @throws OpenGatewayError of stage `validation` where that is no state, or the store takes no further number
	 */
	recall(phoneNumber: string, lastState: unknown): RecalledState;
	/** What another row of this run has found since; undefined where none has. */
	latest(phoneNumber: unknown): NumberState | undefined;
	/** @returns what the item says of the new state */
	remember(phoneNumber: unknown, state: NumberState): IDataObject;
	/** What the item says of the state where it stays as it came in. */
	handBack(lastState: unknown): IDataObject;
	/**
	 * Keeps what was remembered; a run that ends before has changed nothing.
	 *
	 * @returns hints for the builder of the workflow
	 */
	commit(): string[];
}

/** Where nothing is known from one run to the next. */
export const NO_STATES: StateStore = {
	recall: () => ({ state: {}, warning: null }),
	latest: () => undefined,
	remember: () => ({}),
	handBack: () => ({}),
	commit: () => [],
};
