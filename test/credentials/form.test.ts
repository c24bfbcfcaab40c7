import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { OpenGatewayApi } from '../../credentials/OpenGatewayApi.credentials';
import { AGGREGATOR_NAMES, AGGREGATORS, type AggregatorName } from '../../nodes/openGateway/credential/aggregators';

const { properties } = new OpenGatewayApi();

/** The fields that n8n shows for what a user has chosen, notices left out, in the order of the form. */
function shownFields(chosen: INodeParameters): INodeProperties[] {
	// As n8n reads a stored credential: defaults where nothing is stored, and nothing of what is hidden.
	const values = NodeHelpers.getNodeParameters(properties, chosen, true, false, null, null) ?? {};
	return properties.filter(
		(property) => property.type !== 'notice' && NodeHelpers.displayParameter(values, property, null, null),
	);
}
const names = (chosen: INodeParameters) => shownFields(chosen).map(({ name }) => name);

const KEY = ['privateKey', 'keyId', 'signingAlgorithm'];
const CIBA_URLS = ['authorizeUrl', 'tokenUrl', 'roamingUrl'];
const DIALECT = ['apiVersion', 'scopeStyle'];

/** Written by hand: the fields to fill in, in their order. */
const FORMS: Array<[chosen: INodeParameters, fields: string[]]> = [
	[{ aggregator: 'simulator' }, []],
	[{ aggregator: 'nokia' }, ['apiKey', 'roamingUrl', 'subscriptionsUrl']],
	[{ aggregator: 'orangePlayground' }, ['clientId', 'clientSecret']],
	[{ aggregator: 'vonage' }, ['clientId', 'privateKey', 'roamingUrl']],
	[{ aggregator: 'sample2024' }, ['clientId', 'clientSecret', ...CIBA_URLS]],
	[{ aggregator: 'telefonicaSandbox' }, ['clientId', 'clientAuthentication', 'clientSecret']],
	[
		{ aggregator: 'telefonicaSandbox', clientAuthentication: 'privateKeyJwt' },
		['clientId', 'clientAuthentication', ...KEY, 'assertionAudience'],
	],
	[
		{ aggregator: 'camara' },
		['accessFlow', 'clientId', 'signRequests', ...KEY, 'assertionAudience', ...CIBA_URLS, 'additionalHeaders'],
	],
	[
		{ aggregator: 'camara', accessFlow: 'jwtBearer' },
		[
			...['accessFlow', 'clientId', 'alsoAuthenticateClient', ...KEY, 'assertionAudience'],
			...['tokenUrl', 'roamingUrl', 'subscriptionsUrl', 'additionalHeaders'],
		],
	],
	[
		{ aggregator: 'camara', accessFlow: 'clientCredentials' },
		[
			...['accessFlow', 'clientId', ...KEY, 'assertionAudience'],
			...['tokenUrl', 'roamingUrl', 'subscriptionsUrl', 'additionalHeaders'],
		],
	],
	[
		{ aggregator: 'custom' },
		[
			...['accessFlow', 'clientId', 'clientAuthentication', 'clientSecret', 'signRequests', ...CIBA_URLS],
			...['additionalHeaders', ...DIALECT, 'loginHintStyle'],
		],
	],
	[
		{ aggregator: 'custom', signRequests: true, scopeStyle: 'custom' },
		[
			...['accessFlow', 'clientId', 'clientAuthentication', 'clientSecret', 'signRequests', ...KEY],
			...['assertionAudience', ...CIBA_URLS, 'additionalHeaders', ...DIALECT, 'customScope', 'loginHintStyle'],
		],
	],
	[
		{ aggregator: 'custom', accessFlow: 'apiKey' },
		['accessFlow', 'apiKey', 'apiKeyHeader', 'roamingUrl', 'subscriptionsUrl', 'additionalHeaders', 'apiVersion'],
	],
	[
		{ aggregator: 'custom', accessFlow: 'applicationJwt' },
		['accessFlow', 'clientId', ...KEY, 'roamingUrl', 'additionalHeaders', 'apiVersion'],
	],
	[
		{ aggregator: 'custom', accessFlow: 'jwtBearer', alsoAuthenticateClient: true },
		[
			...['accessFlow', 'clientId', 'clientAuthentication', 'clientSecret', 'alsoAuthenticateClient', ...KEY],
			...['assertionAudience', 'tokenUrl', 'roamingUrl', 'subscriptionsUrl', 'additionalHeaders', ...DIALECT],
		],
	],
	[
		{ aggregator: 'custom', accessFlow: 'clientCredentials', clientAuthentication: 'privateKeyJwt' },
		[
			...['accessFlow', 'clientId', 'clientAuthentication', ...KEY, 'assertionAudience'],
			...['tokenUrl', 'roamingUrl', 'subscriptionsUrl', 'additionalHeaders', ...DIALECT],
		],
	],
];

