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
		description: 'Full URL of the CIBA backchannel authentication endpoint, often ending in bc-authorize',
	}),
	...field('tokenUrl', {
		type: 'string',
		required: true,
		placeholder: 'e.g. https://aggregator.example.com/token',
		description: 'Full URL of the token endpoint',
	}),
	...field('roamingUrl', {
		type: 'string',
		required: true,
		placeholder: `e.g. https://aggregator.example.com${API_VERSIONS.v1.path}`,
		description: `Full URL of the roaming API. In API versions v0.4 and v0.5, it usually ends in ${API_VERSIONS['v0.4'].path}.`,
	}),
	...field('subscriptionsUrl', {
		type: 'string',
		placeholder: 'e.g. https://aggregator.example.com/device-roaming-status-subscriptions/v0.8/subscriptions',
		description:
			'The whole address at which events are subscribed to. Only the Device Status Roaming Trigger needs it; leave it empty if you do not use the trigger.',
	}),
	...field('additionalHeaders', {
		type: 'string',
		typeOptions: { password: true },
		placeholder: 'e.g. {"x-partner-id": "my-company"}',
		description:
			'Headers that the aggregator requires on each call of the roaming API, as a JSON object of names and values. Leave it empty for none.',
	}),
	...field('apiVersion', {
		type: 'options',
		description: "The version of the roaming API, see the aggregator's documentation. v0.4 and v0.5 have the same URL.",
		options: (Object.keys(API_VERSIONS) as ApiVersion[]).map((value) => ({
			name: VERSION_LABELS[value] ?? value,
			value,
		})),
	}),
	...field('scopeStyle', {
		type: 'options',
		description: 'How the request names purpose and API',
		options: [
			{ name: 'CAMARA', value: 'camara', description: 'Separated by spaces: scope=openid dpv:Purpose api-scope' },
			{ name: 'Custom', value: 'custom', description: 'A scope that you enter' },
			{ name: 'Hash', value: 'hash', description: 'Joined by #: scope=dpv:Purpose#api-scope' },
			{ name: 'None', value: 'none', description: 'No scope' },
			{
				name: 'Purpose Parameter',
				value: 'purposeParameter',
				description: 'In a separate parameter: purpose=dpv:Purpose#api-scope',
			},
		],
	}),
	...field('customScope', {
		type: 'string',
		required: true,
		placeholder: 'e.g. openid dpv:{purpose} device-roaming-status:read',
		description:
			'The full scope. {purpose} is replaced by the purpose chosen in the node, {scope} by the scope of the API.',
	}),
	...field('loginHintStyle', {
		type: 'options',
		description: 'How the request contains the phone number',
		options: [
			{ name: 'Plain Number', value: 'plain', description: 'For example +447700900001' },
			{ name: 'Tel URI', value: 'tel', description: 'For example tel:+447700900001' },
		],
	}),
	...field('requestsPerSecond', {
		type: 'number',
		typeOptions: { minValue: 0 },
		description:
			'How many requests your contract allows in a second. All workflows of this n8n that use the client share them; with several workers, each has its own count. With 0 there is no limit.',
	}),
];
