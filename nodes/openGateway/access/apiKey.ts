import type { AccessFlow } from './accessFlow';

/** An API key in a header and no token (Nokia Network as Code). */
export const apiKey: AccessFlow = {
	name: 'apiKey',
	create: () => undefined,
	headers: (settings) => ({ [settings.apiKeyHeader]: settings.apiKey }),
	accessName: 'API key',
	refusedHint:
		"Check 'API Key' in the Open Gateway credential, and that your application is subscribed to the roaming API.",
};
