import fc from 'fast-check';
import { amount } from '../long';
import { setTime } from './time';
import { NUMBER, OTHER_NUMBER, startWorld } from './triggerWorld';

const HOUR = 3_600_000;
const NUMBERS = [NUMBER, OTHER_NUMBER];

type Step =
	| { kind: 'activate' | 'deactivate' | 'restart' | 'listen' }
	| { kind: 'move'; number: number; country: number }
	| { kind: 'lose'; which: number }
	| { kind: 'pass'; hours: number }
	| { kind: 'deliver'; which: number; twice: boolean }
	| { kind: 'wrongToken'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		kind: fc.constantFrom('activate' as const, 'deactivate' as const, 'restart' as const, 'listen' as const),
	}),
	fc.record({ kind: fc.constant('move' as const), number: fc.nat(1), country: fc.nat(2) }),
	fc.record({ kind: fc.constant('move' as const), number: fc.nat(1), country: fc.nat(2) }),
	fc.record({ kind: fc.constant('lose' as const), which: fc.nat(5) }),
	fc.record({ kind: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 8 }) }),
	fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(5), twice: fc.boolean() }),
	fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(5), twice: fc.boolean() }),
	fc.record({ kind: fc.constant('wrongToken' as const), which: fc.nat(5) }),
);

const COUNTRIES = [
	{ roaming: false },
	{ roaming: true, countryCode: 216, countryName: ['HU'] },
	{ roaming: true, countryCode: 262, countryName: ['DE'] },
];

afterEach(() => jest.useRealTimers());

test('whatever happens in between: each event with a right token gives one item, and deactivation leaves nothing', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
			let now = Date.parse('2026-11-27T00:00:00Z');
			setTime(now);
			const world = await startWorld({
				parameters: {
					phoneNumbers: NUMBERS,
					triggerOn: ['roamingStatusChanged', 'changedCountry'],
					options: { expiresAfter: 10 },
				},
			});
			const { api, n8n, outbox } = world;
			let isActive = false;
			/** Business events that were delivered, by ID; n8n's process knows them. */
			let delivered = new Set<string>();
			try {
				for (const current of steps) {
					const event = 'which' in current ? outbox[current.which % Math.max(outbox.length, 1)] : undefined;
					switch (current.kind) {
						case 'activate':
							await n8n.activate();
							isActive = true;
							break;
						case 'deactivate':
							if (!isActive) break;
							await n8n.deactivate();
							expect(api.live()).toEqual([]);
							isActive = false;
							break;
						case 'restart':
							if (!isActive) break;
							await n8n.restart();
							delivered = new Set();
							break;
						case 'listen':
							await n8n.listen();
							await n8n.stopListening();
							break;
						case 'move':
							api.move(NUMBERS[current.number]!, COUNTRIES[current.country]!);
							break;
						case 'lose':
							if (api.live().length > 0) api.lose(api.live()[current.which % api.live().length]!.id);
							break;
						case 'pass':
							now += current.hours * HOUR;
							setTime(now);
							api.tick();
							break;
						case 'wrongToken':
							if (event === undefined || !isActive) break;
							expect(await n8n.deliver({ ...event, headers: { ...event.headers, authorization: 'Bearer x' } })).toEqual(
								{
									status: 401,
									items: undefined,
								},
							);
							break;
						case 'deliver': {
							if (event === undefined || !isActive) break;
							const isRightToken = n8n.staticData.includes(event.headers.authorization!.replace('Bearer ', ''));
							const answers = [await n8n.deliver(event)];
							if (current.twice) answers.push(await n8n.deliver(event));
							const isKnown = n8n.staticData.includes(event.subscriptionId);
							const items = answers.flatMap((answer) => answer.items ?? []);
							expect(answers[0]!.status).toBe(isRightToken ? 204 : 401);
							const isRoaming = event.type.startsWith('roaming-');
							// Events of a subscription that is no longer known, after a loss, have no number to tell.
							if (isRoaming && isRightToken && isKnown) {
								expect(items).toHaveLength(delivered.has(event.id) ? 0 : 1);
							}
							if (!isRoaming || !isRightToken)
								expect(items.filter((item) => item.event !== 'subscriptionEnded')).toEqual([]);
							if (isRightToken) delivered.add(event.id);
							break;
						}
					}
					if (isActive) {
						const keys = api.live().map(({ phoneNumber, type, sink }) => `${phoneNumber} ${type} ${sink}`);
						expect(new Set(keys).size).toBe(keys.length);
					}
				}
				if (isActive) await n8n.deactivate();
				expect(api.live()).toEqual([]);
			} finally {
				await world.close();
			}
		}),
		{ numRuns: amount({ short: 25, long: 1000 }) },
	);
}, 600_000);
