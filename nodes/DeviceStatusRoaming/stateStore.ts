import { createHash, randomBytes } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { configurationError } from '../openGateway/errors';
import { isRecord } from '../openGateway/json';
import { readNumberState, type NumberState } from '../openGateway/roaming/numberState';

export const STATE_SOURCES = ['inputField', 'staticData'] as const;
export type StateSource = (typeof STATE_SOURCES)[number];

interface NumberOfRow {
	phoneNumber: unknown;
	purpose: string;
}

/** Where the last known state of each number comes from, and where the new one goes. */
export interface StateStore {
	/**
	 * @param lastState what the field of the input item holds
	 * @throws OpenGatewayError of stage `validation` where that is no state
	 */
	recall(phoneNumber: string, purpose: string, lastState: unknown): NumberState;
	/** @returns what the item says of it */
	remember(number: NumberOfRow, state: NumberState): IDataObject;
	/** What the item says where the last state could not be read. */
	unreadable: IDataObject;
	/** Keeps what was remembered; a run that ends before has changed nothing. */
	commit(): void;
}

/** n8n loads the static data of a workflow whole, with each execution. */
const MOST_NUMBERS = 5000;

/** Where nothing is known from one run to the next. */
export const NO_STATES: StateStore = {
	recall: () => ({}),
	remember: () => ({}),
	unreadable: {},
	commit: () => undefined,
};

/** From the input and back into the output: whoever builds the workflow stores it. */
const INPUT_FIELD_STORE: StateStore = {
	recall: (_phoneNumber, _purpose, lastState) => readNumberState(lastState),
	remember: (_number, state) => ({ state: { ...state } }),
	unreadable: { state: null },
	commit: () => undefined,
};

/**
 * Within the workflow. A number is kept as a hash with a salt of this workflow's own, so that what n8n stores names
 * nobody; which is no more than that, since all numbers of a country can be tried.
 *
 * @throws OpenGatewayError of stage `validation` where the list is too long for it
 */
function createStaticDataStore(context: IExecuteFunctions): StateStore {
	if (context.getInputData().length > MOST_NUMBERS) {
		throw configurationError(
			`The list has more than ${MOST_NUMBERS} numbers, which is too many for the static data of a workflow`,
			'Choose "Input Field" in "State Source", and keep the states in a database or a sheet.',
		);
	}
	const data = context.getWorkflowStaticData('node');
	const salt = typeof data.salt === 'string' ? data.salt : randomBytes(16).toString('base64url');
	const before = isRecord(data.states) ? data.states : {};
	const now = new Map<string, NumberState>();
	const keyOf = (phoneNumber: unknown, purpose: string) =>
		createHash('sha256')
			.update(JSON.stringify([salt, phoneNumber, purpose]))
			.digest('base64url')
			.slice(0, 22);

	return {
		recall: (phoneNumber, purpose) => readNumberState(before[keyOf(phoneNumber, purpose)]),
		remember: ({ phoneNumber, purpose }, state) => {
			now.set(keyOf(phoneNumber, purpose), state);
			return {};
		},
		unreadable: {},
		commit: () => {
			// Those of this run first: what is longest unseen goes where there are too many.
			const unseen = Object.entries(before).filter(([key]) => !now.has(key));
			data.salt = salt;
			data.states = Object.fromEntries([...now, ...unseen].slice(0, MOST_NUMBERS)) as IDataObject;
		},
	};
}

/**
 * @param source undefined where nothing is known from one run to the next
 * @throws OpenGatewayError of stage `validation` where the source cannot be used
 */
export function openStateStore(source: StateSource | undefined, context: IExecuteFunctions): StateStore {
	if (source === undefined) return NO_STATES;
	return source === 'staticData' ? createStaticDataStore(context) : INPUT_FIELD_STORE;
}
