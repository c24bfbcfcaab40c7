import type { Settings } from './settings';

/** A shorter value of a header is a word such as "true", not a secret, and would be hidden wherever it stands. */
const SHORTEST_SECRET = 6;

/** What of a credential must show nowhere. */
export function secretsOf({ clientSecret, privateKey, apiKey, additionalHeaders }: Settings): string[] {
	const headers = Object.values(additionalHeaders).filter((value) => value.length >= SHORTEST_SECRET);
	return [clientSecret, privateKey, apiKey, ...headers].filter((secret) => secret !== '');
}
