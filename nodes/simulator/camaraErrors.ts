import { jsonResponse, type SimulatorResponse } from './http';
import type { ApiVersion, RoamingVersion } from './versions';

interface CamaraError {
	status: number;
	message: string;
	/** What versions call it that do not use the present name. */
	formerNames?: Partial<Record<ApiVersion, string>>;
	headers?: Record<string, string>;
}

/**
 * The errors of the roaming API by their present name (CAMARA Commonalities r4.2, Design Guide section 3.2.1), with the
 * names of device-status 0.4.1 and 0.5.1 and of device-roaming-status 0.6.1. Where a version has no name for a case,
 * the present one stands.
 */
const CAMARA_ERRORS = {
	INVALID_ARGUMENT: {
		status: 400,
		message: 'The request does not follow the schema.',
		formerNames: { 'v0.4': 'INVALID_INPUT' },
	},
	UNAUTHENTICATED: {
		status: 401,
		message: 'The access token is missing, unknown or expired.',
		formerNames: { 'v0.4': 'UNAUTHORIZED' },
		// RFC 6750 section 3.
		headers: { 'www-authenticate': 'Bearer' },
	},
	PERMISSION_DENIED: {
		status: 403,
		message: 'The client may not ask for the roaming status of this number.',
		formerNames: { 'v0.4': 'FORBIDDEN' },
	},
	INVALID_TOKEN_CONTEXT: {
		status: 403,
		message: 'The body names another number than the access token.',
		formerNames: { 'v0.4': 'FORBIDDEN' },
	},
	NOT_FOUND: { status: 404, message: 'The simulator has nothing at this URL.' },
	IDENTIFIER_NOT_FOUND: {
		status: 404,
		message: 'The operator does not know this number.',
		formerNames: { 'v0.4': 'NOT_FOUND', 'v0.5': 'NOT_FOUND', 'v0.6': 'DEVICE_NOT_FOUND' },
	},
	// RFC 9110 section 15.5.6.
	METHOD_NOT_ALLOWED: { status: 405, message: 'Only POST is answered.', headers: { allow: 'POST' } },
	UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The body must be sent as application/json.' },
	// 0.4 and 0.5 list no 422 at all, so the present name says it there too.
	SERVICE_NOT_APPLICABLE: {
		status: 422,
		message: 'The roaming status is not available for this number.',
		formerNames: { 'v0.6': 'DEVICE_NOT_APPLICABLE' },
	},
	UNNECESSARY_IDENTIFIER: { status: 422, message: 'The access token names the number; the body must not.' },
	TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests in a short time.', headers: { 'retry-after': '1' } },
	QUOTA_EXCEEDED: { status: 429, message: 'The quota of this client is used up.' },
	INTERNAL: {
		status: 500,
		message: 'The operator has failed to answer.',
		formerNames: { 'v0.4': 'INTERNAL_SERVER_ERROR' },
	},
	UNAVAILABLE: {
		status: 503,
		message: 'The operator cannot answer at the moment.',
		formerNames: { 'v0.4': 'SERVICE_UNAVAILABLE' },
		headers: { 'retry-after': '1' },
	},
} satisfies Record<string, CamaraError>;

export type CamaraErrorCode = keyof typeof CAMARA_ERRORS;

/** The error as this version words it: `{code, message}` in 0.4, `{status, code, message}` later. */
export function camaraError(
	{ version, hasStatusInErrors }: RoamingVersion,
	presentCode: CamaraErrorCode,
	message?: string,
): SimulatorResponse {
	const error: CamaraError = CAMARA_ERRORS[presentCode];
	const code = error.formerNames?.[version] ?? presentCode;
	const body = { code, message: message ?? error.message };
	return jsonResponse(
		error.status,
		hasStatusInErrors ? { status: error.status, ...body } : body,
		error.headers,
	);
}
