import type { IExecuteFunctions } from 'n8n-workflow';
import { INPUT_FIELD_STORE } from './inputFieldStore';
import { NO_STATES, type StateSource, type StateStore } from './stateStore';
import { openStaticDataStore } from './staticDataStore';

/** @param source undefined where nothing is known from one run to the next */
export function openStateStore(source: StateSource | undefined, context: IExecuteFunctions): StateStore {
	if (source === undefined) return NO_STATES;
	return source === 'staticData' ? openStaticDataStore(context) : INPUT_FIELD_STORE;
}
