/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts a server in a process of its own; not published */
import { fork } from 'node:child_process';
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import path from 'node:path';
import axios from 'axios';
import { detached } from '../keyPairs';

export const rsa = detached(generateKeyPairSync('rsa', { modulusLength: 2048 }));
export const ec = detached(generateKeyPairSync('ec', { namedCurve: 'P-256' }));

/** The ID and the secret hold what form-encoding changes. */
export const SECRET = { client_id: 'my app:1', client_secret: 'a+b/c%d e:f' };

const publicJwk = ({ publicKey }: KeyPairKeyObjectResult) => ({
	...publicKey.export({ format: 'jwk' }),
	kid: 'key-1',
	use: 'sig',
});

/** Clients as the server registers them (RFC 7591), one for each way to authenticate. */
export const CLIENTS = [
	{ ...SECRET, token_endpoint_auth_method: 'client_secret_basic' },
	{ ...SECRET, client_id: 'post', token_endpoint_auth_method: 'client_secret_post' },
	...(['RS256', 'PS256', 'ES256'] as const).map((algorithm) => ({
		client_id: algorithm,
		token_endpoint_auth_method: 'private_key_jwt',
		token_endpoint_auth_signing_alg: algorithm,
		jwks: { keys: [publicJwk(algorithm === 'ES256' ? ec : rsa)] },
	})),
];

/** The same clients as fields of a credential. */
export const basic = { clientAuthentication: 'basic', clientId: SECRET.client_id, clientSecret: SECRET.client_secret };
export const post = { clientAuthentication: 'post', clientId: 'post', clientSecret: SECRET.client_secret };
export const key = (signingAlgorithm: string, { privateKey }: KeyPairKeyObjectResult) => ({
	clientAuthentication: 'privateKeyJwt',
	clientId: signingAlgorithm,
	signingAlgorithm,
	privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	keyId: 'key-1',
});

export interface RunningServer {
	issuer: string;
	/** Asks the server to do what a test needs, such as to let time pass. */
	control(what: string, body?: object): Promise<unknown>;
	end(): void;
}

/** Starts `oidc-provider` with these clients, in a process of its own. */
export async function startServer(clients: object[]): Promise<RunningServer> {
	const server = fork(path.join(__dirname, 'server.mjs'), {
		env: { ...process.env, CLIENTS: JSON.stringify(clients) },
		silent: true,
	});
	const { issuer } = await new Promise<{ issuer: string }>((resolve, reject) => {
		server.once('message', (message) => resolve(message as { issuer: string }));
		server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
	});
	return {
		issuer,
		control: (what, body = {}) => axios.post(`${issuer}/control/${what}`, body),
		end: () => void server.kill(),
	};
}
