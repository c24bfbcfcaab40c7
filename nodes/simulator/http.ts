export interface SimulatorRequest {
	method: string;
	/** Absolute. */
	url: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

export interface SimulatorResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

export function jsonResponse(
	status: number,
	body: Record<string, unknown>,
	headers: Record<string, string> = {},
): SimulatorResponse {
	return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** Whether the body is declared to be of this type; parameters such as `charset` do not matter. */
export function hasMediaType({ headers }: SimulatorRequest, mediaType: string): boolean {
	const [declared = ''] = (headers['content-type'] ?? '').split(';');
	return declared.trim().toLowerCase() === mediaType;
}
