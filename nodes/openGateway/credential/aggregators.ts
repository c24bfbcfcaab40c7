import { ACCESS_FLOWS, needsField, type Choices } from './accessFlows';
import { FIELD_DEFAULTS, type AccessFlowName, type CredentialFields } from './fields';

export type AggregatorName =
	| 'camara'
	| 'custom'
	| 'nokia'
	| 'orangePlayground'
	| 'sample2024'
	| 'simulator'
	| 'telefonicaSandbox'
	| 'vonage';

export interface Aggregator {
	/** As the form shows it. */
	displayName: string;
	description: string;
	/** What this aggregator decides; the form does not ask for it. */
	fixed: Partial<CredentialFields>;
	/** What an empty field means; the form shows it as the placeholder. */
	suggested: Partial<CredentialFields>;
	/** Where the form asks, but not every choice is one of this aggregator. */
	choices: { accessFlow?: AccessFlowName[]; clientAuthentication?: Array<CredentialFields['clientAuthentication']> };
	/** A sentence about a field, with the aggregator's own word for it; it stands in the field's description. */
	ownWords: Partial<Record<keyof CredentialFields, string>>;
	/** Where a person finds the values; null where it differs from one operator to the next. */
	portal: { name: string; url: string } | null;
	/** Answered inside the node, by the simulator. */
	simulated: boolean;
}

/** No aggregator with a row of its own wants other headers or signed requests. */
const PLAIN = { additionalHeaders: '', signRequests: false } as const;

