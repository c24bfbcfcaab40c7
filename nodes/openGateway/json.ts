export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text, or undefined where it is none. JSON's own words are left out: they repeat a part of the text. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// The caller tells what the text should have been.
		return undefined;
	}
}
