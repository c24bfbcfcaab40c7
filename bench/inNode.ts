/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- a command line program, not published */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installNode } from '../test/installed/installed';
import { N8N_CORE_VERSIONS } from '../test/installed/versions';
import { installedVersion } from './packageFolder';

/**
 * Runs a program of this folder in the version of Node.js that this n8n-core requires. n8n does not start in an older
 * one, so figures of an older one would be of no use.
 */
async function runInNode([program = '', ...flags]: string[]): Promise<void> {
	const node = await installNode(installedVersion('n8n-core'), N8N_CORE_VERSIONS);
	// Among the arguments of this Node.js is tsx, which reads TypeScript.
	const { status } = spawnSync(node, [...process.execArgv, path.join(__dirname, program), ...flags], {
		stdio: 'inherit',
	});
	process.exitCode = status ?? 1;
}

runInNode(process.argv.slice(2)).catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
