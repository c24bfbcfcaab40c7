import { generateKeyPairSync } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { operator } from '../test/sandbox/authorizationServer';
import { nokia } from '../test/sandbox/nokia';
import { orange } from '../test/sandbox/orange';
import { sandboxUrls, type Sandbox, type SandboxOptions } from '../test/sandbox/sandbox';
import type { Aggregator } from '../test/sandbox/twoLegged';
import { vonage } from '../test/sandbox/vonage';

/** An aggregator on this computer, and a credential for it. */
export interface DemoFlow {
	options: SandboxOptions;
	credential(sandbox: Sandbox): ICredentialDataDecryptedObject;
}

const keys = (type: 'ec' | 'rsa') => {
	const { privateKey, publicKey } =
		type === 'ec'
			? generateKeyPairSync('ec', { namedCurve: 'P-256' })
			: generateKeyPairSync('rsa', { modulusLength: 2048 });
	return {
		privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
	};
};
const answeredBy = (aggregator: Aggregator): SandboxOptions => ({ override: (request) => aggregator(request) });
const ORANGE_ISSUER = '/openidconnect/playground/v1.0/token';
const ORANGE_ROAMING = '/camara/playground/api/device-roaming-status/v1/retrieve';

/** `npm start -- --flow <name>`: each makes its own keys and secrets. */
export const DEMO_FLOWS: Record<string, () => DemoFlow> = {
	camara() {
		const { privateKey, publicKey } = keys('ec');
		return {
			options: { clients: [{ clientId: 'demo', publicKey }] },
			credential: (sandbox) => ({
				aggregator: 'camara',
				...sandboxUrls(sandbox, 'v1'),
				clientId: 'demo',
				privateKey,
				signingAlgorithm: 'ES256',
			}),
		};
	},
	jwtBearer() {
		const { privateKey, publicKey } = keys('ec');
		return {
			options: answeredBy(operator({ clientId: 'demo', publicKey })),
			credential: (sandbox) => ({
				aggregator: 'camara',
				accessFlow: 'jwtBearer',
				...sandboxUrls(sandbox, 'v1'),
				clientId: 'demo',
				privateKey,
				signingAlgorithm: 'ES256',
			}),
		};
	},
	nokia: () => ({
		options: answeredBy(nokia({ apiKey: 'demo-key' })),
		credential: ({ baseUrl }) => ({
			aggregator: 'nokia',
			apiKey: 'demo-key',
			roamingUrl: `${baseUrl}/device-status/device-roaming-status/v1/retrieve`,
		}),
	}),
	// The preset's URLs are fixed, so that the same settings are given by hand.
	orange: () => ({
		options: answeredBy(orange({ clientId: 'demo', clientSecret: 'demo-secret' })),
		credential: ({ baseUrl }) => ({
			aggregator: 'custom',
			accessFlow: 'clientCredentials',
			clientId: 'demo',
			clientSecret: 'demo-secret',
			tokenUrl: `${baseUrl}${ORANGE_ISSUER}`,
			roamingUrl: `${baseUrl}${ORANGE_ROAMING}`,
			scopeStyle: 'none',
		}),
	}),
	vonage() {
		const { privateKey, publicKey } = keys('rsa');
		return {
			options: answeredBy(vonage({ applicationId: 'demo', publicKey })),
			credential: ({ baseUrl }) => ({
				aggregator: 'vonage',
				clientId: 'demo',
				privateKey,
				roamingUrl: `${baseUrl}/identity-insights/v1/requests`,
			}),
		};
	},
};
