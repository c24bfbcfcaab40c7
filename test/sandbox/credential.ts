import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The base URL of an aggregator and the client that calls it. */
export interface Client {
	authorizeUrl: string;
	tokenUrl: string;
	roamingUrl: string;
	clientId: string;
	clientSecret: string;
}

/** A credential with every setting by hand: v1, Basic, the CAMARA scope. */
export function customCredential(client: Client): ICredentialDataDecryptedObject {
	return {
		aggregator: 'custom',
		...client,
		clientAuthentication: 'basic',
		apiVersion: 'v1',
		scopeStyle: 'camara',
		loginHintStyle: 'tel',
	};
}
