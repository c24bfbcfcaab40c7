import type { INodeProperties } from 'n8n-workflow';
import { AGGREGATOR_NAMES, AGGREGATORS, type AggregatorName } from '../../nodes/openGateway/credential/aggregators';
import type { CredentialFields } from '../../nodes/openGateway/credential/fields';
import { field } from './field';

const METHODS: Array<{ name: string; value: CredentialFields['clientAuthentication']; description: string }> = [
	{ name: 'Basic (Secret in the Header)', value: 'basic', description: 'Known as client_secret_basic' },
	{ name: 'Post (Secret in the Form)', value: 'post', description: 'Known as client_secret_post' },
	{
		name: 'Private Key JWT',
		value: 'privateKeyJwt',
		description: 'A signature with your private key, known as private_key_jwt',
	},
];

/** The methods of one aggregator. */
function clientAuthentication(aggregator: AggregatorName): INodeProperties[] {
	const offered = AGGREGATORS[aggregator].choices.clientAuthentication;
	return field(
		'clientAuthentication',
		{
			type: 'options',
			description: 'How your application authenticates',
			options: METHODS.filter(({ value }) => offered?.includes(value) ?? true),
		},
		[aggregator],
	);
}

/** Who asks, in the order in which a person gets it from the aggregator. */
export const clientFields: INodeProperties[] = [
	...field('apiKey', {
		type: 'string',
		typeOptions: { password: true },
		required: true,
		description: 'The key of your application, as the aggregator issued it',
	}),
	...field('apiKeyHeader', {
		type: 'string',
		required: true,
		placeholder: 'e.g. x-api-key',
		description: 'The name of the header that carries the key',
	}),
	...field('clientId', {
		type: 'string',
		required: true,
		description: 'The ID of your application, as the aggregator issued it',
	}),
	...AGGREGATOR_NAMES.flatMap(clientAuthentication),
	...field('clientSecret', {
		type: 'string',
		typeOptions: { password: true },
		required: true,
		description: 'The secret of your application, as the aggregator issued it',
	}),
	...field('alsoAuthenticateClient', {
		type: 'boolean',
		description:
			'Whether to authenticate the client in addition to the assertion. Turn it on only if the aggregator requires both.',
	}),
	...field('signRequests', {
		type: 'boolean',
		description:
			"Whether to send the authentication request as a signed JWT (parameter 'request'). Turn it on if the aggregator requires signed requests.",
	}),
	...field('privateKey', {
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		required: true,
		placeholder: 'e.g. -----BEGIN PRIVATE KEY-----',
		description: 'The private key in PEM format, without a passphrase. The aggregator has the public key.',
	}),
	...field('keyId', {
		type: 'string',
		placeholder: 'e.g. 2026-11',
		description: 'The ID of the key at the aggregator (kid). Keep it empty if it has none.',
	}),
	...field('signingAlgorithm', {
		type: 'options',
		description: 'RS256 and PS256 need an RSA key, ES256 a key on the curve P-256',
		options: [
			{ name: 'ES256', value: 'ES256' },
			{ name: 'PS256', value: 'PS256' },
			{ name: 'RS256', value: 'RS256' },
		],
	}),
	...field('assertionAudience', {
		type: 'string',
		placeholder: 'e.g. https://aggregator.example.com',
		description:
			"The audience of the signature (aud). Enter 'endpoint' for the called URL, as CAMARA recommends, 'tokenUrl' for the token URL, or any other text to send it unchanged.",
	}),
];
