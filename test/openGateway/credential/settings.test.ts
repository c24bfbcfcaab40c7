import { AGGREGATORS, isSimulated } from '../../../nodes/openGateway/credential/aggregators';
import { readSettings } from '../../../nodes/openGateway/credential/settings';
import { refusalBy } from '../partner';

const urls = {
	authorizeUrl: 'https://as.example/bc-authorize',
	tokenUrl: 'https://as.example/token',
	roamingUrl: 'https://api.example/roaming',
};
const client = { clientId: 'id', clientSecret: 'secret' };

const refusal = (credential: Record<string, unknown>) => refusalBy(() => readSettings(credential));

describe('the presets', () => {
	test('telefonicaSandbox needs client ID and secret only', () => {
		const base = 'https://sandbox.opengateway.telefonica.com/apigateway';
		expect(readSettings({ aggregator: 'telefonicaSandbox', ...client })).toMatchObject({
			...client,
			authorizeUrl: `${base}/bc-authorize`,
			tokenUrl: `${base}/token`,
			roamingUrl: `${base}/device-status/v0/roaming`,
			clientAuthentication: 'basic',
			apiVersion: 'v0.4',
			scopeStyle: 'hash',
			loginHintStyle: 'tel',
		});
	});

	test('sample2024 takes the URLs of the user', () => {
		expect(readSettings({ aggregator: 'sample2024', ...client, ...urls })).toMatchObject({
			...urls,
			clientAuthentication: 'basic',
			apiVersion: 'v0.4',
			scopeStyle: 'purposeParameter',
			loginHintStyle: 'plain',
		});
	});

	test('camara signs, whatever was typed for another aggregator', () => {
		const camara = { aggregator: 'camara', ...client, ...urls };
		expect(readSettings(camara)).toMatchObject({
			clientAuthentication: 'privateKeyJwt',
			signingAlgorithm: 'RS256',
			assertionAudience: 'endpoint',
			apiVersion: 'v1',
			scopeStyle: 'camara',
			loginHintStyle: 'tel',
		});
		expect(readSettings({ ...camara, clientAuthentication: 'post' })).toMatchObject({
			clientAuthentication: 'privateKeyJwt',
			clientSecret: '',
		});
	});

	test('custom takes everything from the user', () => {
		const typed = {
			...urls,
			...client,
			clientAuthentication: 'post',
			apiVersion: 'v0.5',
			scopeStyle: 'custom',
			customScope: 'a {purpose}',
			loginHintStyle: 'plain',
		};
		expect(readSettings({ aggregator: 'custom', ...typed })).toMatchObject(typed);
	});

	test('simulator needs nothing', () => {
		expect(readSettings({ aggregator: 'simulator' })).toMatchObject({
			apiVersion: 'v0.4',
			scopeStyle: 'hash',
			loginHintStyle: 'tel',
		});
		expect(Object.keys(AGGREGATORS).filter(isSimulated)).toEqual(['simulator']);
		expect(isSimulated(undefined)).toBe(false);
	});

	test('what a preset fixes cannot be changed by values left from another one', () => {
		const stale = { accessFlow: 'apiKey', tokenUrl: 'https://evil.example', apiVersion: 'v1', signRequests: true };
		expect(readSettings({ aggregator: 'telefonicaSandbox', ...client, ...stale })).toMatchObject({
			accessFlow: 'ciba',
			signRequests: false,
			tokenUrl: 'https://sandbox.opengateway.telefonica.com/apigateway/token',
			apiVersion: 'v0.4',
		});
	});
});

describe('a URL', () => {
	const withTokenUrl = (tokenUrl: string) => ({ aggregator: 'sample2024', ...client, ...urls, tokenUrl });

	test.each([
		['http://localhost:3000/token'],
		['http://127.0.0.1:3000/token'],
		['http://127.1.2.3/token'],
		['http://[::1]:3000/token'],
	])('may be plain http on this computer: %s', (url) => {
		expect(readSettings(withTokenUrl(url)).tokenUrl).toBe(url);
	});

	test.each([
		['', /empty/],
		['as.example/token', /not hold a URL/],
		['/token', /not hold a URL/],
		['https://:', /not hold a URL/],
		['ftp://as.example/token', /not hold a URL/],
		['javascript:alert(1)', /not hold a URL/],
		['http://as.example/token', /https/],
		['http://localhost.evil.example/token', /https/],
		['http://127.0.0.1.evil.example/token', /https/],
		['https://user:password@as.example/token', /user name or password/],
		['https://user@as.example/token', /user name or password/],
		['https://as.example/token#x', /"#"/],
	])('%s is refused by the name of its field, without repeating it', (url, message) => {
		const error = refusal(withTokenUrl(url));
		expect(error).toMatchObject({ stage: 'validation', code: 'INVALID_CONFIGURATION' });
		expect(error.message).toMatch(message);
		expect(error.message).toContain("'Token URL'");
		expect(error.message.replace('https://', '')).not.toContain(url || 'undefined');
	});

	test('is freed of blanks around it', () => {
		expect(readSettings(withTokenUrl(' https://as.example/token\n')).tokenUrl).toBe('https://as.example/token');
	});
});

test('blanks around a secret stay, a pasted line break does not', () => {
	const { clientId, clientSecret } = readSettings({
		aggregator: 'telefonicaSandbox',
		clientId: ' id ',
		clientSecret: ' se cret \n',
	});
	expect({ clientId, clientSecret }).toEqual({ clientId: 'id', clientSecret: ' se cret ' });
});

test.each([
	[{ aggregator: 'telefonicaSandbox', clientSecret: 'x' }, "'Client ID' is empty"],
	[{ aggregator: 'telefonicaSandbox', clientId: 'x' }, "'Client Secret' is empty"],
	[{ aggregator: 'custom', ...client, ...urls, scopeStyle: 'custom' }, "'Scope' is empty"],
	[{ aggregator: 'custom', ...client, ...urls, apiVersion: 'v9' }, "'API Version' holds an unknown choice"],
	[{ aggregator: 'custom', ...client, ...urls, scopeStyle: 'toString' }, "'Scope Style' holds an unknown choice"],
	[{ aggregator: 'nobody' }, "'Aggregator' holds an unknown choice"],
	[{ aggregator: 'constructor' }, "'Aggregator' holds an unknown choice"],
	[{}, "'Aggregator' holds an unknown choice"],
])('%j is refused by name', (credential, message) => {
	expect(refusal(credential)).toMatchObject({
		code: 'INVALID_CONFIGURATION',
		message: expect.stringContaining(message),
	});
});
