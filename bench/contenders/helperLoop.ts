import { NodeConnectionTypes, type IDataObject, type IExecuteFunctions, type INodeType } from 'n8n-workflow';
import { itemsOf, loadN8n, runInN8n, toItems } from '../n8nRun';
import { inWindow } from '../window';
import { bareCheck, type Post } from './bareCheck';
import type { Contender, ContenderContext } from './contender';

let context: ContenderContext | undefined;

/** The simplest node: a loop over n8n's own request helper. */
const loopNode: INodeType = {
	description: {
		displayName: 'Loop',
		name: 'loop',
		group: ['transform'],
		version: 1,
		description: 'Asks for each number',
		defaults: { name: 'Loop' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		if (context === undefined) throw new Error('Nobody said whom to ask.');
		const { aggregator, window } = context;
		const post = helperPost(this.helpers.httpRequest);
		const answers = await inWindow(this.getInputData(), window, ({ json }) =>
			bareCheck(post, aggregator, String(json.phoneNumber)),
		);
		return [answers.map((roaming, item) => ({ json: { roaming } as IDataObject, pairedItem: { item } }))];
	},
};

function helperPost(httpRequest: IExecuteFunctions['helpers']['httpRequest']): Post {
	return async (url, headers, body) =>
		(await httpRequest({ method: 'POST', url, headers, body })) as Record<string, unknown>;
}

const engine = loadN8n({ loop: loopNode });

export const helperLoop: Contender = async (numbers, given) => {
	context = given;
	const run = await runInN8n(await engine, { type: 'loop' }, toItems(numbers));
	return itemsOf(run).map(({ json }) => json.roaming);
};
