import type { IDataObject } from 'n8n-workflow';

/**
 * The static data of one workflow as n8n keeps it: each execution gets a copy as it was saved when the execution
 * started, and is saved whole at its end, however it ended.
 */
export function createWorkflowData(id: string) {
	let saved = '{}';
	let executions = 0;
	return {
		/** Starts an execution. */
		start(mode: 'trigger' | 'manual' = 'trigger') {
			const copy = JSON.parse(saved) as IDataObject;
			executions += 1;
			const execution = String(executions);
			const context = {
				getWorkflowStaticData: (type: string) => (copy[type] ??= {}) as IDataObject,
				getWorkflow: () => ({ id, active: true }),
				getExecutionId: () => execution,
				getMode: () => mode,
			};
			/** What n8n does at the end. It does not save manual executions, nor those that end with their process. */
			const save = () => {
				if (mode !== 'manual') saved = JSON.stringify(copy);
			};
			return { context, save };
		},
		/** Changes what is saved, as a damaged disk might. */
		edit(change: (data: IDataObject) => void) {
			const data = JSON.parse(saved) as IDataObject;
			change(data);
			saved = JSON.stringify(data);
		},
		text: () => saved,
	};
}

/** What this package keeps there; nothing before its first execution. */
export function keptIn(data: IDataObject): { numbers: IDataObject } {
	const { deviceStatusRoaming } = (data.global ?? {}) as { deviceStatusRoaming?: { numbers: IDataObject } };
	return deviceStatusRoaming ?? { numbers: {} };
}
