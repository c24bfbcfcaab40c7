import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { checkItems } from './checkItems';
import { testOpenGateway } from './credentialTest';
import { arrange } from './items';
import { parameters } from './parameters';

export class DeviceStatusRoaming implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Device Status Roaming',
		name: 'deviceStatusRoaming',
		icon: { light: 'file:../../icons/openGateway.svg', dark: 'file:../../icons/openGateway.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["purpose"] }}',
		description: 'Ask the mobile network whether a phone is roaming, and in which country',
		defaults: { name: 'Device Status Roaming' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'openGatewayApi', required: true, testedBy: 'testOpenGateway' }],
		properties: parameters,
	};

	methods = { credentialTest: { testOpenGateway } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const credential = await this.getCredentials('openGatewayApi');
		const items = await checkItems(this, credential);
		return [arrange(items, this.getNode())];
	}
}
