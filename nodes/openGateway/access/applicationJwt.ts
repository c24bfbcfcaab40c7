import { randomUUID } from 'node:crypto';
import { createJwtSigner } from '../credential/privateKeyJwt';
import { bearer, type AccessFlow } from './accessFlow';

/** Seconds. Vonage's own libraries sign for 15 minutes unless told otherwise. */
const LIFE = 900;
/** Seconds by which the clock of the aggregator may be behind. */
const ISSUED_BEFORE_NOW = 10;

/** A bearer token that the client signs itself (Vonage, "Authentication with JWTs"): no token URL, one for all numbers. */
export const applicationJwt: AccessFlow = {
	name: 'applicationJwt',
	create(settings) {
		const sign = createJwtSigner(settings);
		return async ({ clock }) => {
			const issuedAt = Math.floor(clock.now() / 1000) - ISSUED_BEFORE_NOW;
			const claims = { application_id: settings.clientId, iat: issuedAt, exp: issuedAt + LIFE, jti: randomUUID() };
			return { accessToken: sign(claims), expiresAtMs: clock.monotonicMs() + (LIFE - ISSUED_BEFORE_NOW) * 1000 };
		};
	},
	headers: bearer,
	accessName: 'application token',
	refusedHint:
		"Check 'Client ID' (the application ID) and 'Private Key' in the Open Gateway credential; they must belong together.",
};
