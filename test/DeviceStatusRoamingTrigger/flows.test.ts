import { generateKeyPairSync } from 'node:crypto';
import { json } from '../../nodes/simulator/messages';
import { verifyJwt } from '../sandbox/jws';
import type { SandboxRequest } from '../sandbox/sandbox';
import { SUBSCRIPTIONS_PATH } from '../sandbox/subscriptions';
import { ABROAD, NUMBER, OTHER_NUMBER, startWorld, type TriggerWorld } from './triggerWorld';

const API = 'device-roaming-status-subscriptions';
const CREATE = `${API}:org.camaraproject.${API}.v0.roaming-status:create`;
const NEEDED: Record<string, string> = { POST: CREATE, GET: `${API}:read`, DELETE: `${API}:delete` };

let world: TriggerWorld;
afterEach(() => world.close());

/** Tokens with a scope, and with a number where the flow names one. */
function authorizationServer(publicKey: string) {
	const tokens = new Map<string, { scope: string; phoneNumber?: string }>();

	function issue(form: URLSearchParams) {
		const assertion = form.get('assertion');
		const claims = assertion === null ? undefined : verifyJwt(assertion, publicKey)?.claims;
		const scope = String(claims?.scope ?? form.get('scope'));
		const phoneNumber = claims === undefined ? {} : { phoneNumber: String(claims.sub).replace('tel:', '') };
		const token = `token-${tokens.size}-0123456789`;
		tokens.set(token, { scope, ...phoneNumber });
		return json(200, { access_token: token, token_type: 'Bearer', expires_in: 3600 });
	}
	return {
		tokens,
		/** The scope must be exactly that of the action. */
		access({ headers, method }: SandboxRequest) {
			const token = tokens.get(headers.authorization?.replace('Bearer ', '') ?? '');
			if (token?.scope !== `dpv:FraudPreventionAndDetection ${NEEDED[method]}`) return undefined;
			return token.phoneNumber === undefined ? {} : { phoneNumber: token.phoneNumber };
		},
		override: ({ path, body }: SandboxRequest) => (path === '/token' ? issue(new URLSearchParams(body)) : undefined),
	};
}

describe.each(['clientCredentials', 'jwtBearer'])('with %s', (accessFlow) => {
	const { publicKey, privateKey } = generateKeyPairSync('ec', {
		namedCurve: 'P-256',
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});

	test('each action has a token with its own scope, and the number stands where the flow wants it', async () => {
		const server = authorizationServer(publicKey);
		world = await startWorld({ ...server, parameters: { phoneNumbers: [NUMBER, OTHER_NUMBER] } });
		const { api, n8n, sandbox } = world;
		n8n.credential = {
			aggregator: 'custom',
			accessFlow,
			clientId: 'id',
			clientSecret: 'secret-of-client',
			privateKey,
			signingAlgorithm: 'ES256',
			tokenUrl: `${sandbox.baseUrl}/token`,
			roamingUrl: `${sandbox.baseUrl}/retrieve`,
			subscriptionsUrl: `${sandbox.baseUrl}${SUBSCRIPTIONS_PATH}`,
			apiVersion: 'v1',
			scopeStyle: 'camara',
		};
		await n8n.activate();
		await n8n.restart();
		expect(
			api
				.live()
				.map(({ phoneNumber }) => phoneNumber)
				.sort(),
		).toEqual([NUMBER, OTHER_NUMBER]);
		const details = sandbox.requests
			.filter(({ method, path }) => method === 'POST' && path !== '/token')
			.map(({ body }) => (JSON.parse(body) as { config: { subscriptionDetail: object } }).config.subscriptionDetail);
		expect(details.map((detail) => 'device' in detail)).toEqual(
			accessFlow === 'jwtBearer' ? [false, false] : [true, true],
		);
		const [event] = api.move(OTHER_NUMBER, ABROAD);
		const { data } = JSON.parse(event!.body) as { data: Record<string, unknown> };
		delete data.device;
		// A three-legged event names no device; the number is that of its subscription.
		const body = JSON.stringify({ ...(JSON.parse(event!.body) as object), data });
		expect((await n8n.deliver({ ...event!, body })).items).toMatchObject([
			{ phoneNumber: OTHER_NUMBER, roaming: true },
		]);
		await n8n.deactivate();
		expect(api.live()).toEqual([]);
		// One for each action, another to read after the restart; for each number where it is named.
		expect(server.tokens.size).toBe(accessFlow === 'jwtBearer' ? 8 : 4);
	});
});
