import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { createFormReader, type FormReader } from './form';

/** What n8n gives the node for one execution. */
export interface NodeInput {
	node: INode;
	inputs: INodeExecutionData[];
	form: FormReader;
	/** n8n's "Stop Workflow"; the other choices of On Error apply to each item. */
	stopsAtError: boolean;
}

export function readNodeInput(context: IExecuteFunctions): NodeInput {
	// n8n makes a copy of each at every call.
	return {
		node: context.getNode(),
		inputs: context.getInputData(),
		form: createFormReader(context),
		stopsAtError: !context.continueOnFail(),
	};
}
