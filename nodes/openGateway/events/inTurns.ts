/** Requests under way at the same time; the limiter paces them further. */
const AT_ONCE = 8;

/**
 * Does work for each item, some at the same time, and lets what has started come to its end.
 *
 * @param goesOn whether items are left that come after a failure
 * @returns the results in the order of the items; shorter where a failure ended it
 */
export async function inTurns<Item, Result>(
	items: Item[],
	work: (item: Item) => Promise<Result>,
	{ goesOn = false } = {},
): Promise<Array<PromiseSettledResult<Result>>> {
	const results: Array<PromiseSettledResult<Result>> = [];
	for (let start = 0; start < items.length; start += AT_ONCE) {
		results.push(...(await Promise.allSettled(items.slice(start, start + AT_ONCE).map(work))));
		if (!goesOn && results.some(({ status }) => status === 'rejected')) break;
	}
	return results;
}

/** @throws the first failure */
export function valuesOf<Result>(results: Array<PromiseSettledResult<Result>>): Result[] {
	const failure = firstFailure(results);
	if (failure !== undefined) throw failure.reason;
	return fulfilledOf(results);
}

export function fulfilledOf<Result>(results: Array<PromiseSettledResult<Result>>): Result[] {
	return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

export function firstFailure(results: Array<PromiseSettledResult<unknown>>): PromiseRejectedResult | undefined {
	return results.find((result) => result.status === 'rejected');
}
