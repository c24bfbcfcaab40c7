import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { createFormReader, type FormReader } from './form';

/** What n8n gives the node for one execution. */
export interface NodeInput {
	node: INode;
	inputs: INodeExecutionData[];
	form: FormReader;
	/** Whether a model called the node. */
	asTool: boolean;
	/** n8n's "Stop Workflow"; the other choices of On Error apply to each item. */
	stopsAtError: boolean;
}

export function readNodeInput(context: IExecuteFunctions): NodeInput {
	// n8n makes a copy of each at every call.
	const node = context.getNode();
	const asTool = isTool(context);
	return {
		// Of an error, n8n hands the model an empty text (n8n 2.41); of an item, the model gets message and hint.
		node: asTool ? { ...node, onError: 'continueRegularOutput' } : node,
		inputs: context.getInputData(),
		form: createFormReader(context),
		asTool,
		stopsAtError: !asTool && !context.continueOnFail(),
	};
}

/** `isToolExecution` came with n8n 2.8, and n8n names the type of a tool after the node's own. */
function isTool(
	context: Pick<IExecuteFunctions, 'getNode'> & Partial<Pick<IExecuteFunctions, 'isToolExecution'>>,
): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}
