/** A simple window: so many at once, and the first failure ends all. */
export async function inWindow<Input, Output>(
	inputs: Input[],
	size: number,
	work: (input: Input) => Promise<Output>,
): Promise<Output[]> {
	const outputs = new Array<Output>(inputs.length);
	const remaining = inputs.entries();
	const workThrough = async () => {
		// All share one iterator, so each input is taken once.
		for (const [index, input] of remaining) outputs[index] = await work(input);
	};
	await Promise.all(Array.from({ length: size }, workThrough));
	return outputs;
}
