import { json } from '../../nodes/simulator/messages';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';

/** Of the event types of both versions. */
export const PREFIX = 'org.camaraproject.device-roaming-status-subscriptions.v0.';
const TYPES = ['roaming-status', 'roaming-on', 'roaming-off', 'roaming-change-country'];

export interface SandboxSubscription {
	id: string;
	sink: string;
	type: string;
	phoneNumber: string;
	token: string;
	tokenExpiresAtMs: number;
	expiresAtMs: number | null;
	maxEvents: number | null;
	initialEvent: boolean;
	startsAtMs: number;
	sent: number;
	version: 'v0.7' | 'v0.8';
}

export type ReadRequest = Omit<SandboxSubscription, 'id' | 'startsAtMs' | 'sent' | 'version'>;

export function camara(status: number, code: string, message = 'Refused by the sandbox.'): SimulatorResponse {
	return json(status, { status, code, message });
}

/** A request to subscribe, or its refusal. */
export function readRequest(
	body: Record<string, unknown> | undefined,
	tokenNumber: string | undefined,
	nowMs: number,
): ReadRequest | SimulatorResponse {
	const invalid = (message: string) => camara(400, 'INVALID_ARGUMENT', message);
	if (body === undefined) return invalid('The body is no JSON object.');
	const { protocol, sink, types, sinkCredential, config, ...others } = body;
	if (Object.keys(others).length > 0) return invalid(`Unknown fields: ${Object.keys(others).join()}`);
	if (protocol !== 'HTTP') return camara(400, 'INVALID_PROTOCOL');
	if (typeof sink !== 'string' || !/^(https:\/\/.+|http:\/\/(127\.0\.0\.1|localhost)[:/].*)$/.test(sink)) {
		return camara(400, 'INVALID_SINK');
	}
	if (!Array.isArray(types) || types.length === 0) return invalid('types');
	if (types.length > 1) return camara(422, 'MULTIEVENT_SUBSCRIPTION_NOT_SUPPORTED');
	const type = String(types[0]);
	if (!type.startsWith(PREFIX) || !TYPES.includes(type.slice(PREFIX.length))) return invalid('types');

	const credential = isObject(sinkCredential) ? sinkCredential : {};
	const { credentialType, accessToken, accessTokenExpiresUtc, accessTokenType, ...more } = credential;
	if (credentialType !== 'ACCESSTOKEN' || Object.keys(more).length > 0) return camara(400, 'INVALID_CREDENTIAL');
	if (accessTokenType !== 'bearer' || typeof accessToken !== 'string' || accessToken === '') {
		return camara(400, 'INVALID_TOKEN');
	}
	const tokenExpiresAtMs = dateTime(accessTokenExpiresUtc);
	if (tokenExpiresAtMs === undefined || tokenExpiresAtMs <= nowMs) return camara(400, 'INVALID_TOKEN');

	const { subscriptionDetail, subscriptionExpireTime, subscriptionMaxEvents, initialEvent, ...rest } = isObject(config)
		? config
		: {};
	if (!isObject(subscriptionDetail) || Object.keys(rest).length > 0) return invalid('config');
	const { device, ...detail } = subscriptionDetail;
	if (Object.keys(detail).length > 0) return invalid('subscriptionDetail');
	const expiresAtMs = subscriptionExpireTime === undefined ? null : dateTime(subscriptionExpireTime);
	if (expiresAtMs === undefined || (expiresAtMs !== null && expiresAtMs <= nowMs)) return invalid('expire time');
	if (
		subscriptionMaxEvents !== undefined &&
		!(Number.isInteger(subscriptionMaxEvents) && Number(subscriptionMaxEvents) >= 1)
	) {
		return camara(400, 'OUT_OF_RANGE');
	}
	if (initialEvent !== undefined && typeof initialEvent !== 'boolean') return invalid('initialEvent');

	if (tokenNumber !== undefined && device !== undefined) return camara(422, 'UNNECESSARY_IDENTIFIER');
	if (tokenNumber === undefined && device === undefined) return camara(422, 'MISSING_IDENTIFIER');
	const phoneNumber = tokenNumber ?? (isObject(device) ? device.phoneNumber : undefined);
	if (typeof phoneNumber !== 'string' || !/^\+[1-9][0-9]{4,14}$/.test(phoneNumber)) return invalid('phoneNumber');
	if (isObject(device) && Object.keys(device).length > 1) return camara(422, 'UNSUPPORTED_IDENTIFIER');
	// As in the simulator: an operator that does not know the number.
	if (phoneNumber.endsWith('7')) return camara(404, 'IDENTIFIER_NOT_FOUND');
	return {
		sink,
		type,
		phoneNumber,
		token: accessToken,
		tokenExpiresAtMs,
		expiresAtMs,
		maxEvents: subscriptionMaxEvents === undefined ? null : Number(subscriptionMaxEvents),
		initialEvent: initialEvent === true,
	};
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 3339 with a time zone, in epoch milliseconds. */
function dateTime(value: unknown): number | undefined {
	const isDateTime =
		typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
	return isDateTime ? Date.parse(value) : undefined;
}
