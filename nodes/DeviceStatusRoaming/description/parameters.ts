import type { INodeProperties } from 'n8n-workflow';
import { STATE_SOURCE_CHOICES } from './optionGroups';
import { optionsParameter } from './options';
import { outputParameters } from './output';
import { HIDDEN_IN_TOOLS, toolDescription, toolPhoneNumber } from './tool';

/** The value of `purpose` that asks for a text of one's own. */
export const OTHER_PURPOSE = 'other';

const phoneNumber: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	required: true,
	default: '={{ $json.phoneNumber }}',
	placeholder: 'e.g. +447700900001',
	description:
		'The number to check, with a plus sign and the country code. Spaces, dashes, dots and brackets are ignored.',
	displayOptions: { hide: { operation: ['confirmChanges'], ...HIDDEN_IN_TOOLS } },
};

/** Purposes of the W3C Data Privacy Vocabulary 2.0 for which a roaming status is asked. */
export const purpose: INodeProperties = {
	displayName: 'Purpose',
	name: 'purpose',
	type: 'options',
	default: 'FraudPreventionAndDetection',
	description: 'What you use the answer for. Choose one that the aggregator has approved for your application.',
	displayOptions: { hide: { operation: ['confirmChanges'] } },
	options: [
		{
			name: 'Customer Management',
			value: 'CustomerManagement',
			description: 'To manage the relationship with past, current and future customers',
		},
		{
			name: 'Enforce Security',
			value: 'EnforceSecurity',
			description: 'To protect a service, a system or its users',
		},
		{
			name: 'Fraud Prevention and Detection',
			value: 'FraudPreventionAndDetection',
			description: 'To find, investigate or prevent fraud',
		},
		{
			name: 'Identity Verification',
			value: 'IdentityVerification',
			description: 'To verify that a person is who they say they are',
		},
		{
			name: 'Legal Compliance',
			value: 'LegalCompliance',
			description: 'To comply with the law',
		},
		{
			name: 'Other',
			value: OTHER_PURPOSE,
			description: 'Another purpose of the vocabulary, by its name',
		},
		{
			name: 'Requested Service Provision',
			value: 'RequestedServiceProvision',
			description: 'To provide a service that the subscriber asked for',
		},
		{
			name: 'Service Optimization',
			value: 'ServiceOptimisation',
			description: 'To improve a service',
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
		'The name of a purpose in the <a href="https://w3id.org/dpv/2.0#vocab-purposes">W3C Data Privacy Vocabulary</a>, without the prefix dpv:',
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
			action: 'Check connection to aggregator',
			description:
				'Check one number step by step, to find the setting that is wrong. With CIBA, the subscriber is prompted.',
			displayOptions: { hide: { '@tool': [true] } },
		},
		{
			name: 'Check Status',
			value: 'checkStatus',
			action: 'Check roaming status',
			description: 'Ask whether each phone is roaming and in which country',
		},
		{
			name: 'Confirm Changes',
			value: 'confirmChanges',
			action: 'Confirm roaming changes',
			description: 'Mark the changes of this run as reported, so that later runs do not report them again',
			// A model reports nothing. n8n 1 shows it all the same.
			displayOptions: { hide: HIDDEN_IN_TOOLS },
		},
		{
			name: 'Detect Changes',
			value: 'detectChanges',
			action: 'Detect roaming changes',
			description: 'Ask and compare with the last known state: who has gone abroad, come home or changed country',
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
		"The state that an earlier run returned for this number, from your database or sheet; empty for a new number. Store the field 'roamingState' of the result after the alert.",
	displayOptions: { show: { operation: ['detectChanges'], stateSource: ['inputField'] } },
};

const emit: INodeProperties = {
	displayName: 'Emit',
	name: 'emit',
	type: 'options',
	default: 'all',
	description: 'Which numbers to return',
	options: [
		{ name: 'All Numbers', value: 'all' },
		{
			name: 'Changes and First Seen',
			value: 'changesAndFirstSeen',
			description: 'Without numbers that are unchanged or undetermined. Numbers that failed are always returned.',
		},
		{
			name: 'Only Changes',
			value: 'changes',
			description:
				"Also without numbers seen for the first time. With 'Input Field' in 'State Source', a number whose state changed is returned all the same, so that you can store it.",
		},
	],
	displayOptions: { show: { operation: ['detectChanges'] }, hide: HIDDEN_IN_TOOLS },
};

const delivery: INodeProperties = {
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	default: 'atLeastOnce',
	description: 'What happens to a change when its alert fails',
	options: [
		{
			name: 'At Least Once',
			value: 'atLeastOnce',
			description:
				"It is returned in each run until a node with the operation 'Confirm Changes' after the alert has run",
		},
		{
			name: 'At Most Once',
			value: 'atMostOnce',
			description: 'It is returned once, and is lost if the alert fails',
		},
	],
	displayOptions: { show: { operation: ['detectChanges'], stateSource: ['staticData'] } },
};

const confirm: INodeProperties = {
	displayName: 'Confirm',
	name: 'confirm',
	type: 'options',
	default: 'numbers',
	description: 'Which changes to mark as reported',
	options: [
		{
			name: 'All Changes of This Execution',
			value: 'execution',
			description: 'Also those without an item at this step. For one alert that sums up many changes.',
		},
		{
			name: 'Numbers of the Items',
			value: 'numbers',
			description: 'The changes of the phone number in each item',
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
	description:
		"The field 'phoneNumber' that 'Detect Changes' returned. The items of a step such as Slack do not have it.",
	displayOptions: { show: { operation: ['confirmChanges'], confirm: ['numbers'] } },
};

/** The form of the node. */
export const parameters: INodeProperties[] = [
	toolDescription,
	operation,
	confirm,
	numberToConfirm,
	toolPhoneNumber,
	phoneNumber,
	purpose,
	customPurpose,
	stateSource,
	lastState,
	emit,
	delivery,
	...outputParameters,
	optionsParameter,
];
