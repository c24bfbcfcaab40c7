import { ROAMING_VERSIONS } from './versions';

const API_SCOPES = new Set(ROAMING_VERSIONS.map(({ scope }) => scope));

/** A purpose of the W3C Data Privacy Vocabulary. */
const PURPOSE = /^dpv:[A-Za-z][A-Za-z0-9]*$/;

/**
 * Takes purpose and API scope from an authorization request. Three ways of writing them are in use:
 * `purpose=dpv:P#s` (Telefónica's sample of 2024), `scope=dpv:P#s` (CAMARA Identity and Consent Management v0.1.0) and
 * `scope=openid dpv:P s` (the same from r0.2.0 on).
 *
 * @returns the text as it was sent; undefined where it is none of the three
 */
export function readRequestedScope({ scope, purpose }: Record<string, string>): string | undefined {
	if (scope === undefined) return purpose !== undefined && isJoined(purpose) ? purpose : undefined;
	return purpose === undefined && (isJoined(scope) || isList(scope)) ? scope : undefined;
}

/** Whether a text that `readRequestedScope` has accepted allows this API scope. */
export function allows(requestedScope: string, apiScope: string): boolean {
	return requestedScope.split(/[ #]/).includes(apiScope);
}

function isJoined(text: string): boolean {
	const [purpose = '', apiScope = '', ...rest] = text.split('#');
	return PURPOSE.test(purpose) && API_SCOPES.has(apiScope) && rest.length === 0;
}

/** In any order (RFC 6749 section 3.3). */
function isList(text: string): boolean {
	const values = text.split(' ');
	const kinds = [
		(value: string) => value === 'openid',
		(value: string) => PURPOSE.test(value),
		(value: string) => API_SCOPES.has(value),
	];
	return values.length === kinds.length && kinds.every((isKind) => values.some(isKind));
}
