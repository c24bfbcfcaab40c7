import { simulate, type SimulatorContext, type SimulatorRequest } from '../../nodes/simulator/simulator';

export const NOW = Date.parse('2026-11-24T03:00:00Z');
export const SIGNING_KEY = new Uint8Array(32).fill(7);
export const BASE_URL = 'https://operator.example/sandbox';
export const AUTHORIZE_URL = `${BASE_URL}/bc-authorize`;
export const TOKEN_URL = `${BASE_URL}/token`;

export const CLIENT = { clientId: 'client-1', clientSecret: 'secret-1' };
export const OTHER_CLIENT = { clientId: 'client-2', clientSecret: 'secret-2' };

export const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';
/** At home, by the last digit. */
export const NUMBER = '+34600111220';

/** Written by hand, so that a test fails where the simulator has a wrong path or scope. */
export const VERSIONS = {
	'v0.4': {
		path: '/device-status/v0/roaming',
		scope: 'device-status-roaming-read',
		body: (number: string): unknown => ({ ueId: { msisdn: number } }),
	},
	'v0.5': {
		path: '/device-status/v0/roaming',
		scope: 'device-status:roaming:read',
		body: (number: string): unknown => ({ device: { phoneNumber: number } }),
	},
	'v0.6': {
		path: '/device-roaming-status/v0.6/retrieve',
		scope: 'device-roaming-status:read',
		body: (number: string): unknown => ({ device: { phoneNumber: number } }),
	},
	v1: { path: '/device-roaming-status/v1/retrieve', scope: 'device-roaming-status:read', body: (): unknown => ({}) },
};
export type Version = keyof typeof VERSIONS;

export interface Answer {
	status: number;
	headers: Record<string, string>;
	/** Parsed where it is JSON. */
	body: Record<string, unknown>;
	text: string;
}

/** So many seconds after `NOW`. */
export function after(seconds: number, changes: Partial<SimulatorContext> = {}): SimulatorContext {
	return { now: NOW + seconds * 1000, signingKey: SIGNING_KEY, ...changes };
}

export function send(request: Partial<SimulatorRequest> & { url: string }, context = after(0)): Answer {
	const { status, headers, body } = simulate({ method: 'POST', headers: {}, body: '', ...request }, context);
	const isJson = headers['content-type'] === 'application/json';
	return { status, headers, text: body, body: isJson ? (JSON.parse(body) as Record<string, unknown>) : {} };
}

/** The parameters as a text go out as they are. */
export type Form = string | Record<string, string>;

export function sendForm(url: string, form: Form, headers: Record<string, string>, context = after(0)): Answer {
	const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
	return send({ url, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body }, context);
}

export function basic({ clientId, clientSecret } = CLIENT): { authorization: string } {
	return { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
}

export function authorizeForm(number = NUMBER, version: Version = 'v1'): Record<string, string> {
	return { login_hint: number, scope: `openid dpv:FraudPreventionAndDetection ${VERSIONS[version].scope}` };
}

export function authorize(number = NUMBER, context = after(0), version: Version = 'v1', client = CLIENT): Answer {
	return sendForm(AUTHORIZE_URL, authorizeForm(number, version), basic(client), context);
}

export function poll(authReqId: string, context = after(0), client = CLIENT): Answer {
	return sendForm(TOKEN_URL, { grant_type: GRANT_TYPE, auth_req_id: authReqId }, basic(client), context);
}

/** Without a body, the one that the version requires. */
export function retrieve(
	version: Version,
	token: string,
	body: unknown = VERSIONS[version].body(NUMBER),
	context = after(0),
	headers: Record<string, string> = {},
): Answer {
	return send(
		{
			url: `${BASE_URL}${VERSIONS[version].path}`,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
			body: JSON.stringify(body),
		},
		context,
	);
}

export function authReqIdFor(number = NUMBER, version: Version = 'v1', context = after(0)): string {
	return textIn(authorize(number, context, version), 'auth_req_id');
}

/** The token that is given so many seconds after the request for it. */
export function tokenFor(number = NUMBER, version: Version = 'v1', seconds = 0): string {
	return textIn(poll(authReqIdFor(number, version), after(seconds)), 'access_token');
}

/** A text in a body; without it the test fails with the whole answer. */
function textIn({ status, body }: Answer, name: string): string {
	expect({ status, [name]: body[name] }).toEqual({ status: 200, [name]: expect.any(String) });
	return String(body[name]);
}
