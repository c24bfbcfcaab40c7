/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads documents from the disk; not published */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const documents = ['.', 'docs'].flatMap((folder) =>
	readdirSync(path.join(ROOT, folder))
		.filter((file) => file.endsWith('.md'))
		.map((file) => path.posix.join(folder, file)),
);
/** Without what stands in code, which is no link. */
const textOf = (file: string) =>
	readFileSync(path.join(ROOT, file), 'utf8')
		.replace(/^```[^]*?^```/gm, '')
		.replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

/** As GitHub names headings: lower case, without punctuation, blanks as dashes. */
function anchorsOf(file: string): string[] {
	return [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
		heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}_ -]/gu, '')
			.replaceAll(' ', '-'),
	);
}

/** Links to files and headings, not to other sites. */
function linksOf(file: string): string[] {
	const links = [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target));
	return links.filter((target) => !/^[a-z]+:/i.test(target));
}

const isBroken = (file: string, target: string) => {
	const [relative = '', anchor] = target.split('#');
	const linked = relative === '' ? file : path.posix.join(path.posix.dirname(file), relative);
	if (!existsSync(path.join(ROOT, linked))) return true;
	return anchor !== undefined && !anchorsOf(linked).includes(anchor);
};

test('there are documents with links in them', () => {
	expect(documents).toContain('docs/cookbook.md');
	expect(documents.flatMap(linksOf).length).toBeGreaterThan(100);
});

test.each(documents)('%s: each link leads to a file that is there, and to a heading of it', (file) => {
	expect(linksOf(file).filter((target) => isBroken(file, target))).toEqual([]);
});

test.each([
	['README.md', 'docs/nothing.md'],
	['README.md', '#nothing'],
	['docs/cookbook.md', 'trigger.md#nothing'],
	['docs/cookbook.md', 'README.md'],
])('a link in %s to %s is found to be broken', (file, target) => {
	expect(isBroken(file, target)).toBe(true);
});

test('each document of the folder docs is linked from another one', () => {
	const linked = documents.flatMap((file) =>
		linksOf(file)
			.map((target) => path.posix.join(path.posix.dirname(file), target.split('#')[0] ?? ''))
			.filter((target) => target !== file),
	);
	expect(documents.filter((file) => file.startsWith('docs/') && !linked.includes(file))).toEqual([]);
});

const scripts = Object.keys(
	(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
);
const commandsIn = (file: string) =>
	[...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => String(name));

test('each command that a document names is a script of package.json', () => {
	expect(documents.flatMap(commandsIn).filter((name) => !scripts.includes(name))).toEqual([]);
});

test('CONTRIBUTING.md names each script that a person runs', () => {
	const known = [...commandsIn('CONTRIBUTING.md'), 'start', 'test', 'prepublishOnly'];
	expect(scripts.filter((name) => !known.includes(name))).toEqual([]);
});
