/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs the project's own program; not published */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NEWEST_N8N } from '../installed/versions';
import { openBrowser, type OpenBrowser } from './browser/openBrowser';
import { createEditor } from './browser/editor';
import { OWNER } from './n8n';
import { isChosen } from './scenarios';
import { NODE } from './workflows';

const describeIfChosen = isChosen(NEWEST_N8N) ? describe : describe.skip;
const userFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('open-gateway-n8n-'));

describeIfChosen(`n8n ${NEWEST_N8N}`, () => {
	const foldersBefore = userFolders();
	let program: ChildProcess;
	let exited: Promise<number | null>;
	let written = '';
	let browser: OpenBrowser | undefined;

	beforeAll(() => {
		const projectFolder = path.resolve(__dirname, '../..');
		// As `npm run n8n` does after the build.
		program = spawn(process.execPath, [require.resolve('tsx/cli'), 'demo/n8n.ts'], { cwd: projectFolder });
		for (const stream of [program.stdout, program.stderr]) {
			stream?.on('data', (chunk: Buffer) => {
				written += chunk.toString();
			});
		}
		exited = new Promise((resolve) => program.once('exit', resolve));
	});
	afterAll(async () => {
		await browser?.close();
		program.kill('SIGKILL');
	});

	async function address(): Promise<string> {
		for (;;) {
			const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(written) ?? [];
			if (url !== undefined) return url;
			if (program.exitCode !== null) throw new Error(`The program ended:\n${written}`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}

	test('npm run n8n: the address opens, and an example runs with one click', async () => {
		const baseUrl = await address();
		browser = await openBrowser();
		const { page } = browser;
		await page.goto(`${baseUrl}/signin`);
		await page.locator('input[name=emailOrLdapLoginId]').fill(OWNER.email);
		await page.locator('input[name=password]').fill(OWNER.password);
		await page.getByTestId('form-submit-button').click();
		await page.getByTestId('project-home-menu-item').waitFor();

		await page.goto(`${baseUrl}/home/workflows`);
		await page.getByText('Branch on roaming', { exact: true }).first().click();
		const editor = createEditor(page, baseUrl);
		await editor.part('execute-workflow-button').waitFor();
		await editor.execute(NODE);
		expect(await editor.node(NODE).locator('[data-test-id="canvas-node-status-success"]').count()).toBe(1);
	});

	test('npm run n8n: an interrupt ends all of it, and leaves no folder', async () => {
		program.kill('SIGINT');
		expect(await exited).toBe(0);
		expect(userFolders()).toEqual(foldersBefore);
		await expect(fetch(await address())).rejects.toThrow();
	});
});
