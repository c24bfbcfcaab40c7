import type { ClientAuthenticationMethod } from './clientAuthentication';
import type { SigningAlgorithm } from './privateKeyJwt';
import type { LoginHintStyle, ScopeStyle } from './requestStyles';
import type { ApiVersion } from './apiVersions';

/** The credential as the user fills it in. */
export interface CredentialFields {
	clientId: string;
	clientSecret: string;
	authorizeUrl: string;
	tokenUrl: string;
	roamingUrl: string;
	clientAuthentication: ClientAuthenticationMethod;
	privateKey: string;
	keyId: string;
	signingAlgorithm: SigningAlgorithm;
	assertionAudience: string;
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
	clientId: 'Client ID',
	clientSecret: 'Client Secret',
	authorizeUrl: 'Authorize URL',
	tokenUrl: 'Token URL',
	roamingUrl: 'Roaming URL',
	clientAuthentication: 'Client Authentication',
	privateKey: 'Private Key',
	keyId: 'Key ID',
	signingAlgorithm: 'Signing Algorithm',
	assertionAudience: 'Assertion Audience',
	apiVersion: 'API Version',
	scopeStyle: 'Scope Style',
	customScope: 'Scope',
	loginHintStyle: 'Login Hint Style',
	requestsPerSecond: 'Requests per Second',
};
