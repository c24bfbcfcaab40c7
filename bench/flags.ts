/** A flag that is a whole number, or its default. */
export function readCount(name: string, text: string | undefined, fallback: number, minimum = 1): number {
	const count = text === undefined ? fallback : Number(text);
	if (Number.isInteger(count) && count >= minimum) return count;
	throw new Error(`--${name} takes a whole number, ${minimum} or more.`);
}
