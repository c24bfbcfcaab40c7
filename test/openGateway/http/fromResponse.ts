import type { Stage } from '../../../nodes/openGateway/errors';
import { errorFromResponse } from '../../../nodes/openGateway/http/responseError';
import { NOW } from '../partner';

/** @param body JSON, or a text that is none */
export function fromResponse(stage: Stage, status: number, body: unknown, headers: Record<string, string> = {}) {
	const isText = typeof body === 'string';
	const text = isText ? body : (JSON.stringify(body) ?? '');
	const response = { stage, status, headers, body: isText ? undefined : body, text };
	return errorFromResponse({ ...response, correlator: 'correlator-1', redact: (words) => words, nowMs: NOW });
}
