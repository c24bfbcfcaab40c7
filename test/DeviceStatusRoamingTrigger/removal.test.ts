import { json } from '../../nodes/simulator/messages';
import { passTime } from './time';
import {
	ABROAD,
	HOME,
	isPost,
	NUMBER,
	OTHER_NUMBER,
	startActiveWorld,
	type TriggerWorld,
	type WorldOptions,
} from './triggerWorld';

const HOUR = 3_600_000;
/** In the second half of it, each event renews the subscription. */
const LIFE_HOURS = 10;

let world: TriggerWorld;
afterEach(async () => {
	jest.useRealTimers();
	await world.close();
});

async function start({ parameters, ...options }: WorldOptions = {}) {
	const active = await startActiveWorld({
		parameters: { options: { expiresAfter: LIFE_HOURS }, ...parameters },
		...options,
	});
	world = active;
	return active;
}

const inSecondHalf = () => passTime(6 * HOUR);

describe('a deactivation leaves no subscription behind', () => {
	test('while an event comes that would renew it', async () => {
		let delivery: Promise<unknown> | undefined;
		let isRemoving = false;
		const { api, n8n, event } = await start({
			// The last that a deactivation asks for: whether there are more at this address.
			override: ({ method }) => {
				if (isRemoving && method === 'GET') delivery ??= n8n.deliver(event);
				return undefined;
			},
		});
		inSecondHalf();
		isRemoving = true;
		await n8n.deactivate();
		expect(await delivery).toMatchObject({ status: 204 });
		expect(api.live()).toEqual([]);
	});

	test.each<[string, Array<'activate' | 'deactivate'>]>([
		['when an event goes on that waited for room meanwhile', ['deactivate']],
		[
			'when an event goes on that waited while the workflow was deactivated, activated and deactivated',
			['deactivate', 'activate', 'deactivate'],
		],
	])('%s', async (_name, steps) => {
		const { api, n8n, event } = await start();
		let store = () => undefined as void;
		const stored = new Promise<void>((resolve) => (store = resolve));
		n8n.storeExecution = () => stored;
		const moves = Array.from({ length: 20 }, (_, count) => api.move(NUMBER, count % 2 === 0 ? HOME : ABROAD)[0]!);
		const underWay = [event, ...moves.slice(0, 19)].map((each) => n8n.deliver(each));
		inSecondHalf();
		const late = n8n.deliver(moves[19]!);
		for (const step of steps) await n8n[step]();
		store();
		expect((await Promise.all([...underWay, late])).map(({ status }) => status)).toEqual(Array(21).fill(204));
		expect(api.live()).toEqual([]);
	});

	test('and the events of a later activation are taken, also after an execution has written the old static data again', async () => {
		const { api, n8n } = await start();
		const before = n8n.staticData;
		await n8n.deactivate();
		passTime(-60_000);
		await n8n.activate();
		const after = n8n.staticData;
		n8n.staticData = before;
		expect(await n8n.deliver(api.move(NUMBER, HOME)[0]!)).toMatchObject({ status: 204, items: [{ roaming: false }] });
		expect(n8n.staticData).toBe(after);
	});

	test.each<[string, (n8n: TriggerWorld['n8n']) => void]>([
		['an address of n8n that nobody can reach', (n8n) => (n8n.webhookBaseUrl = 'http://10.0.0.5:5678/webhook')],
		['an option that cannot be read', (n8n) => (n8n.parameters = { ...n8n.parameters, options: { expiresAfter: 0 } })],
		['a purpose that cannot be read', (n8n) => (n8n.parameters = { ...n8n.parameters, purpose: '' })],
		[
			'an expression that names a step which is gone',
			(n8n) => (n8n.parameters = { ...n8n.parameters, purpose: '={{ $("Gone").first().json.purpose }}' }),
		],
		[
			'an option whose expression names a step which is gone',
			(n8n) =>
				(n8n.parameters = { ...n8n.parameters, options: { defaultCountryCode: '={{ $("Gone").first().json }}' } }),
		],
		['numbers that cannot be read', (n8n) => (n8n.parameters = { ...n8n.parameters, phoneNumbers: 'nonsense' })],
	])('with %s', async (_name, change) => {
		const { api, n8n } = await start({ parameters: { phoneNumbers: [NUMBER, OTHER_NUMBER] } });
		expect(api.live()).toHaveLength(2);
		change(n8n);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});
});

