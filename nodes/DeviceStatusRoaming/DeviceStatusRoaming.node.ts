import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { checkItems } from './checkItems';
import { testOpenGateway } from './credentialTest';
import { OUTPUTS } from './outputs';
import { parameters } from './parameters';

/** What a model is told of the node. */
const TOOL_DESCRIPTION =
	'Asks the mobile network whether ONE phone is roaming (used abroad) now, and in which country. ' +
	'Give one phone number in international format with a plus sign, for example +34666555341. ' +
	'The answer has "outcome": "roaming" means abroad ("country" or "countryLabel" say where, if known); "home" means in its home country; ' +
	'"unknown" means the network cannot tell, which is NOT the same as being at home; ' +
	'"consentPending" means the subscriber has not agreed yet; "notCovered" means the operator does not serve the number; ' +
	'"failed" comes with a message. Where "simulated" is true the answer is made up for testing.';

export class DeviceStatusRoaming implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Device Status Roaming',
		name: 'deviceStatusRoaming',
		icon: { light: 'file:../../icons/openGateway.svg', dark: 'file:../../icons/openGateway.dark.svg' },
		group: ['transform'],
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: '={{ $parameter["operation"] === "detectChanges" ? "Detect changes" : "Check status" }}',
		description: 'Ask the mobile network whether a phone is roaming, and in which country',
		defaults: { name: 'Device Status Roaming' },
		usableAsTool: { replacements: { description: TOOL_DESCRIPTION } },
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'openGatewayApi', required: true, testedBy: 'testOpenGateway' }],
		properties: parameters,
	};

	methods = { credentialTest: { testOpenGateway } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const credential = await this.getCredentials('openGatewayApi');
		return checkItems(this, credential);
	}
}
