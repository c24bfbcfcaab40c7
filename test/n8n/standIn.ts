import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyCollection,
	type INodeType,
	type NodeConnectionType,
} from 'n8n-workflow';

/** A node that stands in for one of n8n, with these parameters. */
export function node(
	properties: INodeProperties[],
	execute: INodeType['execute'],
	inputs: NodeConnectionType[] = [NodeConnectionTypes.Main],
): INodeType {
	return {
		description: {
			displayName: 'Stand-in',
			name: 'standIn',
			group: ['transform'],
			version: 1,
			description: 'Stands in for a node that comes with n8n',
			defaults: { name: 'Stand-in' },
			inputs,
			outputs: [NodeConnectionTypes.Main],
			properties,
		},
		execute,
	};
}

/** Starts with the items of the test. */
export function trigger(properties: INodeProperties[]): INodeType {
	return node(properties, passOn, []);
}

export async function passOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }))];
}

export function eachItem(act: (context: IExecuteFunctions, item: number) => IDataObject): INodeType['execute'] {
	return async function (this: IExecuteFunctions) {
		return [this.getInputData().map((_, item) => ({ json: act(this, item), pairedItem: { item } }))];
	};
}

export const property = (
	name: string,
	type: INodeProperties['type'],
	value: INodeProperties['default'],
): INodeProperties => ({
	displayName: name,
	name,
	type,
	default: value,
});
export const text = (name: string) => property(name, 'string', '');
export const number = (name: string, value: number) => property(name, 'number', value);
export const yesNo = (name: string) => property(name, 'boolean', false);
export const mapper = (name: string) => property(name, 'resourceMapper', { mappingMode: 'defineBelow', value: null });
export const conditions = property('conditions', 'filter', {});

export function choice(name: string, values: string[], value: string): INodeProperties {
	return { ...property(name, 'options', value), options: values.map((known) => ({ name: known, value: known })) };
}

export function options(name: string, known: INodeProperties[] = []): INodeProperties {
	return { ...property(name, 'collection', {}), options: known };
}

export function list(name: string, entry: string, values: INodeProperties[]): INodeProperties {
	const entries: INodePropertyCollection[] = [{ displayName: entry, name: entry, values }];
	return { ...property(name, 'fixedCollection', {}), typeOptions: { multipleValues: true }, options: entries };
}

export function locator(name: string): INodeProperties {
	const modes = ['list', 'id', 'name'].map((mode) => ({ displayName: mode, name: mode, type: 'string' as const }));
	return { ...property(name, 'resourceLocator', { mode: 'list', value: '' }), modes };
}
