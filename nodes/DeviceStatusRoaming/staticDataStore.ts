import { createHash, randomBytes } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { configurationError, rethrowUnlessApiError, type OpenGatewayError } from '../openGateway/errors';
import { isRecord } from '../openGateway/json';
import { toStoredState, type NumberState } from '../openGateway/roaming/numberState';
import { isFromNewerRelease, readStoredState } from '../openGateway/roaming/storedState';
import { confirmChanges } from '../openGateway/roaming/unconfirmed';
import type { RecalledState, StateStore } from './stateStore';

type Context = Pick<IExecuteFunctions, 'getWorkflowStaticData' | 'getWorkflow' | 'getExecutionId' | 'getMode'>;

/** n8n loads the static data of a workflow whole, with each execution. */
export const MOST_NUMBERS = 5000;

/** The key within the static data of the workflow. */
const KEY = 'deviceStatusRoaming';

/** Which execution stored last, and the how manyth it was. */
interface Mark {
	execution: string;
	count: number;
}

/** What the workflow keeps. */
interface Kept {
	/** A number is kept as a hash with this, so that what n8n stores names nobody. */
	salt: string;
	/** Stored states by the hash of the number. */
	numbers: Record<string, unknown>;
	mark: Mark | undefined;
	isDamaged: boolean;
}

/**
 * The last mark of each workflow in this process. n8n gives each execution a copy of the static data as it was at the
 * start, and saves that of the execution that ends last; so an execution that does not find this mark in its copy ran at
 * the same time as another (n8n-core 2.41).
 */
const LAST_MARKS = new Map<string, Mark>();
const MOST_MARKS = 1000;

const DAMAGED = 'What the workflow kept of this number is damaged, so the number counts as new.';
const ALL_DAMAGED = 'What this workflow kept of its numbers is damaged, so each number counts as new.';
const OVERLAP =
	'Another execution of this workflow ran at the same time. n8n gives each its own copy of the states and keeps that of the one that ends last, so a change may be given twice. Let the next execution start after this one has ended.';
const NOT_SAVED = 'n8n does not save static data in manual executions, so this one changes no state.';

/**
 * Within the workflow, for all its nodes: n8n keeps static data by the name of the node or for the whole workflow. That
 * of the workflow outlives a new name, and "Confirm Changes" is another node, which has to find the states. They belong to
 * the number alone, since a purpose does not change where a phone is.
 */
export function openStaticDataStore(context: Context): StateStore {
	const kept = readKept(context);
	const now = new Map<string, NumberState>();
	const known = new Set(Object.keys(kept.numbers));

	function recall(phoneNumber: string): RecalledState {
		const key = keyOf(kept, phoneNumber);
		if (!known.has(key) && known.size >= MOST_NUMBERS) throw refuseNumber();
		known.add(key);
		return readEntry(kept.numbers[key]);
	}

	return {
		recall,
		latest: (phoneNumber) => now.get(keyOf(kept, phoneNumber)),
		remember: (phoneNumber, state) => {
			now.set(keyOf(kept, phoneNumber), state);
			return {};
		},
		handBack: () => ({}),
		commit: () => {
			const isOverlap = writeKept(context, kept, now);
			return [
				...(kept.isDamaged ? [ALL_DAMAGED] : []),
				...(isOverlap ? [OVERLAP] : []),
				...(context.getMode() === 'manual' ? [NOT_SAVED] : []),
			];
		},
	};
}

/** The changes that this execution gave, for the step that confirms them. */
export function openConfirmations(context: Context) {
	const kept = readKept(context);
	const now = new Map<string, NumberState>();
	const execution = context.getExecutionId();

	function confirmKey(key: string): number {
		const { state, confirmed } = confirmChanges(now.get(key) ?? readEntry(kept.numbers[key]).state, execution);
		if (confirmed > 0) now.set(key, state);
		return confirmed;
	}

	return {
		/** @returns how many changes of the number were waiting */
		confirmNumber: (phoneNumber: string) => confirmKey(keyOf(kept, phoneNumber)),
		/** @returns how many changes of all numbers were waiting */
		confirmAll: () => Object.keys(kept.numbers).reduce((sum, key) => sum + confirmKey(key), 0),
		/** Keeps what was confirmed. */
		commit: () => {
			if (now.size > 0) writeKept(context, kept, now);
		},
	};
}

