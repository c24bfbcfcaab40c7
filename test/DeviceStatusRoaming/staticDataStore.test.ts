import type { NumberState } from '../../nodes/openGateway/roaming/numberState';
import { MOST_NUMBERS, openConfirmations, openStaticDataStore } from '../../nodes/DeviceStatusRoaming/staticDataStore';
import { refusalBy } from '../openGateway/partner';
import { createWorkflowData, keptIn } from './staticData';

const home: NumberState = { origin: 'network', roaming: false, checkedAt: '2026-11-24T03:00:00.000Z' };
const told = (execution: string): NumberState => ({
	...home,
	unconfirmed: [
		{
			change: 'returnedHome',
			country: null,
			seenAt: '2026-11-24T03:00:00.000Z',
			previousRoaming: true,
			previousCountry: 'FR',
			previousCheckedAt: null,
			timesGiven: 1,
			execution,
		},
	],
});
const number = (index: number) => `+34666${String(index).padStart(6, '0')}`;
let workflows = 0;
const newWorkflow = () => createWorkflowData(`workflow ${(workflows += 1)}`);
type WorkflowData = ReturnType<typeof newWorkflow>;

/** An execution that checks these numbers and ends. */
function execute(data: WorkflowData, numbers: string[], state: NumberState = home): string[] {
	const { context, save } = data.start();
	const store = openStaticDataStore(context);
	for (const phoneNumber of numbers) {
		store.recall(phoneNumber, undefined);
		store.remember(phoneNumber, state);
	}
	const hints = store.commit();
	save();
	return hints;
}

const recall = (data: WorkflowData, phoneNumber: string) =>
	openStaticDataStore(data.start().context).recall(phoneNumber, undefined);

test('a state is known in the next execution, and the number is not kept', () => {
	const data = newWorkflow();
	expect(recall(data, number(1)).state).toEqual({});
	expect(execute(data, [number(1)])).toEqual([]);
	expect(recall(data, number(1))).toEqual({ state: home, warning: null });
	expect(data.text()).not.toContain(number(1).slice(4));
});

describe('the states of the workflow in all', () => {
	test('are never more than 5,000, and none is forgotten', () => {
		const data = newWorkflow();
		const batch = (first: number, size: number) => Array.from({ length: size }, (_, index) => number(first + index));
		execute(data, batch(0, 2000));
		execute(data, batch(2000, 2000));
		const { context, save } = data.start();
		const store = openStaticDataStore(context);
		const refused = batch(4000, 2000).filter((phoneNumber) => {
			try {
				store.recall(phoneNumber, undefined);
				store.remember(phoneNumber, home);
				return false;
			} catch {
				return true;
			}
		});
		store.commit();
		save();
		expect(refused).toEqual(batch(MOST_NUMBERS, 1000));
		for (const known of [0, 1999, 2000, 4999]) expect(recall(data, number(known)).state).toEqual(home);
		const error = refusalBy(() => recall(data, number(9999)));
		expect(error.message).toContain('5,000');
		expect(error.hint).toContain('States in a Data Table');
	});

	test('a number in many rows counts once', () => {
		const data = newWorkflow();
		execute(
			data,
			Array.from({ length: MOST_NUMBERS + 10 }, () => number(1)),
		);
		expect(Object.keys(keptIn(JSON.parse(data.text())).numbers)).toHaveLength(1);
	});
});

