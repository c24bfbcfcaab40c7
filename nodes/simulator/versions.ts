export type ApiVersion = 'v0.4' | 'v0.5' | 'v0.6' | 'v1';

/** One version of the roaming API, as far as a client can tell it from the others. */
export interface RoamingVersion {
	version: ApiVersion;
	/** How its URL ends. */
	path: string;
	/** What the token must allow. */
	scope: string;
	/** Where a body names the number, how it is written, and whether a body may name it beside the token. */
	identifier: { parent: string; field: string; pattern: RegExp; presence: 'required' | 'optional' | 'refused' };
	/** What `x-correlator` must look like; not declared before 0.6. */
	correlatorPattern?: RegExp;
	/** Error bodies repeat the HTTP status from 0.5 on. */
	hasStatusInErrors: boolean;
	/** When the status was last known to be right; part of the answer from 0.6 on. */
	hasLastStatusTime: boolean;
}

const PLUS_OPTIONAL = /^\+?[0-9]{5,15}$/;
const PLUS_REQUIRED = /^\+[1-9][0-9]{4,14}$/;
const CORRELATOR = /^[a-zA-Z0-9-]{0,55}$/;

/**
 * device-status 0.4.1 and 0.5.1 (camaraproject/DeviceStatus v0.4.1, v0.5.1), device-roaming-status 0.6.1 and 1.0.0
 * (camaraproject/DeviceStatus r1.3, r2.2). v0.4 and v0.5 share one URL; the body tells which of them is meant.
 */
export const ROAMING_VERSIONS: RoamingVersion[] = [
	{
		version: 'v0.4',
		path: '/device-status/v0/roaming',
		scope: 'device-status-roaming-read',
		identifier: { parent: 'ueId', field: 'msisdn', pattern: PLUS_OPTIONAL, presence: 'required' },
		hasStatusInErrors: false,
		hasLastStatusTime: false,
	},
	{
		version: 'v0.5',
		path: '/device-status/v0/roaming',
		scope: 'device-status:roaming:read',
		identifier: { parent: 'device', field: 'phoneNumber', pattern: PLUS_OPTIONAL, presence: 'required' },
		hasStatusInErrors: true,
		hasLastStatusTime: false,
	},
	{
		version: 'v0.6',
		path: '/device-roaming-status/v0.6/retrieve',
		scope: 'device-roaming-status:read',
		identifier: { parent: 'device', field: 'phoneNumber', pattern: PLUS_REQUIRED, presence: 'optional' },
		correlatorPattern: CORRELATOR,
		hasStatusInErrors: true,
		hasLastStatusTime: true,
	},
	{
		version: 'v1',
		path: '/device-roaming-status/v1/retrieve',
		scope: 'device-roaming-status:read',
		identifier: { parent: 'device', field: 'phoneNumber', pattern: PLUS_REQUIRED, presence: 'refused' },
		correlatorPattern: CORRELATOR,
		hasStatusInErrors: true,
		hasLastStatusTime: true,
	},
];
