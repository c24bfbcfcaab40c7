import { createClient } from '../../../nodes/openGateway/client';
import { createTokenCache } from '../../../nodes/openGateway/access/tokenCache';
import { secretsOf } from '../../../nodes/openGateway/credential/secrets';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { CREDENTIAL, refusalBy, scriptedContext } from '../partner';

const custom = { ...CREDENTIAL };
const VALUE = 'canary-value';
const refusal = (credential: Record<string, unknown>) => refusalBy(() => readSettings(credential));

describe('a field that the access flow needs', () => {
	test.each([
		[{ aggregator: 'nokia' }, 'API Key'],
		[{ aggregator: 'vonage' }, 'Client ID'],
		[{ aggregator: 'orangePlayground', clientId: 'x' }, 'Client Secret'],
		[{ ...custom, accessFlow: 'apiKey' }, 'API Key'],
		[{ ...custom, accessFlow: 'apiKey', apiKey: 'x', roamingUrl: '' }, 'Roaming URL'],
		[{ ...custom, accessFlow: 'clientCredentials', tokenUrl: '' }, 'Token URL'],
		[{ ...custom, accessFlow: 'jwtBearer', clientId: '' }, 'Client ID'],
		[{ ...custom, accessFlow: 'jwtBearer', alsoAuthenticateClient: true, clientSecret: '' }, 'Client Secret'],
		[{ ...custom, accessFlow: 'applicationJwt', roamingUrl: '' }, 'Roaming URL'],
	])('%j misses %s', (credential, label) => {
		expect(refusal(credential).message).toBe(`The field '${label}' is empty`);
	});

	test.each([
		[{ ...custom, accessFlow: 'jwtBearer', clientSecret: '', authorizeUrl: '', privateKey: 'x' }],
		[{ ...custom, accessFlow: 'clientCredentials', authorizeUrl: '' }],
		[{ ...custom, accessFlow: 'apiKey', apiKey: 'x', clientId: '', clientSecret: '', authorizeUrl: '', tokenUrl: '' }],
		[{ aggregator: 'nokia', apiKey: 'x' }],
		[{ aggregator: 'vonage', clientId: 'x', privateKey: 'x' }],
	])('%j misses nothing', (credential) => {
		expect(readSettings(credential)).toBeTruthy();
	});
});

test.each([
	[{ ...custom, accessFlow: 'implicit' }, 'Access Flow'],
	[{ aggregator: 'camara', accessFlow: 'apiKey' }, 'Access Flow'],
	[{ aggregator: 'telefonicaSandbox', clientAuthentication: 'post' }, 'Client Authentication'],
])('%j is no choice of this aggregator', (credential, label) => {
	expect(refusal(credential).message).toBe(`The field '${label}' holds an unknown choice`);
});

describe('a key that does not fit', () => {
	test.each(['jwtBearer', 'applicationJwt'])('%s: is refused before anything is sent', (accessFlow) => {
		const context = scriptedContext();
		const settings = readSettings({ ...custom, accessFlow, privateKey: 'none' });
		expect(() => createClient(settings, context, createTokenCache(10))).toThrow(/private key cannot be read/);
		expect(context.requests).toEqual([]);
	});

	test('a signed request needs a key as well', () => {
		const settings = readSettings({ ...custom, signRequests: true });
		expect(() => createClient(settings, scriptedContext(), createTokenCache(10))).toThrow(/'Private Key' is empty/);
	});
});

