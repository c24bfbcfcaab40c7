import type { INodeProperties } from 'n8n-workflow';
import { ACCESS_FLOWS } from '../../nodes/openGateway/credential/accessFlows';
import { accessFlowsOf, AGGREGATOR_NAMES, AGGREGATORS } from '../../nodes/openGateway/credential/aggregators';
import { field } from './field';

/** Who answers, and how access is got where that is left to the user. */
export const aggregatorFields: INodeProperties[] = [
	{
		displayName: 'Aggregator',
		name: 'aggregator',
		type: 'options',
		default: 'simulator',
		description: 'Who answers; it decides which of the other fields are needed',
		options: AGGREGATOR_NAMES.map((value) => {
			const { displayName, description } = AGGREGATORS[value];
			return { name: displayName, value, description };
		}),
	},
	{
		displayName:
			'The simulator answers inside n8n, without a network or an account. The last digits of a number decide what it says: 1 is roaming, 2 is not.',
		name: 'simulatorNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { aggregator: AGGREGATOR_NAMES.filter((name) => AGGREGATORS[name].simulated) } },
	},
	...AGGREGATOR_NAMES.flatMap((name): INodeProperties[] => {
		const { portal, displayName } = AGGREGATORS[name];
		if (portal === null) return [];
		return [
			{
				displayName: `${displayName} shows these values in its portal: <a href="${portal.url}" target="_blank">${portal.name}</a>`,
				name: `${name}Notice`,
				type: 'notice',
				default: '',
				displayOptions: { show: { aggregator: [name] } },
			},
		];
	}),
	...AGGREGATOR_NAMES.filter((name) => accessFlowsOf(AGGREGATORS[name]).length > 1).flatMap((name) =>
		field(
			'accessFlow',
			{
				type: 'options',
				description: 'How your application gets access, as the aggregator documents it',
				options: accessFlowsOf(AGGREGATORS[name]).map((value) => ({
					name: ACCESS_FLOWS[value].displayName,
					value,
					description: ACCESS_FLOWS[value].description,
				})),
			},
			[name],
		),
	),
	{
		displayName:
			'A test of this credential proves that the token URL was reached. Whether the assertion is accepted shows when a number is checked: the answer of a server is the same for a bad assertion and for a subscriber who has not consented.',
		name: 'jwtBearerNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: {
				aggregator: AGGREGATOR_NAMES.filter((name) => {
					const flows = accessFlowsOf(AGGREGATORS[name]);
					return flows.length > 1 && flows.includes('jwtBearer');
				}),
				accessFlow: ['jwtBearer'],
			},
		},
	},
];
