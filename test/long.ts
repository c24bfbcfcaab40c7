declare const LONG_RUN: boolean;

/** Chooses between the amounts of `npm test`, which takes three minutes at most, and of `npm run test:long`. */
export function amount<Value>({ short, long }: { short: Value; long: Value }): Value {
	return LONG_RUN ? long : short;
}
