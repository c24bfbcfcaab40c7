import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Where the last known state of a number may come from. */
export const STATE_SOURCE_CHOICES: INodePropertyOptions[] = [
	{
		name: 'Input Field',
		value: 'inputField',
		description: 'From a field of the input item; the new state stands in the result, for you to store',
	},
	{
		name: 'Workflow Static Data',
		value: 'staticData',
		description:
			'From within this workflow, for up to 5,000 numbers in all. n8n saves it only in production runs, not in manual ones.',
	},
];

/** The rare things of the form. */
export const optionsParameter: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { hide: { operation: ['confirmChanges'] } },
	options: [
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			default: 32,
			typeOptions: { minValue: 1 },
			description:
				'How many numbers are checked at once, at most. The node begins with few and finds out how many the aggregator takes.',
		},
		{
			displayName: 'Connection',
			name: 'connection',
			type: 'options',
			default: 'n8n',
			description: 'How requests reach the aggregator',
			options: [
				{
					name: 'Keep Alive',
					value: 'keepAlive',
					description:
						'With connections that stay open, for long lists. The HTTP proxy settings of this n8n are not used.',
				},
				{
					name: 'Standard',
					value: 'n8n',
					description:
						'Through n8n: a new connection for each request, by the proxy, certificate and egress settings of this n8n',
				},
			],
		},
		{
			displayName: 'Consent Hold',
			name: 'consentHold',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description:
				'For how many hours a subscriber who has not consented, or has refused, is not asked again. The number comes back at once, with the same outcome. With 0 each run asks.',
		},
		{
			displayName: 'Consent Pending Is Error',
			name: 'consentPendingIsError',
			type: 'boolean',
			default: false,
			description:
				'Whether a number whose subscriber has not consented in time is handled as On Error in the settings says; otherwise it is an item like others',
		},
		{
			displayName: 'Default Country Code',
			name: 'defaultCountryCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 34',
			description:
				'The country calling code for phone numbers without a plus sign, digits only. Such numbers are read by the numbering plan of this country; without this option they are refused.',
		},
		{
			displayName: 'Include Input Fields',
			name: 'includeInputFields',
			type: 'options',
			default: 'none',
			description:
				'Which fields of the input item the output item takes along. A field of the result wins over one of the same name.',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'None', value: 'none' },
				{ name: 'Selected', value: 'selected' },
			],
		},
		{
			displayName: 'Input Fields',
			name: 'inputFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. customerId, name',
			description: 'The names of the fields to take along, separated by commas',
			displayOptions: { show: { includeInputFields: ['selected'] } },
		},
		{
			displayName: 'Last State',
			name: 'lastState',
			type: 'string',
			default: '={{ $json.roamingState }}',
			description:
				'The state that an earlier run gave for this number, for Consent Hold; empty for a number that is new. Store the field "roamingState" of the result for the next run.',
			displayOptions: { show: { '/operation': ['checkStatus'] }, hide: { stateSource: ['staticData'] } },
		},
		{
			displayName: 'Max Attempts',
			name: 'maxAttempts',
			type: 'number',
			default: 3,
			typeOptions: { minValue: 1, maxValue: 10 },
			description:
				'How often a request is sent at most where the fault may pass, such as a lost connection or an overloaded server. With 1 nothing is sent again.',
		},
		{
			displayName: 'Max Consent Pending',
			name: 'maxConsentPending',
			type: 'number',
			default: 500,
			typeOptions: { minValue: 1 },
			description:
				'How many subscribers may be asked for their consent at once. Numbers that wait for it hold up the others only when there are this many. No more numbers than this are checked at once.',
		},
		{
			displayName: 'Max Consent Wait',
			name: 'maxConsentWait',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 0 },
			description: 'How many seconds to wait for a subscriber to consent. With 0 the aggregator is asked once.',
		},
		{
			displayName: 'Max Duration',
			name: 'maxDuration',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description:
				'How many minutes a run may take. When they are over, numbers under way are finished and the others come back as not attempted, for a later run. With 0 there is no limit.',
		},
		{
			displayName: 'Max Status Age',
			name: 'maxStatusAge',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description:
				'How many minutes old what the network knows may be. An older answer counts as unknown, and what it said stands in staleRoaming and staleCountry. With 0 there is no limit.',
		},
		{
			displayName: 'Not Covered Is Error',
			name: 'notCoveredIsError',
			type: 'boolean',
			default: false,
			description:
				'Whether a number that the operator does not serve is handled as On Error in the settings says; otherwise it is an item like others',
		},
		{
			displayName: 'Output Field',
			name: 'outputField',
			type: 'string',
			default: '',
			placeholder: 'e.g. roamingStatus',
			description:
				'A name under which the whole result stands, so that neither it nor the input fields overwrite the other. Empty for one level.',
		},
		{
			displayName: 'Report',
			name: 'report',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				'Whether to add an output "Report" with one item that sums the run up, in numbers and in five lines of text for a chat or a mail',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description:
				'How many requests may leave in a second, for a contract that limits them; a number takes three, or one with a token that is reused. With 0 there is no limit.',
		},
		{
			displayName: 'Reuse Tokens',
			name: 'reuseTokens',
			type: 'boolean',
			default: true,
			description:
				'Whether a number that is checked again within the life of its access token (two minutes at most aggregators) is checked with that token, in one request instead of three',
		},
		{
			displayName: 'State Source',
			name: 'stateSource',
			type: 'options',
			default: 'inputField',
			description: 'Where Consent Hold knows from which subscribers were asked',
			options: STATE_SOURCE_CHOICES,
			displayOptions: { show: { '/operation': ['checkStatus'] } },
		},
		{
			displayName: 'Summary If Empty',
			name: 'summaryIfEmpty',
			type: 'boolean',
			default: false,
			description:
				'Whether to give one item with the report of the run where no number has an item, so that a loop around the node goes on',
			displayOptions: { show: { '/operation': ['detectChanges'], '/outputMode': ['single'] } },
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			default: 40,
			typeOptions: { minValue: 1 },
			description: 'How many seconds to wait for the answer to one request',
		},
		{
			displayName: 'Undated Status',
			name: 'undatedStatus',
			type: 'options',
			default: 'fresh',
			description:
				'What an answer without a time counts as, where there is a Max Status Age. An answer whose time cannot be read always counts as stale.',
			options: [
				{ name: 'Fresh', value: 'fresh' },
				{ name: 'Stale', value: 'stale' },
			],
		},
	],
};
