export type ScopeStyle = 'purposeParameter' | 'hash' | 'camara' | 'custom';
export type LoginHintStyle = 'tel' | 'plain';

/** The placeholder for the purpose in a custom scope. */
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

/** The form parameters that name purpose and API scope, in the style that the credential chooses. */
export function scopeParameters(
	{ scopeStyle, customScope }: { scopeStyle: ScopeStyle; customScope: string },
	purpose: string,
	apiScope: string,
): Record<string, string> {
	return SCOPE_STYLES[scopeStyle](purpose, apiScope, customScope);
}

/** RFC 3966 as CAMARA profiles it, and the bare number of older samples. */
export const LOGIN_HINT_STYLES: Record<LoginHintStyle, (phoneNumber: string) => string> = {
	tel: (phoneNumber) => `tel:${phoneNumber}`,
	plain: (phoneNumber) => phoneNumber,
};
