/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts a client in a process of its own; not published */
import './capturedLog';
import { fork } from 'node:child_process';
import path from 'node:path';
import { AGGREGATORS } from '../../nodes/openGateway/credential/aggregators';
import { nokia } from '../sandbox/nokia';
import { startSandbox, type Sandbox, type SandboxRequest } from '../sandbox/sandbox';
import { itemsOf, runNode } from './runNode';

const HOST = 'network-as-code.nokia.rapidapi.com';
const ROAMING = '+34666555001';
const AT_HOME = '+34666555102';
const UNKNOWN = '+34666550404';

let sandbox: Sandbox;
beforeEach(async () => {
	const aggregator = nokia({ apiKey: 'my-key' });
	sandbox = await startSandbox({ override: (request) => aggregator(request) });
});
afterEach(() => sandbox.close());

/** Nokia's SDK 10.0.0 for TypeScript. */
function runSdk(
	phoneNumbers: string[],
	apiKey: string,
	rapidapiHost: string,
): Promise<{ results: unknown[]; address: string }> {
	const order = { baseUrl: sandbox.baseUrl, apiKey, rapidapiHost, phoneNumbers };
	const client = fork(path.join(__dirname, 'networkAsCode.mjs'), {
		env: { ...process.env, ORDER: JSON.stringify(order) },
	});
	return new Promise((resolve, reject) => {
		client.once('message', (message) => resolve(message as { results: unknown[]; address: string }));
		client.once('exit', (code) => reject(new Error(`The SDK ended with ${code} before it answered.`)));
	});
}

const askWithSdk = async (phoneNumbers: string[], apiKey = 'my-key', rapidapiHost = HOST) =>
	(await runSdk(phoneNumbers, apiKey, rapidapiHost)).results;

async function askWithNode(phoneNumbers: string[], connection: string, apiKey = 'my-key') {
	const { pathname } = new URL(AGGREGATORS.nokia.suggested.roamingUrl ?? '');
	const taskData = await runNode({
		inputs: phoneNumbers.map((phoneNumber) => ({ phoneNumber })),
		credential: { aggregator: 'nokia', apiKey, roamingUrl: `${sandbox.baseUrl}${pathname}` },
		parameters: { options: { connection, concurrency: 1, maxAttempts: 1 } },
		settings: { onError: 'continueRegularOutput' },
	});
	return itemsOf(taskData).map(({ json }) => json);
}

/** What an aggregator reads of a request. */
const essentials = ({ method, path: pathOf, headers, body }: SandboxRequest) => ({
	method,
	path: pathOf,
	body,
	key: headers['x-rapidapi-key'],
	host: headers['x-rapidapi-host'],
	contentType: headers['content-type'],
	authorization: headers.authorization,
});

test.each(['n8n', 'keepAlive'])("%s: the node sends the request that Nokia's SDK sends", async (connection) => {
	await askWithSdk([ROAMING, AT_HOME]);
	const ofSdk = sandbox.requests.splice(0).map(essentials);
	await askWithNode([ROAMING, AT_HOME], connection);
	expect(sandbox.requests.map(essentials)).toEqual(ofSdk);
	expect(ofSdk[0]).toEqual({
		method: 'POST',
		path: '/device-status/device-roaming-status/v1/retrieve',
		body: '{"device":{"phoneNumber":"+34666555001"}}',
		key: 'my-key',
		host: HOST,
		contentType: 'application/json',
		authorization: undefined,
	});
});

test("the SDK's own address of Nokia is the one that the preset suggests", async () => {
	const { address } = await runSdk([], 'my-key', HOST);
	expect(new URL(AGGREGATORS.nokia.suggested.roamingUrl ?? '').origin).toBe(address);
});

test('SDK and node read the same answers in the same way', async () => {
	const ofSdk = await askWithSdk([ROAMING, AT_HOME, UNKNOWN]);
	const ofNode = await askWithNode([ROAMING, AT_HOME, UNKNOWN], 'n8n');
	expect(ofSdk).toMatchObject([
		{ roaming: true, countryCode: 262, countryName: ['DE'], device: { phoneNumber: ROAMING } },
		{ roaming: false },
		{ name: 'NotFoundError', statusCode: 404 },
	]);
	expect(ofNode).toMatchObject([
		{ roaming: true, countryCode: 262, countryName: ['DE'] },
		{ roaming: false },
		{ outcome: 'notCovered', httpStatus: 404 },
	]);
	const [first] = ofSdk as Array<{ lastStatusTime: string }>;
	expect(new Date(first?.lastStatusTime ?? '').getTime()).toBeGreaterThan(Date.now() - 330_000);
	expect(Number(ofNode[0]?.statusAgeSeconds)).toBeGreaterThanOrEqual(300);
	expect(Number(ofNode[0]?.statusAgeSeconds)).toBeLessThan(330);
});

test('both are refused with a wrong key, and the SDK with a wrong host', async () => {
	expect(await askWithSdk([ROAMING], 'wrong')).toMatchObject([{ name: 'UnauthorizedError', statusCode: 401 }]);
	expect(await askWithNode([ROAMING], 'n8n', 'wrong')).toMatchObject([{ code: 'UNAUTHENTICATED', httpStatus: 401 }]);
	expect(await askWithSdk([ROAMING], 'my-key', 'other.example')).toMatchObject([
		{ name: 'ForbiddenError', statusCode: 403 },
	]);
});
