/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs the lines of README; not published */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../installed/commands';
import { signInOwner, startN8n } from './n8n';
import { describeInN8n, type World } from './scenarios';

const PROJECT_FOLDER = path.resolve(__dirname, '../..');

/** What README says to type in n8n's folder of community nodes, without the name of the tarball. */
async function lineOfReadme(pattern: RegExp): Promise<string[]> {
	const [line] = pattern.exec(await readFile(path.join(PROJECT_FOLDER, 'README.md'), 'utf8')) ?? [];
	if (line === undefined) throw new Error(`README has no line like ${pattern}.`);
	return line.split(' ').slice(1);
}

async function installTarball(userFolder: string): Promise<void> {
	const folder = nodesFolder(userFolder);
	await mkdir(folder, { recursive: true });
	const packed = await run('npm', ['pack', '--ignore-scripts', `--pack-destination=${userFolder}`], {
		cwd: PROJECT_FOLDER,
	});
	const tarball = path.join(userFolder, packed.trim().split('\n').at(-1) ?? '');
	await run('npm', [...(await lineOfReadme(/npm install --legacy-peer-deps/)), tarball], { cwd: folder });
}

const nodesFolder = (userFolder: string) => path.join(userFolder, '.n8n/nodes');

async function loadedTypes({ n8n }: World): Promise<string[]> {
	const types = (await (await n8n.fetch('/types/nodes.json')).json()) as Array<{ name: string }>;
	return types.map(({ name }) => name).filter((name) => name.startsWith('n8n-nodes-open-gateway.'));
}

describeInN8n({ install: installTarball }, (world) => {
	test('Installed as a tarball, with the line of README: n8n loads the package after a start', async () => {
		expect((await loadedTypes(world)).sort()).toEqual([
			'n8n-nodes-open-gateway.deviceStatusRoaming',
			'n8n-nodes-open-gateway.deviceStatusRoamingTool',
			'n8n-nodes-open-gateway.deviceStatusRoamingTrigger',
		]);
	});

	test('Removed with the line of README: n8n starts without the package', async () => {
		const line = await lineOfReadme(/npm uninstall n8n-nodes-open-gateway/);
		await run('npm', line, { cwd: nodesFolder(world.home.userFolder) });
		await world.n8n.end();
		const { port } = new URL(world.n8n.baseUrl);
		world.n8n = await startN8n(world.home, { port: Number(port), signUp: signInOwner });
		expect(await loadedTypes(world)).toEqual([]);
	});
});
