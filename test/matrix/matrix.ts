/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- a command line program; not published */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installCore } from '../installed/installed';
import { N8N_CORE_VERSIONS } from '../installed/versions';

const JEST = require.resolve('jest/bin/jest');
const CONFIG = path.join(__dirname, 'jest.config.js');

/** Runs the tests of `test/n8n` in each version of n8n-core; the versions in which one of them failed. */
async function matrix(): Promise<string[]> {
	const failed: string[] = [];
	for (const version of Object.keys(N8N_CORE_VERSIONS)) {
		const { node, folder } = await installCore(version);
		console.log(`\nn8n-core ${version} on Node.js ${N8N_CORE_VERSIONS[version]}`);
		const { status } = spawnSync(node, [JEST, '-c', CONFIG, ...process.argv.slice(2)], {
			stdio: 'inherit',
			env: { ...process.env, N8N_CORE_FOLDER: folder },
		});
		if (status !== 0) failed.push(version);
	}
	return failed;
}

matrix()
	.then((failed) => {
		if (failed.length > 0) throw new Error(`Tests failed in n8n-core ${failed.join(', ')}.`);
	})
	.catch((thrown: unknown) => {
		console.error(thrown instanceof Error ? thrown.message : thrown);
		process.exitCode = 1;
	});
