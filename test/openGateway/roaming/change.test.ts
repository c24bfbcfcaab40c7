import * as fc from 'fast-check';
import type { CheckAnswer } from '../../../nodes/openGateway/roaming/answer';
import { createError } from '../../../nodes/openGateway/errors';
import { detectChange, rememberStatus, type Change } from '../../../nodes/openGateway/roaming/change';
import { readNumberState, type NumberState } from '../../../nodes/openGateway/roaming/numberState';
import { NOW } from '../partner';
import { statusOf } from './statusOf';

const answer = statusOf;
const home = answer({ roaming: false });
const inCountry = (countryCode: number | null, ...countryName: string[]) =>
	answer({ roaming: true, countryCode, countryName });
const refusal = (code: string) => createError({ stage: 'roaming', code });

/** What is known after these answers, one after the other. */
const after = (...answers: CheckAnswer[]): NumberState => answers.reduce(rememberStatus, {});

describe('compared with what was known', () => {
	const france = inCountry(208, 'FR');
	const germany = inCountry(262, 'DE');
	const nowhere = inCountry(null);
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
		['France, nobody knows where', [france], nowhere, 'unchanged'],
		['France, nobody knows where, Germany', [france, nowhere], germany, 'changedCountry'],
		['nobody knows where, France', [nowhere], france, 'unchanged'],
		['France, a name that nobody knows', [france], inCountry(214, 'España'), 'unchanged'],
		['France, a name that nobody knows, Germany', [france, inCountry(214, 'España')], germany, 'changedCountry'],
		['a name that nobody knows beside 234, Nigeria', [inCountry(234, 'Nigéria')], inCountry(621, 'NG'), 'unchanged'],
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
		expect(detectChange(after(...before), now).change).toBe(change);
	});

	test('what was before is told', () => {
		const earlier = answer({ roaming: true, countryCode: 208, countryName: ['FR'] }, NOW - 86_400_000);
		expect(detectChange(after(earlier), home)).toEqual({
			change: 'returnedHome',
			previousRoaming: true,
			previousCountry: 'FR',
			previousCheckedAt: '2026-11-23T03:00:00.000Z',
		});
		expect(detectChange({}, home)).toMatchObject({
			previousRoaming: null,
			previousCountry: null,
			previousCheckedAt: null,
		});
	});

	test.each([
		[inCountry(208), 'FR'],
		[inCountry(340), null],
		[inCountry(901), null],
		[inCountry(208, 'Frankreich'), null],
	])('the country before is told where it is certain: %#', (before, previousCountry) => {
		expect(detectChange(after(before), home)).toMatchObject({ previousRoaming: true, previousCountry });
	});
});

/** Where a phone really is on a day, and what comes of asking. */
interface Day {
	place: 'home' | 'FR' | 'DE' | 'US';
	asked: 'answered' | 'countryMissing' | 'unknown' | 'failed' | 'consentPending';
}
const MCC = { FR: 208, DE: 262, US: 310 };
const days = fc.array(
	fc.record<Day>({
		place: fc.constantFrom('home', 'home', 'FR', 'DE', 'US'),
		asked: fc.constantFrom('answered', 'answered', 'answered', 'countryMissing', 'unknown', 'failed', 'consentPending'),
	}),
	{ minLength: 30, maxLength: 30 },
);

function ask({ place, asked }: Day, day: number): CheckAnswer {
	if (asked === 'failed') return refusal('INTERNAL');
	if (asked === 'consentPending') return refusal('CONSENT_PENDING');
	const atMs = NOW + day * 86_400_000;
	if (asked === 'unknown') return answer({ roaming: null }, atMs);
	if (place === 'home') return answer({ roaming: false }, atMs);
	const where = asked === 'countryMissing' ? {} : { countryCode: MCC[place], countryName: [place] };
	return answer({ roaming: true, ...where }, atMs);
}

/** Told from the whole history each day, where the code under test knows only what it stored the day before. */
function oracle(history: Day[]): Change {
	const certain = history.filter(({ asked }) => asked === 'answered' || asked === 'countryMissing');
	const today = history.at(-1);
	if (today === undefined || certain.at(-1) !== today) return 'undetermined';
	const before = certain.slice(0, -1);
	const yesterday = before.at(-1);
	if (yesterday === undefined) return 'firstSeen';
	if (today.place === 'home') return yesterday.place === 'home' ? 'unchanged' : 'returnedHome';
	if (yesterday.place === 'home') return 'enteredRoaming';
	// The last country that anybody named on this journey.
	const journey = before.slice(before.map(({ place }) => place).lastIndexOf('home') + 1);
	const named = journey.filter(({ asked }) => asked === 'answered').at(-1);
	if (today.asked !== 'answered' || named === undefined) return 'unchanged';
	return named.place === today.place ? 'unchanged' : 'changedCountry';
}

test('thirty days of travelling, with failures and unknowns between, give the changes that really were', () => {
	const seen = new Set<Change>();
	fc.assert(
		fc.property(days, (trace) => {
			let stored = '';
			trace.forEach((day, index) => {
				const known = readNumberState(stored);
				const answered = ask(day, index);
				const { change } = detectChange(known, answered);
				expect(change).toBe(oracle(trace.slice(0, index + 1)));
				seen.add(change);
				// As a database gives it back.
				stored = JSON.stringify(rememberStatus(known, answered));
			});
		}),
		{ numRuns: 1000, seed: 4 },
	);
	expect([...seen].sort()).toEqual(
		['changedCountry', 'enteredRoaming', 'firstSeen', 'returnedHome', 'unchanged', 'undetermined'].sort(),
	);
});
