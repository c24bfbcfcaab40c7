import { createError } from '../../../nodes/openGateway/errors';
import type { CheckAnswer } from '../../../nodes/openGateway/roaming/status';
import { compare, type Change } from '../../../nodes/openGateway/roaming/change';
import type { NumberState } from '../../../nodes/openGateway/roaming/numberState';
import { NOW } from '../partner';
import { statusOf } from './statusOf';

const HOUR_MS = 3_600_000;
const answer = statusOf;
const home = answer({ roaming: false });
const inCountry = (countryCode: number | null, ...countryName: string[]) =>
	answer({ roaming: true, countryCode, countryName });
const refusal = (code: string) => createError({ stage: 'roaming', code });
const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();

/** What is known after these answers of the network, one after the other. */
const after = (...answers: CheckAnswer[]): NumberState =>
	answers.reduce((state: NumberState, next) => compare(state, next, 'network').state, {});
const changes = (...answers: CheckAnswer[]) =>
	answers.map((next, index) => compare(after(...answers.slice(0, index)), next, 'network').change);

const france = inCountry(208, 'FR');
const germany = inCountry(262, 'DE');
const nowhere = inCountry(null);

describe('compared with what was known', () => {
	test.each<[string, CheckAnswer[], CheckAnswer, Change]>([
		['never seen, now at home', [], home, 'firstSeen'],
		['never seen, now abroad', [], france, 'firstSeen'],
		['home, home', [home], home, 'unchanged'],
		['home, abroad', [home], france, 'enteredRoaming'],
		['abroad, home', [france], home, 'returnedHome'],
		['France, Germany', [france], germany, 'changedCountry'],
		['France, France', [france], france, 'unchanged'],
		['two codes of one country', [inCountry(310, 'US')], inCountry(311, 'US'), 'unchanged'],
		['two codes of one country, without its name', [inCountry(310)], inCountry(311), 'unchanged'],
		['two countries, without their names', [inCountry(208)], inCountry(262), 'changedCountry'],
		['one of several countries, then several', [inCountry(340, 'GP')], inCountry(340, 'GP', 'MQ'), 'unchanged'],
		['a country, then a ship', [france], inCountry(901), 'changedCountry'],
		['a ship, then a ship', [inCountry(901)], inCountry(901), 'unchanged'],
		['France, then an unassigned MCC', [france], inCountry(205), 'unchanged'],
		['France, country unknown', [france], nowhere, 'unchanged'],
		['France, country unknown, Germany', [france, nowhere], germany, 'changedCountry'],
		['country unknown, France', [nowhere], france, 'unchanged'],
		['France, an unknown name', [france], inCountry(214, 'España'), 'unchanged'],
		['France, an unknown name, Germany', [france, inCountry(214, 'España')], germany, 'changedCountry'],
		['an unknown name beside 234, Nigeria', [inCountry(234, 'Nigéria')], inCountry(621, 'NG'), 'unchanged'],
		['Nigeria by its dialling code, and by its MCC', [inCountry(234, 'Nigeria')], inCountry(621, 'NG'), 'unchanged'],
		['France, home, Germany', [france, home], germany, 'enteredRoaming'],
		['home, unknown', [home], answer({ roaming: null }), 'undetermined'],
		['home, failed', [home], refusal('INTERNAL'), 'undetermined'],
		['never seen, consent pending', [], refusal('CONSENT_PENDING'), 'undetermined'],
		[
			'France, failed, unknown, Germany',
			[france, refusal('TIMED_OUT'), answer({ roaming: null })],
			germany,
			'changedCountry',
		],
	])('%s', (_name, before, now, change) => {
		expect(compare(after(...before), now, 'network').change).toBe(change);
	});

	test('the evaluation has the previous state', () => {
		const earlier = answer({ roaming: true, countryCode: 208, countryName: ['FR'] }, NOW - 24 * HOUR_MS);
		expect(compare(after(earlier), home, 'network')).toMatchObject({
			change: 'returnedHome',
			previousRoaming: true,
			previousCountry: 'FR',
			previousCheckedAt: '2026-11-23T03:00:00.000Z',
			warning: null,
		});
		expect(compare({}, home, 'network')).toMatchObject({
			previousRoaming: null,
			previousCountry: null,
			previousCheckedAt: null,
		});
	});

	test('a failed check does not change the state', () => {
		const known = after(france);
		for (const failed of [refusal('INTERNAL'), refusal('INVALID_CONFIGURATION'), answer({ roaming: null })]) {
			expect(compare(known, failed, 'network').state).toBe(known);
		}
	});
});

