import { isRecord, parseJson } from '../json';
import { maskPhoneNumber } from '../phoneNumber';
import { PUBLIC_HEADERS, PUBLIC_PARAMETERS, type Redactor } from './redact';
import type { HttpRequest, HttpResponse } from './transport';

/** What stands where a value is left out. */
const HIDDEN = '[hidden]';
/** Names of JSON fields whose value is a secret, whatever it looks like. */
const SECRET_NAME = /token$|secret|assertion|auth_req_id|password|api_?key/i;
/** A JWT in the compact form (RFC 7515 section 7.1). Its signature is what makes it a secret; its claims show what is wrong. */
const JWT = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;
/** Of a JSON body that is shown. */
const MAX_DEPTH = 5;
const MAX_ENTRIES = 40;
const MAX_LENGTH = 2000;

/** A request as text for a person: secrets are left out, the phone number is masked, the claims of a JWT are shown. */
export function requestText({ method, url, headers, body }: HttpRequest, phoneNumber: string): string {
	const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
	const shownHeaders = Object.entries(headers).map(([name, value]) => `${name}: ${shownHeader(name, value)}`);
	const shownBody = isForm ? shownForm(body, phoneNumber) : masked(body, phoneNumber);
	return cut([`${method} ${withoutQuery(url)}`, ...shownHeaders, '', shownBody].join('\n'));
}

/** A response as text for a person: what the server says, without the secrets and the number of the check. */
export function responseText({ status, headers, body }: HttpResponse, redactor: Redactor): string {
	const { 'retry-after': retryAfter } = headers;
	const shownBody = shownJson(body, redactor) ?? redactor.redact(body);
	return cut(
		[`status ${status}`, ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]), '', shownBody].join('\n'),
	);
}

function withoutQuery(url: string): string {
	const { origin, pathname } = new URL(url);
	return `${origin}${pathname}`;
}

function shownHeader(name: string, value: string): string {
	if (PUBLIC_HEADERS.has(name)) return value;
	if (name !== 'authorization') return HIDDEN;
	const [scheme = '', credentials = ''] = value.split(' ');
	return `${scheme} ${shownJwt(credentials, '') ?? HIDDEN}`;
}

function shownForm(body: string, phoneNumber: string): string {
	const parameters = [...new URLSearchParams(body)].map(([name, value]) => {
		if (PUBLIC_PARAMETERS.has(name)) return `${name}=${value}`;
		if (name === 'login_hint') return `${name}=${masked(value, phoneNumber)}`;
		return `${name}=${shownJwt(value, phoneNumber) ?? HIDDEN}`;
	});
	return parameters.join('\n');
}

/** Header and claims of a JWT without its signature, or undefined where the text is none. */
function shownJwt(text: string, phoneNumber: string): string | undefined {
	const [, header, claims] = JWT.exec(text) ?? [];
	if (header === undefined || claims === undefined) return undefined;
	const parts = [header, claims].map((part) => parseJson(Buffer.from(part, 'base64url').toString()));
	if (!parts.every(isRecord)) return undefined;
	return `${masked(JSON.stringify(parts[0]), phoneNumber)} ${masked(JSON.stringify(parts[1]), phoneNumber)} ${HIDDEN}`;
}

/** With and without its plus sign. */
function masked(text: string, phoneNumber: string): string {
	return phoneNumber === '' ? text : text.replaceAll(phoneNumber.slice(1), maskPhoneNumber(phoneNumber).slice(1));
}

/** A JSON body with the values of secret fields left out and the others redacted; undefined where it is no JSON. */
function shownJson(body: string, redactor: Redactor): string | undefined {
	const value = parseJson(body);
	if (typeof value !== 'object' || value === null) return undefined;
	return JSON.stringify(shownValue(value, redactor, 0));
}

function shownValue(value: unknown, redactor: Redactor, depth: number): unknown {
	if (depth > MAX_DEPTH) return HIDDEN;
	if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => shownValue(entry, redactor, depth + 1));
	if (isRecord(value)) {
		const entries = Object.entries(value).slice(0, MAX_ENTRIES);
		return Object.fromEntries(
			entries.map(([name, entry]) => [
				redactor.redact(name),
				SECRET_NAME.test(name.slice(0, 100)) ? HIDDEN : shownValue(entry, redactor, depth + 1),
			]),
		);
	}
	if (typeof value === 'boolean' || value === null) return value;
	const shown = redactor.redact(String(value));
	return typeof value === 'number' && shown === String(value) ? value : shown;
}

function cut(text: string): string {
	return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
