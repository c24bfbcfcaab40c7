import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { AGGREGATORS, aggregatorsAskingFor, type AggregatorName } from '../nodes/openGateway/credential/aggregators';
import { FIELD_LABELS, type CredentialFields } from '../nodes/openGateway/credential/fields';
import { API_VERSIONS } from '../nodes/openGateway/credential/apiVersions';

/** A field of the form, shown for the aggregators that leave it to the user, and where `alsoShow` holds. */
function field(
	name: keyof CredentialFields,
	rest: Omit<INodeProperties, 'displayName' | 'name'>,
	alsoShow: Record<string, string[]> = {},
	aggregators = aggregatorsAskingFor(name),
): INodeProperties {
	return {
		displayName: FIELD_LABELS[name],
		name,
		...rest,
		displayOptions: { show: { aggregator: aggregators, ...alsoShow } },
	};
}

const aggregatorNames = Object.keys(AGGREGATORS) as AggregatorName[];

const aggregator: INodeProperties = {
	displayName: 'Aggregator',
	name: 'aggregator',
	type: 'options',
	default: 'telefonicaSandbox',
	description: 'Who answers; it decides which of the other fields are needed',
	options: aggregatorNames.map((value) => {
		const { displayName, description } = AGGREGATORS[value];
		return { name: displayName, value, description };
	}),
};

const simulatorNotice: INodeProperties = {
	displayName:
		'The simulator answers inside n8n, without a network or an account. The last digits of a number decide what it says: 1 is roaming, 2 is not.',
	name: 'simulatorNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { aggregator: aggregatorNames.filter((name) => AGGREGATORS[name].simulated) } },
};

const urls: INodeProperties[] = [
	field('authorizeUrl', {
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://aggregator.example.com/bc-authorize',
		description:
			'The whole address to which a check is announced; aggregators call it bc-authorize or backchannel authentication endpoint',
	}),
	field('tokenUrl', {
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://aggregator.example.com/token',
		description: 'The whole address that issues access tokens',
	}),
	field('roamingUrl', {
		type: 'string',
		required: true,
		default: '',
		placeholder: `e.g. https://aggregator.example.com${API_VERSIONS.v1.path}`,
		description: `The whole address of the roaming API. In API version v0.4 and v0.5 it usually ends in ${API_VERSIONS['v0.4'].path}.`,
	}),
];

const clientId = field('clientId', {
	type: 'string',
	required: true,
	default: '',
	description: 'The ID of your application, as the aggregator issued it',
});

/**
 * With one default for the aggregators that ask: of several, n8n's editor would show the first, and take it again for
 * what was stored, since it does not store a choice that is the default.
 */
const clientAuthentication = field('clientAuthentication', {
	type: 'options',
	default: 'privateKeyJwt',
	description: 'How your application shows who it is',
	options: [
		{ name: 'Basic (Secret in the Header)', value: 'basic', description: 'Known as client_secret_basic' },
		{ name: 'Post (Secret in the Form)', value: 'post', description: 'Known as client_secret_post' },
		{
			name: 'Private Key JWT',
			value: 'privateKeyJwt',
			description: 'A signature with your own key; known as private_key_jwt',
		},
	],
});

const secretField: Omit<INodeProperties, 'displayName' | 'name'> = {
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description: 'The secret of your application, as the aggregator issued it',
};
const withOwnAuthentication = aggregatorsAskingFor('clientAuthentication');
const clientSecret: INodeProperties[] = [
	field(
		'clientSecret',
		secretField,
		{},
		aggregatorsAskingFor('clientSecret').filter((name) => !withOwnAuthentication.includes(name)),
	),
	field('clientSecret', secretField, { clientAuthentication: ['basic', 'post'] }, withOwnAuthentication),
];

const keyOnly = { clientAuthentication: ['privateKeyJwt'] };
const privateKeyJwt: INodeProperties[] = [
	field(
		'privateKey',
		{
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			required: true,
			default: '',
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description: 'The private key in PEM or JWK form, without a passphrase. The aggregator holds the public one.',
		},
		keyOnly,
		withOwnAuthentication,
	),
	field(
		'keyId',
		{
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-11',
			description: 'The name under which the aggregator knows the key (kid). Leave it empty if it has none.',
		},
		keyOnly,
		withOwnAuthentication,
	),
	field(
		'signingAlgorithm',
		{
			type: 'options',
			default: 'RS256',
			description: 'RS256 and PS256 need an RSA key, ES256 a key on the curve P-256',
			options: [
				{ name: 'ES256', value: 'ES256' },
				{ name: 'PS256', value: 'PS256' },
				{ name: 'RS256', value: 'RS256' },
			],
		},
		keyOnly,
		withOwnAuthentication,
	),
	field(
		'assertionAudience',
		{
			type: 'string',
			default: 'endpoint',
			placeholder: 'e.g. https://aggregator.example.com',
			description:
				'For whom the signature is meant (aud). "endpoint" is the URL being called, as CAMARA recommends; "tokenUrl" is always the token URL; anything else is sent as you write it.',
		},
		keyOnly,
		withOwnAuthentication,
	),
];

const dialect: INodeProperties[] = [
	field('apiVersion', {
		type: 'options',
		default: 'v1',
		description: 'The version of the roaming API. v0.4 and v0.5 share one URL, so the URL does not tell.',
		options: (Object.keys(API_VERSIONS) as Array<keyof typeof API_VERSIONS>).map((value) => ({ name: value, value })),
	}),
	field('scopeStyle', {
		type: 'options',
		default: 'camara',
		description: 'How purpose and API are named in the request',
		options: [
			{ name: 'CAMARA', value: 'camara', description: 'Separated by blanks: scope=openid dpv:Purpose api-scope' },
			{ name: 'Custom', value: 'custom', description: 'A text of your own' },
			{ name: 'Hash', value: 'hash', description: 'Joined by #: scope=dpv:Purpose#api-scope' },
			{
				name: 'Purpose Parameter',
				value: 'purposeParameter',
				description: 'A parameter of its own: purpose=dpv:Purpose#api-scope',
			},
		],
	}),
	field(
		'customScope',
		{
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. openid dpv:{purpose} device-roaming-status:read',
			description: 'The whole scope. {purpose} stands for the purpose chosen in the node.',
		},
		{ scopeStyle: ['custom'] },
		aggregatorsAskingFor('scopeStyle'),
	),
	field('loginHintStyle', {
		type: 'options',
		default: 'tel',
		description: 'How the phone number is written in the request',
		options: [
			{ name: 'Plain Number', value: 'plain', description: 'As in +34666555341' },
			{ name: 'Tel URI', value: 'tel', description: 'As in tel:+34666555341' },
		],
	}),
];

const requestsPerSecond = field(
	'requestsPerSecond',
	{
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		description:
			'How many requests your contract allows in a second. All workflows of this n8n that use the client share them; with several workers, each has its own count. With 0 there is no limit.',
	},
	{},
	aggregatorNames.filter((name) => !AGGREGATORS[name].simulated),
);

export class OpenGatewayApi implements ICredentialType {
	name = 'openGatewayApi';

	displayName = 'Open Gateway API';

	icon = { light: 'file:../icons/openGateway.svg', dark: 'file:../icons/openGateway.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-open-gateway/n8n-nodes-open-gateway#the-credential';

	properties: INodeProperties[] = [
		aggregator,
		simulatorNotice,
		...urls,
		clientId,
		clientAuthentication,
		...clientSecret,
		...privateKeyJwt,
		...dialect,
		requestsPerSecond,
	];
}
