import type { IDataObject } from 'n8n-workflow';
import { createEventMemory, type EventMemory } from '../openGateway/events/eventMemory';
import { laterState, readSubscriptionState, type SubscriptionState } from '../openGateway/events/subscriptionState';
import { isTestRun, type TriggerContext } from './form';

/** What this process knows of one trigger, beside what n8n stores. */
export interface TriggerMemory {
	events: EventMemory;
	/** As it was written last by this process. n8n may hand an older copy to a webhook that came in at the same time. */
	state: SubscriptionState | undefined;
	/** Ends when the changes of the subscriptions that were started have ended. */
	changes: Promise<unknown>;
	/** Token -> `changedAtMs` of states whose subscriptions were removed. Webhooks that came before may still hold a copy. */
	removed: Map<string, number>;
	/** Epoch milliseconds before which no other early renewal is tried. */
	renewAgainAtMs: number;
	/** Epoch milliseconds before which no event of an unknown subscription leads to a request. */
	lookAgainAtMs: number;
	/** Messages that wait for their turn. */
	waiting: number;
}

/** Triggers of one process. The one that was used the longest time ago goes first. */
const MOST_TRIGGERS = 1000;

/** Removed states that are remembered. An event waits for seconds only. */
const MOST_REMOVED = 20;

const MEMORIES = new Map<string, TriggerMemory>();

export interface TriggerStore {
	memory: TriggerMemory;
	read(): SubscriptionState | undefined;
	/** n8n saves it after the call. To be called where subscriptions changed alone: each call saves the whole static data. */
	write(state: SubscriptionState): void;
	/**
	 * Writes again what was overwritten by an execution that ended after the change: n8n saves the copy of the static data that
	 * it started with (n8n 1.123 to 2.41, execution-lifecycle-hooks), such as that of Detect Changes.
	 */
	restore(): void;
	forget(): void;
}

/** A test run has a state of its own, so that it never touches the subscriptions of the active workflow. */
export function openTriggerStore(context: TriggerContext): TriggerStore {
	const test = isTestRun(context);
	const memory = memoryOf(`${context.getWorkflow().id ?? ''} ${context.getNode().id} ${test ? 'test' : ''}`);
	const stored = context.getWorkflowStaticData('node');
	const key = test ? 'testSubscriptions' : 'subscriptions';
	const isRemoved = ({ token, changedAtMs }: SubscriptionState) => changedAtMs <= (memory.removed.get(token) ?? -1);
	const readStored = () => readSubscriptionState(stored[key]);
	const unlessRemoved = (state: SubscriptionState | undefined) =>
		state !== undefined && isRemoved(state) ? undefined : state;
	const write = (state: SubscriptionState) => {
		memory.state = state;
		stored[key] = state as unknown as IDataObject;
	};
	return {
		memory,
		read: () => laterState(unlessRemoved(readStored()), unlessRemoved(memory.state)),
		write,
		restore: () => {
			const copy = readStored();
			if (copy === undefined || memory.state === undefined) return;
			// Another token that was not removed here is that of a later activation, in another process.
			const isOlder = copy.token === memory.state.token && copy.changedAtMs < memory.state.changedAtMs;
			if (isOlder || isRemoved(copy)) write(memory.state);
		},
		forget: () => {
			for (const state of [readStored(), memory.state]) {
				if (state === undefined) continue;
				const { token, changedAtMs } = state;
				memory.removed.set(token, Math.max(changedAtMs, memory.removed.get(token) ?? 0));
			}
			for (const token of [...memory.removed.keys()].slice(0, -MOST_REMOVED)) memory.removed.delete(token);
			memory.state = undefined;
			delete stored[key];
		},
	};
}

/** Changes the subscriptions once the changes before have ended: each starts from what the last one left. */
export function changeInTurn<Result>(memory: TriggerMemory, change: () => Promise<Result>): Promise<Result> {
	const changing = memory.changes.then(change);
	memory.changes = Promise.allSettled([changing]);
	return changing;
}

function memoryOf(key: string): TriggerMemory {
	const memory = MEMORIES.get(key) ?? {
		events: createEventMemory(),
		state: undefined,
		removed: new Map(),
		changes: Promise.resolve(),
		renewAgainAtMs: 0,
		lookAgainAtMs: 0,
		waiting: 0,
	};
	MEMORIES.delete(key);
	MEMORIES.set(key, memory);
	const [oldest] = MEMORIES.keys();
	if (MEMORIES.size > MOST_TRIGGERS && oldest !== undefined) MEMORIES.delete(oldest);
	return memory;
}
