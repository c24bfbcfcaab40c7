export type ScopeStyle = 'purposeParameter' | 'hash' | 'camara' | 'custom' | 'none';
export type LoginHintStyle = 'tel' | 'plain';

/** The placeholder for the purpose in a custom scope. */
const PURPOSE_PLACEHOLDER = '{purpose}';
/** The placeholder for the scope of the API that is called. */
const SCOPE_PLACEHOLDER = '{scope}';

/** What a scope is made of. */
interface ScopeParts {
	purpose: string;
	apiScope: string;
	customScope: string;
	accessFlow: string;
}

/**
 * How purpose and API scope are written into the authorization request. The first is the older Telefónica sample, the
 * second CAMARA Identity and Consent Management v0.1.0 (Telefónica and Vonage still run it), the third the same profile
 * from r0.2.0 on: exactly one purpose, separated by a blank; `openid` belongs to CIBA alone (r4.2). An API without a scope
 * of its own (Identity Insights) leaves its part out: RFC 6749 section 3.3 has no empty one.
 */
export const SCOPE_STYLES: Record<ScopeStyle, (parts: ScopeParts) => Record<string, string>> = {
	purposeParameter: ({ purpose, apiScope }) => ({ purpose: joined('#', `dpv:${purpose}`, apiScope) }),
	hash: ({ purpose, apiScope }) => ({ scope: joined('#', `dpv:${purpose}`, apiScope) }),
	camara: ({ purpose, apiScope, accessFlow }) => ({
		scope: joined(' ', accessFlow === 'ciba' ? 'openid' : '', `dpv:${purpose}`, apiScope),
	}),
	custom: ({ purpose, apiScope, customScope }) => ({
		scope: customScope.replaceAll(PURPOSE_PLACEHOLDER, purpose).replaceAll(SCOPE_PLACEHOLDER, apiScope),
	}),
	none: () => ({}),
};

function joined(separator: string, ...parts: string[]): string {
	return parts.filter((part) => part !== '').join(separator);
}

/** The parameters that name purpose and API scope, in the style that the credential chooses. */
export function scopeParameters(
	settings: { scopeStyle: ScopeStyle; customScope: string; accessFlow: string },
	purpose: string,
	apiScope: string,
): Record<string, string> {
	return SCOPE_STYLES[settings.scopeStyle]({ ...settings, purpose, apiScope });
}

/** RFC 3966 as CAMARA profiles it, and the bare number of older samples. */
export const LOGIN_HINT_STYLES: Record<LoginHintStyle, (phoneNumber: string) => string> = {
	tel: (phoneNumber) => `tel:${phoneNumber}`,
	plain: (phoneNumber) => phoneNumber,
};
