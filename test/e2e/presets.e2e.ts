/* eslint-disable @n8n/community-nodes/no-restricted-imports -- makes keys, and writes a certificate for n8n; not published */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { NEWEST_N8N } from '../installed/versions';
import { operator } from '../sandbox/authorizationServer';
import { customCredential } from '../sandbox/credential';
import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import { sandboxUrls, startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox';
import type { Aggregator } from '../sandbox/twoLegged';
import { vonage } from '../sandbox/vonage';
import { startHttpsProxy, type HttpsProxy } from './httpsProxy';
import type { StoredCredential } from './n8n';
import { describeInN8n } from './scenarios';
import { checkWorkflow, itemsOf, MANUAL_TRIGGER, NODE } from './workflows';

const newKeys = () =>
	generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'pem' },
	});
const { privateKey, publicKey } = newKeys();
const { privateKey: anotherKey } = newKeys();
const CLIENT = { clientId: 'client', clientSecret: 'secret' };

interface Preset {
	/** The host that the preset names, which the proxy leads to the counterpart; without it, the credential names the counterpart. */
	host?: string;
	counterpart: SandboxOptions;
	credential(sandbox: Sandbox): ICredentialDataDecryptedObject;
	/** What makes the test of the credential fail, and what it says then. */
	wrong: ICredentialDataDecryptedObject;
	refusal: RegExp;
	/** The paths that the test of the credential calls: none that asks a subscriber. */
	tested: string[];
	/** The paths that runs call, each once, in the order of their first requests. */
	run: string[];
}

const answeredBy = (aggregator: Aggregator): SandboxOptions => ({ override: (request) => aggregator(request) });

const CIBA_PATHS = (roaming: string) => ['/bc-authorize', '/token', roaming];
const V1 = '/device-roaming-status/v1/retrieve';
const V0 = '/device-status/v0/roaming';
const NOKIA_PATH = `/device-status${V1}`;
const VONAGE_PATH = '/identity-insights/v1/requests';
const TELEFONICA_HOST = 'sandbox.opengateway.telefonica.com';
const TELEFONICA_PATHS = CIBA_PATHS(V0).map((tail) => `/apigateway${tail}`);
const [, TELEFONICA_TOKEN = ''] = TELEFONICA_PATHS;
const ORANGE_ISSUER = '/openidconnect/playground/v1.0/token';
const WRONG_SECRET = { wrong: { clientSecret: 'wrong' }, refusal: /does not accept these client credentials/ };
const WRONG_KEY = { wrong: { privateKey: anotherKey }, refusal: /does not accept these client credentials/ };

const toNokia = {
	counterpart: answeredBy(nokia({ apiKey: 'key' })),
	wrong: { apiKey: 'wrong' },
	refusal: /API key/i,
	tested: [NOKIA_PATH],
	run: [NOKIA_PATH],
};
const toVonage = {
	counterpart: answeredBy(vonage({ applicationId: 'client', publicKey })),
	wrong: { privateKey: anotherKey },
	refusal: /private key|application/i,
	tested: [VONAGE_PATH],
	run: [VONAGE_PATH],
};
const toOperator = (accessFlow: string, more: ICredentialDataDecryptedObject = {}) => ({
	counterpart: answeredBy(operator({ clientId: 'client', publicKey })),
	credential: (sandbox: Sandbox) => ({
		aggregator: 'camara',
		accessFlow,
		clientId: 'client',
		privateKey,
		...sandboxUrls(sandbox, 'v1'),
		...more,
	}),
});
const telefonica = {
	host: TELEFONICA_HOST,
	counterpart: { publicUrl: `https://${TELEFONICA_HOST}`, clients: [{ ...CLIENT, publicKey }] },
	tested: [TELEFONICA_TOKEN],
	run: TELEFONICA_PATHS,
};

