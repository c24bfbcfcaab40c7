import { randomBytes } from 'node:crypto';
import { json, mediaTypeOf } from '../../nodes/simulator/messages';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import type { SandboxRequest } from './sandbox';
import { readBody, readDevice, refusalOf, statusOf, statusTimeOf, type Aggregator } from './twoLegged';

const ISSUER_PATH = '/openidconnect/playground/v1.0/token';
const ROAMING_PATH = '/camara/playground/api/device-roaming-status/v1/retrieve';

/**
 * An aggregator like Orange's Playground, from its documentation and live captures of 2026-08: client credentials with
 * Basic, no scope, `expires_in` that may be text, gateway errors with numeric codes, and its own error texts for a number
 * and for a path that it does not know.
 */
export function orange({
	clientId,
	clientSecret,
	expiresIn = '3600',
	now = Date.now,
}: {
	clientId: string;
	clientSecret: string;
	expiresIn?: string | number | undefined;
	now?: () => number;
}): Aggregator {
	const tokens = new Map<string, number>();
	const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

	function issueToken({ headers, body }: SandboxRequest): SimulatorResponse {
		if (headers.authorization !== basic) return json(401, { error: 'invalid_client' });
		if (mediaTypeOf(headers) !== 'application/x-www-form-urlencoded') return json(400, { error: 'invalid_request' });
		if (body !== 'grant_type=client_credentials')
			return json(400, { error: 'invalid_request', error_description: body });
		const token = randomBytes(16).toString('base64url');
		tokens.set(token, now() + Number(expiresIn) * 1000);
		return json(200, { token_type: 'Bearer', access_token: token, expires_in: expiresIn });
	}

	function roaming(request: SandboxRequest): SimulatorResponse {
		const expiresAt = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
		if (expiresAt === undefined) return json(401, { code: 41, message: 'Invalid credentials' });
		if (expiresAt <= now()) return json(401, { code: 42, message: 'Expired credentials' });
		const phoneNumber = readDevice(readBody(request));
		if (phoneNumber === undefined) return json(400, { status: 400, code: 'INVALID_ARGUMENT', message: 'No device.' });
		if (phoneNumber.endsWith('0107')) {
			const message = `Device with phone number ${phoneNumber} does not exist for ${clientId}`;
			return json(403, { status: 403, code: 'FORBIDDEN', message });
		}
		const status = statusOf(phoneNumber);
		// Whole seconds.
		const lastStatusTime = statusTimeOf(phoneNumber, now())?.replace(/\.\d+/, '');
		return status === undefined ? refusalOf(phoneNumber) : json(200, { ...status, lastStatusTime });
	}

	return (request) => {
		if (request.method === 'POST' && request.path === ISSUER_PATH) return issueToken(request);
		if (request.method === 'POST' && request.path === ROAMING_PATH) return roaming(request);
		return json(400, { status: 400, code: 'BAD_REQUEST', message: `unhandled path ${request.path}` });
	};
}
