import { createAssertionSigner, type SigningKey } from './privateKeyJwt';

export type ClientAuthenticationMethod = 'basic' | 'post' | 'privateKeyJwt';

/** Who asks: what the aggregator issued for the application. */
export interface ClientCredentials extends SigningKey {
	clientAuthentication: ClientAuthenticationMethod;
	clientId: string;
	clientSecret: string;
	/** `endpoint`: the URL that is called; `tokenUrl`; or a text of one's own. */
	assertionAudience: string;
	tokenUrl: string;
}

/** What one request carries to show who asks. */
export interface ClientAuthentication {
	headers: Record<string, string>;
	parameters: Record<string, string>;
}

export type Authenticate = (endpointUrl: string, nowMs: number) => ClientAuthentication;

const METHODS: Record<ClientAuthenticationMethod, (client: ClientCredentials) => Authenticate> = {
	/** client_secret_basic: id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1). */
	basic: ({ clientId, clientSecret }) => {
		const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
		const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
		return () => ({ headers: { authorization }, parameters: {} });
	},

	/** client_secret_post (RFC 6749 section 2.3.1). */
	post:
		({ clientId, clientSecret }) =>
		() => ({
			headers: {},
			parameters: { client_id: clientId, client_secret: clientSecret },
		}),

	/** private_key_jwt (RFC 7523 section 2.2), the one method of CAMARA's security profile. */
	privateKeyJwt: (client) => {
		const signAssertion = createAssertionSigner(client.clientId, client);
		return (endpointUrl, nowMs) => ({
			headers: {},
			parameters: {
				client_id: client.clientId,
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion: signAssertion(audienceOf(client, endpointUrl), nowMs),
			},
		});
	},
};

/**
 * Gives the function that authenticates each request of this client.
 *
 * @throws OpenGatewayError of stage `validation` where the private key cannot be used, before anything is sent
 */
export function createClientAuthentication(client: ClientCredentials): Authenticate {
	return METHODS[client.clientAuthentication](client);
}

/** CAMARA since r3.3: the URL being called. Plain OpenID Connect practice: the token URL. Some want their issuer. */
export function audienceOf(
	{ assertionAudience, tokenUrl }: Pick<ClientCredentials, 'assertionAudience' | 'tokenUrl'>,
	endpointUrl: string,
): string {
	if (assertionAudience === 'endpoint') return endpointUrl;
	if (assertionAudience === 'tokenUrl') return tokenUrl;
	return assertionAudience;
}

function formEncode(text: string): string {
	return new URLSearchParams([['', text]]).toString().slice(1);
}
