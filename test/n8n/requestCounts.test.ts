import './capturedLog';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { amount } from '../long';
import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import { startSandbox } from '../sandbox/sandbox';
import type { Aggregator } from '../sandbox/twoLegged';
import { itemsOf, runNode } from './runNode';

const COUNT = amount({ short: 200, long: 1000 });
/** Each roams in Germany: none ends in the digits of another scenario. */
const NUMBERS = Array.from({ length: COUNT }, (_, index) => `+346${String(index).padStart(4, '0')}1111`);

const ORANGE = { clientId: 'request-counts', clientSecret: 'secret' };
const ISSUER_PATH = '/openidconnect/playground/v1.0/token';
const cases: Array<[string, number, Aggregator, (baseUrl: string) => ICredentialDataDecryptedObject]> = [
	[
		'clientCredentials',
		1,
		orange(ORANGE),
		(baseUrl) => ({
			aggregator: 'custom',
			accessFlow: 'clientCredentials',
			...ORANGE,
			tokenUrl: `${baseUrl}${ISSUER_PATH}`,
			roamingUrl: `${baseUrl}/camara/playground/api/device-roaming-status/v1/retrieve`,
			scopeStyle: 'none',
		}),
	],
	[
		'apiKey',
		0,
		nokia({ apiKey: 'key' }),
		(baseUrl) => ({
			aggregator: 'nokia',
			apiKey: 'key',
			roamingUrl: `${baseUrl}/device-status/device-roaming-status/v1/retrieve`,
		}),
	],
];

test.each(cases)(
	`%s: ${COUNT} numbers take %i request for a token and one each, over connections that are kept`,
	async (_name, tokenRequests, aggregator, credential) => {
		const sandbox = await startSandbox({ override: (request) => aggregator(request) });
		const taskData = await runNode({
			inputs: NUMBERS.map((phoneNumber) => ({ phoneNumber })),
			credential: credential(sandbox.baseUrl),
			parameters: { options: { connection: 'keepAlive' } },
		});
		await sandbox.close();
		expect(itemsOf(taskData).map(({ json }) => json)).toMatchObject(
			NUMBERS.map((phoneNumber) => ({ phoneNumber, outcome: 'roaming', country: 'DE' })),
		);
		expect(sandbox.requests).toHaveLength(COUNT + tokenRequests);
		expect(sandbox.requests.filter(({ path }) => path === ISSUER_PATH)).toHaveLength(tokenRequests);
		// Each number is checked exactly once.
		expect(new Set(sandbox.requests.map(({ body }) => body)).size).toBe(COUNT + tokenRequests);
		expect(sandbox.acceptedConnections()).toBeLessThan(COUNT / 2);
	},
	60_000,
);
