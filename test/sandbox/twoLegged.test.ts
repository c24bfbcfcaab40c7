import { generateKeyPairSync } from 'node:crypto';
import { createTokenCache } from '../../nodes/openGateway/access/tokenCache';
import { createClient } from '../../nodes/openGateway/client';
import { readSettings } from '../../nodes/openGateway/credential/settings';
import { NOW, scriptedContext } from '../openGateway/partner';
import { operator } from './authorizationServer';
import { nokia } from './nokia';
import { orange } from './orange';
import type { Aggregator } from './twoLegged';
import { vonage } from './vonage';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const now = () => NOW;
const HOST = 'https://operator.example';

/** Each aggregator, a credential for it, and how it writes 2026-11-24T02:55:00Z. */
const COUNTERPARTS: Record<string, [Aggregator, Record<string, unknown>, date: string]> = {
	nokia: [nokia({ apiKey: 'k', now }), { aggregator: 'nokia', apiKey: 'k' }, '2026-11-24T02:55:00.000000Z'],
	orange: [
		orange({ clientId: 'id', clientSecret: 'secret', now }),
		{ aggregator: 'orangePlayground', clientId: 'id', clientSecret: 'secret' },
		'2026-11-24T02:55:00Z',
	],
	vonage: [
		vonage({ applicationId: 'id', publicKey, now }),
		{ aggregator: 'vonage', clientId: 'id', privateKey },
		'2026-11-24T02:55:00Z',
	],
	'the operator that follows the profile': [
		operator({ clientId: 'id', publicKey, now }),
		{
			aggregator: 'camara',
			accessFlow: 'jwtBearer',
			clientId: 'id',
			privateKey,
			tokenUrl: `${HOST}/token`,
			roamingUrl: `${HOST}/device-roaming-status/v1/retrieve`,
		},
		'2026-11-24T02:55:00.000Z',
	],
	'the operator that follows the profile, with client credentials': [
		operator({ clientId: 'id', publicKey, now }),
		{
			aggregator: 'camara',
			accessFlow: 'clientCredentials',
			clientId: 'id',
			privateKey,
			tokenUrl: `${HOST}/token`,
			roamingUrl: `${HOST}/device-roaming-status/v1/retrieve`,
		},
		'2026-11-24T02:55:00.000Z',
	],
};

async function check(name: string, phoneNumber: string) {
	const [aggregator, credential] = COUNTERPARTS[name] ?? [];
	if (aggregator === undefined || credential === undefined) throw new Error(`There is no counterpart "${name}".`);
	const bodies: string[] = [];
	const { check: checkNumber } = createClient(
		readSettings(credential),
		{
			...scriptedContext(),
			transport: async (request) => {
				const answer = aggregator({ ...request, path: new URL(request.url).pathname });
				bodies.push(answer.body);
				return answer;
			},
		},
		createTokenCache(1),
	);
	const options = { purpose: 'A', maxConsentWaitMs: 0, timeoutMs: 1000, maxAttempts: 1, reuseTokens: false };
	return { status: await checkNumber(phoneNumber, options), body: bodies.at(-1) };
}

test.each(Object.keys(COUNTERPARTS))(
	'%s: a status is five minutes old, in its own way to write a date',
	async (name) => {
		const { status, body } = await check(name, '+34666555001');
		expect(status).toMatchObject({ roaming: true, statusAgeSeconds: 300 });
		expect(body).toContain(`"${COUNTERPARTS[name]?.[2]}"`);
	},
);

test.each(Object.keys(COUNTERPARTS))(
	'%s: the simulated numbers for an old status and for an unknown one work',
	async (name) => {
		expect((await check(name, '+34666550124')).status).toMatchObject({ statusAgeSeconds: 86_400 });
		expect((await check(name, '+34666550199')).status).toMatchObject({ statusAgeSeconds: null });
	},
);
