import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { toStoredState, type NumberState } from '../openGateway/roaming/numberState';
import { innermostValue, readStoredState } from '../openGateway/roaming/storedState';
import { NO_STATES, type StateSource, type StateStore } from './stateStore';
import { openStaticDataStore } from './staticDataStore';

/** @param source undefined where nothing is known from one run to the next */
export function openStateStore(source: StateSource | undefined, context: IExecuteFunctions): StateStore {
	if (source === undefined) return NO_STATES;
	return source === 'staticData' ? openStaticDataStore(context) : INPUT_FIELD_STORE;
}

/** The state comes with the input and goes out with the output: the workflow stores it, after the alert. */
export const INPUT_FIELD_STORE: StateStore = {
	recall: (_phoneNumber, lastState) => ({ state: readStoredState(lastState), warning: null }),
	// Each row has a state of its own.
	latest: () => undefined,
	remember: (_phoneNumber, state) => roamingState(state),
	// Without what a sheet or database put around it, which would grow with each run.
	handBack: (lastState) => ({ roamingState: (innermostValue(lastState) ?? null) as IDataObject | null }),
	commit: () => [],
};

function roamingState(state: NumberState): IDataObject {
	return { roamingState: toStoredState(state) as IDataObject | null };
}
