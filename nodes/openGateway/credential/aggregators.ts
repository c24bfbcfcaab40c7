import type { CredentialFields } from './fields';

export type AggregatorName = 'telefonicaSandbox' | 'sample2024' | 'camara' | 'custom' | 'simulator';

export interface Aggregator {
	/** As the form shows it. */
	displayName: string;
	description: string;
	/** What this aggregator decides; the form does not ask for it. */
	fixed: Partial<CredentialFields>;
	/** What holds where the form does ask and the credential says nothing. */
	suggested: Partial<CredentialFields>;
	/** Answered inside the node, by the simulator. */
	simulated: boolean;
}

/** One row an aggregator; to add one is to add a row. */
export const AGGREGATORS: Record<AggregatorName, Aggregator> = {
	camara: {
		displayName: 'CAMARA Operator',
		description: 'An operator or aggregator that follows the current CAMARA profile',
		fixed: { apiVersion: 'v1', scopeStyle: 'camara', loginHintStyle: 'tel' },
		suggested: { clientAuthentication: 'privateKeyJwt' },
		simulated: false,
	},
	custom: {
		displayName: 'Custom',
		description: 'Every setting by hand, for an aggregator that none of the others describes',
		fixed: {},
		suggested: { clientAuthentication: 'basic', apiVersion: 'v1', scopeStyle: 'camara', loginHintStyle: 'tel' },
		simulated: false,
	},
	sample2024: {
		displayName: 'Open Gateway Sample 2024',
		description: 'An aggregator that follows the public sample of 2024, with the purpose as a parameter of its own',
		fixed: {
			clientAuthentication: 'basic',
			apiVersion: 'v0.4',
			scopeStyle: 'purposeParameter',
			loginHintStyle: 'plain',
		},
		suggested: {},
		simulated: false,
	},
	simulator: {
		displayName: 'Simulator',
		description: 'Made-up answers from inside the node, to build and try workflows without an account',
		fixed: {
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
		},
		suggested: {},
		simulated: true,
	},
	telefonicaSandbox: {
		displayName: 'Telefónica Sandbox',
		description: 'The Open Gateway sandbox of Telefónica, in mock or production mode',
		fixed: {
			authorizeUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/bc-authorize',
			tokenUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/token',
			roamingUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/device-status/v0/roaming',
			clientAuthentication: 'basic',
			apiVersion: 'v0.4',
			scopeStyle: 'hash',
			loginHintStyle: 'tel',
		},
		suggested: {},
		simulated: false,
	},
};

/** The aggregators whose form asks for this field. */
export function aggregatorsAskingFor(field: keyof CredentialFields): AggregatorName[] {
	return (Object.keys(AGGREGATORS) as AggregatorName[]).filter((name) => AGGREGATORS[name].fixed[field] === undefined);
}

/** Whether the simulator answers for this choice of the credential. */
export function isSimulated(aggregator: unknown): boolean {
	const name = String(aggregator);
	return Object.hasOwn(AGGREGATORS, name) && AGGREGATORS[name as AggregatorName].simulated;
}
