import type { INodeProperties } from 'n8n-workflow';
import { optionsParameter, STATE_SOURCE_CHOICES } from './options';

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
	displayOptions: { hide: { operation: ['confirmChanges'] } },
};

/** Purposes of the W3C Data Privacy Vocabulary 2.0 for which a roaming status is asked. */
export const purpose: INodeProperties = {
	displayName: 'Purpose',
	name: 'purpose',
	type: 'options',
	default: 'FraudPreventionAndDetection',
	description: 'What you use the answer for. It must be one that the aggregator has approved for your application.',
	displayOptions: { hide: { operation: ['confirmChanges'] } },
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

export const customPurpose: INodeProperties = {
	displayName: 'Purpose Name',
	name: 'customPurpose',
	type: 'string',
	// Not required: n8n shows the field, too, where the purpose is an expression, and would not start without it.
	default: '',
	placeholder: 'e.g. ServicePersonalisation',
	description:
		'A purpose of the <a href="https://w3id.org/dpv/2.0#vocab-purposes">W3C Data Privacy Vocabulary</a>, without the prefix dpv:',
	displayOptions: { show: { purpose: [OTHER_PURPOSE] }, hide: { operation: ['confirmChanges'] } },
};

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'checkStatus',
	options: [
		{
			name: 'Check Connection',
			value: 'checkConnection',
			action: 'Check the connection to the aggregator',
			description:
				'Go the way to an answer step by step for one number, to find the setting that is wrong. With CIBA the subscriber is prompted as in any check.',
			displayOptions: { hide: { '@tool': [true] } },
		},
		{
			name: 'Check Status',
			value: 'checkStatus',
			action: 'Check roaming status',
			description: 'Ask whether each phone is roaming, and in which country',
		},
		{
			name: 'Confirm Changes',
			value: 'confirmChanges',
			action: 'Confirm roaming changes',
			description: 'Tell that the alerts for the changes of this run are out, so that no later run gives them again',
		},
		{
			name: 'Detect Changes',
			value: 'detectChanges',
			action: 'Detect roaming changes',
			description: 'Ask, and compare with the last known state: who has gone abroad, come home or changed country',
		},
	],
};

const stateSource: INodeProperties = {
	displayName: 'State Source',
	name: 'stateSource',
	type: 'options',
	default: 'inputField',
	description: 'Where the last known state of each number comes from',
	options: STATE_SOURCE_CHOICES,
	displayOptions: { show: { operation: ['detectChanges'] } },
};

const lastState: INodeProperties = {
	displayName: 'Last State',
	name: 'lastState',
	type: 'string',
	default: '={{ $json.roamingState }}',
	description:
		'The state that an earlier run gave for this number, from your database or sheet; empty for a number that is new. Store the field "roamingState" of the result after the alert.',
	displayOptions: { show: { operation: ['detectChanges'], stateSource: ['inputField'] } },
};

const emit: INodeProperties = {
	displayName: 'Emit',
	name: 'emit',
	type: 'options',
	default: 'all',
	description: 'Which numbers to give an item for',
	options: [
		{ name: 'All Numbers', value: 'all' },
		{
			name: 'Changes and First Seen',
			value: 'changesAndFirstSeen',
			description: 'Leaves out those that are unchanged or undetermined; a number that failed always has its item',
		},
		{
			name: 'Only Changes',
			value: 'changes',
			description:
				'Leaves out those seen for the first time, too. With Input Field, a number whose state is to be stored has its item all the same.',
		},
	],
	displayOptions: { show: { operation: ['detectChanges'] } },
};

const delivery: INodeProperties = {
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	default: 'atLeastOnce',
	description: 'What happens to a change whose alert fails',
	options: [
		{
			name: 'At Least Once',
			value: 'atLeastOnce',
			description: 'It is given again in each run until a node Confirm Changes behind the alert has run',
		},
		{
			name: 'At Most Once',
			value: 'atMostOnce',
			description: 'It is given once, and is lost where the alert fails',
		},
	],
	displayOptions: { show: { operation: ['detectChanges'], stateSource: ['staticData'] } },
};

const confirm: INodeProperties = {
	displayName: 'Confirm',
	name: 'confirm',
	type: 'options',
	default: 'numbers',
	description: 'Which changes have been told',
	options: [
		{
			name: 'All Changes of This Execution',
			value: 'execution',
			description: 'Also those whose item did not come this far. For one alert that sums up many changes.',
		},
		{
			name: 'Numbers of the Items',
			value: 'numbers',
			description: 'Those of the phone number of each item',
		},
	],
	displayOptions: { show: { operation: ['confirmChanges'] } },
};

const numberToConfirm: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	required: true,
	default: '={{ $json.phoneNumber }}',
	placeholder: "e.g. {{ $('Device Status Roaming').item.json.phoneNumber }}",
	description: 'The field "phoneNumber" that Detect Changes gave. A step such as Slack gives items without it.',
	displayOptions: { show: { operation: ['confirmChanges'], confirm: ['numbers'] } },
};

const outputMode: INodeProperties = {
	displayName: 'Output Mode',
	name: 'outputMode',
	type: 'options',
	noDataExpression: true,
	default: 'single',
	description: 'Whether the node sorts the numbers by what became of them',
	options: [
		{
			name: 'Single Output',
			value: 'single',
			description: 'All numbers leave by one output, in the order of the input',
		},
		{
			name: 'One Output for Each Outcome',
			value: 'byOutcome',
			description: 'Roaming, Home, Unknown, Consent Pending, Not Covered and Failed',
		},
	],
	displayOptions: { hide: { operation: ['checkConnection', 'confirmChanges'] } },
};

/** What a model is told of the node. */
const TOOL_DESCRIPTION =
	'Asks the mobile network whether ONE phone is roaming (used abroad) now, and in which country. ' +
	'Give one phone number in international format with a plus sign, for example +34666555341. ' +
	'The answer has "outcome": "roaming" means abroad ("country" or "countryLabel" say where, if known); "home" means in its home country; ' +
	'"unknown" means the network cannot tell, which is NOT the same as being at home; ' +
	'"consentPending" means the subscriber has not agreed yet; "notCovered" means the operator does not serve the number; ' +
	'"failed" comes with a message. Where "simulated" is true the answer is made up for testing.';

/**
 * n8n would add a parameter of this name by itself to nodes used as tools, but then
 * tells the model the description of the node instead of it (n8n-workflow 2.41, getToolDescriptionForNode).
 */
const toolDescription: INodeProperties = {
	displayName: 'Tool Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 4 },
	default: TOOL_DESCRIPTION,
	description: 'What the model is told about this tool',
	displayOptions: { show: { '@tool': [true] } },
};

/** The form of the node. */
export const parameters: INodeProperties[] = [
	toolDescription,
	operation,
	confirm,
	numberToConfirm,
	phoneNumber,
	purpose,
	customPurpose,
	stateSource,
	lastState,
	emit,
	delivery,
	outputMode,
	optionsParameter,
];
