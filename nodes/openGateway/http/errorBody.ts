import { isRecord } from '../json';

/** What an error body says, the innermost object first. All of it is a server's own words. */
export interface ErrorBody {
	/** What stands where a code belongs: words before numbers. */
	codes: string[];
	/** Sentences. */
	texts: string[];
}

/*
 * The shapes of error bodies, as three lists of names: where an error object may stand, what its code is called, and what
 * its sentence. Names are compared in lower case and without a prefix such as `o:`. Each shape has its row, with its
 * source, in test/openGateway/http/errorBody.test.ts.
 */

/** Objects, arrays and JSON texts under these names are looked into. */
const CONTAINERS = [
	'requesterror', // OMA RESTful Network APIs, Infobip
	'serviceexception',
	'policyexception',
	'fault', // Apigee, WSO2, SOAP as JSON
	'error', // Google, OData, SAP
	'errors', // JSON:API, GraphQL, Axway
	'detail', // Apigee, FastAPI
	'extensions', // GraphQL
	'message', // OData 2, and gateways that pass JSON on as text
	'status', // Vonage
	'errorresponse', // AWS query APIs
	'envelope', // SOAP as JSON
	'body', // SOAP as JSON, AWS Lambda
];

const CODE_NAMES = [
	'error', // OAuth (RFC 6749 section 5.2)
	'code', // CAMARA, Orange, WSO2
	'errorcode', // Apigee, Okta, Salesforce, Oracle
	'error_code',
	'messageid', // OMA
	'__type', // AWS
	'status', // Google (google.rpc.Status), Spring; where it is no number
];

/** The most telling name first. */
const TEXT_NAMES = [
	'error_description', // OAuth
	'detail', // RFC 9457, FastAPI
	'faultstring', // Apigee, SOAP
	'message', // CAMARA and most others
	'msg', // FastAPI
	'text', // OMA
	'value', // OData
	'description', // WSO2, Orange
	'errorsummary', // Okta
	'errormessage',
	'error_message',
	'moreinformation', // IBM API Connect
	'httpmessage',
	'title', // RFC 9457
	'reason',
	'error', // Tyk, MuleSoft: a sentence
];

/** Words in the place of a code or a sentence that say no more than that something failed (JSend and others). */
const EMPTY_WORDS = new Set(['error', 'fail', 'failed', 'failure', 'false', 'true', 'ok', 'success', 'none', 'null']);

/** Bounds on what a server may send. */
const MOST_OBJECTS = 20;
const MOST_DEPTH = 6;
const MOST_NAMES = 50;
const LONGEST_CODE = 100;
const LONGEST_JSON = 65_536;
export const LONGEST_TEXT = 4096;

/**
 * @param body parsed JSON, or undefined where it was none
 * @param text the body as it came; read where it is no JSON
 */
export function readErrorBody(body: unknown, text = ''): ErrorBody {
	const found: Found = { words: [], numbers: [], texts: [], objects: 0 };
	if (body !== undefined) lookInto(body, 0, found);
	else lookInto(readText(text.slice(0, LONGEST_TEXT)), 0, found);
	// OAuth's `error` without a description: the code is no sentence.
	const texts = found.texts.filter((text) => !found.words.includes(text));
	return { codes: [...found.words, ...found.numbers], texts };
}

/** Names under which an answer with a status of success says that it is none. */
const ERROR_NAMES = new Set(['error', 'errors', 'fault', 'requesterror']);

/** True where a body is an error although its status may be 2xx. */
export function isErrorBody(body: unknown): boolean {
	if (!isRecord(body)) return false;
	const errors = Object.fromEntries([...fieldsOf(body)].filter(([name]) => ERROR_NAMES.has(name)));
	const { codes, texts } = readErrorBody(errors);
	return codes.length > 0 || texts.length > 0;
}

