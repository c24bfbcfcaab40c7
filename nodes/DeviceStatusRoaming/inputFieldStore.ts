import type { IDataObject } from 'n8n-workflow';
import { toStoredState, type NumberState } from '../openGateway/roaming/numberState';
import { innermostValue, readStoredState } from '../openGateway/roaming/storedState';
import type { StateStore } from './stateStore';

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