/** One row an aggregator; to add one is to add a row. */
export const AGGREGATORS: Record<AggregatorName, Aggregator> = {
	camara: {
		displayName: 'CAMARA Operator',
		description: 'An operator or aggregator that follows the current CAMARA profile',
		fixed: { clientAuthentication: 'privateKeyJwt', apiVersion: 'v1', scopeStyle: 'camara', loginHintStyle: 'tel' },
		suggested: {},
		choices: { accessFlow: ['ciba', 'clientCredentials', 'jwtBearer'] },
		ownWords: {},
		portal: null,
		simulated: false,
	},
	custom: {
		displayName: 'Custom',
		description: 'For any other aggregator. You enter every setting.',
		fixed: {},
		suggested: {},
		choices: {},
		ownWords: {},
		portal: null,
		simulated: false,
	},
	nokia: {
		displayName: 'Nokia Network as Code',
		description: 'Nokia Network as Code, with an API key from its portal',
		fixed: {
			accessFlow: 'apiKey',
			apiKeyHeader: 'x-rapidapi-key',
			additionalHeaders: '{"x-rapidapi-host":"network-as-code.nokia.rapidapi.com"}',
			apiVersion: 'v1',
			scopeStyle: 'none',
		},
		suggested: {
			roamingUrl: 'https://network-as-code.p-eu.rapidapi.com/device-status/device-roaming-status/v1/retrieve',
			subscriptionsUrl:
				'https://network-as-code.p-eu.rapidapi.com/device-status/device-roaming-status-subscriptions/v0.8/subscriptions',
		},
		choices: {},
		ownWords: { apiKey: 'Nokia calls it X-RapidAPI-Key.' },
		portal: { name: 'Network as Code', url: 'https://networkascode.nokia.io' },
		simulated: false,
	},
	orangePlayground: {
		displayName: 'Orange Playground',
		description: "Orange's playground for developers, with test numbers that start with +990",
		fixed: {
			...PLAIN,
			accessFlow: 'clientCredentials',
			tokenUrl: 'https://api.orange.com/openidconnect/playground/v1.0/token',
			roamingUrl: 'https://api.orange.com/camara/playground/api/device-roaming-status/v1/retrieve',
			// Its documentation knows `retrieve` alone.
			subscriptionsUrl: '',
			clientAuthentication: 'basic',
			apiVersion: 'v1',
			scopeStyle: 'none',
		},
		suggested: {},
		choices: {},
		ownWords: {
			clientSecret: "Not the 'Authorization header' of the portal, which holds ID and secret together.",
		},
		portal: { name: 'Orange Developer', url: 'https://developer.orange.com' },
		simulated: false,
	},
	sample2024: {
		displayName: 'Open Gateway Sample 2024',
		description: 'For an aggregator that follows the public Open Gateway code sample of 2024 (CIBA, API version v0.4)',
		fixed: {
			...PLAIN,
			accessFlow: 'ciba',
			clientAuthentication: 'basic',
			apiVersion: 'v0.4',
			scopeStyle: 'purposeParameter',
			loginHintStyle: 'plain',
		},
		suggested: {},
		choices: {},
		ownWords: {},
		portal: null,
		simulated: false,
	},
	simulator: {
		displayName: 'Simulator',
		description: 'Made-up answers, to build and try workflows without an account',
		fixed: {
			...PLAIN,
			accessFlow: 'ciba',
			// RFC 2606 keeps .invalid free of real hosts: a request to it can only be answered inside the node.
			authorizeUrl: 'https://simulator.invalid/bc-authorize',
			tokenUrl: 'https://simulator.invalid/token',
			roamingUrl: 'https://simulator.invalid/device-status/v0/roaming',
			clientId: 'simulator',
			clientSecret: 'simulator',
			clientAuthentication: 'basic',
			apiVersion: 'v0.4',
			scopeStyle: 'hash',
			loginHintStyle: 'tel',
			requestsPerSecond: 0,
		},
		suggested: {},
		choices: {},
		ownWords: {},
		portal: null,
		simulated: true,
	},
	telefonicaSandbox: {
		displayName: 'Telefónica Sandbox',
		description: 'The Open Gateway sandbox of Telefónica, in mock or production mode',
		fixed: {
			...PLAIN,
			accessFlow: 'ciba',
			authorizeUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/bc-authorize',
			tokenUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/token',
			roamingUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/device-status/v0/roaming',
			apiVersion: 'v0.4',
			scopeStyle: 'hash',
			loginHintStyle: 'tel',
		},
		suggested: {},
		choices: { clientAuthentication: ['basic', 'privateKeyJwt'] },
		ownWords: {},
		portal: null,
		simulated: false,
	},
	vonage: {
		displayName: 'Vonage Identity Insights',
		description: 'Vonage Identity Insights, with an application of the Vonage dashboard',
		fixed: {
			...PLAIN,
			accessFlow: 'applicationJwt',
			signingAlgorithm: 'RS256',
			keyId: '',
			apiVersion: 'identityInsights',
			scopeStyle: 'none',
		},
		suggested: { roamingUrl: 'https://api-eu.vonage.com/identity-insights/v1/requests' },
		choices: {},
		ownWords: {
			clientId: 'Vonage calls it Application ID.',
			privateKey: 'Vonage gives it as the file private.key.',
		},
		portal: { name: 'Vonage dashboard', url: 'https://dashboard.vonage.com/applications' },
		simulated: false,
	},
};

export const AGGREGATOR_NAMES = Object.keys(AGGREGATORS) as AggregatorName[];

/** The access flows among which a credential of this aggregator chooses. */
export function accessFlowsOf({ fixed, choices }: Aggregator): AccessFlowName[] {
	if (fixed.accessFlow !== undefined) return [fixed.accessFlow];
	return choices.accessFlow ?? (Object.keys(ACCESS_FLOWS) as AccessFlowName[]);
}

/**
 * Whether the form asks for a field: the aggregator leaves it to the user, and the flow needs it.
 *
 * @param typed what the credential has chosen; it counts only where the aggregator leaves the choice to the user
 */
export function asksFor({ fixed }: Aggregator, field: keyof CredentialFields, typed: Choices): boolean {
	return fixed[field] === undefined && needsField(field, { ...typed, ...fixed });
}

/** What an empty field means. */
export function suggestionFor<Field extends keyof CredentialFields>(
	{ suggested }: Aggregator,
	field: Field,
): CredentialFields[Field] {
	return suggested[field] ?? FIELD_DEFAULTS[field];
}

/** Whether the simulator answers for this choice of the credential. */
export function isSimulated(aggregator: unknown): boolean {
	const name = String(aggregator);
	return Object.hasOwn(AGGREGATORS, name) && AGGREGATORS[name as AggregatorName].simulated;
}
