// Runs the SDK of Nokia, which is an ES module only: asks for the roaming status of numbers, and prints what the SDK made of each
// answer and the address that the SDK uses by default.
import { NetworkAsCodeApiClient, NetworkAsCodeApiEnvironment } from 'network-as-code';

const { baseUrl, apiKey, rapidapiHost, phoneNumbers } = JSON.parse(process.env.ORDER);
const client = new NetworkAsCodeApiClient({ apiKey, rapidapiHost, baseUrl, maxRetries: 0 });

const results = [];
for (const phoneNumber of phoneNumbers) {
	results.push(
		await client.deviceStatus
			.retrieveRoamingStatus({ device: { phoneNumber } })
			.catch(({ name, statusCode, body }) => ({ name, statusCode, body })),
	);
}
process.send({ results, address: NetworkAsCodeApiEnvironment.Default });
process.disconnect();
