/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: number[]): number {
	const sorted = ascending(values);
	const middle = sorted.length / 2;
	const [lower = NaN, upper = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return (lower + upper) / 2;
}

/** The smallest value that so many percent of all values do not exceed (nearest rank). */
export function percentile(values: number[], percent: number): number {
	return ascending(values)[Math.max(1, Math.ceil((percent / 100) * values.length)) - 1] ?? NaN;
}

export function round(value: number, digits = 0): number {
	return Number(value.toFixed(digits));
}

function ascending(values: number[]): number[] {
	return [...values].sort((left, right) => left - right);
}