function readKept(context: Context): Kept {
	const stored = context.getWorkflowStaticData('global')[KEY];
	const { salt, numbers, mark } = isRecord(stored) ? stored : {};
	const isWhole = typeof salt === 'string' && isRecord(numbers);
	return {
		salt: isWhole ? salt : randomBytes(16).toString('base64url'),
		numbers: isWhole ? numbers : {},
		mark: readMark(mark),
		isDamaged: stored !== undefined && !isWhole,
	};
}

function readMark(mark: unknown): Mark | undefined {
	if (!isRecord(mark) || typeof mark.execution !== 'string' || typeof mark.count !== 'number') return undefined;
	return { execution: mark.execution, count: mark.count };
}

/** What cannot be read counts as absent, since nobody can correct it in static data. */
function readEntry(stored: unknown): RecalledState {
	// Not damaged: it is refused, and stays for the later release.
	if (isFromNewerRelease(stored)) return { state: readStoredState(stored), warning: null };
	try {
		return { state: readStoredState(stored), warning: null };
	} catch (thrown) {
		rethrowUnlessApiError(thrown);
		return { state: {}, warning: DAMAGED };
	}
}

/** @returns whether another execution stored since this one read */
function writeKept(context: Context, kept: Kept, now: ReadonlyMap<string, NumberState>): boolean {
	// A model may call the node several times at once within one execution.
	const numbers = { ...kept.numbers, ...readKept(context).numbers };
	for (const [key, state] of now) {
		const stored = toStoredState(state);
		if (stored === null) delete numbers[key];
		else numbers[key] = stored;
	}
	const execution = context.getExecutionId();
	const mark = { execution, count: (kept.mark?.count ?? 0) + (kept.mark?.execution === execution ? 0 : 1) };
	context.getWorkflowStaticData('global')[KEY] = { salt: kept.salt, mark, numbers } as unknown as IDataObject;
	const isOverlap = isBehind(kept.mark, LAST_MARKS.get(workflowOf(context)), execution);
	// What a manual execution stores is never saved.
	if (context.getMode() !== 'manual') keepMark(workflowOf(context), mark);
	kept.mark = mark;
	kept.numbers = numbers;
	return isOverlap;
}

function isBehind(read: Mark | undefined, last: Mark | undefined, execution: string): boolean {
	if (last === undefined || last.execution === execution || last.execution === read?.execution) return false;
	return last.count > (read?.count ?? 0) || (last.count === read?.count && read.execution === execution);
}

function keepMark(workflow: string, mark: Mark): void {
	LAST_MARKS.delete(workflow);
	LAST_MARKS.set(workflow, mark);
	const [oldest] = LAST_MARKS.keys();
	if (LAST_MARKS.size > MOST_MARKS && oldest !== undefined) LAST_MARKS.delete(oldest);
}

function workflowOf(context: Context): string {
	return context.getWorkflow().id ?? '';
}

/** All numbers of a country can be tried, so the hash hides a number from a glance and no more. */
function keyOf({ salt }: Kept, phoneNumber: unknown): string {
	return createHash('sha256')
		.update(JSON.stringify([salt, phoneNumber]))
		.digest('base64url')
		.slice(0, 22);
}

function refuseNumber(): OpenGatewayError {
	return configurationError(
		`The workflow keeps the states of ${MOST_NUMBERS.toLocaleString('en')} numbers, which is the most, and this number is not among them`,
		"Choose 'Input Field' in 'State Source', and keep the states in a table, as the recipe \"States in a Data Table\" of the cookbook does.",
	);
}
