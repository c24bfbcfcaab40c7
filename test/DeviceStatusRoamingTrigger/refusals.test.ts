import { json } from '../../nodes/simulator/messages';
import { NUMBER, startWorld, type TriggerWorld, type WorldOptions } from './triggerWorld';

let world: TriggerWorld;
afterEach(() => world.close());

async function refusalOf(options: WorldOptions, change?: (world: TriggerWorld) => void) {
	world = await startWorld(options);
	change?.(world);
	const thrown: unknown = await world.n8n.activate().then(
		() => undefined,
		(error: unknown) => error,
	);
	expect(world.api.live()).toEqual([]);
	return { shown: shownByN8n(thrown), requests: world.sandbox.requests };
}

/** The one text that n8n shows of an activation that failed: by WorkflowService, and by the publication service of 2.41. */
function shownByN8n(thrown: unknown): string {
	expect(thrown).toBeInstanceOf(Error);
	const { message, description } = thrown as Error & { description?: string | null };
	expect(description ?? message).toBe(message);
	return message;
}

describe('before anything is sent', () => {
	const numbers = (count: number) =>
		Array.from({ length: count }, (_, index) => `+346665${String(index).padStart(5, '0')}`);
	const custom = { aggregator: 'custom', apiKey: 'k', clientId: 'id', clientSecret: 's' };
	const urls = {
		tokenUrl: 'https://as.example/t',
		authorizeUrl: 'https://as.example/a',
		roamingUrl: 'https://a.example/r',
	};

	test.each<[string, WorldOptions, RegExp, RegExp]>([
		[
			'101 numbers',
			{ parameters: { phoneNumbers: numbers(101) } },
			/101 numbers, and one trigger watches at most 100/,
			/Detect Changes/,
		],
		['no number', { parameters: { phoneNumbers: ' , ' } }, /'Phone Numbers' is empty/, /\+34/],
		[
			'a wrong number',
			{ parameters: { phoneNumbers: `${NUMBER}, 12` } },
			/number 2 in 'Phone Numbers'/,
			/country code/,
		],
		['no event', { parameters: { triggerOn: [] } }, /'Trigger On' is empty/, /at least one/],
		['an unknown event', { parameters: { triggerOn: ['moved'] } }, /unknown choice/, /enteredRoaming/],
		['no life', { parameters: { options: { expiresAfter: 0 } } }, /'Expires After \(Hours\)'/, /720/],
		[
			'the simulator',
			{ credential: { aggregator: 'simulator' } },
			/simulator sends no events/,
			/Pin the example event/,
		],
		[
			'CIBA',
			{ credential: { ...custom, ...urls, accessFlow: 'ciba' } },
			/would prompt the subscriber/,
			/Detect Changes/,
		],
		[
			'an application token',
			{ credential: { aggregator: 'vonage', clientId: 'i', privateKey: 'k' } },
			/application token/,
			/API Key, Client Credentials or JWT Bearer/,
		],
		[
			'no subscriptions URL',
			{ credential: { ...custom, ...urls, accessFlow: 'clientCredentials' } },
			/'Subscriptions URL' is empty/,
			/'Subscriptions URL' in the Open Gateway credential/,
		],
		[
			'plain http to the aggregator',
			{
				credential: { ...custom, ...urls, accessFlow: 'apiKey', subscriptionsUrl: 'http://api.example/subscriptions' },
			},
			/'Subscriptions URL' does not start with https/,
			/https/,
		],
		[
			'a version that the URL does not name',
			{
				credential: { ...custom, ...urls, accessFlow: 'apiKey', subscriptionsUrl: 'https://api.example/s' },
				parameters: { options: { apiVersion: 'v0.7' } },
			},
			/'API Version' cannot be applied/,
			/v0\.7\/subscriptions/,
		],
	])('%s', async (_name, options, message, description) => {
		const refusal = await refusalOf(options);
		expect(refusal.shown).toMatch(message);
		expect(refusal.shown).toMatch(description);
		expect(refusal.requests.filter(({ method }) => method === 'POST')).toEqual([]);
		expect(refusal.shown).not.toContain(NUMBER.slice(1));
	});

	test.each([
		'http://n8n.example.com/webhook',
		'https://localhost:5678/webhook',
		'https://127.0.0.1/webhook',
		'https://192.168.1.4/webhook',
		'https://10.0.0.7/webhook',
		'https://n8n/webhook',
		'https://n8n.local/webhook',
		'https://[fd00::1]/webhook',
	])('a webhook at %s, which the aggregator cannot reach', async (webhookBaseUrl) => {
		const subscriptionsUrl = 'https://api.example/v0.8/subscriptions';
		const { shown } = await refusalOf(
			{ credential: { aggregator: 'nokia', apiKey: 'my-key', subscriptionsUrl } },
			({ n8n }) => (n8n.webhookBaseUrl = webhookBaseUrl),
		);
		expect(shown).toMatch(/cannot reach the webhook of this n8n at /);
		expect(shown).toMatch(/N8N_WEBHOOK_URL/);
	});
});

test.each([
	[409, 'ALREADY_EXISTS', /has a subscription for this number/],
	[409, 'CONFLICT', /in conflict/],
	[422, 'MULTIEVENT_SUBSCRIPTION_NOT_SUPPORTED', /combination of events/],
	[422, 'MULTIEVENT_COMBINATION_TEMPORARILY_NOT_SUPPORTED', /combination of events for now/],
	[422, 'PRIVATE_KEY_JWT_NOT_CONFIGURED', /token of its own/],
	[400, 'INVALID_SINK', /address of the webhook/],
	[400, 'INVALID_CREDENTIAL', /bearer token/],
	[403, 'SUBSCRIPTION_MISMATCH', /kind of event/],
	[403, 'PERMISSION_DENIED', /does not let this client subscribe/],
	[404, '', /no subscriptions API at this URL/],
	[401, 'UNAUTHENTICATED', /API key/],
])('%i %s is told in plain words, without secrets', async (status, code, message) => {
	world = await startWorld({
		override: ({ method, body }) =>
			method === 'POST'
				? json(status, { status, ...(code === '' ? {} : { code }), message: `No: ${body}` })
				: undefined,
	});
	const text = shownByN8n(await world.n8n.activate().catch((error: unknown) => error));
	expect(text).toMatch(message);
	const token = /"accessToken":"([^"]+)"/.exec(
		world.sandbox.requests.find(({ method }) => method === 'POST')!.body,
	)![1]!;
	for (const secret of [token, 'my-key', NUMBER, NUMBER.slice(3)]) expect(text).not.toContain(secret);
	expect(text).not.toMatch(/'Roaming URL'/);
});
