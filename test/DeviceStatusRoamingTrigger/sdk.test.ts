/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs a process of its own; not published */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ABROAD, NUMBER, startWorld } from './triggerWorld';

const SCRIPT = path.join(__dirname, 'nokiaSdk.mjs');

/** The SDK is an ES module, which Jest does not load; so it runs in a process of its own. */
async function sdk(baseUrl: string, ...call: string[]): Promise<unknown> {
	const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, baseUrl, ...call]);
	return JSON.parse(stdout) as unknown;
}

test("Nokia's SDK creates, lists and deletes subscriptions at the sandbox, and sees those of the trigger", async () => {
	const { api, n8n, sandbox, close } = await startWorld();
	try {
		await n8n.activate();
		const made = (await sdk(sandbox.baseUrl, 'create', NUMBER, 'https://listener.example.com/events')) as {
			id: string;
		};
		expect(api.live().map(({ id }) => id)).toContain(made.id);
		// Both send the event of one move.
		expect(api.move(NUMBER, ABROAD)).toHaveLength(2);

		const listed = (await sdk(sandbox.baseUrl, 'list')) as Array<{ id: string; sink: string }>;
		expect(listed.map(({ id }) => id).sort()).toEqual(
			api
				.live()
				.map(({ id }) => id)
				.sort(),
		);
		expect(await sdk(sandbox.baseUrl, 'get', made.id)).toMatchObject({ sink: 'https://listener.example.com/events' });

		await sdk(sandbox.baseUrl, 'delete', made.id);
		expect(api.live()).toHaveLength(1);
		// The trigger removes its own alone.
		await sdk(sandbox.baseUrl, 'create', NUMBER, 'https://listener.example.com/events');
		await n8n.deactivate();
		expect(api.live().map(({ sink }) => sink)).toEqual(['https://listener.example.com/events']);
	} finally {
		await close();
	}
}, 60_000);
