export type ScopeStyle = 'purposeParameter' | 'hash' | 'camara' | 'custom';
export type LoginHintStyle = 'tel' | 'plain';

/** What stands for the purpose in a scope text of the user's own. */
export const PURPOSE_PLACEHOLDER = '{purpose}';

/**
 * How purpose and API scope are written into the authorization request. The first is the older Telefónica sample, the
 * second CAMARA Identity and Consent Management v0.1.0 (Telefónica and Vonage still run it), the third the same profile
 * from r0.2.0 on: exactly one purpose, separated by a blank.
 */
export const SCOPE_STYLES: Record<
	ScopeStyle,
	(purpose: string, apiScope: string, customScope: string) => Record<string, string>
> = {
	purposeParameter: (purpose, apiScope) => ({ purpose: `dpv:${purpose}#${apiScope}` }),
	hash: (purpose, apiScope) => ({ scope: `dpv:${purpose}#${apiScope}` }),
	camara: (purpose, apiScope) => ({ scope: `openid dpv:${purpose} ${apiScope}` }),
	custom: (purpose, _apiScope, customScope) => ({ scope: customScope.replaceAll(PURPOSE_PLACEHOLDER, purpose) }),
};

/** RFC 3966 as CAMARA profiles it, and the bare number of older samples. */
export const LOGIN_HINT_STYLES: Record<LoginHintStyle, (phoneNumber: string) => string> = {
	tel: (phoneNumber) => `tel:${phoneNumber}`,
	plain: (phoneNumber) => phoneNumber,
};
