import { randomUUID } from 'node:crypto';
import { audienceOf } from '../credential/clientAuthentication';
import { createJwtSigner, lifetime } from '../credential/privateKeyJwt';
import type { Settings } from '../credential/settings';

/**
 * Signs the parameters of an authentication request as one JWT, the parameter `request` (CIBA Core 1.0 section 7.1.1).
 * It has no `sub`, so that it can never pass for a client assertion (RFC 7523 section 3).
 *
 * @throws OpenGatewayError of stage `validation` where the private key cannot be used
 */
export function createRequestObjectSigner(
	settings: Settings,
): (parameters: Record<string, string>, nowMs: number) => string {
	const sign = createJwtSigner(settings);
	const claims = { iss: settings.clientId, aud: audienceOf(settings, settings.authorizeUrl) };
	return (parameters, nowMs) => {
		const { iat, exp } = lifetime(nowMs);
		return sign({ ...claims, iat, nbf: iat, exp, jti: randomUUID(), ...parameters });
	};
}
