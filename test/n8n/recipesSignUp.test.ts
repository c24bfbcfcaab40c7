import { generateKeyPairSync } from 'node:crypto';
import { AGGREGATORS, asksFor, type AggregatorName } from '../../nodes/openGateway/credential/aggregators';
import { FIELD_DEFAULTS, FIELD_LABELS, type CredentialFields } from '../../nodes/openGateway/credential/fields';
import { checkConnection } from '../../nodes/openGateway/checkConnection';
import type { HttpRequest } from '../../nodes/openGateway/http/transport';
import { normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { scriptedContext } from '../openGateway/partner';
import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import type { Aggregator } from '../sandbox/twoLegged';
import { vonage } from '../sandbox/vonage';
import { readDocument } from './examples';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** Fields that a first answer does without. */
const NOT_NEEDED = ['accessFlow', 'subscriptionsUrl', 'requestsPerSecond', 'additionalHeaders'];

interface SignUp {
	name: AggregatorName;
	/** What the portal gives. */
	values: Partial<CredentialFields>;
	/** Of this computer, as strict as the real one is known to be. */
	aggregator: () => Aggregator;
}

const SIGN_UPS: SignUp[] = [
	{ name: 'nokia', values: { apiKey: 'my-key' }, aggregator: () => nokia({ apiKey: 'my-key' }) },
	{
		name: 'orangePlayground',
		values: { clientId: 'my-id', clientSecret: 'my-secret' },
		aggregator: () => orange({ clientId: 'my-id', clientSecret: 'my-secret' }),
	},
	{
		name: 'vonage',
		values: { clientId: 'my-app', privateKey },
		aggregator: () => vonage({ applicationId: 'my-app', publicKey }),
	},
];

const document = readDocument('aggregators.md');

describe.each(SIGN_UPS)('docs/aggregators.md, sign-up: $name', ({ name, values, aggregator }) => {
	const preset = AGGREGATORS[name];
	const [section = ''] = (document.split(`### ${preset.displayName}\n`)[1] ?? '').split(/^##/m);
	const rows = [...section.matchAll(/^\| ([A-Z][\w ]+) \| (.+) \|$/gm)].map(([, label = '', text = '']) => [
		label,
		text,
	]);
	const labels = rows.map(([label]) => String(label)).filter((label) => label !== 'Field');
	const labelOf = (field: keyof CredentialFields) => FIELD_LABELS[field];
	const fields = Object.keys(FIELD_LABELS) as Array<keyof CredentialFields>;

	test('names the aggregator as the form does, and only fields that the form then asks for', () => {
		expect(rows.find(([label]) => label === 'Aggregator')?.[1]).toBe(preset.displayName);
		const asked = fields.filter((field) => asksFor(preset, field, FIELD_DEFAULTS)).map(labelOf);
		expect(labels.filter((label) => label !== 'Aggregator' && !asked.includes(label))).toEqual([]);
	});

	test('names each field without which there is no answer', () => {
		const needed = fields
			.filter((field) => asksFor(preset, field, FIELD_DEFAULTS) && !NOT_NEEDED.includes(field))
			.filter((field) => values[field] !== undefined)
			.map(labelOf);
		expect(needed).toHaveLength(Object.keys(values).length);
		expect(needed.filter((label) => !labels.includes(label))).toEqual([]);
	});

	test('says that it was not tried against the live service', () => {
		expect(section).toContain('**Not tried against the live service.**');
		expect(section).toContain(new URL(preset.portal?.url ?? '').host);
	});

	test('with these fields, Check Connection goes through all steps for the first test number', async () => {
		const numbers = section.match(/\+99\d{7,}/g) ?? [];
		expect(numbers.length).toBeGreaterThan(1);
		expect(numbers.map((number) => normalizePhoneNumber(number))).toEqual(numbers);
		const answer = aggregator();
		const transport = async (request: HttpRequest) => answer({ ...request, path: new URL(request.url).pathname });
		const steps = await checkConnection(
			{ aggregator: name, ...values },
			{ ...scriptedContext(), transport, clock: { ...scriptedContext().clock, now: Date.now } },
			String(numbers[0]),
			{
				purpose: 'FraudPreventionAndDetection',
				maxConsentWaitMs: 0,
				timeoutMs: 7000,
				maxAttempts: 1,
				reuseTokens: true,
			},
		);
		expect(steps.map(({ result, message }) => [result, message])).toEqual(steps.map(() => ['ok', expect.any(String)]));
		expect(steps.at(-1)?.name).toBe('Roaming URL');
	});
});
