import './capturedLog';
import { sandboxUrls, startSandbox, type Override, type Sandbox, type SandboxRequest } from '../sandbox/sandbox';
import { itemsOf, runNode, sandboxCredential } from './runNode';

const GOOD = '+34666555001';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function check(
	phoneNumbers: unknown[],
	{
		changes = {},
		options = {},
		override,
	}: {
		changes?: Record<string, string>;
		options?: Record<string, number | string>;
		override?: (request: SandboxRequest) => Override | undefined;
	} = {},
) {
	sandbox = await startSandbox(override === undefined ? {} : { override });
	const taskData = await runNode({
		inputs: phoneNumbers.map((phoneNumber) => ({ phoneNumber })) as [],
		credential: {
			...sandboxCredential(sandbox),
			...changes,
		},
		parameters: { options: { maxAttempts: 1, ...options } },
		settings: { onError: 'continueRegularOutput' },
	});
	return itemsOf(taskData).map(({ json }) => json);
}

/** Made for the login hint that the request carries; the roaming call has none, so its position in the list identifies it. */
const onlyFor = (phoneNumber: string, answer: Override) => (request: SandboxRequest) =>
	new URLSearchParams(request.body).get('login_hint') === `tel:${phoneNumber}` ? answer : undefined;

test.each([
	['nothing', ''],
	['missing', undefined],
	['null', null],
	['letters', 'abc'],
	['no country code', '666555343'],
	['a JSON number without country code', 666555343],
	['a JSON number that may have a country code', 34666555001],
	['10,000 characters', '1'.repeat(10_000)],
	['an emoji', '📱'],
	['a list', ['+34666555001']],
	['an object', { number: 1 }],
	['true', true],
	['a fraction', 1.5],
])('%s is one item with an error message, and the other numbers are checked', async (_name, phoneNumber) => {
	const [before, bad, after] = await check([GOOD, phoneNumber, '+34666555011']);
	expect([before?.outcome, after?.outcome]).toEqual(['roaming', 'roaming']);
	expect(bad).toMatchObject({ outcome: 'failed', code: 'INVALID_PHONE_NUMBER', stage: 'validation', correlator: '' });
	expect(bad?.message).toMatch(/^The phone number /);
	expect(bad?.hint).toContain('+34666555341');
	expect(JSON.stringify(bad).length).toBeLessThan(1000);
	expect(sandbox.requests).toHaveLength(6);
});

test('a JSON number is read against the default country code', async () => {
	const items = await check([34666555001], { options: { defaultCountryCode: '34' } });
	expect(items).toMatchObject([{ phoneNumber: GOOD, outcome: 'roaming' }]);
});

test('a wrong secret is the error of each number', async () => {
	const items = await check([GOOD, GOOD], { changes: { clientSecret: 'wrong' } });
	expect(items).toMatchObject(
		Array(2).fill({ outcome: 'failed', code: 'invalid_client', stage: 'authorize', httpStatus: 401, retryable: false }),
	);
	expect(items[0]?.hint).toContain('client secret');
});

test.each([
	['no URL', { tokenUrl: 'as.example' }, /'Token URL'/],
	['plain http', { tokenUrl: 'http://as.example/token' }, /'Token URL'/],
	['user and password', { tokenUrl: 'https://a:b@as.example/token' }, /'Token URL'/],
	['no key', { clientAuthentication: 'privateKeyJwt', privateKey: 'none' }, /private key/],
])('a credential with %s is the error of each number, and nothing is sent', async (_name, changes, message) => {
	const items = await check([GOOD, 'abc'], { changes });
	expect(items).toMatchObject([
		{ code: 'INVALID_CONFIGURATION', stage: 'validation', message: expect.stringMatching(message) },
		{ code: 'INVALID_PHONE_NUMBER', stage: 'validation' },
	]);
	expect(sandbox.requests).toEqual([]);
});

const html: Override = {
	status: 200,
	headers: { 'content-type': 'text/html' },
	body: '<html><title>Login</title></html>',
};
test.each([
	['answers HTML', html, { code: 'INVALID_RESPONSE', stage: 'authorize', httpStatus: 200 }],
	['answers nothing', { status: 204, headers: {}, body: '' }, { code: 'INVALID_RESPONSE', httpStatus: 204 }],
	['resets', 'reset', { code: 'CONNECTION_RESET', stage: 'network', httpStatus: null, retryable: true }],
	[
		'redirects',
		{ status: 302, headers: { location: 'https://evil.example' }, body: '' },
		{ code: 'REDIRECTED', httpStatus: 302 },
	],
	[
		'has no such path',
		{ status: 404, headers: {}, body: 'Not found' },
		{ code: 'ENDPOINT_NOT_FOUND', httpStatus: 404 },
	],
] as Array<[string, Override, object]>)(
	'a server that %s for one number does not affect the others',
	async (_name, answer, expected) => {
		const bad = '+34666555102';
		const [first, second, third] = await check([GOOD, bad, GOOD], { override: onlyFor(bad, answer) });
		expect([first?.outcome, third?.outcome]).toEqual(['roaming', 'roaming']);
		expect(second).toMatchObject({ phoneNumber: bad, outcome: 'failed', ...expected });
		expect(second?.correlator).not.toBe('');
	},
);

test('a server that never answers one number makes only that number time out', async () => {
	const bad = '+34666555102';
	const [first, second] = await check([GOOD, bad], { override: onlyFor(bad, 'hang'), options: { timeout: 1 } });
	expect(first).toMatchObject({ outcome: 'roaming' });
	expect(second).toMatchObject({ code: 'TIMED_OUT', stage: 'network', retryable: true });
	expect(second?.hint).toContain('Timeout');
});

test('a port without a server gives an error that says so', async () => {
	const gone = await startSandbox();
	await gone.close();
	const [item] = await check([GOOD], { changes: sandboxUrls(gone, 'v1') });
	expect(item).toMatchObject({ code: 'CONNECTION_REFUSED', stage: 'network' });
});

test('a host that does not exist gives an error that says so', async () => {
	const urls = {
		authorizeUrl: 'https://aggregator.invalid/a',
		tokenUrl: 'https://aggregator.invalid/t',
		roamingUrl: 'https://aggregator.invalid/r',
	};
	const [item] = await check([GOOD], { changes: urls });
	expect(item).toMatchObject({ code: 'HOST_NOT_FOUND', stage: 'network' });
});

test('a certificate that is not trusted gives an error that says so', async () => {
	const secure = await startSandbox({ https: true });
	const [item] = await check([GOOD], { changes: sandboxUrls(secure, 'v1') });
	await secure.close();
	expect(item).toMatchObject({ code: 'CERTIFICATE_NOT_TRUSTED', stage: 'network', retryable: false });
});
