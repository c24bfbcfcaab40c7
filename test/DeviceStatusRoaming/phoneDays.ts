import * as fc from 'fast-check';
import { createError } from '../../nodes/openGateway/errors';
import type { CheckAnswer } from '../../nodes/openGateway/roaming/status';
import { statusOf } from '../openGateway/roaming/statusOf';

export const DAY_MS = 86_400_000;
export const START_MS = Date.parse('2026-01-01T03:00:00Z');
/** MCC 340 alone may be Guadeloupe or Martinique. */
const MCC = { FR: 208, DE: 262, GP: 340, MQ: 340 };
type Country = keyof typeof MCC;
type Place = 'home' | Country;

/** Where a phone really is on a day, what the network says, and what becomes of the night's execution. */
export interface Day {
	place: Place;
	answer: 'dated' | 'undated' | 'late' | 'vague' | 'countryMissing' | 'unknown' | 'failed' | 'consentPending';
	run: 'endsWell' | 'failsBeforeNode' | 'failsInNode' | 'failsAfterNode' | 'processDies' | 'twoAtOnce';
	damage: boolean;
}

export const days = fc.array(
	fc.record<Day>({
		place: fc.constantFrom('home', 'home', 'FR', 'DE', 'GP', 'MQ'),
		answer: fc.constantFrom(
			...(['dated', 'dated', 'dated', 'undated', 'late', 'vague', 'countryMissing'] as const),
			...(['unknown', 'failed', 'consentPending'] as const),
		),
		run: fc.constantFrom(
			...(['endsWell', 'endsWell', 'endsWell', 'endsWell', 'failsBeforeNode'] as const),
			...(['failsInNode', 'failsAfterNode', 'failsAfterNode', 'processDies', 'twoAtOnce'] as const),
		),
		damage: fc.integer({ min: 0, max: 39 }).map((chance) => chance === 0),
	}),
	{ minLength: 60, maxLength: 60 },
);

/** What the network says on a day. */
export function ask(trace: Day[], day: number): CheckAnswer {
	const { place, answer } = trace[day] as Day;
	if (answer === 'failed') return createError({ stage: 'roaming', code: 'INTERNAL' });
	if (answer === 'consentPending') return createError({ stage: 'token', code: 'CONSENT_PENDING' });
	const nowMs = START_MS + day * DAY_MS;
	const status = (body: object) => statusOf(body, nowMs);
	if (answer === 'unknown') return status({ roaming: null });
	// Late: where the phone was two days before, with the time of then.
	const shown = answer === 'late' ? (trace[day - 2]?.place ?? place) : place;
	const shownAtMs = answer === 'late' ? nowMs - 2 * DAY_MS : nowMs;
	const lastStatusTime = answer === 'undated' ? {} : { lastStatusTime: new Date(shownAtMs).toISOString() };
	if (shown === 'home') return status({ roaming: false, ...lastStatusTime });
	const country = { countryCode: MCC[shown], countryName: [shown] };
	const named = answer === 'countryMissing' ? {} : answer === 'vague' ? { countryCode: MCC[shown] } : country;
	return status({ roaming: true, ...named, ...lastStatusTime });
}

/** What an oracle knows of the phone by the answers that the node could keep: home, or the countries it may be in. */
type Belief = 'home' | Set<Country> | undefined;
const ANYWHERE: Country[] = ['FR', 'DE', 'GP', 'MQ'];

function countriesOf(answer: ReturnType<typeof statusOf>): Set<Country> {
	const [named] = answer.countryName;
	if (named !== undefined) return new Set([named as Country]);
	return new Set(ANYWHERE.filter((country) => answer.countryCode === null || MCC[country] === answer.countryCode));
}

/** Keeps its own record beside the node: which changes there were, by the answers that were kept. */
export function createOracle() {
	let belief: Belief;
	let newest = -Infinity;
	return {
		/** @returns what the answer tells, in plain terms of its own */
		hear(answer: CheckAnswer): string {
			if (!('roaming' in answer) || answer.roaming === null) return 'undetermined';
			const statusMs = answer.lastStatusTime === null ? undefined : Date.parse(answer.lastStatusTime);
			if (belief !== undefined && statusMs !== undefined && statusMs < newest) return 'unchanged';
			newest = Math.max(newest, statusMs ?? newest);
			const before = belief;
			if (answer.roaming === false) {
				belief = 'home';
				return before === undefined ? 'firstSeen' : before === 'home' ? 'unchanged' : 'returnedHome';
			}
			const now = countriesOf(answer);
			const shared = before instanceof Set ? new Set([...now].filter((country) => before.has(country))) : now;
			belief = shared.size > 0 ? shared : now;
			if (before === undefined) return 'firstSeen';
			if (before === 'home') return 'enteredRoaming';
			return shared.size > 0 ? 'unchanged' : 'changedCountry';
		},
		forget: () => {
			belief = undefined;
			newest = -Infinity;
		},
		save: () => ({ belief, newest }),
		restore: (saved: { belief: Belief; newest: number }) => ({ belief, newest } = saved),
	};
}
