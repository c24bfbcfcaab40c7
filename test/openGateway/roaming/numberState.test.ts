import { createError } from '../../../nodes/openGateway/errors';
import { heldAnswer, readNumberState, rememberConsent } from '../../../nodes/openGateway/roaming/numberState';
import { NOW, refusalBy } from '../partner';
import { statusOf } from './statusOf';

const CHECKED_AT = '2026-11-23T03:00:00.000Z';
const abroad = { roaming: true, countryCode: 208, countryName: ['FR'], checkedAt: CHECKED_AT };
const held = { consentCode: 'CONSENT_PENDING', heldUntil: '2026-11-24T04:00:00.000Z' };
const refusal = (code: string, attempted = true) => createError({ stage: 'token', code, attempted });
const HOUR_MS = 3_600_000;

describe('what somebody stored', () => {
	test.each([undefined, null, '', '{}', {}])('%j is nothing known yet', (stored) => {
		expect(readNumberState(stored)).toEqual({});
	});

	test.each([abroad, { roaming: false, checkedAt: CHECKED_AT }, held, { ...abroad, ...held }])(
		'%j comes back as it was, as an object and as text',
		(state) => {
			expect(readNumberState(state)).toEqual(state);
			expect(readNumberState(JSON.stringify(state))).toEqual(state);
		},
	);

	test.each([
		['roaming'],
		['{"roaming":'],
		[7],
		[true],
		[[]],
		[{ hello: 1 }],
		[{ roaming: 'yes', checkedAt: CHECKED_AT }],
		['[object Object]'],
	])('%j is refused in a sentence that does not repeat it', (stored) => {
		const error = refusalBy(() => readNumberState(stored));
		expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION', stage: 'validation' });
		expect(error.message).toContain('Last State');
		expect(error.hint).toContain('"state"');
	});

	test('what has the wrong form in it is not taken', () => {
		const stored = { ...abroad, countryCode: '208', countryName: ['FR', 7], consentCode: 1, more: 'x' };
		expect(readNumberState(stored)).toEqual({ ...abroad, countryCode: null });
	});
});

describe('a number whose subscriber is not asked again', () => {
	test('has its answer until the time is over', () => {
		const error = heldAnswer(held, NOW);
		expect(error).toMatchObject({ code: 'CONSENT_PENDING', attempted: false, retryable: false });
		expect(error?.hint).toContain(held.heldUntil);
		expect(heldAnswer(held, NOW + HOUR_MS)).toBeUndefined();
		expect(heldAnswer(abroad, NOW)).toBeUndefined();
	});

	test.each(['CONSENT_PENDING', 'expired_token', 'access_denied'])('is held after %s', (code) => {
		expect(rememberConsent(abroad, refusal(code), 2 * HOUR_MS, NOW)).toEqual({
			...abroad,
			consentCode: code,
			heldUntil: '2026-11-24T05:00:00.000Z',
		});
	});

	test.each(['INTERNAL', 'NOT_FOUND', 'TIMED_OUT'])('is not held after %s', (code) => {
		expect(rememberConsent({ ...abroad, ...held }, refusal(code), HOUR_MS, NOW)).toEqual(abroad);
	});

	test('is not held where nobody wants that', () => {
		expect(rememberConsent(abroad, refusal('CONSENT_PENDING'), 0, NOW)).toEqual(abroad);
	});

	test('is free once there is an answer', () => {
		const answered = statusOf({ roaming: false });
		expect(rememberConsent(held, answered, HOUR_MS, NOW)).toEqual({});
	});

	test('is held no longer because it was not asked this time', () => {
		expect(rememberConsent(held, refusal('CONSENT_PENDING', false), 9 * HOUR_MS, NOW)).toEqual(held);
		expect(rememberConsent(held, refusal('NOT_ATTEMPTED', false), 9 * HOUR_MS, NOW)).toEqual(held);
	});
});