describe('damaged data', () => {
	const damages: unknown[] = ['abroad', 7, { ...home }, { version: 1, origin: 'network', roaming: 'yes' }, ['FR']];
	test.each(damages)('an entry %j counts as absent, with a warning', (damage) => {
		const data = newWorkflow();
		execute(data, [number(1), number(2)]);
		data.edit((saved) => {
			const { numbers } = keptIn(saved);
			numbers[Object.keys(numbers)[0] ?? ''] = damage as string;
		});
		const recalled = recall(data, number(1));
		expect(recalled.state).toEqual({});
		expect(recalled.warning).toContain('damaged');
		expect(recall(data, number(2))).toEqual({ state: home, warning: null });
	});

	test('an entry of a later release is refused and stays', () => {
		const data = newWorkflow();
		execute(data, [number(1)]);
		data.edit((saved) => {
			const { numbers } = keptIn(saved);
			for (const key of Object.keys(numbers)) numbers[key] = { version: 2 };
		});
		expect(refusalBy(() => recall(data, number(1))).message).toContain('version 2');
		execute(data, [number(2)]);
		expect(data.text()).toContain('{"version":2}');
	});

	test.each([['numbers'], ['salt']])('without its %s, a hint says that each number is new', (key) => {
		const data = newWorkflow();
		execute(data, [number(1)]);
		data.edit((saved) => {
			delete (keptIn(saved) as Record<string, unknown>)[key];
		});
		expect(execute(data, [number(1)])).toEqual([expect.stringContaining('damaged')]);
	});
});

describe('executions at the same time', () => {
	const OVERLAP = [expect.stringContaining('at the same time')];

	test('the one that stores on an older copy says so', () => {
		const data = newWorkflow();
		execute(data, [number(1)]);
		const [one, other] = [data.start(), data.start()];
		const [first, second] = [openStaticDataStore(one.context), openStaticDataStore(other.context)];
		expect(first.commit()).toEqual([]);
		one.save();
		expect(second.commit()).toEqual(OVERLAP);
		other.save();
		expect(execute(data, [number(1)])).toEqual([]);
	});

	test('also in the first executions of a workflow, and where the other has not ended', () => {
		const data = newWorkflow();
		const [one, other] = [data.start(), data.start()];
		expect(openStaticDataStore(one.context).commit()).toEqual([]);
		expect(openStaticDataStore(other.context).commit()).toEqual(OVERLAP);
	});

	test('one after the other, and several nodes in one execution, say nothing', () => {
		const data = newWorkflow();
		const { context, save } = data.start();
		expect(openStaticDataStore(context).commit()).toEqual([]);
		expect(openStaticDataStore(context).commit()).toEqual([]);
		save();
		expect(execute(data, [number(1)])).toEqual([]);
		expect(execute(newWorkflow(), [number(1)])).toEqual([]);
	});

	test('a manual execution stores nothing, says so, and disturbs none', () => {
		const data = newWorkflow();
		execute(data, [number(1)]);
		const { context, save } = data.start('manual');
		expect(openStaticDataStore(context).commit()).toEqual([expect.stringContaining('manual')]);
		save();
		expect(execute(data, [number(1)])).toEqual([]);
	});
});

describe('confirming', () => {
	test('takes the changes of this execution off, and no others', () => {
		const data = newWorkflow();
		const { context, save } = data.start();
		const store = openStaticDataStore(context);
		store.remember(number(1), told(context.getExecutionId()));
		store.remember(number(2), told('an earlier one'));
		store.remember(number(3), told(context.getExecutionId()));
		store.commit();
		const confirmations = openConfirmations(context);
		expect(confirmations.confirmNumber(number(1))).toBe(1);
		expect(confirmations.confirmNumber(number(1))).toBe(0);
		expect(confirmations.confirmNumber(number(2))).toBe(0);
		expect(confirmations.confirmNumber(number(4))).toBe(0);
		confirmations.commit();
		save();
		expect(recall(data, number(1)).state).toEqual(home);
		expect(recall(data, number(2)).state.unconfirmed).toHaveLength(1);
		expect(recall(data, number(3)).state.unconfirmed).toHaveLength(1);
	});

	test('all changes of an execution at once', () => {
		const data = newWorkflow();
		const { context, save } = data.start();
		const store = openStaticDataStore(context);
		for (const index of [1, 2, 3])
			store.remember(number(index), told(index === 3 ? 'another' : context.getExecutionId()));
		store.commit();
		const confirmations = openConfirmations(context);
		expect(confirmations.confirmAll()).toBe(2);
		confirmations.commit();
		save();
		expect(recall(data, number(3)).state.unconfirmed).toHaveLength(1);
	});
});
