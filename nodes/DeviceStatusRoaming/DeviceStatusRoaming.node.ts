import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { isSimulated } from '../openGateway/aggregators';
import { checkItems } from './checkItems';
import { testOpenGateway } from './credentialTest';
import { toItems } from './items';
import { n8nClock } from './n8nClock';
import { createN8nTransport } from './n8nTransport';
import { parameters } from './parameters';
import { createSimulatorTransport } from './simulatorTransport';

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
		const transport = isSimulated(credential.aggregator)
			? createSimulatorTransport(n8nClock)
			: createN8nTransport(this.helpers.httpRequest);
		const results = await checkItems(this, credential, transport);
		return [toItems(results, this.getNode())];
	}
}
