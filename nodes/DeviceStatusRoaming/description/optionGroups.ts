import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { HIDDEN_IN_TOOLS } from './tool';

/** Where the last known state of a number may come from. */
export const STATE_SOURCE_CHOICES: INodePropertyOptions[] = [
	{
		name: 'Input Field',
		value: 'inputField',
		description: 'From a field of the input item. The new state is in the result, for you to store.',
	},
	{
		name: 'Workflow Static Data',
		value: 'staticData',
		description: 'From within this workflow, for up to 5,000 numbers in total. n8n saves it in production runs only.',
	},
];

/** Fields that belong together, shown together. Each name is unique among all options. */
function group(displayName: string, name: string, description: string, values: INodeProperties[]): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		placeholder: `Add ${displayName} Settings`,
		default: {},
		description,
		options: [{ displayName: `${displayName} Settings`, name: 'values', values }],
	};
}

const consent = group('Consent', 'consent', 'How to treat subscribers who have not consented', [
	{
		displayName: 'Consent Hold (Hours)',
		name: 'consentHold',
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		description:
			'How long not to ask a subscriber again who has not consented or has refused. The number returns the same outcome at once. With 0, each run asks.',
	},
	{
		displayName: 'Last State',
		name: 'lastState',
		type: 'string',
		default: '={{ $json.roamingState }}',
		description:
			"The state that an earlier run returned for this number, for 'Consent Hold (Hours)'; empty for a new number. Store the field 'roamingState' of the result for the next run.",
		displayOptions: { show: { '/operation': ['checkStatus'] }, hide: { stateSource: ['staticData'] } },
	},
	{
		displayName: 'Max Consent Pending',
		name: 'maxConsentPending',
		type: 'number',
		default: 500,
		typeOptions: { minValue: 1 },
		description:
			'How many subscribers may be asked for their consent at the same time. Waiting numbers do not block others until this limit is reached.',
		displayOptions: { hide: HIDDEN_IN_TOOLS },
	},
	{
		displayName: 'Pending Is Error',
		name: 'consentPendingIsError',
		type: 'boolean',
		default: false,
		description: 'Whether to treat missing consent as an error (see Settings > On Error)',
		displayOptions: { hide: HIDDEN_IN_TOOLS },
	},
	{
		displayName: 'State Source',
		name: 'stateSource',
		type: 'options',
		default: 'inputField',
		description: "Where 'Consent Hold (Hours)' finds which subscribers were asked",
		options: STATE_SOURCE_CHOICES,
		displayOptions: { show: { '/operation': ['checkStatus'] } },
	},
]);

const freshness = group('Freshness', 'freshness', 'How old an answer may be', [
	{
		displayName: 'Max Age (Minutes)',
		name: 'maxStatusAge',
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		description:
			"How old the status may be. An older answer counts as unknown; what it said is in 'staleRoaming' and 'staleCountry'. With 0, there is no limit.",
	},
	{
		displayName: 'Undated Status',
		name: 'undatedStatus',
		type: 'options',
		default: 'fresh',
		description:
			"How to treat an answer without a timestamp when 'Max Age (Minutes)' is set. An answer with a timestamp that cannot be read always counts as stale.",
		options: [
			{ name: 'Fresh', value: 'fresh' },
			{ name: 'Stale', value: 'stale' },
		],
	},
]);

const tuning = group('Tuning', 'tuning', 'How requests are sent', [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		default: 32,
		typeOptions: { minValue: 1 },
		description:
			'The most numbers to check at the same time. The node starts with few and adapts to what the aggregator can handle.',
		displayOptions: { hide: HIDDEN_IN_TOOLS },
	},
	{
		displayName: 'Max Attempts',
		name: 'maxAttempts',
		type: 'number',
		default: 3,
		typeOptions: { minValue: 1, maxValue: 10 },
		description:
			'How often to send a request at most when a temporary fault occurs, such as a lost connection or an overloaded server. With 1, no request is sent again.',
	},
	{
		displayName: 'Reuse Tokens',
		name: 'reuseTokens',
		type: 'boolean',
		default: true,
		description:
			'Whether to check a number again with the access token of its last check while the token is valid. A check with such a token takes one request instead of three.',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		default: 40,
		typeOptions: { minValue: 1 },
		description: 'How long to wait for the answer to one request',
	},
]);

export const optionGroups = { consent, freshness, tuning };