/** A page for people. */
export function isHtml(text: string): boolean {
	return /^\s*(?:<\?xml[^>]{0,100}>\s*)?<(?:!--|!doctype html|html|head|body|title|h1|center)/i.test(
		text.slice(0, LONGEST_TEXT),
	);
}

interface Found {
	words: string[];
	numbers: string[];
	texts: string[];
	/** Objects looked into so far. */
	objects: number;
}

function lookInto(given: unknown, depth: number, found: Found): void {
	const value = openJson(given);
	if (typeof value === 'string') addText(value, found);
	else if (Array.isArray(value)) lookInto(value[0], depth + 1, found);
	if (!isRecord(value) || depth > MOST_DEPTH || found.objects >= MOST_OBJECTS) return;

	found.objects += 1;
	const fields = fieldsOf(value);
	for (const name of CONTAINERS) {
		const inner = openJson(fields.get(name));
		if (typeof inner === 'object' && inner !== null) lookInto(inner, depth + 1, found);
	}
	for (const name of CODE_NAMES) addCode(name, fields.get(name), found);
	for (const name of TEXT_NAMES) addText(fields.get(name), found);
}

/** JSON as text, as some gateways wrap the answer of the server behind them. */
function openJson(value: unknown): unknown {
	if (typeof value !== 'string' || value.length > LONGEST_JSON || !/^[{["]/.test(value.trimStart())) return value;
	try {
		return JSON.parse(value);
	} catch {
		// A text that merely begins like JSON.
		return value;
	}
}

/** The fields of an object under their names in lower case, without prefix. */
function fieldsOf(record: Record<string, unknown>): Map<string, unknown> {
	const names = Object.keys(record).slice(0, MOST_NAMES);
	return new Map(names.map((name) => [name.slice(0, LONGEST_CODE).toLowerCase().split(':').pop() ?? '', record[name]]));
}

function addCode(name: string, value: unknown, found: Found): void {
	if (typeof value === 'number' && value !== 0 && name !== 'status') found.numbers.push(String(value));
	if (typeof value !== 'string' || value.length > LONGEST_CODE) return;
	// AWS: com.amazonaws.service#AccessDeniedException:http://internal.amazon.com/…
	const code = name === '__type' ? (/(\w+)(?::.*)?$/.exec(value)?.[1] ?? '') : value.trim();
	if (/^[0-9]+$/.test(code) && name !== 'status') found.numbers.push(code);
	else if (isCode(name, code)) found.words.push(code);
}

function isCode(name: string, code: string): boolean {
	if (code === '' || /\s/.test(code) || EMPTY_WORDS.has(code.toLowerCase())) return false;
	// In these places "not found" is the reason phrase of HTTP, or Google's for an unknown method; elsewhere it is CAMARA's code.
	if (['error', 'status'].includes(name) && /^not.?found$/i.test(code)) return false;
	return name !== 'status' || /^[A-Z][A-Z_]+$/.test(code);
}

/** A sentence, or the first of several (NestJS). */
function addText(value: unknown, found: Found): void {
	const [text] = Array.isArray(value) ? (value as unknown[]) : [value];
	if (typeof text !== 'string') return;
	const sentence = text.slice(0, LONGEST_TEXT).trim();
	const isJson = typeof openJson(sentence) === 'object';
	const saysNothing = EMPTY_WORDS.has(sentence.toLowerCase());
	if (sentence !== '' && !saysNothing && !isJson && !found.texts.includes(sentence)) found.texts.push(sentence);
}

/** XML (WSO2, Layer7, AWS) -> an object, HTML -> nothing, anything else is a sentence (Envoy, 3scale, Cloudflare). */
function readText(text: string): unknown {
	if (isHtml(text)) return undefined;
	if (!text.trimStart().startsWith('<')) return text;
	const elements = [...text.matchAll(/<([\w.:-]{1,60})(?: [^<>]{0,200})?>([^<]{1,500})(?=<)/g)];
	return Object.fromEntries(elements.map(([, name, content]) => [name, content]));
}
