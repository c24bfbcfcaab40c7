/** An application as the aggregator has registered it. */
export interface SimulatorClient {
	clientId: string;
	/** For client_secret_basic and client_secret_post; without it neither is accepted. */
	clientSecret?: string;
	/** PEM (SPKI), for private_key_jwt; without it that method is not accepted. */
	publicKey?: string;
	/** What `kid` must say; not checked where absent. */
	keyId?: string;
	/** What `alg` must say; any that fits the key where absent. */
	signingAlgorithm?: 'RS256' | 'PS256' | 'ES256';
}

/** All that an answer depends on beside the request. */
export interface SimulatorWorld {
	/** Epoch milliseconds. */
	now: number;
	/** 32 bytes. What was issued under one key is unknown under another. */
	signingKey: Uint8Array;
	/** `any`: whoever gives an id and a secret or an assertion, for trying things out. */
	clients: 'any' | SimulatorClient[];
}

/** @returns undefined where no such client is registered */
export function findClient({ clients }: SimulatorWorld, clientId: string): SimulatorClient | undefined {
	if (clients === 'any') return { clientId };
	return clients.find((client) => client.clientId === clientId);
}
