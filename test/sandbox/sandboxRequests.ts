import axios, { type AxiosRequestConfig } from 'axios';
import { SANDBOX_CLIENT, startSandbox, type Sandbox, type SandboxOptions } from './sandbox';

export const NOW = Date.parse('2026-11-24T03:00:00Z');
export const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';
export const NUMBER = '+34600111221';
export const NEVER_CONSENTS = '+34600900105';

const SCOPES = {
	'v0.4': 'device-status-roaming-read',
	'v0.5': 'device-status:roaming:read',
	'v0.6': 'device-roaming-status:read',
	v1: 'device-roaming-status:read',
};
export type Version = keyof typeof SCOPES;

export const open: Sandbox[] = [];

/** A sandbox that is closed after the test, at a clock that stands still. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = await startSandbox({ now: () => NOW, ...options });
	open.push(sandbox);
	return sandbox;
}

/** For `afterEach`. */
export async function closeSandboxes(): Promise<void> {
	await Promise.all(open.splice(0).map(async (sandbox) => await sandbox.close()));
}

export const http = axios.create({ validateStatus: () => true, proxy: false });
const encodeForm = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
export const basic = (secret: string = SANDBOX_CLIENT.clientSecret) => ({
	authorization: `Basic ${btoa(`${encodeForm(SANDBOX_CLIENT.clientId)}:${encodeForm(secret)}`)}`,
});

export async function post(
	url: string,
	form: Record<string, string>,
	headers: Record<string, string> = {},
	config: AxiosRequestConfig = {},
) {
	return await http.post<Record<string, unknown>>(url, new URLSearchParams(form).toString(), {
		...config,
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
	});
}

export const authorizeForm = (number: string, version: Version = 'v1') => ({
	login_hint: number,
	scope: `openid dpv:FraudPreventionAndDetection ${SCOPES[version]}`,
});

export async function authReqIdFrom(
	sandbox: Sandbox,
	number = NUMBER,
	version: Version = 'v1',
	config: AxiosRequestConfig = {},
): Promise<string> {
	const { status, data } = await post(
		`${sandbox.baseUrl}/bc-authorize`,
		authorizeForm(number, version),
		basic(),
		config,
	);
	expect({ status, data }).toEqual({
		status: 200,
		data: { auth_req_id: expect.any(String), expires_in: 120, interval: 2 },
	});
	return String(data.auth_req_id);
}

/** The status and the error of a poll; `token` where there is none. */
export async function poll(sandbox: Sandbox, authReqId: string, headers = basic()): Promise<[number, unknown]> {
	const { status, data } = await post(
		`${sandbox.baseUrl}/token`,
		{ grant_type: GRANT_TYPE, auth_req_id: authReqId },
		headers,
	);
	return [status, 'access_token' in data ? 'token' : data.error];
}

/** The code of the error with which a request ends; an answer is a failed test. */
export async function failureOf(answer: Promise<{ status: number }>): Promise<string | undefined> {
	return await answer.then(
		({ status }) => `answered with ${status}`,
		(thrown: unknown) => (axios.isAxiosError(thrown) ? thrown.code : String(thrown)),
	);
}
