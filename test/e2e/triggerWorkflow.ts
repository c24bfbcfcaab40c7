import { SUBSCRIPTIONS_PATH } from '../sandbox/subscriptions';
import type { N8nContent } from './n8n';
import { chain, step } from './workflows';

export const WORKFLOW = 'trigger';
export const TRIGGER = 'Device Status Roaming Trigger';
export const NUMBER = '+447700900001';
export const ABROAD = { roaming: true, countryCode: 216, countryName: ['HU'] };
export const HOME = { roaming: false };
export const API_KEY = 'key-of-the-test';

/** What n8n is loaded with: a trigger with a step behind it, and the credential of the sandbox at this address. */
export function triggerContent(baseUrl: string, phoneNumbers: string): N8nContent {
	const credential = { id: 'nokia', name: 'Nokia', type: 'openGatewayApi' };
	const trigger = {
		...step(TRIGGER, 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 1, {
			triggerOn: ['roamingStatusChanged'],
			phoneNumbers,
		}),
		webhookId: '0c9fd5b4-7a93-4a35-a6f8-5b7f2d6ad001',
		credentials: { openGatewayApi: { id: credential.id, name: credential.name } },
	};
	const subscriptionsUrl = `${baseUrl}${SUBSCRIPTIONS_PATH}`;
	return {
		credentials: [{ ...credential, data: { aggregator: 'nokia', apiKey: API_KEY, subscriptionsUrl } }],
		workflows: [chain(WORKFLOW, [trigger, step('Next', 'n8n-nodes-base.noOp', 1)])],
	};
}
