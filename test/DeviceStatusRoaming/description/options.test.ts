import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { DeviceStatusRoaming } from '../../../nodes/DeviceStatusRoaming/DeviceStatusRoaming.node';
import { DeviceStatusRoamingTrigger } from '../../../nodes/DeviceStatusRoamingTrigger/DeviceStatusRoamingTrigger.node';

/** The lists in which a user looks for a setting by its name: each collection of options, and the fields of each group. */
function listsOf(properties: INodeProperties[]): Array<[name: string, labels: string[]]> {
	return properties.flatMap(({ name, type, options = [] }) => {
		if (type === 'collection') {
			const fields = options as INodeProperties[];
			return [[name, fields.map(({ displayName }) => displayName)], ...listsOf(fields)];
		}
		if (type !== 'fixedCollection') return [];
		return (options as INodePropertyCollection[]).map(({ values }): [string, string[]] => [
			name,
			values.map(({ displayName }) => displayName),
		]);
	});
}

const LISTS = [new DeviceStatusRoaming(), new DeviceStatusRoamingTrigger()].flatMap(({ description }) =>
	listsOf(description.properties),
);

test('there are a list for each node and one for each group', () => {
	expect(LISTS.map(([name]) => name).sort()).toEqual(['consent', 'freshness', 'options', 'options', 'tuning']);
});

test.each(LISTS)('the labels of %s are in alphabetical order', (_name, labels) => {
	expect(labels).toEqual([...labels].sort((left, right) => left.localeCompare(right, 'en')));
});
