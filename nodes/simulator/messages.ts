export interface SimulatorRequest {
	method: string;
	url: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

export interface SimulatorResponse {
	status: number;
	headers: Record<string, string>;
	body: string;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): SimulatorResponse {
	return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** The content type without its parameters; neither case nor blanks count (RFC 9110 section 8.3.1). */
export function mediaTypeOf(headers: Record<string, string>): string {
	return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
