import type { INodeProperties } from 'n8n-workflow';
import { API_VERSIONS, type ApiVersion } from '../../nodes/openGateway/credential/apiVersions';
import { field } from './field';

const VERSION_LABELS: Partial<Record<ApiVersion, string>> = { identityInsights: 'Identity Insights (Vonage)' };

/** Where requests go, and how they are written. */
export const requestFields: INodeProperties[] = [
	...field('authorizeUrl', {
		type: 'string',
		required: true,
		placeholder: 'e.g. https://aggregator.example.com/bc-authorize',
		description:
			'The whole address to which a check is announced; aggregators call it bc-authorize or backchannel authentication endpoint',
	}),
	...field('tokenUrl', {
		type: 'string',
		required: true,
		placeholder: 'e.g. https://aggregator.example.com/token',
		description: 'The whole address that issues access tokens',
	}),
	...field('roamingUrl', {
		type: 'string',
		required: true,
		placeholder: `e.g. https://aggregator.example.com${API_VERSIONS.v1.path}`,
		description: `The whole address of the roaming API. In API version v0.4 and v0.5 it usually ends in ${API_VERSIONS['v0.4'].path}.`,
	}),
	...field('additionalHeaders', {
		type: 'string',
		typeOptions: { password: true },
		placeholder: 'e.g. {"x-partner-id": "my-company"}',
		description:
			'Headers that the aggregator wants with each call of the roaming API, as a JSON object of names and values. Leave it as {} if it wants none.',
	}),
	...field('apiVersion', {
		type: 'options',
		description: 'The version of the roaming API. v0.4 and v0.5 share one URL, so the URL does not tell.',
		options: (Object.keys(API_VERSIONS) as ApiVersion[]).map((value) => ({
			name: VERSION_LABELS[value] ?? value,
			value,
		})),
	}),
	...field('scopeStyle', {
		type: 'options',
		description: 'How purpose and API are named in the request',
		options: [
			{ name: 'CAMARA', value: 'camara', description: 'Separated by blanks: scope=openid dpv:Purpose api-scope' },
			{ name: 'Custom', value: 'custom', description: 'A text of your own' },
			{ name: 'Hash', value: 'hash', description: 'Joined by #: scope=dpv:Purpose#api-scope' },
			{ name: 'None', value: 'none', description: 'No scope at all' },
			{
				name: 'Purpose Parameter',
				value: 'purposeParameter',
				description: 'A parameter of its own: purpose=dpv:Purpose#api-scope',
			},
		],
	}),
	...field('customScope', {
		type: 'string',
		required: true,
		placeholder: 'e.g. openid dpv:{purpose} device-roaming-status:read',
		description: 'The whole scope. {purpose} stands for the purpose chosen in the node.',
	}),
	...field('loginHintStyle', {
		type: 'options',
		description: 'How the phone number is written in the request',
		options: [
			{ name: 'Plain Number', value: 'plain', description: 'As in +34666555341' },
			{ name: 'Tel URI', value: 'tel', description: 'As in tel:+34666555341' },
		],
	}),
	...field('requestsPerSecond', {
		type: 'number',
		typeOptions: { minValue: 0 },
		description:
			'How many requests your contract allows in a second. All workflows of this n8n that use the client share them; with several workers, each has its own count. With 0 there is no limit.',
	}),
];
