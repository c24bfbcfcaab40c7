import { camaraError, type CamaraErrorCode } from './camaraErrors';
import { openCapsule, type Grant } from './capsule';
import { endingOf } from './endings';
import { hasMediaType, jsonResponse, type SimulatorRequest, type SimulatorResponse } from './http';
import { isRecord, parseJsonObject } from './json';
import { allows } from './scope';
import type { RoamingVersion } from './versions';
import type { SimulatorWorld } from './world';

/** Milliseconds since the network last knew the status to be right. */
const STATUS_AGE = 5 * 60 * 1000;

/** The roaming API, in the one of these versions that the body is written for. */
export function answerRoaming(
	versions: [RoamingVersion, ...RoamingVersion[]],
	request: SimulatorRequest,
	world: SimulatorWorld,
): SimulatorResponse {
	const body = parseJsonObject(request.body);
	const version = versions.find(({ identifier }) => body !== undefined && identifier.parent in body) ?? versions[0];
	const refuse = (code: CamaraErrorCode, message?: string) => camaraError(version, code, message);

	if (request.method !== 'POST') return refuse('METHOD_NOT_ALLOWED');
	if (!hasMediaType(request, 'application/json')) return refuse('UNSUPPORTED_MEDIA_TYPE');
	const correlator = request.headers['x-correlator'] ?? '';
	if (version.correlatorPattern?.test(correlator) === false) {
		return refuse('INVALID_ARGUMENT', `x-correlator must match ${version.correlatorPattern.source}`);
	}

	const grant = readAccessToken(request, world);
	if (grant === undefined || world.now > grant.expiresAt) return refuse('UNAUTHENTICATED');
	if (body === undefined) return refuse('INVALID_ARGUMENT', 'The body must be a JSON object.');
	const violation = checkIdentifier(version, body);
	if (violation !== undefined) return refuse(...violation);
	if (!allows(grant.scope, version.scope)) return refuse('PERMISSION_DENIED', `The token lacks ${version.scope}.`);
	if (namesAnotherNumber(version, body, grant)) return refuse('INVALID_TOKEN_CONTEXT');

	const { answer = { error: 'PERMISSION_DENIED' } } = endingOf(grant.phoneNumber);
	if ('error' in answer) return refuse(answer.error);
	if ('html' in answer) return { ...answer.html, headers: { 'content-type': 'text/html' } };
	const lastStatusTime = new Date(world.now - STATUS_AGE).toISOString();
	return jsonResponse(200, version.hasLastStatusTime ? { lastStatusTime, ...answer.status } : { ...answer.status });
}

function readAccessToken({ headers }: SimulatorRequest, { signingKey }: SimulatorWorld): Grant | undefined {
	const [, token] = /^Bearer +([\w-]+)$/i.exec(headers.authorization ?? '') ?? [];
	return token === undefined ? undefined : openCapsule('access_token', token, signingKey);
}

/** The token always names the number here (three-legged), so only some versions want it in the body as well. */
function checkIdentifier(
	{ identifier: { parent, field, pattern, presence } }: RoamingVersion,
	body: Record<string, unknown>,
): [CamaraErrorCode, string?] | undefined {
	const isSent = parent in body;
	if (!isSent) return presence === 'required' ? ['INVALID_ARGUMENT', `${parent} is missing.`] : undefined;
	if (presence === 'refused') return ['UNNECESSARY_IDENTIFIER'];
	const number = numberIn(body[parent], field);
	const isNumber = typeof number === 'string' && pattern.test(number);
	return isNumber ? undefined : ['INVALID_ARGUMENT', `${parent}.${field} must match ${pattern.source}.`];
}

function namesAnotherNumber(
	{ identifier: { parent, field } }: RoamingVersion,
	body: Record<string, unknown>,
	{ phoneNumber }: Grant,
): boolean {
	const number = numberIn(body[parent], field);
	// Up to 0.5 the plus is optional.
	return typeof number === 'string' && number.replace('+', '') !== phoneNumber.replace('+', '');
}

function numberIn(identifier: unknown, field: string): unknown {
	return isRecord(identifier) ? identifier[field] : undefined;
}
