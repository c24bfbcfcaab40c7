import { isRecord, parseJson } from '../json';

/** A CloudEvent 1.0, as far as this package reads it. */
export interface CloudEvent {
	id: string;
	source: string;
	type: string;
	/** As written; undefined where it is missing. */
	time: unknown;
	data: Record<string, unknown>;
}

/** An HTTP message that may carry events. */
export interface EventMessage {
	/** Names in lower case. */
	headers: Record<string, unknown>;
	body: string;
}

export interface ReadEvents {
	events: CloudEvent[];
	/** What is wrong with the message or with one of its events; undefined where nothing is. */
	fault: string | undefined;
}

/** Of a body in UTF-16 units. An event of this API has less than 1,000. */
export const LONGEST_BODY = 262_144;

const MOST_EVENTS = 100;
const LONGEST_ATTRIBUTE = 1024;

/**
 * Reads the events of a message by the HTTP protocol binding of CloudEvents 1.0.2: structured (section 3.2), batched
 * (section 3.3), or binary with the attributes in headers (section 3.1). The media type is compared without its
 * parameters; senders also leave it out, or write application/json.
 *
 * @returns the events that can be read, also where others of a batch cannot
 */
export function readCloudEvents({ headers, body }: EventMessage): ReadEvents {
	if (body.length > LONGEST_BODY) return refused('The body is too long.');
	const parsed = parseJson(body);
	if (parsed === undefined) return refused('The body is not JSON.');
	const mediaType = mediaTypeOf(headers);
	const isStructured = mediaType.startsWith('application/cloudevents');
	if (!isStructured && headers['ce-id'] !== undefined) return fromEach([{ ...attributesOf(headers), data: parsed }]);
	if (
		!['', 'application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'].includes(mediaType)
	) {
		return refused('The media type is not that of a CloudEvent.');
	}
	return fromEach(Array.isArray(parsed) ? parsed : [parsed]);
}

function fromEach(written: unknown[]): ReadEvents {
	if (written.length > MOST_EVENTS) return refused('The batch has too many events.');
	const events = written.map(readCloudEvent).filter((event) => event !== undefined);
	return {
		events,
		fault: events.length === written.length ? undefined : 'An event lacks what CloudEvents 1.0 demands.',
	};
}

function readCloudEvent(written: unknown): CloudEvent | undefined {
	if (!isRecord(written)) return undefined;
	const { specversion, time, data } = written;
	// Examples of the guides have numbers for IDs.
	const id = typeof written.id === 'number' ? String(written.id) : written.id;
	const { source, type } = written;
	if (!isAttribute(id) || !isAttribute(source) || !isAttribute(type)) return undefined;
	if (specversion !== '1.0' || !isRecord(data)) return undefined;
	return { id, source, type, time, data };
}

function isAttribute(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && value.length <= LONGEST_ATTRIBUTE;
}

/** Binary mode: `ce-` headers, percent-encoded (HTTP binding section 3.1.3.2). */
function attributesOf(headers: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(headers)
			.filter(([name]) => name.startsWith('ce-'))
			.map(([name, value]) => [name.slice('ce-'.length), decoded(String(value).slice(0, 2 * LONGEST_ATTRIBUTE))]),
	);
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// A lone % means itself.
		return text;
	}
}

function mediaTypeOf(headers: Record<string, unknown>): string {
	const [mediaType = ''] = String(headers['content-type'] ?? '').split(';');
	return mediaType.trim().toLowerCase();
}

function refused(fault: string): ReadEvents {
	return { events: [], fault };
}
