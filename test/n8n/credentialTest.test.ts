import './userFolder';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { SANDBOX_CLIENT, sandboxUrls, startSandbox, type Override, type Sandbox } from '../sandbox/sandbox';
import { builtPackage } from './runNode';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** A click on Test. */
async function clickTest(
	changes: Record<string, string> = {},
	override?: Override,
): Promise<INodeCredentialTestResult> {
	sandbox = await startSandbox(override === undefined ? {} : { override: () => override });
	const data = { aggregator: 'sample2024', ...SANDBOX_CLIENT, ...sandboxUrls(sandbox, 'v0.4'), ...changes };
	const node = (await builtPackage()).nodeType('n8n-nodes-open-gateway.deviceStatusRoaming');
	const [{ testedBy } = { testedBy: undefined }] = node.description.credentials ?? [];
	const test = node.methods?.credentialTest?.[String(testedBy)];
	if (test === undefined) throw new Error('The credential has no test.');
	const context = new CredentialTestContext() as unknown as ICredentialTestFunctions;
	return test.call(context, { id: '1', name: 'Open Gateway account', type: 'openGatewayApi', data });
}

test.each([
	['sample2024', {}],
	['custom', { aggregator: 'custom', clientAuthentication: 'post' }],
	['custom with Basic', { aggregator: 'custom', clientAuthentication: 'basic' }],
])('%s: the right secret is accepted with one request, which is about no subscriber', async (_name, changes) => {
	expect(await clickTest(changes)).toMatchObject({ status: 'OK' });
	expect(sandbox.requests.map(({ path }) => path)).toEqual(['/token']);
});

test('the simulator needs no network', async () => {
	expect(await clickTest({ aggregator: 'simulator' })).toMatchObject({ status: 'OK' });
	expect(sandbox.requests).toEqual([]);
});

test('a wrong secret gives an error that says so', async () => {
	const { status, message } = await clickTest({ clientSecret: 'wrong' });
	expect({ status, message }).toEqual({
		status: 'Error',
		message: expect.stringMatching(/does not accept these client credentials.*Check client ID/),
	});
});

test('a bad key is named before anything is sent', async () => {
	const verdict = await clickTest({ aggregator: 'camara', privateKey: 'none' });
	expect(verdict).toMatchObject({ status: 'Error', message: expect.stringMatching(/private key cannot be read/) });
	expect(sandbox.requests).toEqual([]);
});

test.each([
	['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }, /web page/],
	['404', { status: 404, headers: {}, body: '' }, /path/],
	['a redirect', { status: 302, headers: { location: 'https://evil.example' }, body: '' }, /redirects/],
	['a reset', 'reset', /closed the connection/],
] as Array<[string, Override, RegExp]>)('%s gets its own sentence, not a code', async (_name, override, message) => {
	expect(await clickTest({}, override)).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
});

test('a refused connection, an unknown host and an untrusted certificate each give their own message', async () => {
	const gone = await startSandbox();
	await gone.close();
	expect(await clickTest({ tokenUrl: `${gone.baseUrl}/token` })).toMatchObject({
		message: expect.stringMatching(/refused the connection/),
	});
	await sandbox.close();
	for (const [field, label, path] of [
		['authorizeUrl', 'Authorize URL', 'bc-authorize'],
		['roamingUrl', 'Roaming URL', 'roaming'],
	] as const) {
		expect(await clickTest({ [field]: `${gone.baseUrl}/${path}` })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining(`'${label}' cannot be reached: The server refused the connection`),
		});
		await sandbox.close();
	}
	expect(await clickTest({ tokenUrl: 'https://aggregator.invalid/token' })).toMatchObject({
		message: expect.stringMatching(/host name/),
	});
	await sandbox.close();
	const secure = await startSandbox({ https: true });
	expect(await clickTest({ tokenUrl: `${secure.baseUrl}/token` })).toMatchObject({
		message: expect.stringMatching(/certificate/),
	});
	await secure.close();
});
