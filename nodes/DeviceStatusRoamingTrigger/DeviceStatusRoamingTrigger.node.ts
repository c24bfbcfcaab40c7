import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { testOpenGateway } from '../DeviceStatusRoaming/credentialTest';
import { parameters } from './description';
import { receive } from './receive';
import { checkSubscriptions, makeSubscriptions, removeSubscriptions } from './webhookMethods';

export class DeviceStatusRoamingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Device Status Roaming Trigger',
		name: 'deviceStatusRoamingTrigger',
		icon: { light: 'file:../../icons/openGateway.svg', dark: 'file:../../icons/openGateway.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ [$parameter["triggerOn"]].flat().map((event) => ({ changedCountry: "Changed country", enteredRoaming: "Entered roaming", leftRoaming: "Left roaming", roamingStatusChanged: "Roaming status changed" })[event]).join(", ") }}',
		// n8n's panel has one row for trigger and node, with this description (n8n 2.41, nodeCreator).
		description: 'Ask the mobile network whether a phone is roaming, or be told of changes',
		eventTriggerDescription: 'Waiting for an event of the mobile network',
		activationMessage: 'The mobile network sends an event from now on when the roaming status of a phone changes.',
		defaults: { name: 'Device Status Roaming Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'openGatewayApi', required: true, testedBy: 'testOpenGateway' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				// In this mode n8n answers when a node of the execution says so: here the trigger itself, in `execute`. With
				// `onReceived`, n8n 1.123 answers before it has stored the execution (webhook-helpers), so that an event
				// is lost where it cannot be stored.
				responseMode: 'responseNode',
				path: 'roaming',
			},
		],
		properties: parameters,
	};

	methods = { credentialTest: { testOpenGateway } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return checkSubscriptions(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return makeSubscriptions(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return removeSubscriptions(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return receive(this);
	}

	/** The first step of the execution. It answers with the status that `webhook` has set. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		await this.sendResponse({});
		return [this.getInputData()];
	}
}
