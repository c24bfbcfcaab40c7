import type { IDataObject, INodeExecutionData, ITaskData } from 'n8n-workflow';
import { runNode, type NodeRun } from './runNode';

export const ROAMING = '+34666555001';
export const HOME = '+34666555002';
export const NEVER_CONSENTS = '+34666900105';
export const UNKNOWN = '+34666555009';
export const NOT_KNOWN = '+34666550107';
export const FORBIDDEN = '+34666550403';

/** Runs the node with the simulator: one attempt, no wait for consent. */
export const run = (inputs: IDataObject[], { parameters = {}, ...rest }: Partial<NodeRun> = {}) =>
	runNode({
		inputs,
		credential: { aggregator: 'simulator' },
		...rest,
		parameters: {
			...parameters,
			options: { maxConsentWait: 0, maxAttempts: 1, ...(parameters.options as IDataObject | undefined) },
		},
	});
export const numbered = (...phoneNumbers: unknown[]) =>
	phoneNumbers.map((phoneNumber) => ({ phoneNumber }) as IDataObject);
export const outputs = (taskData: ITaskData): INodeExecutionData[][] =>
	(taskData.data?.main ?? []).map((items) => items ?? []);
export const continued = { onError: 'continueRegularOutput' } as const;
export const hintsOf = (taskData: ITaskData) => (taskData.hints ?? []).map(({ message }) => message);

/** A state as the simulator's answers give it. */
export const stateOf = (place: IDataObject): IDataObject => ({
	version: 1,
	origin: 'simulator',
	checkedAt: '2026-11-23T03:00:00.000Z',
	...place,
});
export const AT_HOME = stateOf({ roaming: false });
export const IN_ITALY = stateOf({ roaming: true, countryCode: 222, countryName: ['IT'] });
