/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs the demo in a home folder of its own; not published */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const DEMO = path.resolve(__dirname, '../../demo/demo.ts');
const TSX = pathToFileURL(require.resolve('tsx')).href;

let home: string;
let temporary: string;
beforeEach(() => {
	home = mkdtempSync(path.join(tmpdir(), 'open-gateway-home-'));
	temporary = path.join(home, 'tmp');
	mkdirSync(temporary);
});
afterEach(() => rmSync(home, { recursive: true }));

/** Runs the demo with this home and temporary folder. Returns what it prints. */
async function runDemo(environment: Record<string, string>): Promise<string> {
	const env = { PATH: process.env.PATH, HOME: home, TMPDIR: temporary, ...environment };
	const { stdout } = await promisify(execFile)(process.execPath, ['--import', TSX, DEMO, '+34666555001'], { env });
	return stdout;
}

/** tsx leaves its cache in the temporary folder. */
const foldersOfOurs = () => readdirSync(temporary).filter((name) => name.includes('open-gateway'));

test('the demo leaves no folder of n8n behind', async () => {
	expect(await runDemo({})).toContain('1 numbers');
	expect(readdirSync(home)).toEqual(['tmp']);
	expect(foldersOfOurs()).toEqual([]);
}, 60_000);

test("the demo neither reads nor changes a user's own n8n, whatever its key", async () => {
	const file = path.join(home, '.n8n/config');
	mkdirSync(path.dirname(file));
	writeFileSync(file, '{"encryptionKey":"theirs"}');
	chmodSync(file, 0o644);
	expect(await runDemo({ N8N_ENCRYPTION_KEY: 'another', N8N_USER_FOLDER: home })).toContain('1 numbers');
	expect(readFileSync(file, 'utf8')).toBe('{"encryptionKey":"theirs"}');
	expect(statSync(file).mode & 0o777).toBe(0o644);
	expect(readdirSync(path.dirname(file))).toEqual(['config']);
	expect(foldersOfOurs()).toEqual([]);
}, 60_000);

test('these tests have a user folder of their own', () => {
	expect(process.env.N8N_USER_FOLDER).toMatch(/open-gateway-user-folder-/);
});