describe('a credential that n8n cannot read any more', () => {
	async function startWithoutCredential() {
		const active = await start();
		inSecondHalf();
		Object.defineProperty(active.n8n, 'credential', {
			get: () => {
				throw new Error('Credential with ID "1" does not exist for type "openGatewayApi".');
			},
		});
		return active;
	}

	test('is no reason to lose an event', async () => {
		const { n8n, event } = await startWithoutCredential();
		expect(await n8n.deliver(event)).toMatchObject({ status: 204, items: [{ phoneNumber: NUMBER, roaming: true }] });
		expect(n8n.log.join()).toMatch(/could not be renewed: n8n cannot read the credential of this node/);
	});

	test('is no reason to lose the end of a subscription', async () => {
		const { api, n8n, outbox } = await startWithoutCredential();
		api.end(api.live()[0]!.id, 'SUBSCRIPTION_EXPIRED');
		expect(await n8n.deliver(outbox.at(-1)!)).toMatchObject({ status: 204, items: [{ event: 'subscriptionEnded' }] });
	});

	test('is told at activation in the words of n8n', async () => {
		const { n8n } = await startWithoutCredential();
		await expect(n8n.activate()).rejects.toThrow(
			/n8n cannot read the credential.*does not exist.*Choose the credential/,
		);
	});
});

describe('an aggregator that takes no second subscription beside the first', () => {
	/** Whose new subscription is refused once the old one is removed. */
	async function startRefusing() {
		let posts = 0;
		return start({
			isUnique: true,
			override: (request) => {
				if (isPost(request)) posts += 1;
				const isSecondOfRenewal = isPost(request) && posts === 3;
				return isSecondOfRenewal ? json(403, { status: 403, code: 'PERMISSION_DENIED', message: 'no' }) : undefined;
			},
		});
	}

	test('an early renewal whose new subscription is refused is told by an item, and repaired by an activation', async () => {
		const { api, n8n, event } = await startRefusing();
		inSecondHalf();
		expect(await n8n.deliver(event)).toMatchObject({
			status: 204,
			items: [
				{ event: 'roamingStatusChanged', roaming: true },
				{ event: 'subscriptionEnded', endReason: 'RENEWAL_FAILED', phoneNumber: NUMBER },
			],
		});
		expect(api.live()).toEqual([]);
		await n8n.restart();
		expect(api.live()).toHaveLength(1);
	});

	test('an event that n8n could not store runs when it is sent again, though its subscription is gone', async () => {
		const { n8n, event } = await startRefusing();
		inSecondHalf();
		n8n.storeExecution = () => Promise.reject(new Error('The database is down.'));
		expect((await n8n.deliver(event)).status).toBe(500);
		n8n.storeExecution = async () => undefined;
		expect(await n8n.deliver(event)).toMatchObject({ status: 204, items: [{ roaming: true }] });
	});

	test('an event of the removed subscription that comes late is told', async () => {
		const { api, n8n, event } = await startRefusing();
		const [late] = api.move(NUMBER, HOME);
		inSecondHalf();
		await n8n.deliver(event);
		expect(await n8n.deliver(late!)).toMatchObject({ status: 204, items: [{ roaming: false }] });
	});

	test('where the old subscription cannot be removed, it goes on', async () => {
		let isRefused = true;
		const { api, n8n, event } = await start({
			isUnique: true,
			override: ({ method }) =>
				method === 'DELETE' && isRefused
					? json(403, { status: 403, code: 'PERMISSION_DENIED', message: 'no' })
					: undefined,
		});
		inSecondHalf();
		const { items } = await n8n.deliver(event);
		expect(items).toMatchObject([{ event: 'roamingStatusChanged' }]);
		expect(await n8n.deliver(api.move(NUMBER, HOME)[0]!)).toMatchObject({ items: [{ roaming: false }] });
		isRefused = false;
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
	});

	test.each([
		['with Max Events, does not ask for the current status, which would count', { maxEvents: 5 }, false],
		['without Max Events, asks for the current status', {}, true],
	])('a renewal after 409, %s', async (_name, options, initialEvent) => {
		const { api, n8n, event, sandbox } = await start({
			isUnique: true,
			parameters: { options: { expiresAfter: LIFE_HOURS, ...options } },
		});
		inSecondHalf();
		await n8n.deliver(event);
		const [first, refused, second] = sandbox.requests
			.filter(isPost)
			.map(({ body }) => (JSON.parse(body) as { config: { initialEvent?: boolean } }).config.initialEvent ?? false);
		expect([first, refused, second]).toEqual([false, false, initialEvent]);
		expect(api.live()).toHaveLength(1);
	});
});
