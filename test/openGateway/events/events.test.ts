import { scopeParameters } from '../../../nodes/openGateway/credential/requestStyles';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { carriesToken } from '../../../nodes/openGateway/events/bearerToken';
import { readCloudEvents } from '../../../nodes/openGateway/events/cloudEvent';
import { eventOfType, fullTypeOf, shortTypeOf, subscriptionScope } from '../../../nodes/openGateway/events/eventTypes';
import { renewalAfterEnd } from '../../../nodes/openGateway/events/renewal';
import { readSubscription, serves } from '../../../nodes/openGateway/events/subscription';
import { laterState, readSubscriptionState } from '../../../nodes/openGateway/events/subscriptionState';
import { refusalBy } from '../partner';

const TARGET = { sink: 'https://n8n.example/webhook/a', phoneNumber: '+34611222331', event: 'enteredRoaming' as const };

test.each([
	['org.camaraproject.device-roaming-status-subscriptions.v0.roaming-on', 'enteredRoaming'],
	['org.camaraproject.device-roaming-status-subscriptions.v1.roaming-on', 'enteredRoaming'],
	['org.camaraproject.roaming-status-subscriptions.v0.roaming-off', 'leftRoaming'],
	['org.camaraproject.device-status.v0.roaming-change-country', 'changedCountry'],
	['org.camaraproject.device-reachability-status-subscriptions.v0.reachability-data', undefined],
	['roaming-on', undefined],
	[`org.camaraproject.device-status.v0.${'a'.repeat(1000)}`, undefined],
])('the event type %s is %s', (type, event) => {
	expect(eventOfType(shortTypeOf(type) ?? '')).toBe(event);
});

test('scopes name the full event type to create, and only the API to read and delete', () => {
	expect(subscriptionScope('create', 'leftRoaming')).toBe(
		`device-roaming-status-subscriptions:${fullTypeOf('leftRoaming')}:create`,
	);
	expect(subscriptionScope('read', 'leftRoaming')).toBe('device-roaming-status-subscriptions:read');
	expect(subscriptionScope('delete', 'leftRoaming')).toBe('device-roaming-status-subscriptions:delete');
});

test('in a custom scope, {scope} stands for the scope of the call', () => {
	const settings = {
		scopeStyle: 'custom' as const,
		customScope: 'dpv:{purpose} {scope}',
		accessFlow: 'clientCredentials',
	};
	expect(scopeParameters(settings, 'P', 'a:read')).toEqual({ scope: 'dpv:P a:read' });
});

describe("'Subscriptions URL'", () => {
	const nokia = { aggregator: 'nokia', apiKey: 'key' };

	test('is suggested by Nokia, fixed by no preset, and may be empty elsewhere', () => {
		expect(readSettings(nokia).subscriptionsUrl).toMatch(/^https:.*\/v0\.8\/subscriptions$/);
		expect(readSettings({ ...nokia, subscriptionsUrl: 'https://other.example/s' }).subscriptionsUrl).toBe(
			'https://other.example/s',
		);
		const orange = {
			aggregator: 'orangePlayground',
			clientId: 'id',
			clientSecret: 's',
			subscriptionsUrl: 'https://x.example',
		};
		expect(readSettings(orange).subscriptionsUrl).toBe('');
	});

	test.each(['subscriptions', 'http://api.example/s', 'https://user:secret@api.example/s', 'https://api.example/s#a'])(
		'%s is refused, without its value',
		(subscriptionsUrl) => {
			const refusal = refusalBy(() => readSettings({ ...nokia, subscriptionsUrl }));
			expect(refusal.message).toMatch(/'Subscriptions URL'/);
			expect(`${refusal.message} ${refusal.hint}`).not.toContain('secret@');
		},
	);
});

describe('a subscription as it is described', () => {
	test('a body of status 202 may have the ID only', () => {
		const read = readSubscription({ id: 'a' });
		expect(read).toMatchObject({ id: 'a', sink: null, expiresAtMs: null });
		expect(serves(read!, TARGET)).toBe(true);
	});

	test.each([[undefined], [null], ['a'], [{}], [{ id: '' }], [{ id: {} }], [{ id: 'a'.repeat(500) }]])(
		'%j is none',
		(body) => {
			expect(readSubscription(body)).toBeUndefined();
		},
	);

	test.each([
		[{ status: 'EXPIRED' }],
		[{ status: 'DELETED' }],
		[{ sink: 'https://other.example' }],
		[{ types: [fullTypeOf('leftRoaming')] }],
		[{ config: { subscriptionDetail: { device: { phoneNumber: '+34600000000' } } } }],
	])('%j is no usable subscription', (fields) => {
		expect(serves(readSubscription({ id: 'a', ...fields })!, TARGET)).toBe(false);
	});

	test('the earlier end counts', () => {
		const config = { subscriptionExpireTime: '2026-12-01T00:00:00Z' };
		expect(readSubscription({ id: 'a', expiresAt: '2026-11-30T00:00:00Z', config })!.expiresAtMs).toBe(
			Date.parse('2026-11-30T00:00:00Z'),
		);
	});
});

test.each([
	['Bearer abc', 'abc', true],
	['bearer   abc ', 'abc', true],
	['Bearer abcd', 'abc', false],
	['Bearer ', '', false],
	['Bearer undefined', undefined, false],
	[undefined, 'abc', false],
	[['Bearer abc'], 'abc', false],
	['abc', 'abc', false],
])('the header %j carries the token %j: %j', (header, token, expected) => {
	expect(carriesToken(header, token)).toBe(expected);
});

test('a batch of more than 100 events is refused', () => {
	const event = { id: '1', source: 's', type: 't', specversion: '1.0', data: {} };
	const batch = (count: number) =>
		readCloudEvents({ headers: {}, body: JSON.stringify(Array.from({ length: count }, () => event)) });
	expect([batch(100).events.length, batch(101).events.length, batch(101).fault]).toEqual([100, 0, expect.any(String)]);
});

test.each([
	['SUBSCRIPTION_EXPIRED', 60_000, { initialEvent: true }],
	['SUBSCRIPTION_EXPIRED', 500, undefined],
	['MAX_EVENTS_REACHED', 500, { initialEvent: false }],
	['NETWORK_TERMINATED', 60_000, undefined],
	['constructor', 60_000, undefined],
])('after %s, %i ms after its creation: %j', (reason, lived, expected) => {
	const subscription = { ...TARGET, id: 'a', createdAtMs: 0, endsAtMs: 1e9, initialEvent: false, formerIds: [] };
	expect(renewalAfterEnd(subscription, reason, lived)).toEqual(expected);
});

describe('the stored state', () => {
	const state = (changedAtMs: number) => ({ token: 't'.repeat(43), changedAtMs, subscriptions: [], leftovers: [] });

	test.each([[undefined], [null], ['x'], [{}], [{ token: 'short' }]])('%j is none', (stored) => {
		expect(readSubscriptionState(stored)).toBeUndefined();
	});

	test('damaged entries are left out, the others stay', () => {
		const good = { ...TARGET, id: 'a', createdAtMs: 1, endsAtMs: 2, initialEvent: false, formerIds: [] };
		const stored = { ...state(1), subscriptions: [good, null, { id: 'b' }, { ...good, event: 'moved' }] };
		expect(readSubscriptionState(stored)?.subscriptions).toEqual([good]);
	});

	test('of two copies the later one counts', () => {
		expect(laterState(state(1), state(2))?.changedAtMs).toBe(2);
		expect(laterState(state(2), state(1))?.changedAtMs).toBe(2);
		expect(laterState(undefined, state(1))?.changedAtMs).toBe(1);
	});
});
