import type { INodeProperties } from 'n8n-workflow';
import { ACCESS_FLOWS } from '../../nodes/openGateway/credential/accessFlows';
import { accessFlowsOf, AGGREGATOR_NAMES, AGGREGATORS } from '../../nodes/openGateway/credential/aggregators';
import { field } from './field';

/** The simulator first, since it is the default and needs no account; the others by name. */
const IN_ORDER = [...AGGREGATOR_NAMES].sort((one, other) => {
	const [first, second] = [AGGREGATORS[one], AGGREGATORS[other]];
	return (
		Number(second.simulated) - Number(first.simulated) || first.displayName.localeCompare(second.displayName, 'en')
	);
});

/** Who answers, and how access is got where that is left to the user. */
export const aggregatorFields: INodeProperties[] = [
	{
		displayName: 'Aggregator',
		name: 'aggregator',
		type: 'options',
		default: 'simulator',
		description: 'The service that answers. Choose Simulator to try the node without an account.',
		options: IN_ORDER.map((value) => {
			const { displayName, description } = AGGREGATORS[value];
			return { name: displayName, value, description };
		}),
	},
	{
		displayName:
			'Simulated answers: the simulator answers inside n8n, without a network or an account. The last digits of a number decide the answer: a number that ends in 1 is roaming, one that ends in 2 is at home.',
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
				description: "How your application gets access; see the aggregator's documentation",
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
			"With JWT Bearer, the test of this credential shows only that 'Token URL' can be reached. A server gives the same answer to a wrong assertion and to a subscriber who has not consented, so check one number to try the assertion.",
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

/** At the end of the form, since n8n has words of its own for a test that succeeded. */
export const testNotice: INodeProperties = {
	displayName:
		'The test of this credential checks your application and whether each host can be reached. It asks for no subscriber, so it does not try purpose, scope and API version: check one number to try these.',
	name: 'testNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { aggregator: AGGREGATOR_NAMES.filter((name) => !AGGREGATORS[name].simulated) } },
};
