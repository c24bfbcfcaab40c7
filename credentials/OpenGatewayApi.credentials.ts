import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { aggregatorFields } from './openGatewayApi/aggregatorFields';
import { clientFields } from './openGatewayApi/clientFields';
import { requestFields } from './openGatewayApi/requestFields';

export class OpenGatewayApi implements ICredentialType {
	name = 'openGatewayApi';

	displayName = 'Open Gateway API';

	icon = { light: 'file:../icons/openGateway.svg', dark: 'file:../icons/openGateway.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-open-gateway/n8n-nodes-open-gateway#the-credential';

	/** The order is that in which a person gets the values; each field is shown where aggregator and flow need it. */
	properties: INodeProperties[] = [...aggregatorFields, ...clientFields, ...requestFields];
}