const PRESETS: Record<string, Preset> = {
	nokia: {
		...toNokia,
		host: 'network-as-code.p-eu.rapidapi.com',
		credential: () => ({ aggregator: 'nokia', apiKey: 'key' }),
	},
	'nokia, with another URL than suggested': {
		...toNokia,
		credential: ({ baseUrl }) => ({ aggregator: 'nokia', apiKey: 'key', roamingUrl: `${baseUrl}${NOKIA_PATH}` }),
	},
	orangePlayground: {
		host: 'api.orange.com',
		counterpart: answeredBy(orange(CLIENT)),
		credential: () => ({ aggregator: 'orangePlayground', ...CLIENT }),
		...WRONG_SECRET,
		tested: [ORANGE_ISSUER],
		run: [ORANGE_ISSUER, `/camara/playground/api${V1}`],
	},
	vonage: {
		...toVonage,
		host: 'api-eu.vonage.com',
		credential: () => ({ aggregator: 'vonage', clientId: 'client', privateKey }),
	},
	'vonage, with another URL than suggested': {
		...toVonage,
		credential: ({ baseUrl }) => ({
			aggregator: 'vonage',
			clientId: 'client',
			privateKey,
			roamingUrl: `${baseUrl}${VONAGE_PATH}`,
		}),
	},
	'camara with CIBA': {
		...toOperator('ciba', { signRequests: true }),
		...WRONG_KEY,
		tested: ['/token'],
		run: CIBA_PATHS(V1),
	},
	'camara with client credentials': {
		...toOperator('clientCredentials'),
		...WRONG_KEY,
		tested: ['/token'],
		run: ['/token', V1],
	},
	'camara with JWT bearer': {
		...toOperator('jwtBearer'),
		// A server gives one answer to a wrong assertion and to a number without consent, so a wrong key is not seen.
		wrong: { tokenUrl: 'http://127.0.0.1:9/token' },
		refusal: /refused the connection/,
		tested: ['/token'],
		run: ['/token', V1],
	},
	'telefonicaSandbox with Basic': {
		...telefonica,
		credential: () => ({ aggregator: 'telefonicaSandbox', clientAuthentication: 'basic', ...CLIENT }),
		...WRONG_SECRET,
	},
	'telefonicaSandbox with a private key': {
		...telefonica,
		credential: () => ({
			aggregator: 'telefonicaSandbox',
			clientAuthentication: 'privateKeyJwt',
			clientId: 'client',
			privateKey,
		}),
		...WRONG_KEY,
	},
	custom: {
		counterpart: { clients: [CLIENT] },
		credential: (sandbox) => customCredential({ ...CLIENT, ...sandboxUrls(sandbox, 'v1') }),
		...WRONG_SECRET,
		tested: ['/token'],
		run: CIBA_PATHS(V1),
	},
	sample2024: {
		counterpart: { clients: [CLIENT] },
		credential: (sandbox) => ({ aggregator: 'sample2024', ...CLIENT, ...sandboxUrls(sandbox, 'v0.4') }),
		...WRONG_SECRET,
		tested: ['/token'],
		run: CIBA_PATHS(V0),
	},
};
const NAMES = Object.keys(PRESETS);
/** Keep Alive first: a token of the client is kept for the run after it, and the test of the credential has got one by Standard. */
const CONNECTIONS = ['keepAlive', 'n8n'] as const;

const ANSWERS = {
	'+34666555001': ['roaming', 'DE'],
	'+34666555002': ['home', null],
	'+34666555009': ['unknown', null],
	'+34666550422': ['notCovered', null],
};

let proxy: HttpsProxy;
let folder: string;
/** By the host that it stands for, or by the name of the preset. */
const sandboxes = new Map<string, Sandbox>();

