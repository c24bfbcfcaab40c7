import type { INodeProperties } from 'n8n-workflow';
import { optionGroups } from './optionGroups';
import { HIDDEN_IN_TOOLS } from './tool';

/** The rare settings of the form: those in frequent use at the top, the others in groups. */
export const optionsParameter: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { hide: { operation: ['confirmChanges'] } },
	options: [
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
						'With connections that stay open, for long lists. Uses an HTTP proxy only if this n8n runs with NODE_USE_ENV_PROXY=1.',
				},
				{
					name: 'Standard',
					value: 'n8n',
					description:
						'Through n8n, with its proxy, certificate and egress settings. Each request opens a new connection.',
				},
			],
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		optionGroups.consent,
		{
			displayName: 'Default Country Code',
			name: 'defaultCountryCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 34',
			description:
				'The country calling code for phone numbers without a plus sign, digits only. Without this option, such numbers are refused.',
		},
		optionGroups.freshness,
		{
			displayName: 'Include Input Fields',
			name: 'includeInputFields',
			type: 'options',
			default: 'none',
			description:
				'Input fields to copy to the output. A field of the result replaces an input field of the same name.',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'None', value: 'none' },
				{ name: 'Selected', value: 'selected' },
			],
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Input Fields',
			name: 'inputFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. customerId, name',
			description: 'The names of the fields to copy, separated by commas',
			displayOptions: { show: { includeInputFields: ['selected'] }, hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Max Consent Wait (Seconds)',
			name: 'maxConsentWait',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 0 },
			description: 'How long to wait for a subscriber to consent. With 0, the node does not wait.',
		},
		{
			displayName: 'Max Duration (Minutes)',
			name: 'maxDuration',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description:
				'How long a run may take. After that, running checks are finished, and the other numbers are returned as not attempted, for a later run. With 0, there is no limit.',
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Not Covered Is Error',
			name: 'notCoveredIsError',
			type: 'boolean',
			default: false,
			description: 'Whether to treat a number that the operator does not serve as an error (see Settings > On Error)',
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Output Field',
			name: 'outputField',
			type: 'string',
			default: '',
			placeholder: 'e.g. roamingStatus',
			description:
				'A field to put the whole result in, so that result and input fields do not replace each other. If empty, the result is not nested.',
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Report',
			name: 'report',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				"Whether to add an output 'Report' with one item that sums up the run, in numbers and in five lines of text for a chat or an email",
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description:
				'The most requests to send in a second, for a contract that limits them. Most numbers take three requests. With 0, there is no limit.',
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			displayName: 'Summary If Empty',
			name: 'summaryIfEmpty',
			type: 'boolean',
			default: false,
			description:
				'Whether to return one item with the report of the run when no number has an item, so that a loop around the node continues',
			displayOptions: {
				show: { '/operation': ['detectChanges'], '/outputMode': ['single'] },
				hide: HIDDEN_IN_TOOLS,
			},
		},
		optionGroups.tuning,
	],
};