test.each(FORMS)('%j shows the fields that it needs, each once and in this order', (chosen, fields) => {
	// The contract rate is the last field wherever there is a network.
	const last = chosen.aggregator === 'simulator' ? [] : ['requestsPerSecond'];
	expect(names(chosen)).toEqual(['aggregator', ...fields, ...last]);
});

test('each aggregator has a form in this test', () => {
	const tried = new Set(FORMS.map(([{ aggregator }]) => aggregator));
	expect([...tried].sort()).toEqual([...AGGREGATOR_NAMES].sort());
});

test('a choice left from another aggregator shows no field', () => {
	const stale = {
		accessFlow: 'jwtBearer',
		clientAuthentication: 'privateKeyJwt',
		signRequests: true,
		alsoAuthenticateClient: true,
		scopeStyle: 'custom',
	};
	for (const aggregator of ['nokia', 'orangePlayground', 'sample2024', 'simulator', 'vonage']) {
		expect(names({ ...stale, aggregator })).toEqual(names({ aggregator }));
	}
});

test.each(AGGREGATOR_NAMES)('%s: a suggested URL is the placeholder of a field that may stay empty', (aggregator) => {
	const { suggested } = AGGREGATORS[aggregator];
	const shown = shownFields({ aggregator });
	for (const [name, value] of Object.entries(suggested)) {
		expect(shown.find((property) => property.name === name)).toMatchObject({
			placeholder: value,
			required: false,
			default: '',
		});
	}
});

test.each([
	['nokia', 'apiKey', 'X-RapidAPI-Key'],
	['vonage', 'clientId', 'Application ID'],
	['orangePlayground', 'clientSecret', 'Authorization header'],
] as Array<[AggregatorName, string, string]>)('%s: %s is described in its own words', (aggregator, name, words) => {
	expect(shownFields({ aggregator }).find((property) => property.name === name)?.description).toContain(words);
});

test('secret fields are masked', () => {
	for (const { name, typeOptions } of properties.filter((property) =>
		['apiKey', 'clientSecret', 'privateKey', 'additionalHeaders'].includes(property.name),
	)) {
		expect([name, typeOptions?.password]).toEqual([name, true]);
	}
});

test('the access flows to choose from are those of the aggregator', () => {
	const offered = (aggregator: string) =>
		shownFields({ aggregator })
			.find(({ name }) => name === 'accessFlow')
			?.options?.map((option) => 'value' in option && option.value);
	expect(offered('camara')).toEqual(['ciba', 'clientCredentials', 'jwtBearer']);
	expect(offered('custom')).toEqual(['apiKey', 'applicationJwt', 'ciba', 'clientCredentials', 'jwtBearer']);
});

test('the list of aggregators has the simulator first, and the others by name', () => {
	const [{ options = [] } = {}] = properties;
	const [first, ...others] = options.map(({ name }) => name);
	expect(first).toBe('Simulator');
	expect(others).toEqual([...others].sort((one, other) => one.localeCompare(other, 'en')));
	expect(others).toHaveLength(AGGREGATOR_NAMES.length - 1);
});

test.each(AGGREGATOR_NAMES.filter((name) => name !== 'simulator'))(
	'%s: a notice says what the test of the credential does not check',
	(aggregator) => {
		const notice = properties.find(({ name }) => name === 'testNotice');
		expect(notice?.displayName).toContain('does not try purpose, scope and API version');
		expect(notice?.displayOptions?.show?.aggregator).toContain(aggregator);
	},
);

test.each(AGGREGATOR_NAMES)('%s: a masked field is empty at first, so that its placeholder is seen', (aggregator) => {
	const masked = properties.filter(({ typeOptions }) => typeOptions?.password === true);
	expect(masked.map(({ name }) => name)).toEqual(expect.arrayContaining(['clientSecret', 'additionalHeaders']));
	const shown = shownFields({ aggregator }).filter((property) => masked.includes(property));
	expect(shown.map((property) => property.default)).toEqual(shown.map(() => ''));
});
