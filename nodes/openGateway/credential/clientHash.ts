import { createHash } from 'node:crypto';
import type { Settings } from './settings';

/**
 * Names a client, whichever credential it stands in. The secret is part of it, so that a client ID alone names nothing;
 * hashed, since the name is kept longer than the secret needs to be.
 */
export function hashOfClient({ clientId, clientSecret, privateKey, apiKey }: Settings): string {
	return createHash('sha256')
		.update(JSON.stringify([clientId, clientSecret, privateKey, apiKey]))
		.digest('base64');
}
