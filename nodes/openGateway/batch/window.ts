/**
 * Maps with at most `size` workers at once, results in input order. The first rejection is the result; no further
 * worker is started then. Workers that can fail one by one catch for themselves.
 */
export async function mapWithWindow<Input, Output>(
	inputs: Input[],
	size: number,
	work: (input: Input, index: number) => Promise<Output>,
): Promise<Output[]> {
	const outputs: Output[] = new Array<Output>(inputs.length);
	// One iterator for all: each lane takes the next input when it is free.
	const queue = inputs.entries();
	let stopped = false;

	async function lane(): Promise<void> {
		for (const [index, input] of queue) {
			if (stopped) return;
			outputs[index] = await work(input, index);
		}
	}
	const lanes = Array.from({ length: Math.min(size, inputs.length) }, lane);
	await Promise.all(lanes).catch((thrown: unknown) => {
		stopped = true;
		throw thrown;
	});
	return outputs;
}
