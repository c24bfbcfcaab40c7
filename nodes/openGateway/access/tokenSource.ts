import type { OpenGatewayError } from '../errors';
import type { AccessToken } from './tokenCache';

/** What a check says of the token that it needs. */
export interface TokenRequest {
	/** Names all that the token is bound to. */
	key: string;
	obtain(): Promise<AccessToken>;
	/** Whether a token of an earlier check may be used. */
	mayReuse: boolean;
	/** Waits for the token that another check obtains under this key, by the limits of this one. */
	waitFor(obtaining: Promise<AccessToken>): Promise<AccessToken>;
	signal?: AbortSignal | undefined;
}

/** Where the checks of one run get their tokens. */
export interface TokenSource {
	/** @throws OpenGatewayError */
	get(request: TokenRequest): Promise<AccessToken>;
	/** True where the API would surely refuse the token. */
	hasEnded(token: AccessToken): boolean;
	/** The API took the token and answered. */
	onAccepted(request: TokenRequest, token: AccessToken): void;
	/** The API answered with an error other than 401. */
	onFailed(request: TokenRequest, token: AccessToken, error: OpenGatewayError): void;
	/**
	 * The API refused the token with 401.
	 *
	 * @param refusals of this check, this one included
	 * @throws OpenGatewayError where another token would not help
	 */
	onRefused(request: TokenRequest, token: AccessToken, error: OpenGatewayError, refusals: number): void;
}
