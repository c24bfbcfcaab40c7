import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { checkConnection } from './checkConnection';
import { confirm } from './confirm';
import { testOpenGateway } from './credentialTest';
import { BUILDER_HINT } from './description/builderHint';
import { HINTS } from './description/hints';
import { OUTPUTS } from './description/outputs';
import { parameters } from './description/parameters';
import { execute } from './execute';

export class DeviceStatusRoaming implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Device Status Roaming',
		name: 'deviceStatusRoaming',
		icon: { light: 'file:../../icons/openGateway.svg', dark: 'file:../../icons/openGateway.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { checkConnection: "Check Connection", detectChanges: "Detect Changes", confirmChanges: "Confirm Changes" }[$parameter["operation"]] ?? "Check Status" }}',
		description: 'Ask the mobile network whether a phone is roaming, and in which country',
		defaults: { name: 'Device Status Roaming' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [
			{
				name: 'openGatewayApi',
				required: true,
				testedBy: 'testOpenGateway',
				displayOptions: { hide: { operation: ['confirmChanges'] } },
			},
		],
		properties: parameters,
		hints: HINTS,
		builderHint: BUILDER_HINT,
	};

	methods = { credentialTest: { testOpenGateway } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0);
		if (operation === 'confirmChanges') return confirm(this);
		return operation === 'checkConnection' ? checkConnection(this) : execute(this);
	}
}
