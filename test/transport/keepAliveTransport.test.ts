import { createKeepAliveTransport } from '../../nodes/transport/keepAliveTransport';
import { n8nClock } from '../../nodes/transport/n8nClock';
import { rejection } from '../openGateway/partner';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const requestTo = (url: string) => ({ method: 'POST' as const, url, headers: {}, body: '', timeoutMs: 5000 });

test("n8n's filter is called for a URL until it permits that URL, and then not again", async () => {
	const asked: string[] = [];
	const transport = createKeepAliveTransport(n8nClock, {
		validateUrl: async (url) => {
			asked.push(url);
			return asked.length === 1 ? { ok: false, error: new Error('no name server') } : { ok: true };
		},
	});
	const url = `${sandbox.baseUrl}/token`;
	expect(await rejection(transport(requestTo(url)))).toMatchObject({ message: 'no name server' });
	expect(sandbox.requests).toEqual([]);
	for (let request = 0; request < 3; request += 1) await transport(requestTo(url));
	expect(asked).toEqual([url, url]);
	expect(sandbox.requests).toHaveLength(3);
});

test('an n8n without a filter needs none', async () => {
	const { status } = await createKeepAliveTransport(n8nClock, undefined)(requestTo(`${sandbox.baseUrl}/token`));
	expect(status).toBe(400);
});
