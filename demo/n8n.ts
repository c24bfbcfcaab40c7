/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHome, OWNER, startN8n, type RunningN8n } from '../test/e2e/n8n';
import { installPackage } from '../test/e2e/packageUnderTest';
import { sandboxCredential, SIMULATOR_CREDENTIAL } from '../test/e2e/scenarios';
import { run } from '../test/installed/commands';
import { installN8n } from '../test/installed/installed';
import { NEWEST_N8N } from '../test/installed/versions';
import { startSandbox } from '../test/sandbox/sandbox';

const PROJECT_FOLDER = path.resolve(__dirname, '..');
const SOURCES = ['credentials', 'icons', 'nodes'];
/** Editors write a file in several steps. */
const QUIET_MS = 300;

/**
 * Starts n8n with this package: a user folder of its own, the examples, a credential for the simulator and
 * one for an aggregator on this computer. Ctrl-C ends all of it and removes the folder.
 *
 * @param rebuilds whether a change of the sources is built and n8n started again with it
 */
async function n8nToClickIn(rebuilds: boolean): Promise<void> {
	console.log(`Installing n8n ${NEWEST_N8N}, unless the cache holds it. The first time takes some minutes.`);
	const installation = await installN8n(NEWEST_N8N);
	const sandbox = await startSandbox();
	const home = await createHome(installation);
	let n8n: RunningN8n | undefined;
	try {
		await home.load({ credentials: [SIMULATOR_CREDENTIAL, sandboxCredential(sandbox)] });
		await home.command('import:workflow', '--separate', `--input=${path.join(PROJECT_FOLDER, 'examples')}`);
		n8n = await startN8n(home);
		console.log(
			[
				`n8n is at ${n8n.baseUrl}`,
				`Sign in as ${OWNER.email} with the password ${OWNER.password}`,
				'Open the workflow "Branch on roaming" and click "Execute workflow".',
				'Ctrl-C ends n8n and removes its data.',
			].join('\n'),
		);
		if (!rebuilds) return await untilInterrupted();
		const changed = changes();
		while ((await changed.next()).done !== true) {
			console.log('Building the change.');
			const built = await run('npm', ['run', 'build', '--silent'], { cwd: PROJECT_FOLDER }).then(
				() => true,
				(thrown: Error) => {
					console.error(thrown.message);
					return false;
				},
			);
			if (!built) continue;
			await installPackage(home.userFolder);
			const { baseUrl } = n8n;
			await n8n.end();
			n8n = await startN8n(home, { port: Number(new URL(baseUrl).port), signUp: async () => '' });
			console.log(`n8n is at ${n8n.baseUrl} with the change.`);
		}
	} finally {
		await n8n?.end();
		await sandbox.close();
		await home.remove();
	}
}

/** Node.js ends a process at once on these signals, unless there is a listener. */
const interrupted = new Promise<void>((resolve) => {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});

function untilInterrupted(): Promise<void> {
	// A promise alone does not keep Node.js alive.
	const alive = setInterval(() => undefined, 60_000);
	return interrupted.finally(() => clearInterval(alive));
}

/** Yields after a change, when no further change follows; ends when the program is interrupted. */
async function* changes(): AsyncGenerator<void> {
	let isChanged = false;
	let notify: () => void = () => undefined;
	const onChange = () => {
		// Also while the last change is built.
		isChanged = true;
		notify();
	};
	const watchers = SOURCES.map((folder) => watch(path.join(PROJECT_FOLDER, folder), { recursive: true }, onChange));
	let isInterrupted = false;
	void interrupted.then(() => {
		isInterrupted = true;
		notify();
	});
	try {
		for (;;) {
			while (!isChanged && !isInterrupted) {
				await new Promise<void>((resolve) => {
					notify = resolve;
				});
			}
			if (isInterrupted) return;
			await sleep(QUIET_MS);
			isChanged = false;
			yield;
		}
	} finally {
		for (const watcher of watchers) watcher.close();
	}
}

n8nToClickIn(process.argv.includes('--rebuild')).catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
