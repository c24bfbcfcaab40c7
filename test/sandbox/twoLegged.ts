import { json, mediaTypeOf } from '../../nodes/simulator/messages';
import { STATUS_AGE_SECONDS } from '../../nodes/simulator/roamingApi';
import { scenarioOf } from '../../nodes/simulator/simulator';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import type { SandboxRequest } from './sandbox';

/** Answers a request; behind a socket as the `override` of a sandbox. */
export type Aggregator = (request: SandboxRequest) => SimulatorResponse;

/** RFC 4122. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The JSON object of a body, or undefined. */
export function readBody({ headers, body }: SandboxRequest): Record<string, unknown> | undefined {
	if (mediaTypeOf(headers) !== 'application/json') return undefined;
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		// No JSON: the caller refuses it.
		return undefined;
	}
}

/**
 * The number of `{"device":{"phoneNumber":"+…"}}` (device-roaming-status 1.1.0), or undefined where the body holds anything
 * else, or more.
 */
export function readDevice(body: Record<string, unknown> | undefined): string | undefined {
	const { device, ...others } = body ?? {};
	if (typeof device !== 'object' || device === null || Object.keys(others).length > 0) return undefined;
	const { phoneNumber, ...identifiers } = device as Record<string, unknown>;
	if (typeof phoneNumber !== 'string' || Object.keys(identifiers).length > 0) return undefined;
	return /^\+[1-9][0-9]{4,14}$/.test(phoneNumber) ? phoneNumber : undefined;
}

/** The status of a number in CAMARA's form, by the simulator's scenarios; undefined where the scenario is a refusal. */
export function statusOf(
	phoneNumber: string,
): { roaming: boolean | null; countryCode?: number; countryName?: string[] } | undefined {
	const { answer } = scenarioOf(phoneNumber);
	return answer === 'htmlPage' || 'refusal' in answer ? undefined : answer;
}

/**
 * When the network saw the status of a number, by the simulator's scenarios: a date in UTC, as `Date` writes it.
 *
 * @param nowMs epoch milliseconds
 * @returns undefined where the scenario has no date
 */
export function statusTimeOf(phoneNumber: string, nowMs: number): string | undefined {
	const { statusAgeSeconds = STATUS_AGE_SECONDS } = scenarioOf(phoneNumber);
	return statusAgeSeconds === null ? undefined : new Date(nowMs - statusAgeSeconds * 1000).toISOString();
}

/** A refusal in CAMARA's form, by the simulator's scenarios. */
export function refusalOf(phoneNumber: string): SimulatorResponse {
	const { answer } = scenarioOf(phoneNumber);
	if (answer === 'htmlPage') return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
	if (!('refusal' in answer)) throw new Error(`${phoneNumber} has an answer.`);
	const { status, refusal: code, retryAfterSeconds } = answer;
	const headers: Record<string, string> =
		retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
	return json(status, { status, code, message: 'As the last digits of the number ask for.' }, headers);
}
