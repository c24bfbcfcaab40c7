import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { createError } from '../../nodes/openGateway/errors';
import type { CheckAnswer } from '../../nodes/openGateway/roaming/status';
import { REAL_CHANGES } from '../../nodes/openGateway/roaming/numberState';
import { INPUT_FIELD_STORE } from '../../nodes/DeviceStatusRoaming/openStateStore';
import { evaluate } from '../../nodes/DeviceStatusRoaming/output/evaluate';
import { openConfirmations, openStaticDataStore } from '../../nodes/DeviceStatusRoaming/staticDataStore';
import type { StateStore } from '../../nodes/DeviceStatusRoaming/stateStore';
import { amount } from '../long';
import { ask, createOracle, DAY_MS, days, START_MS, type Day } from './phoneDays';
import { createWorkflowData, keptIn } from './staticData';

const PHONE = '+34666555001';

const OPTIONS = {
	freshness: undefined,
	detectChanges: true,
	emit: 'changesAndFirstSeen',
	consentHoldMs: 0,
	notCoveredIsError: false,
	consentPendingIsError: false,
	origin: 'network',
} as const;

interface Told {
	change: string;
	seenAt: string;
	repeated: boolean;
}

/** Runs the node for one number on a store, as `execute` does. */
function check(
	store: StateStore,
	lastState: unknown,
	answer: CheckAnswer,
	execution: string,
	nowMs: number,
	inItem: boolean,
) {
	const recalled = store.recall(PHONE, lastState);
	const evaluation = evaluate(
		answer,
		{ lastState: recalled, purpose: 'FraudPreventionAndDetection', findDuplicate: () => null, execution, nowMs },
		{ ...OPTIONS, stateInItem: inItem, untilConfirmed: !inItem },
	);
	const stateFields = store.remember(PHONE, evaluation.state);
	const { change, changeRepeated, changeSeenAt, earlierChanges } = evaluation.fields;
	const told: Told[] = [
		...(earlierChanges as Array<{ change: string; changeSeenAt: string }>).map((earlier) => ({
			change: earlier.change,
			seenAt: earlier.changeSeenAt,
			repeated: true,
		})),
		{ change: String(change), seenAt: String(changeSeenAt), repeated: changeRepeated === true },
	];
	return { told: evaluation.isEmitted ? told : [], change: String(change), stateFields };
}

const isReal = ({ change }: Told) => (REAL_CHANGES as readonly string[]).includes(change);
const nameOf = ({ change, seenAt }: Told) => `${change} ${seenAt}`;
const seen = { changes: new Set<string>(), told: 0, repeated: 0, overlaps: 0, damaged: 0 };

/** What happened in a trace: the changes that the node kept, and the alerts that went out. */
interface History {
	/** Changes by the answers whose state was kept. */
	real: string[];
	/** Changes by all answers, also those of executions that failed. */
	heard: Set<string>;
	delivered: string[];
	/** Delivered by an execution that did not reach its end, or ran beside another. */
	uncertain: Set<string>;
	firstSeen: number;
	forgotten: number;
}

function runStaticData(trace: Day[], workflow: string): History {
	const data = createWorkflowData(workflow);
	const oracle = createOracle();
	const record: History = {
		real: [],
		heard: new Set(),
		delivered: [],
		uncertain: new Set(),
		firstSeen: 0,
		forgotten: 0,
	};

	function execute(
		day: number,
		run: Day['run'],
		started: ReturnType<typeof data.start>,
	): { save(): void; hints: string[] } {
		const { context, save } = started;
		const execution = context.getExecutionId();
		const nothing = { save, hints: [] };
		if (run === 'failsBeforeNode') return nothing;
		const store = openStaticDataStore(context);
		const nowMs = START_MS + day * DAY_MS;
		const { told, change } = check(store, undefined, ask(trace, day), execution, nowMs, false);
		if (run === 'failsInNode') return nothing;
		const hints = store.commit();
		if (change === 'firstSeen') record.firstSeen += 1;
		const real = told.filter(isReal);
		seen.told += real.length;
		seen.repeated += real.filter(({ repeated }) => repeated).length;
		seen.changes.add(change);
		// The alert is out or not before the execution fails: half of them each.
		const alertIsOut = run !== 'failsAfterNode' || day % 2 === 0;
		if (alertIsOut) record.delivered.push(...real.map(nameOf));
		if (run === 'endsWell' || run === 'twoAtOnce') {
			const confirmations = openConfirmations(context);
			confirmations.confirmNumber(PHONE);
			confirmations.commit();
		}
		if (run !== 'endsWell') for (const change_ of real) record.uncertain.add(nameOf(change_));
		return { save, hints };
	}

	trace.forEach(({ run, damage }, day) => {
		if (damage && data.text() !== '{}') {
			data.edit((saved) => {
				const { numbers } = keptIn(saved);
				for (const key of Object.keys(numbers)) numbers[key] = 'damaged';
			});
			// Whatever was not told is lost with the damage, which a warning tells.
			record.real = record.real.filter((change) => record.delivered.includes(change));
			oracle.forget();
			record.forgotten += 1;
			seen.damaged += 1;
		}
		const before = oracle.save();
		const heard = oracle.hear(ask(trace, day));
		const isKept = run !== 'failsBeforeNode' && run !== 'failsInNode' && run !== 'processDies';
		if (!isKept) oracle.restore(before);
		if ((REAL_CHANGES as readonly string[]).includes(heard)) {
			const change = `${heard} ${new Date(START_MS + day * DAY_MS).toISOString()}`;
			record.heard.add(change);
			if (isKept) record.real.push(change);
		}
		const one = data.start();
		if (run === 'processDies') {
			const { firstSeen } = record;
			execute(day, run, one);
			record.firstSeen = firstSeen;
			return;
		}
		if (run === 'twoAtOnce') {
			const other = data.start();
			const { firstSeen } = record;
			execute(day, run, one).save();
			const second = execute(day, run, other);
			second.save();
			record.firstSeen = Math.min(record.firstSeen, firstSeen + 1);
			expect(second.hints).toEqual([expect.stringContaining('at the same time')]);
			seen.overlaps += 1;
			return;
		}
		execute(day, run, one).save();
	});
	// A last night on which all goes well: whatever was not told is told now.
	const last = data.start();
	const store = openStaticDataStore(last.context);
	const failed = createError({ stage: 'roaming', code: 'INTERNAL' });
	const { told } = check(store, undefined, failed, last.context.getExecutionId(), START_MS + 61 * DAY_MS, false);
	record.delivered.push(...told.filter(isReal).map(nameOf));
	return record;
}

