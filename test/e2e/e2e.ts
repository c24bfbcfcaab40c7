/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console -- a command line program; not published */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installN8n } from '../installed/installed';
import { N8N_VERSIONS } from '../installed/versions';
import { findChromium } from './browser/openBrowser';
import { requireServerPrograms } from './servers';

const JEST = require.resolve('jest/bin/jest');
const CONFIG = path.join(__dirname, 'jest.config.js');

/** What must be on this computer, by the group of scenarios that needs it. */
const SYSTEM_PACKAGES: Record<string, () => unknown> = { browser: findChromium, queue: requireServerPrograms };

/**
 * Installs the versions of n8n, and runs the scenarios in each.
 *
 * @returns the exit code
 */
async function e2e(): Promise<number> {
	const { values } = parseArgs({
		options: {
			/** Versions, separated by commas. */
			n8n: { type: 'string', default: Object.keys(N8N_VERSIONS).join(',') },
			/** Groups of scenarios, separated by commas: the names of the files `*.e2e.ts`, and of the folder `browser`. */
			only: { type: 'string', default: '' },
			/** A file to write the table to. */
			table: { type: 'string' },
		},
	});
	const groups = values.only.split(',').filter((group) => group !== '');
	// Before gigabytes are installed in vain.
	for (const [group, check] of Object.entries(SYSTEM_PACKAGES)) {
		if (groups.length === 0 || groups.includes(group)) check();
	}
	for (const version of values.n8n.split(',')) {
		console.log(`n8n ${version} on Node.js ${N8N_VERSIONS[version]}: installing it, unless the cache holds it.`);
		await installN8n(version);
	}
	const environment = {
		E2E_N8N: values.n8n,
		...(values.table === undefined ? {} : { E2E_TABLE: path.resolve(values.table) }),
	};
	const files = groups.map((group) => `/e2e/${group}(/.*)?\\.e2e\\.ts$`);
	const { status } = spawnSync(process.execPath, [JEST, '-c', CONFIG, ...files], {
		stdio: 'inherit',
		env: { ...process.env, ...environment },
	});
	return status ?? 1;
}

e2e().then(
	(code) => {
		process.exitCode = code;
	},
	(thrown: unknown) => {
		console.error(thrown instanceof Error ? thrown.message : thrown);
		process.exitCode = 1;
	},
);
