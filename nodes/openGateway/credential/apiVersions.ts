export type ApiVersion = 'v0.4' | 'v0.5' | 'v0.6' | 'v1' | 'identityInsights';

export interface ApiVersionRow {
	/** How the URL of this version ends. v0.4 and v0.5 share one URL, so a URL does not tell the version. */
	path: string;
	/** The API scope of the roaming status. */
	scope: string;
	/** Whether the body names the number although the token already does. */
	identifierFirst: boolean;
	/** The body that names the number. */
	identifier(phoneNumber: string, purpose: string): Record<string, unknown>;
}

const device = (phoneNumber: string) => ({ device: { phoneNumber } });

/**
 * The roaming API, version by version: device-status 0.4.1 and 0.5.1 (camaraproject/DeviceStatus v0.4.1, v0.5.1),
 * device-roaming-status 0.6.1 (r1.3) and 1.1.0 (camaraproject/DeviceRoamingStatus r1.2). From 1.0.0 on a body that
 * names the number beside a token that does is refused with 422 UNNECESSARY_IDENTIFIER; in 0.6 it is allowed as long
 * as the two agree. `identityInsights` is Vonage's own API (Identity Insights v1), which answers in its own way, too
 * (`roaming/identityInsights.ts`).
 */
export const API_VERSIONS: Record<ApiVersion, ApiVersionRow> = {
	'v0.4': {
		path: '/device-status/v0/roaming',
		scope: 'device-status-roaming-read',
		identifierFirst: true,
		identifier: (phoneNumber) => ({ ueId: { msisdn: phoneNumber } }),
	},
	'v0.5': {
		path: '/device-status/v0/roaming',
		scope: 'device-status:roaming:read',
		identifierFirst: true,
		identifier: device,
	},
	'v0.6': {
		path: '/device-roaming-status/v0.6/retrieve',
		scope: 'device-roaming-status:read',
		identifierFirst: true,
		identifier: device,
	},
	v1: {
		path: '/device-roaming-status/v1/retrieve',
		scope: 'device-roaming-status:read',
		identifierFirst: false,
		identifier: device,
	},
	identityInsights: {
		path: '/identity-insights/v1/requests',
		scope: '',
		identifierFirst: true,
		identifier: (phoneNumber, purpose) => ({
			phone_number: phoneNumber.slice(1),
			purpose,
			insights: { roaming: {} },
		}),
	},
};