function runInputField(trace: Day[]): History {
	const oracle = createOracle();
	const record: History = {
		real: [],
		heard: new Set(),
		delivered: [],
		uncertain: new Set(),
		firstSeen: 0,
		forgotten: 0,
	};
	let cell: unknown = null;
	trace.forEach(({ run, damage }, day) => {
		if (run === 'failsBeforeNode' || run === 'failsInNode') return;
		const nowMs = START_MS + day * DAY_MS;
		const answer = ask(trace, day);
		const stored = damage && typeof cell === 'string' && cell.startsWith('{') ? cell.slice(0, -5) : cell;
		if (stored !== cell) {
			// A state that was cut is refused, and handed back as it is. Somebody restores the cell.
			expect(() => INPUT_FIELD_STORE.recall(PHONE, stored)).toThrow('cut');
			expect(INPUT_FIELD_STORE.handBack(stored)).toEqual({ roamingState: stored });
			seen.damaged += 1;
		}
		const before = oracle.save();
		const heard = oracle.hear(answer);
		const { told, change, stateFields } = check(INPUT_FIELD_STORE, cell, answer, String(day), nowMs, true);
		expect(change).toBe(heard);
		const real = told.filter(isReal).map(nameOf);
		// The alert first, then the state: where the alert fails, the next execution finds the change again.
		const isStored = run === 'endsWell' || run === 'twoAtOnce';
		if (isStored) record.delivered.push(...real);
		if (!isStored) {
			oracle.restore(before);
			return;
		}
		if ((REAL_CHANGES as readonly string[]).includes(heard)) {
			record.real.push(`${heard} ${new Date(nowMs).toISOString()}`);
		}
		if (change === 'firstSeen') record.firstSeen += 1;
		cell = JSON.stringify((stateFields as IDataObject).roamingState);
	});
	return record;
}

const numRuns = amount({ short: 100, long: 1000 });

test('static data: each change is told, once where executions end well, none is false, and nobody is new twice', () => {
	let traces = 0;
	fc.assert(
		fc.property(days, (trace) => {
			traces += 1;
			const { real, heard, delivered, uncertain, firstSeen, forgotten } = runStaticData(trace, `model ${traces}`);
			expect(delivered.filter((change) => !heard.has(change))).toEqual([]);
			expect(real.filter((change) => !delivered.includes(change))).toEqual([]);
			const twice = delivered.filter((change, index) => delivered.indexOf(change) !== index);
			expect(twice.filter((change) => !uncertain.has(change))).toEqual([]);
			expect(firstSeen).toBeLessThanOrEqual(1 + forgotten);
		}),
		{ numRuns, seed: 24 },
	);
	expect([...seen.changes].sort()).toEqual(
		['changedCountry', 'enteredRoaming', 'firstSeen', 'returnedHome', 'unchanged', 'undetermined'].sort(),
	);
	expect(Math.min(seen.told, seen.repeated, seen.overlaps, seen.damaged)).toBeGreaterThan(numRuns);
}, 120_000);

test('input field: the changes are those of the answers whose state was stored, and nobody is new twice', () => {
	fc.assert(
		fc.property(days, (trace) => {
			const { real, delivered, firstSeen } = runInputField(trace);
			expect(delivered).toEqual(real);
			expect(firstSeen).toBeLessThanOrEqual(1);
		}),
		{ numRuns, seed: 24 },
	);
}, 120_000);
