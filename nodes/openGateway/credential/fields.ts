import type { ApiVersion } from './apiVersions';
import type { ClientAuthenticationMethod } from './clientAuthentication';
import type { SigningAlgorithm } from './privateKeyJwt';
import type { LoginHintStyle, ScopeStyle } from './requestStyles';

export type AccessFlowName = 'apiKey' | 'applicationJwt' | 'ciba' | 'clientCredentials' | 'jwtBearer';

/** The credential as the user fills it in. */
export interface CredentialFields {
	accessFlow: AccessFlowName;
	/** With `applicationJwt`, the application ID. */
	clientId: string;
	clientSecret: string;
	apiKey: string;
	apiKeyHeader: string;
	/** A JSON object of header names and values, for each call of the roaming API. */
	additionalHeaders: string;
	authorizeUrl: string;
	tokenUrl: string;
	roamingUrl: string;
	/** Where events are subscribed to; the trigger alone needs it. */
	subscriptionsUrl: string;
	clientAuthentication: ClientAuthenticationMethod;
	privateKey: string;
	keyId: string;
	signingAlgorithm: SigningAlgorithm;
	assertionAudience: string;
	/** CIBA: send the authentication request as a signed JWT. */
	signRequests: boolean;
	/** JWT Bearer: client authentication beside the assertion. */
	alsoAuthenticateClient: boolean;
	apiVersion: ApiVersion;
	scopeStyle: ScopeStyle;
	/** The whole scope text of `scopeStyle` custom; `{purpose}` stands for the purpose of the check. */
	customScope: string;
	loginHintStyle: LoginHintStyle;
	/** Of the contract, for all executions of a process together; 0 for no limit. */
	requestsPerSecond: number;
}

/** As the form calls the fields, so that an error names what the user sees. */
export const FIELD_LABELS: Record<keyof CredentialFields, string> = {
	accessFlow: 'Access Flow',
	clientId: 'Client ID',
	clientSecret: 'Client Secret',
	apiKey: 'API Key',
	apiKeyHeader: 'API Key Header',
	additionalHeaders: 'Additional Headers',
	authorizeUrl: 'Authorize URL',
	tokenUrl: 'Token URL',
	roamingUrl: 'Roaming URL',
	subscriptionsUrl: 'Subscriptions URL',
	clientAuthentication: 'Client Authentication',
	privateKey: 'Private Key',
	keyId: 'Key ID',
	signingAlgorithm: 'Signing Algorithm',
	assertionAudience: 'Assertion Audience',
	signRequests: 'Sign Requests',
	alsoAuthenticateClient: 'Also Authenticate Client',
	apiVersion: 'API Version',
	scopeStyle: 'Scope Style',
	customScope: 'Scope',
	loginHintStyle: 'Login Hint Style',
	requestsPerSecond: 'Requests per Second',
};

/** What a field holds where neither user nor aggregator says anything. */
export const FIELD_DEFAULTS: CredentialFields = {
	accessFlow: 'ciba',
	clientId: '',
	clientSecret: '',
	apiKey: '',
	apiKeyHeader: 'x-api-key',
	additionalHeaders: '',
	authorizeUrl: '',
	tokenUrl: '',
	roamingUrl: '',
	subscriptionsUrl: '',
	clientAuthentication: 'basic',
	privateKey: '',
	keyId: '',
	signingAlgorithm: 'RS256',
	assertionAudience: 'endpoint',
	signRequests: false,
	alsoAuthenticateClient: false,
	apiVersion: 'v1',
	scopeStyle: 'camara',
	customScope: '',
	loginHintStyle: 'tel',
	requestsPerSecond: 0,
};
