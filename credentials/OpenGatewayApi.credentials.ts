import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { aggregatorFields } from './openGatewayApi/aggregatorFields';
import { clientFields } from './openGatewayApi/clientFields';
import { requestFields } from './openGatewayApi/requestFields';

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

<<<<<<< ours
	/** The order is that in which a person gets the values; each field is shown where aggregator and flow need it. */
	properties: INodeProperties[] = [...aggregatorFields, ...clientFields, ...requestFields];
=======
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
>>>>>>> theirs
}
