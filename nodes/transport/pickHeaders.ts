import { RESPONSE_HEADERS } from '../openGateway/http/transport';

/**
 * The headers of a response that are read. To read all of them, they would have to be sorted and copied.
 *
 * @param read the value of a header; undefined or null where there is none
 */
export function pickHeaders(read: (name: string) => unknown): Record<string, string> {
	const picked: Record<string, string> = {};
	for (const name of RESPONSE_HEADERS) {
		const value = read(name);
		if (value !== undefined && value !== null) picked[name] = String(value);
	}
	return picked;
}
