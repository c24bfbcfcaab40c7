import { createError } from '../../../nodes/openGateway/errors';
import { heldAnswer, heldUntil, rememberConsent } from '../../../nodes/openGateway/roaming/consentHold';
import type { NumberState } from '../../../nodes/openGateway/roaming/numberState';
import { statusOf } from './statusOf';
import { NOW } from '../partner';

const HOUR_MS = 3_600_000;
const at = (ms: number) => new Date(ms).toISOString();
const PURPOSE = 'FraudPreventionAndDetection';
const hold = (hours: number, purpose = PURPOSE, origin: 'network' | 'simulator' = 'network') => ({
	origin,
	purpose,
	holdMs: hours * HOUR_MS,
});
const askedAt = (ms: number, code = 'CONSENT_PENDING'): NumberState => ({
	origin: 'network',
	consent: { [PURPOSE]: { code, askedAt: at(ms) } },
});
const abroad: NumberState = {
	origin: 'network',
	roaming: true,
	countryCode: 208,
	countryName: ['FR'],
	checkedAt: at(NOW - 24 * HOUR_MS),
};
const refusal = (code: string, attempted = true) => createError({ stage: 'token', code, attempted });

describe('a subscriber is not asked again', () => {
	test('until the hours of the option are over', () => {
		const error = heldAnswer(askedAt(NOW, 'access_denied'), hold(2), NOW + HOUR_MS);
		expect(error).toMatchObject({ code: 'access_denied', attempted: false, retryable: false });
		expect(error?.hint).toContain(at(NOW + 2 * HOUR_MS));
		expect(heldAnswer(askedAt(NOW), hold(2), NOW + 2 * HOUR_MS)).toBeUndefined();
		expect(heldAnswer(abroad, hold(2), NOW)).toBeUndefined();
	});

	test.each([0, 1, 5, 24])('for longer than %i hours from now, whatever the state says', (hours) => {
		for (const ms of [NOW, NOW + 60_000, NOW + 10 * HOUR_MS, Date.parse('2099-01-01T00:00:00Z')]) {
			const until = heldUntil(askedAt(ms), hold(hours), NOW);
			expect(until === null ? 0 : Date.parse(until)).toBeLessThanOrEqual(NOW + hours * HOUR_MS);
		}
	});

	test('where the option is 0 now, or shorter than it was', () => {
		expect(heldUntil(askedAt(NOW - HOUR_MS), hold(0), NOW)).toBeNull();
		expect(heldUntil(askedAt(NOW - 5 * HOUR_MS), hold(4), NOW)).toBeNull();
		expect(heldUntil(askedAt(NOW - 5 * HOUR_MS), hold(6), NOW)).toBe(at(NOW + HOUR_MS));
	});

	test('for another purpose, or by what the simulator said', () => {
		expect(heldUntil(askedAt(NOW), hold(2, 'DirectMarketing'), NOW)).toBeNull();
		expect(heldUntil(askedAt(NOW), hold(2, 'toString'), NOW)).toBeNull();
		expect(heldUntil(askedAt(NOW), hold(2, PURPOSE, 'simulator'), NOW)).toBeNull();
	});
});

describe('what is kept of a subscriber who was asked', () => {
	test.each(['CONSENT_PENDING', 'expired_token', 'access_denied'])('after %s, code and time', (code) => {
		expect(rememberConsent(abroad, refusal(code), hold(2), NOW)).toEqual({
			...abroad,
			consent: { [PURPOSE]: { code, askedAt: at(NOW) } },
		});
	});

	test('one for each purpose', () => {
		const both = rememberConsent(askedAt(NOW), refusal('access_denied'), hold(2, 'DirectMarketing'), NOW + HOUR_MS);
		expect(heldUntil(both, hold(2), NOW + HOUR_MS)).toBe(at(NOW + 2 * HOUR_MS));
		expect(heldUntil(both, hold(2, 'DirectMarketing'), NOW + HOUR_MS)).toBe(at(NOW + 3 * HOUR_MS));
	});

	test.each([
		['another failure', refusal('INTERNAL'), 2],
		['a number that was not attempted', refusal('NOT_ATTEMPTED', false), 2],
		['a subscriber who is held already', refusal('CONSENT_PENDING', false), 2],
		['an option of 0', refusal('CONSENT_PENDING'), 0],
	])('%s changes nothing', (_name, answer, hours) => {
		const state = { ...abroad, ...askedAt(NOW - HOUR_MS) };
		expect(rememberConsent(state, answer, hold(hours), NOW)).toEqual(state);
	});

	test('an answer removes it for its purpose alone', () => {
		const answered = statusOf({ roaming: false });
		expect(rememberConsent(askedAt(NOW), answered, hold(2), NOW)).toEqual({});
		expect(rememberConsent(askedAt(NOW), answered, hold(2, 'DirectMarketing'), NOW)).toEqual(askedAt(NOW));
	});

	test('the simulator replaces nothing of a real number, and the network what the simulator said', () => {
		const simulated = { ...abroad, origin: 'simulator' as const };
		const pending = refusal('CONSENT_PENDING');
		expect(rememberConsent(abroad, pending, hold(2, PURPOSE, 'simulator'), NOW)).toEqual(abroad);
		expect(rememberConsent(simulated, pending, hold(2), NOW)).toEqual(askedAt(NOW));
	});
});