describe('a vaguer answer', () => {
	const guadeloupe = inCountry(340, 'GP');
	const antilles = inCountry(340);
	const martinique = inCountry(340, 'MQ');
	test.each<[string, CheckAnswer[], Change[]]>([
		[
			'Guadeloupe, MCC 340, Martinique',
			[guadeloupe, antilles, martinique],
			['firstSeen', 'unchanged', 'changedCountry'],
		],
		[
			'MCC 340, Guadeloupe, Martinique',
			[antilles, guadeloupe, martinique],
			['firstSeen', 'unchanged', 'changedCountry'],
		],
		['Guadeloupe, MCC 340, Guadeloupe', [guadeloupe, antilles, guadeloupe], ['firstSeen', 'unchanged', 'unchanged']],
		[
			'Guadeloupe, MCC 647: surely elsewhere, then Réunion',
			[guadeloupe, inCountry(647), inCountry(647, 'RE')],
			['firstSeen', 'changedCountry', 'unchanged'],
		],
		[
			'Réunion, MCC 647, country unknown, Mayotte',
			[inCountry(647, 'RE'), inCountry(647), nowhere, inCountry(647, 'YT')],
			['firstSeen', 'unchanged', 'unchanged', 'changedCountry'],
		],
		[
			'Réunion, MCC 647, Mayotte',
			[inCountry(647, 'RE'), inCountry(647), inCountry(647, 'YT')],
			['firstSeen', 'unchanged', 'changedCountry'],
		],
	])('does not replace a sharper one: %s', (_name, answers, expected) => {
		expect(changes(...answers)).toEqual(expected);
	});
});

describe('an answer that is older than the one before', () => {
	const dated = (roaming: boolean, hours: number, checkedAtHours = 0) =>
		answer(
			{ roaming, lastStatusTime: at(hours), ...(roaming ? { countryCode: 208, countryName: ['FR'] } : {}) },
			NOW + checkedAtHours * HOUR_MS,
		);

	test('is no change, has a warning, and leaves the state as it was', () => {
		const known = after(dated(false, 10, 10));
		const late = compare(known, dated(true, 9, 11), 'network');
		expect(late).toMatchObject({ change: 'unchanged', state: known });
		expect(late.warning).toContain('older');
		const fresh = compare(late.state, dated(false, 12, 12), 'network');
		expect(fresh).toMatchObject({ change: 'unchanged', warning: null });
	});

	test.each([
		['a later country', inCountry(262, 'DE')],
		['home', home],
	])('of a phone abroad: %s', (_name, body) => {
		const known = after(dated(true, 10, 10));
		const late = { ...body, lastStatusTime: at(9), checkedAt: at(11) };
		expect(compare(known, late, 'network')).toMatchObject({ change: 'unchanged', state: known });
	});

	test('stays older after answers without a time', () => {
		const known = after(dated(false, 10, 10), answer({ roaming: false }, NOW + 11 * HOUR_MS));
		expect(compare(known, dated(true, 9, 12), 'network').change).toBe('unchanged');
	});

	test('a later one counts, also where the one before was from the future', () => {
		expect(compare(after(dated(false, 10, 10)), dated(true, 11, 11), 'network').change).toBe('enteredRoaming');
		const skewed = after(dated(false, 24 * 365 * 70, 10));
		expect(compare(skewed, dated(true, 11, 11), 'network').change).toBe('enteredRoaming');
	});
});

describe('the simulator and a network are not compared', () => {
	test('a real state stays as it is under the simulator', () => {
		const known = after(france);
		const simulated = compare(known, home, 'simulator');
		expect(simulated).toMatchObject({ change: 'undetermined', previousRoaming: null, state: known });
		expect(simulated.warning).toContain('simulator');
	});

	test('a number that only the simulator knows is new to a network', () => {
		const simulated = compare({}, france, 'simulator').state;
		expect(compare(simulated, home, 'simulator').change).toBe('returnedHome');
		const real = compare(simulated, home, 'network');
		expect(real).toMatchObject({ change: 'firstSeen', state: { origin: 'network', roaming: false } });
		expect(real.warning).toContain('simulator');
	});

	test('a real answer that failed leaves the state of the simulator', () => {
		const simulated = compare({}, france, 'simulator').state;
		expect(compare(simulated, refusal('INTERNAL'), 'network').state).toEqual(simulated);
	});
});
