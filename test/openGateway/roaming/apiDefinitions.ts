import { z } from 'zod';

/** What an API definition says of the request and the response for a roaming status, without its texts. */
export interface ApiDefinition {
	/** Where it was read. */
	source: string;
	/** Server path and operation. */
	path: string;
	scope: string;
	/** Every field that the definition knows and this package might use; others are refused. */
	request: z.ZodType;
	response: z.ZodType;
	/** Of the header `x-correlator`. */
	correlator: RegExp;
	/** Whether the body may, must or must not name the device where the token does. */
	deviceBesideToken: 'required' | 'allowed' | 'refused';
}

/** A phone number up to 0.5.1, and from 0.6.1 on. */
const PLUS_OPTIONAL = z.string().regex(/^\+?[0-9]{5,15}$/);
const E164 = z.string().regex(/^\+[1-9][0-9]{4,14}$/);
const ANY_CORRELATOR = /^/;

const country = {
	roaming: z.boolean(),
	countryCode: z.number().int().optional(),
	countryName: z.array(z.string()).optional(),
};
const device = (phoneNumber: z.ZodType) => z.object({ phoneNumber }).strict();
const lastStatusTime = z.string().datetime({ offset: true });

/** One row an API definition. */
export const API_DEFINITIONS: Record<string, ApiDefinition> = {
	'v0.4': {
		source: 'camaraproject/DeviceStatus, tag v0.4.1, device-status.yaml',
		path: '/device-status/v0/roaming',
		scope: 'device-status-roaming-read',
		request: z.object({ ueId: z.object({ msisdn: PLUS_OPTIONAL }).strict() }).strict(),
		response: z.object(country).strict(),
		correlator: ANY_CORRELATOR,
		deviceBesideToken: 'required',
	},
	'v0.5': {
		source: 'camaraproject/DeviceStatus, tag v0.5.1, device-status.yaml',
		path: '/device-status/v0/roaming',
		scope: 'device-status:roaming:read',
		request: z.object({ device: device(PLUS_OPTIONAL) }).strict(),
		response: z.object(country).strict(),
		correlator: ANY_CORRELATOR,
		deviceBesideToken: 'required',
	},
	'v0.6': {
		source: 'camaraproject/DeviceStatus, release r1.3, device-roaming-status.yaml 0.6.1',
		path: '/device-roaming-status/v0.6/retrieve',
		scope: 'device-roaming-status:read',
		request: z.object({ device: device(E164).optional() }).strict(),
		response: z.object({ ...country, lastStatusTime: lastStatusTime.optional() }).strict(),
		correlator: ANY_CORRELATOR,
		deviceBesideToken: 'allowed',
	},
	'v1 (1.0.0)': {
		source: 'camaraproject/DeviceStatus, release r2.2, device-roaming-status.yaml 1.0.0',
		path: '/device-roaming-status/v1/retrieve',
		scope: 'device-roaming-status:read',
		request: z.object({ device: device(E164).optional() }).strict(),
		response: z.object({ ...country, lastStatusTime: lastStatusTime.optional() }).strict(),
		correlator: /^[a-zA-Z0-9-]{0,55}$/,
		deviceBesideToken: 'refused',
	},
	'v1 (1.1.0)': {
		source: 'camaraproject/DeviceRoamingStatus, release r1.2, device-roaming-status.yaml 1.1.0',
		path: '/device-roaming-status/v1/retrieve',
		scope: 'device-roaming-status:read',
		request: z.object({ device: device(E164).optional() }).strict(),
		response: z.object({ ...country, lastStatusTime, device: device(E164).optional() }).strict(),
		correlator: /^[a-zA-Z0-9-_:;./<>{}]{0,256}$/,
		deviceBesideToken: 'refused',
	},
	identityInsights: {
		source: 'developer.vonage.com, API reference of Identity Insights v1, insight "roaming"',
		path: '/identity-insights/v1/requests',
		scope: '',
		request: z
			.object({
				phone_number: z.string().regex(/^[1-9][0-9]{4,14}$/),
				purpose: z.string().regex(/^[A-Za-z]+$/),
				insights: z.object({ roaming: z.object({}).strict() }).strict(),
			})
			.strict(),
		response: z
			.object({
				request_id: z.string().uuid(),
				insights: z
					.object({
						roaming: z
							.object({
								is_roaming: z.boolean(),
								country_codes: z.array(z.string().length(2)),
								latest_status_at: lastStatusTime,
								status: z.object({ code: z.literal('OK'), message: z.string() }).strict(),
							})
							.strict(),
					})
					.strict(),
			})
			.strict(),
		correlator: ANY_CORRELATOR,
		deviceBesideToken: 'required',
	},
};
