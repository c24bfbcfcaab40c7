import type { INodeProperties } from 'n8n-workflow';
import { EVENT_NAMES, EVENT_TYPES, SUBSCRIPTIONS_VERSIONS } from '../openGateway/events/eventTypes';
import { customPurpose, purpose } from '../DeviceStatusRoaming/description/parameters';

/** Numbers of one trigger: each is a subscription of its own, which is looked at whenever n8n activates the workflow. */
export const MOST_NUMBERS = 100;

/** Hours; long enough that a renewal is rare, short enough that a forgotten subscription ends by itself. */
export const DEFAULT_LIFE_HOURS = 720;

const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'multiOptions',
	required: true,
	default: ['roamingStatusChanged'],
	description:
		'What to wait for. Each is a subscription of its own for each number. Going abroad and coming home do not tell of a change between two foreign countries.',
	options: EVENT_NAMES.map((value) => {
		const { displayName, description } = EVENT_TYPES[value];
		return { name: displayName, value, description };
	}),
};

const phoneNumbers: INodeProperties = {
	displayName: 'Phone Numbers',
	name: 'phoneNumbers',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. +447700900001, +447700900002',
	description: `The numbers to watch, up to ${MOST_NUMBERS}, each with a plus sign and the country code; separated by commas, or an expression that gives a list`,
};

const simple: INodeProperties = {
	displayName: 'Simplify',
	name: 'simple',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			default: 'v0.8',
			description:
				'The version of the subscriptions API to use in place of the one that the URL in the credential names',
			options: SUBSCRIPTIONS_VERSIONS.map((value) => ({ name: value, value })),
		},
		{
			displayName: 'Default Country Code',
			name: 'defaultCountryCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 34',
			description: 'For numbers that are written without a country code',
		},
		{
			displayName: 'Expires After (Hours)',
			name: 'expiresAfter',
			type: 'number',
			default: DEFAULT_LIFE_HOURS,
			typeOptions: { minValue: 0 },
			description: 'How long each subscription is asked to live. It is renewed before it ends.',
		},
		{
			displayName: 'Max Events',
			name: 'maxEvents',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description: 'After how many events each subscription ends; 0 for no limit',
		},
		{
			displayName: 'Renew Subscriptions',
			name: 'renew',
			type: 'boolean',
			default: true,
			description:
				'Whether to subscribe again when a subscription is about to end or has ended. Without it, an item with the event "subscriptionEnded" tells of the end.',
		},
		{
			displayName: 'Send Current Status First',
			name: 'initialEvent',
			type: 'boolean',
			default: false,
			description: 'Whether an event tells the current status as soon as the workflow is activated',
		},
	],
};

/** The form of the trigger. */
export const parameters: INodeProperties[] = [
	triggerOn,
	phoneNumbers,
	{ ...purpose, displayOptions: {} },
	{ ...customPurpose, displayOptions: { show: { purpose: ['other'] } } },
	simple,
	options,
];