const presetOf = (name: string): Preset => {
	const preset = PRESETS[name];
	if (preset === undefined) throw new Error(`There is no preset "${name}".`);
	return preset;
};
const sandboxOf = (name: string): Sandbox => {
	const sandbox = sandboxes.get(presetOf(name).host ?? name);
	if (sandbox === undefined) throw new Error(`There is no counterpart of "${name}".`);
	return sandbox;
};
const credentialOf = (name: string): StoredCredential => ({
	id: `preset${NAMES.indexOf(name)}`,
	name,
	type: 'openGatewayApi',
	data: presetOf(name).credential(sandboxOf(name)),
});
const workflowId = (name: string, connection: string) => `${connection}${NAMES.indexOf(name)}`;

beforeAll(async () => {
	const ports: Record<string, number> = {};
	for (const [name, { host, counterpart }] of Object.entries(PRESETS)) {
		if (sandboxes.has(host ?? name)) continue;
		const sandbox = await startSandbox(counterpart);
		sandboxes.set(host ?? name, sandbox);
		if (host !== undefined) ports[host] = Number(new URL(sandbox.baseUrl).port);
	}
	proxy = await startHttpsProxy(ports);
	folder = await mkdtemp(path.join(tmpdir(), 'open-gateway-proxy-'));
	await writeFile(path.join(folder, 'authority.pem'), proxy.authority);
});
afterAll(async () => {
	await proxy.close();
	for (const sandbox of sandboxes.values()) await sandbox.close();
	await rm(folder, { recursive: true, force: true });
});

describeInN8n(
	{
		environment: () => ({
			HTTPS_PROXY: proxy.url,
			NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem'),
			// For `fetch`, and so for Keep Alive (Node.js 22.21 and 24).
			NODE_USE_ENV_PROXY: '1',
		}),
		content: () => ({
			credentials: NAMES.map(credentialOf),
			workflows: NAMES.flatMap((name) =>
				CONNECTIONS.map((connection) =>
					checkWorkflow(workflowId(name, connection), Object.keys(ANSWERS), credentialOf(name), {
						options: { connection, reuseTokens: false },
					}),
				),
			),
		}),
		onlyIn: NEWEST_N8N,
	},
	(world) => {
		const requestsDuring = async <Value>(name: string, act: () => Promise<Value>) => {
			const { requests } = sandboxOf(name);
			const before = requests.length;
			const value = await act();
			return { value, requests: requests.slice(before) };
		};
		const testOf = (name: string, changes: ICredentialDataDecryptedObject = {}) => {
			const stored = credentialOf(name);
			return world.n8n.rest('POST', '/credentials/test', {
				credentials: { ...stored, data: { ...stored.data, ...changes } },
			});
		};

		test.each(NAMES)('The preset %s: its test accepts the credential and asks no subscriber', async (name) => {
			const { tested } = presetOf(name);
			const { value, requests } = await requestsDuring(name, () => testOf(name));
			expect(value).toMatchObject({ status: 'OK' });
			expect(requests.map((request) => request.path)).toEqual(tested);
		});

		test.each(NAMES)('The preset %s: its test refuses a credential that is wrong, and says why', async (name) => {
			const { wrong, refusal } = presetOf(name);
			expect(await testOf(name, wrong)).toMatchObject({ status: 'Error', message: expect.stringMatching(refusal) });
		});

		test.each(NAMES)('The preset %s: a list is answered, with Keep Alive and with Standard', async (name) => {
			const { host, run } = presetOf(name);
			const { requests } = await requestsDuring(name, async () => {
				for (const connection of CONNECTIONS) {
					const { status, data } = await world.n8n.execute(workflowId(name, connection), MANUAL_TRIGGER);
					expect([connection, status]).toEqual([connection, 'success']);
					expect(
						itemsOf(data, NODE).map(({ phoneNumber, outcome, country }) => [phoneNumber, outcome, country]),
					).toEqual(Object.entries(ANSWERS).map(([phoneNumber, answer]) => [phoneNumber, ...answer]));
				}
			});
			expect([...new Set(requests.map((request) => request.path))]).toEqual(run);
			const hosts = new Set(requests.map(({ headers }) => headers.host));
			expect([...hosts]).toEqual([host ?? new URL(sandboxOf(name).baseUrl).host]);
		});
	},
);
