// Nokia's own SDK, which is an ES module only, asks for the roaming status of numbers and hands back what it made of each, and
// the address that it would call if it were told none.
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
