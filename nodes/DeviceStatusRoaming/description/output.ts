import type { INodeProperties } from 'n8n-workflow';
import { RESULT_FIELDS } from '../resultFields';
import { HIDDEN_IN_TOOLS } from './tool';

const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simple',
	type: 'boolean',
	noDataExpression: true,
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	displayOptions: { hide: { operation: ['checkConnection', 'confirmChanges'], ...HIDDEN_IN_TOOLS } },
};

/** In tools, in the place of Simplify. */
const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	default: 'simplified',
	description: 'How much of each answer the model gets',
	options: [
		{ name: 'Raw', value: 'raw', description: 'All fields' },
		{ name: 'Selected Fields', value: 'selected', description: 'Only the fields that you choose' },
		{ name: 'Simplified', value: 'simplified', description: 'The fields that matter most' },
	],
	displayOptions: { show: { '@tool': [true] }, hide: { operation: ['checkConnection', 'confirmChanges'] } },
};

const outputFields: INodeProperties = {
	displayName: 'Fields',
	name: 'outputFields',
	type: 'multiOptions',
	noDataExpression: true,
	default: ['phoneNumber', 'outcome', 'countryLabel'],
	description: 'The fields that the model gets. A number without an answer also has a message and a hint.',
	options: [...RESULT_FIELDS].sort().map((value) => ({ name: value, value })),
	displayOptions: {
		show: { '@tool': [true], output: ['selected'] },
		hide: { operation: ['checkConnection', 'confirmChanges'] },
	},
};

const outputMode: INodeProperties = {
	displayName: 'Output Mode',
	name: 'outputMode',
	type: 'options',
	noDataExpression: true,
	default: 'single',
	description: 'Whether to route each number to an output by outcome',
	options: [
		{
			name: 'One Output for Each Outcome',
			value: 'byOutcome',
			description: 'Roaming, Home, Unknown, Consent Pending, Not Covered and Failed',
		},
		{
			name: 'Single Output',
			value: 'single',
			description: 'All numbers leave by one output, in the order of the input',
		},
	],
	displayOptions: { hide: { operation: ['checkConnection', 'confirmChanges'], ...HIDDEN_IN_TOOLS } },
};

/** What leaves the node, and by which output. */
export const outputParameters: INodeProperties[] = [outputMode, simplify, output, outputFields];
