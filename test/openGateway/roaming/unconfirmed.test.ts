import { compare } from '../../../nodes/openGateway/roaming/change';
import { createError } from '../../../nodes/openGateway/errors';
import type { CheckAnswer } from '../../../nodes/openGateway/roaming/status';
import type { NumberState } from '../../../nodes/openGateway/roaming/numberState';
import { statusOf } from './statusOf';
import {
	confirmChanges,
	giveOnce,
	giveUntilConfirmed,
	MOST_UNCONFIRMED,
} from '../../../nodes/openGateway/roaming/unconfirmed';
import { NOW } from '../partner';

const answer = (body: object, hours: number) => statusOf(body, NOW + hours * 3_600_000);
const home = (hours: number) => answer({ roaming: false }, hours);
const inFrance = (hours: number) => answer({ roaming: true, countryCode: 208, countryName: ['FR'] }, hours);
const failed = createError({ stage: 'roaming', code: 'INTERNAL' });

const run = (state: NumberState, next: CheckAnswer, execution: string) =>
	giveUntilConfirmed(compare(state, next, 'network'), execution);

test('a change is given in each run until one confirms it', () => {
	const first = run({}, home(0), '1');
	expect(first.given).toMatchObject({ change: 'firstSeen', changeRepeated: false, changeSeenAt: null });
	const second = run(first.state, inFrance(1), '2');
	const change = {
		change: 'enteredRoaming',
		changeCountry: 'FR',
		changeSeenAt: '2026-11-24T04:00:00.000Z',
		previousRoaming: false,
		previousCheckedAt: '2026-11-24T03:00:00.000Z',
		earlierChanges: [],
	};
	expect(second.given).toMatchObject({ ...change, changeRepeated: false });
	const third = run(second.state, inFrance(2), '3');
	expect(third.given).toMatchObject({ ...change, changeRepeated: true });
	// Also where the present country is unknown.
	const fourth = run(third.state, failed, '4');
	expect(fourth.given).toMatchObject({ ...change, changeRepeated: true });
	const { state, confirmed } = confirmChanges(fourth.state, '4');
	expect(confirmed).toBe(1);
	expect(run(state, inFrance(5), '5').given).toMatchObject({ change: 'unchanged', changeRepeated: false });
});

test('a newer change comes with the older ones', () => {
	const abroad = run(run({}, home(0), '1').state, inFrance(1), '2');
	const back = run(abroad.state, home(2), '3');
	expect(back.given).toMatchObject({
		change: 'returnedHome',
		changeRepeated: false,
		previousCountry: 'FR',
		earlierChanges: [{ change: 'enteredRoaming', country: 'FR' }],
	});
	expect(confirmChanges(back.state, '3')).toMatchObject({ confirmed: 2, state: { roaming: false } });
	expect(confirmChanges(back.state, '3').state.unconfirmed).toBeUndefined();
});

test('an execution confirms what it gave, not what another gave since', () => {
	const abroad = run(run({}, home(0), '1').state, inFrance(1), '2');
	const again = run(abroad.state, inFrance(2), '3');
	expect(confirmChanges(again.state, '2')).toEqual({ state: again.state, confirmed: 0 });
});

test('a second row of the same execution does not give it again', () => {
	const abroad = run(run({}, home(0), '1').state, inFrance(1), '2');
	const secondRow = run(abroad.state, inFrance(1), '2');
	expect(secondRow.given.change).toBe('unchanged');
	expect(secondRow.state).toEqual({ ...abroad.state, checkedAt: '2026-11-24T04:00:00.000Z' });
});

test('the state of a phone that changes country again and again has a limited length, and a warning says so', () => {
	let state = run({}, home(0), '0').state;
	let warnings = 0;
	for (let hour = 1; hour <= MOST_UNCONFIRMED + 5; hour += 1) {
		const next = run(state, hour % 2 === 0 ? home(hour) : inFrance(hour), String(hour));
		state = next.state;
		if (next.warning !== null) warnings += 1;
	}
	expect(state.unconfirmed).toHaveLength(MOST_UNCONFIRMED);
	expect(warnings).toBe(5);
});

test('a change that is given at most once needs no confirmation', () => {
	const comparison = compare(run({}, home(0), '1').state, inFrance(1), 'network');
	expect(giveOnce(comparison)).toMatchObject({ change: 'enteredRoaming', changeRepeated: false, changeCountry: 'FR' });
	expect(comparison.state.unconfirmed).toBeUndefined();
});
