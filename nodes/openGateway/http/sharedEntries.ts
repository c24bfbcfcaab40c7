import type { Clock } from './transport';

/** Values that outlive an execution, under a name. */
export interface SharedEntries<Value> {
	/** The value under this name, a new one where there is none. It is not dropped before it is given back. */
	take(name: string): { value: Value; giveBack(): void };
	/** How many are kept. */
	size(): number;
}

const MAX_ENTRIES = 100;
/** What nobody has used for so long, in milliseconds, is dropped when something else is asked for. */
const MAX_IDLE_MS = 600_000;

interface Entry<Value> {
	value: Value;
	users: number;
	usedAtMs: number;
}

export function createSharedEntries<Value>(
	clock: Pick<Clock, 'monotonicMs'>,
	create: (name: string) => Value,
): SharedEntries<Value> {
	// A Map keeps the order of insertion; what is used is put in anew, so the first is the least recently used.
	const entries = new Map<string, Entry<Value>>();

	function dropIdle(): void {
		const idleSinceMs = clock.monotonicMs() - MAX_IDLE_MS;
		for (const [name, { users, usedAtMs }] of entries) {
			if (users === 0 && (usedAtMs <= idleSinceMs || entries.size >= MAX_ENTRIES)) entries.delete(name);
		}
	}

	function find(name: string): Entry<Value> {
		const known = entries.get(name);
		if (known !== undefined && (known.users > 0 || known.usedAtMs > clock.monotonicMs() - MAX_IDLE_MS)) return known;
		dropIdle();
		return { value: create(name), users: 0, usedAtMs: clock.monotonicMs() };
	}

	return {
		take(name) {
			const entry = find(name);
			entry.users += 1;
			entries.delete(name);
			// Where as many are in use, one more is not shared.
			if (entries.size < MAX_ENTRIES) entries.set(name, entry);
			return {
				value: entry.value,
				giveBack: () => {
					entry.users -= 1;
					entry.usedAtMs = clock.monotonicMs();
				},
			};
		},
		size: () => entries.size,
	};
}
