import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { optionGroups } from '../../nodes/DeviceStatusRoaming/description/optionGroups';

/** The fields of each group of options. */
const GROUPED = Object.entries(optionGroups).flatMap(([group, { options = [] }]) =>
	options.flatMap((option) => ('values' in option ? option.values.map(({ name }) => ({ group, name })) : [])),
);

/** The parameters with each option in the group in which the form has it. */
export function inGroups({ options, ...parameters }: INode['parameters']): INode['parameters'] {
	if (options === undefined) return parameters;
	const grouped: IDataObject = {};
	for (const [name, value] of Object.entries(options as IDataObject)) {
		const { group } = GROUPED.find((field) => field.name === name) ?? {};
		if (group === undefined) grouped[name] = value;
		else grouped[group] = { values: { ...((grouped[group] as IDataObject)?.values as IDataObject), [name]: value } };
	}
	return { ...parameters, options: grouped as INodeParameters };
}
