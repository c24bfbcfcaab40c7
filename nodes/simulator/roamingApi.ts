import { unseal } from './sealedToken';
import { scenarioOf, type RefusalCode } from './scenarios';
import { json, mediaTypeOf, type SimulatorRequest, type SimulatorResponse } from './messages';

type Code =
	| RefusalCode
	| 'INVALID_ARGUMENT'
	| 'INVALID_TOKEN_CONTEXT'
	| 'METHOD_NOT_ALLOWED'
	| 'UNAUTHENTICATED'
	| 'UNNECESSARY_IDENTIFIER'
	| 'UNSUPPORTED_MEDIA_TYPE';

interface RoamingApi {
	version: 'v0.4' | 'v0.5' | 'v0.6' | 'v1';
	path: string;
	scope: string;
	/** What this version calls a code that a later one renamed. */
	olderNames: Partial<Record<Code, string>>;
	/** CAMARA Commonalities: `status` in the body came after 0.4.1. */
	statusInBody: boolean;
	/** Where the body names the number, and whether it must, may or must not. */
	identifier: { path: [string, string]; presence: 'required' | 'optional' | 'forbidden'; pattern: RegExp };
}

/** Phone numbers up to 0.5.1, and from 0.6.0 on. */
const PLUS_OPTIONAL = /^\+?[0-9]{5,15}$/;
export const E164 = /^\+[1-9][0-9]{4,14}$/;

/** device-status 0.4.1 and 0.5.1, device-roaming-status 0.6.1 and 1.1.0. The first two share a path; the body tells which. */
export const ROAMING_APIS: RoamingApi[] = [
	{
		version: 'v0.4',
		path: '/device-status/v0/roaming',
		scope: 'device-status-roaming-read',
		olderNames: {
			IDENTIFIER_NOT_FOUND: 'NOT_FOUND',
			INTERNAL: 'INTERNAL_SERVER_ERROR',
			INVALID_ARGUMENT: 'INVALID_INPUT',
			INVALID_TOKEN_CONTEXT: 'FORBIDDEN',
			PERMISSION_DENIED: 'FORBIDDEN',
			UNAUTHENTICATED: 'UNAUTHORIZED',
			UNAVAILABLE: 'SERVICE_UNAVAILABLE',
		},
		statusInBody: false,
		identifier: { path: ['ueId', 'msisdn'], presence: 'required', pattern: PLUS_OPTIONAL },
	},
	{
		version: 'v0.5',
		path: '/device-status/v0/roaming',
		scope: 'device-status:roaming:read',
		olderNames: { IDENTIFIER_NOT_FOUND: 'NOT_FOUND' },
		statusInBody: true,
		identifier: { path: ['device', 'phoneNumber'], presence: 'required', pattern: PLUS_OPTIONAL },
	},
	{
		version: 'v0.6',
		path: '/device-roaming-status/v0.6/retrieve',
		scope: 'device-roaming-status:read',
		olderNames: { IDENTIFIER_NOT_FOUND: 'DEVICE_NOT_FOUND', SERVICE_NOT_APPLICABLE: 'DEVICE_NOT_APPLICABLE' },
		statusInBody: true,
		identifier: { path: ['device', 'phoneNumber'], presence: 'optional', pattern: E164 },
	},
	{
		version: 'v1',
		path: '/device-roaming-status/v1/retrieve',
		scope: 'device-roaming-status:read',
		olderNames: {},
		statusInBody: true,
		identifier: { path: ['device', 'phoneNumber'], presence: 'forbidden', pattern: E164 },
	},
];

/** How old a status is, unless the scenario says otherwise. */
export const STATUS_AGE_SECONDS = 5 * 60;

/** Answers one call of the roaming API. The checks come in the order of a gateway: token, syntax, device. */
export function roamingAnswer(
	apiOfPath: RoamingApi,
	{ method, headers, body }: SimulatorRequest,
	now: number,
	signingKey: Uint8Array,
): SimulatorResponse {
	const content = readObject(body);
	const api = apiOfBody(apiOfPath, content);
	const refusal = (status: number, code: Code, message: string, retryAfterSeconds?: number) =>
		refuse(api, status, code, message, retryAfterSeconds);
	if (method !== 'POST') return refusal(405, 'METHOD_NOT_ALLOWED', 'Only POST is allowed.');

	const [, token = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
	const grant = unseal('access_token', token, signingKey);
	if (grant === undefined || now >= grant.expiresAt) {
		return refusal(401, 'UNAUTHENTICATED', 'The access token is missing, wrong or expired.');
	}
	if (grant.apiScope !== api.scope)
		return refusal(403, 'PERMISSION_DENIED', 'The access token is not meant for this API.');

	if (mediaTypeOf(headers) !== 'application/json') {
		return refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The content type must be application/json.');
	}
	// The pattern of device-roaming-status 1.0.0; 1.1.0 allows more.
	if (!/^[a-zA-Z0-9-]{0,55}$/.test(headers['x-correlator'] ?? '')) {
		return refusal(400, 'INVALID_ARGUMENT', 'The x-correlator is not valid.');
	}
	if (content === undefined) return refusal(400, 'INVALID_ARGUMENT', 'The body is no JSON object.');

	const { path, presence, pattern } = api.identifier;
	const [container, field] = path;
	const named = content[container];
	if (named === undefined && presence === 'required')
		return refusal(400, 'INVALID_ARGUMENT', `The body has no ${container}.`);
	if (named !== undefined) {
		if (presence === 'forbidden')
			return refusal(422, 'UNNECESSARY_IDENTIFIER', 'The access token names the device already.');
		const number = isObject(named) ? named[field] : undefined;
		if (typeof number !== 'string' || !pattern.test(number)) {
			return refusal(400, 'INVALID_ARGUMENT', `The ${container} is not valid.`);
		}
		if (number.replace(/^\+?/, '+') !== grant.phoneNumber) {
			return refusal(403, 'INVALID_TOKEN_CONTEXT', 'The access token names another device.');
		}
	}

	const { answer, statusAgeSeconds = STATUS_AGE_SECONDS } = scenarioOf(grant.phoneNumber);
	if (answer === 'htmlPage') return BROKEN_GATEWAY;
	if ('refusal' in answer) {
		return refusal(
			answer.status,
			answer.refusal,
			'Simulated: the last digits of the number decide the answer.',
			answer.retryAfterSeconds,
		);
	}
	// `lastStatusTime` came with device-roaming-status 0.6. The older versions are dated as well, so that "Max Age"
	// can be tried with each.
	const dated =
		statusAgeSeconds === null ? {} : { lastStatusTime: new Date(now - statusAgeSeconds * 1000).toISOString() };
	return json(200, { ...dated, ...answer });
}

const BROKEN_GATEWAY: SimulatorResponse = {
	status: 502,
	headers: { 'content-type': 'text/html' },
	body: '<html><body>Bad Gateway</body></html>',
};

/** v0.4 and v0.5 share a path. A body that fits neither is answered as v0.4. */
function apiOfBody(api: RoamingApi, content: Record<string, unknown> | undefined): RoamingApi {
	if (content === undefined) return api;
	return ROAMING_APIS.find(({ path, identifier }) => path === api.path && identifier.path[0] in content) ?? api;
}

function refuse(
	api: RoamingApi,
	status: number,
	code: Code,
	message: string,
	retryAfterSeconds?: number,
): SimulatorResponse {
	const body = { ...(api.statusInBody ? { status } : {}), code: api.olderNames[code] ?? code, message };
	return json(status, body, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) });
}

function readObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		// Answered with 400 by the caller.
		return undefined;
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
