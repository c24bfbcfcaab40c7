/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- packs and unpacks the package; not published */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../installed/commands';

const PACKAGE_FOLDER = path.resolve(__dirname, '../..');

interface Manifest {
	name: string;
	version: string;
	devDependencies?: object;
	peerDependencies?: object;
}

/**
 * Packs the package as it would be published, and puts it where n8n keeps community nodes, as n8n's own installer does:
 * it unpacks, strips the dependencies that n8n provides, and notes the package in `nodes/package.json` (n8n 2.41,
 * community-packages.service).
 */
export async function installPackage(userFolder: string): Promise<void> {
	const flags = ['--ignore-scripts', '--loglevel=error', `--pack-destination=${userFolder}`];
	await run('npm', ['pack', ...flags], { cwd: PACKAGE_FOLDER });
	const { name, version } = await readManifest(PACKAGE_FOLDER);
	const nodesFolder = path.join(userFolder, '.n8n/nodes');
	const folder = path.join(nodesFolder, 'node_modules', name);
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', path.join(userFolder, `${name}-${version}.tgz`), '-C', folder, '--strip-components=1']);

	const manifest = await readManifest(folder);
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
	const installed = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(path.join(nodesFolder, 'package.json'), JSON.stringify(installed, null, 2));
}

async function readManifest(folder: string): Promise<Manifest> {
	return JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}
