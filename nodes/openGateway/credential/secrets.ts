import { createHash } from 'node:crypto';
import type { Settings } from './settings';

/** A shorter value of a header is a word such as "true", not a secret, and would be hidden wherever it stands. */
const SHORTEST_SECRET = 6;

/** What of a credential must show nowhere. */
export function secretsOf({ clientSecret, privateKey, apiKey, additionalHeaders }: Settings): string[] {
	const headers = Object.values(additionalHeaders).filter((value) => value.length >= SHORTEST_SECRET);
	return [clientSecret, privateKey, apiKey, ...headers].filter((secret) => secret !== '');
}

/** Values of a credential as one word that is kept longer than a secret among them needs to be. */
export function hashOf(values: ReadonlyArray<Settings[keyof Settings]>): string {
	return createHash('sha256').update(JSON.stringify(values)).digest('base64');
}

/** Names a client, whichever credential it stands in. The secret is part of it, so that a client ID alone names nothing. */
export function hashOfClient({ clientId, clientSecret, privateKey, apiKey }: Settings): string {
	return hashOf([clientId, clientSecret, privateKey, apiKey]);
}