describe('additional headers', () => {
	const withHeaders = (additionalHeaders: unknown) => ({ ...custom, additionalHeaders });

	test.each([
		['no JSON', VALUE, /not hold a JSON object/],
		['JSON that breaks off', `{"x-a": "${VALUE}`, /not hold a JSON object/],
		['a list', `["${VALUE}"]`, /not hold a JSON object/],
		['a text', `"${VALUE}"`, /not hold a JSON object/],
		['null', 'null', /not hold a JSON object/],
		['authorization', `{"Authorization": "Bearer ${VALUE}"}`, /"authorization", which this node sets itself/],
		['host', `{"host": "${VALUE}"}`, /"host"/],
		['content-length', '{"content-length": "1"}', /"content-length"/],
		['content-type', '{"Content-Type": "text/plain"}', /"content-type"/],
		['transfer-encoding', '{"transfer-encoding": "chunked"}', /"transfer-encoding"/],
		['x-correlator', '{"x-correlator": "1"}', /"x-correlator"/],
		['a name with a blank', '{"x a": "1"}', /no name of a header/],
		['a name with a colon', '{"x:a": "1"}', /no name of a header/],
		['a name with a line break', '{"x-a\\r\\nhost": "1"}', /no name of a header/],
		['no name', '{"": "1"}', /no name of a header/],
		['a line break', `{"x-a": "${VALUE}\\r\\nhost: evil.example"}`, /"x-a".*no header can carry/],
		['a lone line feed', `{"x-a": "${VALUE}\\n"}`, /"x-a".*no header can carry/],
		['a number', '{"x-a": 1}', /"x-a".*no header can carry/],
		['an object', '{"x-a": {}}', /"x-a".*no header can carry/],
		['an empty value', '{"x-a": ""}', /"x-a".*no header can carry/],
		['one name in two spellings', '{"x-a": "1", "X-A": "2"}', /"x-a" twice/],
		[
			'too many',
			JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, '1']))),
			/more than/,
		],
	])('%s: refused by name, without the value', (_name, additionalHeaders, message) => {
		const error = refusal(withHeaders(additionalHeaders));
		expect(error).toMatchObject({ stage: 'validation', code: 'INVALID_CONFIGURATION' });
		expect(error.message).toMatch(message);
		expect(error.message).toContain("'Additional Headers'");
		expect(`${error.message} ${error.hint}`).not.toContain(VALUE);
	});

	test.each([
		['text', '{"X-Partner-Id": "my company"}'],
		['what an expression made of it', { 'X-Partner-Id': 'my company' }],
	])('%s: read with names in lower case', (_name, additionalHeaders) => {
		expect(readSettings(withHeaders(additionalHeaders)).additionalHeaders).toEqual({ 'x-partner-id': 'my company' });
	});

	test.each([[''], [' '], [undefined], ['{}']])('%j is none', (additionalHeaders) => {
		expect(readSettings(withHeaders(additionalHeaders)).additionalHeaders).toEqual({});
	});

	test('their values are secrets, unless they are mere words', () => {
		const settings = readSettings(withHeaders('{"x-partner-key": "canary", "x-debug": "true"}'));
		expect(secretsOf(settings)).toContain('canary');
		expect(secretsOf(settings)).not.toContain('true');
	});
});

describe('an API key', () => {
	const withKey = (changes: Record<string, string>) => ({ ...custom, accessFlow: 'apiKey', apiKey: VALUE, ...changes });

	test.each([
		[{ apiKey: `${VALUE}\r\nhost: evil.example` }, /'API Key' holds a value that no header can carry/],
		[{ apiKey: 'clé' }, /'API Key' holds a value/],
		[{ apiKeyHeader: 'authorization' }, /'API Key Header' names the header "authorization"/],
		[{ apiKeyHeader: 'x api key' }, /'API Key Header' holds something that is no name/],
		[{ apiKeyHeader: 'x-api-key: ' }, /'API Key Header' holds something that is no name/],
	])('%j is refused', (changes, message) => {
		const error = refusal(withKey(changes));
		expect(error.message).toMatch(message);
		expect(error.message).not.toContain(VALUE);
	});

	test('loses the line break that came along when it was pasted', () => {
		expect(readSettings(withKey({ apiKey: `${VALUE}\n`, apiKeyHeader: 'X-Api-Key' }))).toMatchObject({
			apiKey: VALUE,
			apiKeyHeader: 'x-api-key',
		});
	});
});

describe("the ready header of the aggregator's portal", () => {
	const ready = `Basic ${Buffer.from('id:secret').toString('base64')}`;
	const orange = { aggregator: 'orangePlayground', clientId: 'id', clientSecret: 'secret' };

	test.each([
		['as the secret', { clientSecret: ready }, 'Client Secret'],
		['as the ID', { clientId: ready }, 'Client ID'],
		['with the name of the header', { clientSecret: `Authorization: ${ready}` }, 'Client Secret'],
		['in lower case', { clientSecret: ready.replace('Basic', 'basic') }, 'Client Secret'],
		['without its first word', { clientSecret: ready.slice(6) }, 'Client Secret'],
	])('%s: is recognised and named', (_name, changes, label) => {
		const error = refusal({ ...orange, ...changes });
		expect(error.message).toContain(`'${label}' holds the ready "Basic …" header`);
		expect(error.message).not.toContain(ready.slice(6));
	});

	test.each([['c2VjcmV0LXNlY3JldA=='], ['Basically4secret'], ['Basic'], ['basic 1']])(
		'%s is a secret',
		(clientSecret) => {
			expect(readSettings({ ...orange, clientSecret })).toMatchObject({ clientSecret });
		},
	);
});

test('a suggested URL holds until another one is typed', () => {
	const nokia = { aggregator: 'nokia', apiKey: 'x' };
	expect(readSettings({ ...nokia, roamingUrl: '' }).roamingUrl).toBe(
		'https://network-as-code.p-eu.rapidapi.com/device-status/device-roaming-status/v1/retrieve',
	);
	expect(readSettings({ ...nokia, roamingUrl: 'https://other.example/v1/retrieve' }).roamingUrl).toBe(
		'https://other.example/v1/retrieve',
	);
});
