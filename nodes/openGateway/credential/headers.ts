import { configurationError } from '../errors';
import { isRecord, parseJson } from '../json';
import { FIELD_LABELS } from './fields';

/** What this package sets itself, or what belongs to the connection (RFC 9110 sections 7.2, 7.6.1 and 8; RFC 9112). */
const RESERVED = new Set([
	'accept',
	'authorization',
	'connection',
	'content-encoding',
	'content-length',
	'content-type',
	'expect',
	'host',
	'keep-alive',
	'proxy-authorization',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
	'user-agent',
	'x-correlator',
]);

/** RFC 9110 section 5.1. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** RFC 9110 section 5.5, without what only old servers take. */
const HEADER_VALUE = /^[\x20-\x7E]{1,4000}$/;

const MAX_HEADERS = 20;

/**
 * The headers that the user adds to each call of the roaming API.
 *
 * @param text a JSON object of names and values, or empty for none
 * @returns with the names in lower case
 * @throws OpenGatewayError of stage `validation`, which names the header and never its value
 */
export function readAdditionalHeaders(text: string): Record<string, string> {
	const label = FIELD_LABELS.additionalHeaders;
	const headers = text === '' ? {} : parseJson(text);
	if (!isRecord(headers)) {
		throw configurationError(
			`The field '${label}' does not hold a JSON object`,
			'Write header names and values in quotes, for example {"x-partner-id": "my-company"}, or leave the field empty.',
		);
	}
	const entries = Object.entries(headers);
	if (entries.length > MAX_HEADERS) {
		throw configurationError(`The field '${label}' holds more than ${MAX_HEADERS} headers`, 'Remove some of them.');
	}
	const read = entries.map(([name, value]) => {
		requireHeaderName(label, name);
		requireHeaderValue(label, value, name);
		return [name.toLowerCase(), value] as const;
	});
	const names = read.map(([name]) => name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) {
		throw configurationError(`The field '${label}' names the header "${twice}" twice`, 'Remove one of the two.');
	}
	return Object.fromEntries(read) as Record<string, string>;
}

/** @throws OpenGatewayError of stage `validation` */
export function requireHeaderName(label: string, name: string): void {
	if (!HEADER_NAME.test(name)) {
		throw configurationError(
			`The field '${label}' holds something that is no name of a header`,
			'Use letters, digits and dashes, without blanks and colons.',
		);
	}
	if (RESERVED.has(name.toLowerCase())) {
		throw configurationError(
			`The field '${label}' names the header "${name.toLowerCase()}", which this node sets itself`,
			"Remove it; for access choose the 'Access Flow' that fits your aggregator.",
		);
	}
}

/** @throws OpenGatewayError of stage `validation`, without the value */
export function requireHeaderValue(label: string, value: unknown, name?: string): void {
	if (typeof value === 'string' && HEADER_VALUE.test(value)) return;
	const where = name === undefined ? `The field '${label}'` : `The header "${name}" in the field '${label}'`;
	throw configurationError(
		`${where} holds a value that no header can carry`,
		'Write it as text in quotes, without line breaks and accents; paste it anew where it was copied over several lines.',
	);
}
