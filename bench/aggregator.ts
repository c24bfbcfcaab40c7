/** The aggregator that the contenders ask, and their client there. */
export interface Aggregator {
	authorizeUrl: string;
	tokenUrl: string;
	roamingUrl: string;
	clientId: string;
	clientSecret: string;
}

/** Purpose and API as CAMARA's profile of CIBA writes them. */
export const SCOPE = 'openid dpv:FraudPreventionAndDetection device-roaming-status:read';
