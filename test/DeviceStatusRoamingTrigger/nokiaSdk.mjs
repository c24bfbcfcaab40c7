// One call of Nokia's SDK (npm network-as-code 10.0.0); prints the result as JSON.
import { NetworkAsCodeApiClient } from 'network-as-code';

const [, , baseUrl, action, ...values] = process.argv;
const { deviceStatus } = new NetworkAsCodeApiClient({
	apiKey: 'my-key',
	rapidapiHost: 'network-as-code.nokia.rapidapi.com',
	baseUrl,
	maxRetries: 0,
});

const ACTIONS = {
	create: (phoneNumber, sink) =>
		deviceStatus.createRoamingSubscriptionV08({
			protocol: 'HTTP',
			sink,
			types: ['org.camaraproject.device-roaming-status-subscriptions.v0.roaming-status'],
			sinkCredential: {
				credentialType: 'ACCESSTOKEN',
				accessToken: 'token-of-the-sdk',
				accessTokenExpiresUtc: new Date(Date.now() + 3_600_000).toISOString(),
				accessTokenType: 'bearer',
			},
			config: {
				subscriptionDetail: { device: { phoneNumber } },
				subscriptionExpireTime: new Date(Date.now() + 1_800_000).toISOString(),
			},
		}),
	list: () => deviceStatus.listRoamingSubscriptionsV08(),
	get: (subscriptionId) => deviceStatus.getRoamingSubscriptionV08({ subscriptionId }),
	delete: (subscriptionId) => deviceStatus.deleteRoamingSubscriptionV08({ subscriptionId }),
};

console.log(JSON.stringify((await ACTIONS[action](...values)) ?? null));
