import type { INodeProperties } from 'n8n-workflow';

/** The value of `purpose` that asks for a text of one's own. */
export const OTHER_PURPOSE = 'other';

const phoneNumber: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	required: true,
	default: '={{ $json.phoneNumber }}',
	placeholder: 'e.g. +34666555341',
	description:
		'The number to check, with a plus sign and the country code. Spaces, dashes, dots and brackets do not matter.',
};

/** Purposes of the W3C Data Privacy Vocabulary 2.0 for which a roaming status is asked. */
const purpose: INodeProperties = {
	displayName: 'Purpose',
	name: 'purpose',
	type: 'options',
	default: 'FraudPreventionAndDetection',
	description: 'What you use the answer for. It must be one that the aggregator has approved for your application.',
	options: [
		{
			name: 'Customer Management',
			value: 'CustomerManagement',
			description: 'To manage the relation with past, current and future customers',
		},
		{
			name: 'Enforce Security',
			value: 'EnforceSecurity',
			description: 'To keep up the security of a service, a system or its users',
		},
		{
			name: 'Fraud Prevention and Detection',
			value: 'FraudPreventionAndDetection',
			description: 'To find, investigate or prevent fraud',
		},
		{
			name: 'Identity Verification',
			value: 'IdentityVerification',
			description: 'To make sure that somebody is who they say',
		},
		{
			name: 'Legal Compliance',
			value: 'LegalCompliance',
			description: 'To comply with the law',
		},
		{
			name: 'Other',
			value: OTHER_PURPOSE,
			description: 'Another purpose, written by its name in the vocabulary',
		},
		{
			name: 'Requested Service Provision',
			value: 'RequestedServiceProvision',
			description: 'To provide a service that the subscriber asked for',
		},
		{
			name: 'Service Optimization',
			value: 'ServiceOptimisation',
			description: 'To make a service work better',
		},
		{
			name: 'Service Provision',
			value: 'ServiceProvision',
			description: 'To provide a service or a product',
		},
	],
};

const customPurpose: INodeProperties = {
	displayName: 'Purpose Name',
	name: 'customPurpose',
	type: 'string',
	// Not required: n8n shows the field, too, where the purpose is an expression, and would not start without it.
	default: '',
	placeholder: 'e.g. ServicePersonalisation',
	description:
		'A purpose of the <a href="https://w3id.org/dpv/2.0#vocab-purposes">W3C Data Privacy Vocabulary</a>, without the prefix dpv:',
	displayOptions: { show: { purpose: [OTHER_PURPOSE] } },
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
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
					name: 'Through n8n',
					value: 'n8n',
					description:
						'With a new connection for each request, by the proxy, certificate and egress settings of this n8n',
				},
			],
		},
		{
			displayName: 'Default Country Code',
			name: 'defaultCountryCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 34',
			description: 'The country code for phone numbers that are written without one',
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
				'How many subscribers may be asked for their consent at once. Numbers that wait for it hold up the others only when there are this many.',
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
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			default: 40,
			typeOptions: { minValue: 1 },
			description: 'How many seconds to wait for the answer to one request',
		},
	],
};

/** The form of the node. */
export const parameters: INodeProperties[] = [phoneNumber, purpose, customPurpose, options];
