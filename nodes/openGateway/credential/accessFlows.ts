import type { AccessFlowName, CredentialFields } from './fields';

export interface AccessFlowRow {
	/** As the form shows it. */
	displayName: string;
	description: string;
	/**
	 * True where a token names one number (three-legged): the body follows the dialect, and the token is good for nobody
	 * else. False where the client alone is known (two-legged): the body names the device in every dialect.
	 */
	namesNumber: boolean;
	/** The fields of the credential that it needs, beside those that every flow needs. */
	fields: ReadonlyArray<keyof CredentialFields>;
}

/** What every flow needs to make the roaming request. */
const ROAMING_FIELDS = ['roamingUrl', 'additionalHeaders', 'apiVersion', 'requestsPerSecond'] as const;

/** One row a flow; how each gets access stands in `access/`. */
export const ACCESS_FLOWS: Record<AccessFlowName, AccessFlowRow> = {
	apiKey: {
		displayName: 'API Key',
		description: 'A key in a header. Choose it if the aggregator gave you only a key.',
		namesNumber: false,
		fields: [...ROAMING_FIELDS, 'subscriptionsUrl', 'apiKey', 'apiKeyHeader'],
	},
	applicationJwt: {
		displayName: 'Application JWT',
		description: 'A token that your application signs. Choose it if you have an application ID and no token URL.',
		namesNumber: false,
		fields: [...ROAMING_FIELDS, 'clientId', 'privateKey', 'keyId', 'signingAlgorithm'],
	},
	ciba: {
		displayName: 'CIBA',
		description: 'The operator checks the consent of each subscriber, who may be prompted',
		namesNumber: true,
		fields: [
			...ROAMING_FIELDS,
			'authorizeUrl',
			'tokenUrl',
			'clientId',
			'clientAuthentication',
			'signRequests',
			'scopeStyle',
			'loginHintStyle',
		],
	},
	clientCredentials: {
		displayName: 'Client Credentials',
		description: 'One token for all numbers. Choose it if the aggregator has no authorize URL.',
		namesNumber: false,
		fields: [...ROAMING_FIELDS, 'subscriptionsUrl', 'tokenUrl', 'clientId', 'clientAuthentication', 'scopeStyle'],
	},
	jwtBearer: {
		displayName: 'JWT Bearer',
		description: 'One signed request for each number. No subscriber is prompted. CAMARA recommends it for backends.',
		namesNumber: true,
		fields: [
			...ROAMING_FIELDS,
			'subscriptionsUrl',
			'tokenUrl',
			'clientId',
			'privateKey',
			'keyId',
			'signingAlgorithm',
			'assertionAudience',
			'alsoAuthenticateClient',
			'scopeStyle',
		],
	},
};

/** What a credential has chosen that decides which other fields it needs. */
export interface Choices {
	accessFlow: AccessFlowName;
	clientAuthentication: CredentialFields['clientAuthentication'];
	scopeStyle: CredentialFields['scopeStyle'];
	signRequests: boolean;
	alsoAuthenticateClient: boolean;
}

/** The URLs of a check, in the order in which it calls them, each with the stage that calls it. */
export const CALLED_URLS = [
	{ stage: 'authorize', field: 'authorizeUrl' },
	{ stage: 'token', field: 'tokenUrl' },
	{ stage: 'roaming', field: 'roamingUrl' },
] as const;

/** Those that a credential with these choices calls. */
export function calledUrls(choices: Choices): Array<(typeof CALLED_URLS)[number]> {
	return CALLED_URLS.filter(({ field }) => needsField(field, choices));
}

/** Whether a credential with these choices needs a field. The form shows it then, and its value counts only then. */
export function needsField(field: keyof CredentialFields, choices: Choices): boolean {
	const { fields } = ACCESS_FLOWS[choices.accessFlow];
	const authenticates =
		fields.includes('clientAuthentication') || (choices.accessFlow === 'jwtBearer' && choices.alsoAuthenticateClient);
	const signsAssertion = authenticates && choices.clientAuthentication === 'privateKeyJwt';
	const signsRequest = choices.accessFlow === 'ciba' && choices.signRequests;
	switch (field) {
		case 'accessFlow':
			return true;
		case 'clientAuthentication':
			return authenticates;
		case 'clientSecret':
			return authenticates && choices.clientAuthentication !== 'privateKeyJwt';
		case 'privateKey':
		case 'keyId':
		case 'signingAlgorithm':
		case 'assertionAudience':
			return fields.includes(field) || signsAssertion || signsRequest;
		case 'customScope':
			return fields.includes('scopeStyle') && choices.scopeStyle === 'custom';
		default:
			return fields.includes(field);
	}
}
